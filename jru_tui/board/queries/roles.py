"""Roles at boards that share a journal, as handed over in the current shift.

What was handed over holds until the shift ends: then each board has the role of its settings again.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.commands import OfferRole, Role, TakeRole
from jru_tui.board.projection.orders import Order
from jru_tui.board.shifts import shift_at

OFFER_LASTS = timedelta(minutes=10)
"""An offer that nobody has accepted by then is over."""

RANKS: dict[Role, int] = {"viewer": 0, "controller": 1, "supervisor": 2}
"""How much each role may do: the higher, the more."""


def role_of(board: Board, by: str, own: Role, now: datetime) -> Role:
    """The role that somebody has now: the one they took or were left with, else their own.

    Args:
        board: as it stands.
        by: who it is, as they call themselves.
        own: the role of their settings.
        now: the board's time.
    """
    for order in _of_shift(board, now):
        if isinstance(order.command, TakeRole):
            if order.by == by:
                return order.command.role
            if order.command.giver == by:
                return order.command.left
    return own


def offer_to(board: Board, by: str, now: datetime | None) -> Order | None:
    """The newest offer of a role to somebody that still stands; None for none.

    Args:
        board: as it stands.
        by: to whom.
        now: the board's time; None where it does not matter.
    """
    moved: set[str] = set()
    for order in _of_shift(board, now):
        match order.command:
            case TakeRole(giver=giver):
                moved |= {giver, order.by}
            case OfferRole(to=to):
                if to == by and order.by not in moved and not _is_over(order, now):
                    return order
                moved.add(order.by)  # a newer offer takes the place of an older one
    return None


def standing_offer(board: Board, giver: str, now: datetime | None) -> Order | None:
    """The offer that somebody has made and nobody has accepted yet; None for none.

    Args:
        board: as it stands.
        giver: who made it.
        now: the board's time; None where it does not matter.
    """
    for order in _of_shift(board, now):
        match order.command:
            case TakeRole(giver=who) if giver in (who, order.by):
                return None
            case OfferRole() if order.by == giver:
                return None if _is_over(order, now) else order
    return None


class HeldRole(Struct, frozen=True):
    """A role that somebody has since one was handed over: `at` is when, `other` from or to whom."""

    by: str
    role: Role
    at: datetime
    other: str


def held_roles(board: Board, now: datetime) -> tuple[HeldRole, ...]:
    """List who has another role than their own settings say, as handed over last first.

    Args:
        board: as it stands.
        now: the board's time.
    """
    roles: dict[str, HeldRole] = {}
    for order in _of_shift(board, now):
        match order.command:
            case TakeRole(giver=giver, role=role, left=left):
                roles.setdefault(order.by, HeldRole(order.by, role, order.given_at, giver))
                roles.setdefault(giver, HeldRole(giver, left, order.given_at, order.by))
    return tuple(roles.values())


def standing_offers(board: Board, now: datetime) -> tuple[Order, ...]:
    """List the offers of a role that nobody has accepted yet, the newest first.

    Args:
        board: as it stands.
        now: the board's time.
    """
    givers = dict.fromkeys(
        order.by for order in _of_shift(board, now) if isinstance(order.command, OfferRole)
    )
    found = (standing_offer(board, giver, now) for giver in givers)
    return tuple(order for order in found if order is not None)


def _is_over(offer: Order, now: datetime | None) -> bool:
    return now is not None and now - offer.given_at > OFFER_LASTS


def _of_shift(board: Board, now: datetime | None) -> Iterator[Order]:
    """Yield what was handed over in the shift that is running, the newest first."""
    orders = board.role_orders()
    if now is None:
        return orders
    begins = shift_at(board.rules.hours, now).starts_at
    return takewhile(lambda order: order.given_at >= begins, orders)
