"""Decisions to send a vehicle, with who was offered: what a report tells of them later."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from jru_tui.board.commands import Assign
from jru_tui.board.events import Offered
from jru_tui.board.formatting import minutes_between, whole_minutes
from jru_tui.board.projection.orders import Order


class Sending(Struct, frozen=True):
    """A decision to send a vehicle to a call.

    Attributes:
        at: when it was made.
        call: the call's id.
        vehicle: the id of the vehicle that was chosen.
        first: who was offered first.
        chosen: what was predicted of the vehicle that was chosen; None where nothing was.
    """

    at: datetime
    call: str
    vehicle: str
    first: Offered
    chosen: Offered | None

    @property
    def took_first(self) -> bool:
        """Test whether the first offer was taken."""
        return self.first.vehicle == self.vehicle


def sendings(orders: Iterable[Order]) -> Iterator[Sending]:
    """The decisions among some orders of which it is kept who was offered, in their order."""
    for order in orders:
        if order.offers and isinstance(order.command, Assign):
            vehicle = order.command.vehicle
            yield Sending(
                order.given_at,
                order.command.call,
                vehicle,
                order.offers[0],
                chosen_of(order.offers, vehicle),
            )


def chosen_of(offers: Iterable[Offered], vehicle: str) -> Offered | None:
    """The offer of the vehicle that was sent; None where it was not among them."""
    return next((offer for offer in offers if offer.vehicle == vehicle), None)


def offered_words(offer: Offered) -> str:
    """Say a predicted arrival: `8 min (6-11)`, or `~20 min` where it was no more than a guess."""
    if offer.source == "area":
        return f"~{whole_minutes(offer.arrival_s)} min"
    return minutes_between(offer.arrival_s, offer.low_s, offer.high_s)
