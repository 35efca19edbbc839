"""Vehicles nearest to an officer who needs help: everybody on duty, whatever they are doing."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.decisions.vehicles import availability, doing_words
from jru_tui.board.queries.dispatch.models import Offer
from jru_tui.board.queries.dispatch.phrases import (
    arrival_words,
    drawback_words,
    precondition_words,
    source_word,
)
from jru_tui.board.queries.dispatch.reasons import Drawback, Precondition
from jru_tui.board.rules import Availability


class NearbyVehicle(Struct, frozen=True):
    """A vehicle that could come to an officer who needs help.

    Attributes:
        vehicle: its id.
        name: and its name.
        availability: as its status says.
        km: the straight distance, None where either place is unknown.
        arrival: its predicted arrival, in words: `12 min (9-16)`.
        source: where that is from, in one word; empty where it is there.
        guessed: whether it is no more than a guess by area.
        reason: what it is doing, and what is odd about its position, in words.
    """

    vehicle: str
    name: str
    availability: Availability
    km: float | None
    arrival: str
    source: str
    guessed: bool
    reason: str


def nearest(board: Board, offers: Sequence[Offer]) -> tuple[NearbyVehicle, ...]:
    """The vehicles that the plan's own predictions say are there first, the soonest first.

    Args:
        board: as it stands.
        offers: of the recommendation, for that officer.
    """
    return tuple(_nearby(board, offer) for offer in offers if offer.vehicle in board.vehicles)


def _nearby(board: Board, offer: Offer) -> NearbyVehicle:
    vehicle = board.vehicles[offer.vehicle]
    return NearbyVehicle(
        offer.vehicle,
        offer.name,
        availability(board, vehicle),
        offer.km,
        arrival_words(offer.arrival),
        source_word(offer.arrival),
        offer.arrival.guessed,
        ", ".join((doing_words(board, vehicle), *_position_words(offer))),
    )


def _position_words(offer: Offer) -> Iterator[str]:
    """Yield the doubts about its position: `position 5 h old`, or that somebody has to ask."""
    if Drawback.POSITION_UNKNOWN in offer.drawbacks:
        yield precondition_words(Precondition.ASK_POSITION)
    for drawback in (Drawback.POSITION_OLD, Drawback.POSITION_AHEAD):
        if drawback in offer.drawbacks:
            yield drawback_words(offer, only=drawback)
