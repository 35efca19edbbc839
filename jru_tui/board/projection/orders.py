"""The supervisor's commands that are in force: not undone, refused or settled."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct, structs

from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    EndBackUp,
    EndNextCall,
    Hold,
    Link,
    NextCall,
    RightCare,
    StandDown,
    Unlink,
)
from jru_tui.board.call_views import BackUpAsked, Call, CallHold, NextFor, RightCareDecision
from jru_tui.board.commands import Command, SetStatus
from jru_tui.board.events import Offered
from jru_tui.board.formatting import minutes_between, whole_minutes
from jru_tui.board.projection.calls.urgency import rank_of
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.rules import UNKNOWN_RANK, Rules

_ABOUT_BACK_UP = frozenset((BackUp, EndBackUp))


class Order(Struct, frozen=True, array_like=True):
    """A command, with what it booked.

    Attributes:
        id: that of its event.
        at: from when it counts: when it was given or, for an assignment or a stand-down after a
            dispute was settled in its favour, when it was settled.
        given_at: when it was given.
        number: grows with each command that is given.
        by: who gave it.
        command: what was asked.
        presses: the statuses that it books, as pairs of vehicle and press.
        settled_at: when a dispute about a closing or a reopening was settled in its favour; that
            happened when it was given, whatever the feed said in between.
        session: the run of the program in which it was given; empty where that is not known.
        posted: it is owed to the dispatch system, so that the feed may repeat it; else it stands on
            this board alone, and whoever it concerns has to be told.
        posted_as: the command that dispatch was told in its place; None where that is the command.
        decision: the same for all orders that were given as one; empty for one that stands alone.
        offers: who was offered when a vehicle was sent, the first offer first.
    """

    id: str
    at: datetime
    given_at: datetime
    number: int
    by: str
    command: Command
    presses: tuple[tuple[str, Press], ...] = ()
    settled_at: datetime | None = None
    session: str = ""
    posted: bool = False
    posted_as: Command | None = None
    decision: str = ""
    offers: tuple[Offered, ...] = ()

    @property
    def holds_from(self) -> datetime:
        """Return the time from which only a newer report of the feed contradicts the order."""
        return self.settled_at or self.at


def given_again(order: Order, undo: Order) -> Order:
    """Return an order as it stands from the undo of its undo on.

    What it says of one vehicle counts from then: the feed may have shown in between that the
    vehicle was taken back.
    """
    again = structs.replace(
        order,
        given_at=undo.at,
        number=undo.number,
        by=undo.by,
        session=undo.session,
        posted=undo.posted,
    )
    if not isinstance(order.command, Assign | StandDown | SetStatus):
        return again
    presses = tuple(
        (vehicle, structs.replace(press, at=undo.at, sequence=undo.number))
        for vehicle, press in order.presses
    )
    return structs.replace(again, at=undo.at, presses=presses)


def calls_of(command: Command) -> tuple[str, ...]:
    """The calls that a command is about."""
    call = getattr(command, "call", "")
    return (call,) if call else ()


def vehicle_of(command: Command) -> str | None:
    """The vehicle that a command is about, if it is about one."""
    return getattr(command, "vehicle", "") or None


def back_up_requests(orders: Sequence[Order]) -> tuple[BackUpAsked, ...]:
    """List the help that was asked for, with what became of it."""
    requests: dict[str, BackUpAsked] = {}
    for order in orders:
        if type(order.command) not in _ABOUT_BACK_UP:
            continue
        match order.command:
            case BackUp(what=what, count=count, text=text):
                requests[order.id] = BackUpAsked(order.id, order.at, what, count, text, left=count)
            case EndBackUp(back_up=which, ended=ended, count=count) if which in requests:
                some = min(count or requests[which].left, requests[which].left)
                left = requests[which].left - some
                came = requests[which].came + (some if ended == "at_scene" else 0)
                requests[which] = structs.replace(requests[which], left=left, came=came)
                if left <= 0:
                    requests[which] = structs.replace(
                        requests[which], ended=ended, ended_at=order.at
                    )
    return tuple(requests.values())


_UNJUDGED = 1
"""The rank from which a call that nobody has judged becomes more urgent: to G1 or C1."""


def right_care(orders: Sequence[Order], rank: int, rules: Rules) -> RightCareDecision | None:
    """Find the newest decision whether the police attend; None where nobody made one.

    Args:
        orders: those about the call that stand, oldest first.
        rank: how urgent the call is now, 0 first.
        rules: how urgent grades and categories are.
    """
    for order in reversed(orders):
        if type(order.command) is RightCare:
            decision = order.command
            return RightCareDecision(
                order.at,
                decision.instead,
                decision.reason,
                regraded=_is_regraded(decision, rank, rules),
            )
    return None


def _is_regraded(decision: RightCare, rank: int, rules: Rules) -> bool:
    """Test whether a call has become more urgent since it was left to others."""
    if decision.was_grade is None:
        return False
    before = rank_of(decision.was_grade or None, decision.was_category or None, rules)
    return UNKNOWN_RANK < rank < (_UNJUDGED if before == UNKNOWN_RANK else before)


def current_hold(orders: Sequence[Order]) -> CallHold | None:
    """Return how long a call's words are held, and why; None where they are not, or no longer."""
    for order in reversed(orders):
        if type(order.command) is Hold:
            until, reason = order.command.until, order.command.reason
            return None if until is None else CallHold(until, reason, order.by, order.at)
    return None


def _next_call(orders: Sequence[Order]) -> Order | None:
    """Find the order that keeps a call for a vehicle; None where none does, or it was ended."""
    for order in reversed(orders):
        if type(order.command) is EndNextCall:
            return None
        if type(order.command) is NextCall:
            return order
    return None


def next_for(
    orders: tuple[Order, ...], call: Call, ruling: Order | None, closings: Iterable[datetime]
) -> NextFor | None:
    """Find the vehicle that a call is kept for; None for none.

    It ends by itself, and does not come back, once somebody was sent to the call, whoever it was,
    or the call was closed. It is silent while another call stands for it, or the police do not
    attend.

    Args:
        orders: those about the call that stand, oldest first.
        call: its view, without this.
        ruling: the last order that closed or reopened it.
        closings: when the feed had closed it, each time before it opened it again.
    """
    order = _next_call(orders)
    if order is None or not call.waiting or call.left_to:
        return None
    since = order.given_at
    if ruling is not None and ruling.number > order.number:
        return None
    if any(closed_at >= since for closed_at in closings):
        return None
    if any(response.started_at >= since for response in call.responses):
        return None
    assert isinstance(order.command, NextCall)
    return NextFor(order.command.vehicle, since, order.by)


def linked_to(orders: Sequence[Order]) -> str:
    """Find the call that this one duplicates; empty for none."""
    for order in reversed(orders):
        if type(order.command) is Link:
            return order.command.duplicate_of
        if type(order.command) is Unlink:
            return ""
    return ""


def merging(orders: Sequence[Order], ruling: Order | None) -> Order | None:
    """Find the order that says which call of the feed this one, opened by hand, is."""
    for order in reversed(orders):
        if order is ruling or type(order.command) is Unlink:
            return None
        if type(order.command) is Link and order.command.merged_from is not None:
            return order
    return None


def newest_assignments(orders: Sequence[Order]) -> list[Order]:
    """List the last assignment or stand-down of each vehicle; what came before it is past."""
    last: dict[str, Order] = {}
    for order in orders:
        command = order.command
        if type(command) is Assign or type(command) is StandDown:
            last[command.vehicle] = order
    return list(last.values())


class Sending(Struct, frozen=True):
    """A decision to send a vehicle to a call.

    Attributes:
        at: when it was made.
        call: the call's id.
        vehicle: the id of the vehicle that was chosen.
        first: who was offered first.
        chosen: what was predicted of the vehicle that was chosen; None where nothing was.
        until: when the vehicle was sent again, or stood down; None where it was not. An arrival
            after that is another decision's.
    """

    at: datetime
    call: str
    vehicle: str
    first: Offered
    chosen: Offered | None
    until: datetime | None = None

    @property
    def took_first(self) -> bool:
        """Test whether the first offer was taken."""
        return self.first.vehicle == self.vehicle


def sendings(orders: Iterable[Order]) -> tuple[Sending, ...]:
    """The decisions among some orders of which it is kept who was offered, in their order."""
    found: list[Sending] = []
    ends: dict[str, datetime] = {}
    for order in reversed(tuple(orders)):
        command = order.command
        if type(command) is not Assign and type(command) is not StandDown:
            continue
        vehicle = command.vehicle
        if order.offers and type(command) is Assign:
            chosen = chosen_of(order.offers, vehicle)
            first, until = order.offers[0], ends.get(vehicle)
            found.append(Sending(order.given_at, command.call, vehicle, first, chosen, until))
        ends[vehicle] = order.given_at
    return tuple(reversed(found))


def chosen_of(offers: Iterable[Offered], vehicle: str) -> Offered | None:
    """The offer of the vehicle that was sent; None where it was not among them."""
    return next((offer for offer in offers if offer.vehicle == vehicle), None)


def offered_words(offer: Offered) -> str:
    """Say a predicted arrival: `8 min (6-11)`, or `~20 min` where it was no more than a guess."""
    if offer.source == "area":
        return f"~{whole_minutes(offer.arrival_s)} min"
    return minutes_between(offer.arrival_s, offer.low_s, offer.high_s)
