"""Facts of a call that a supervisor entered: opening, grade, place and right care.

The supervisor's word stands until the feed says the same. Where the feed has come to say neither
that nor what it said before, both have judged anew: a dispute.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import Struct, structs

from jru_tui.board.call_commands import GiveDetails, OpenCall, Regrade, Relocate
from jru_tui.board.call_views import Dispute
from jru_tui.board.projection.orders import Order
from jru_tui.board.records import CallRecord, Place

T = TypeVar("T")

_AMENDMENTS = frozenset((Regrade, Relocate))


class Amended(Struct, frozen=True):
    """A call's record with the supervisor's word in it.

    Attributes:
        record: what the board shows.
        unconfirmed: ids of the commands that the feed has not taken over.
        dispute: a command that the feed contradicts.
    """

    record: CallRecord
    unconfirmed: tuple[str, ...] = ()
    dispute: Dispute | None = None


def opening(orders: Iterable[Order]) -> Order | None:
    """Find the order that opened a call by hand."""
    return next((order for order in orders if type(order.command) is OpenCall), None)


def opened_record(order: Order) -> CallRecord:
    """Return what an opening by hand says, in the form of a record of the feed."""
    command = order.command
    assert isinstance(command, OpenCall)
    return CallRecord(
        command.call,
        order.at,
        updated_at=order.at,
        grade=command.grade or None,
        category=command.category or None,
        type=command.type or None,
        summary=command.summary or None,
        origin=command.origin or None,
        where=command.where,
        callback=command.callback or None,
        people=command.people or None,
    )


def amended(record: CallRecord, orders: Iterable[Order], *, by_hand: bool) -> Amended:
    """Put the newest judgement and the newest place into a record.

    Args:
        record: the feed's, or that of an opening by hand.
        orders: those about the call that stand, oldest first.
        by_hand: the feed does not list the call, so that it can confirm nothing.
    """
    newest: dict[type, Order] = {}
    for order in orders:
        if type(order.command) in _AMENDMENTS:
            newest[type(order.command)] = order
    result = Amended(record)
    for order in newest.values():
        result = _amend(result, record, order, by_hand=by_hand)
    return result


def first_present(value: T | None, others: Iterable[T | None]) -> T | None:
    """Return what is said of a call, else the first that was said of those merged into it."""
    return value or next((other for other in others if other), value)


def given_callback(record: CallRecord, orders: Iterable[Order]) -> str:
    """Return the callback that was last given, unless the feed has changed its own since; or ''."""
    commands = (order.command for order in orders)
    details = [command for command in commands if type(command) is GiveDetails and command.callback]
    stands = bool(details) and details[-1].was_callback == (record.callback or "")
    return details[-1].callback if stands else ""


def given_people(record: CallRecord, orders: Iterable[Order]) -> int:
    """Return the number that was last given, unless the feed has changed its own since; or 0."""
    commands = (order.command for order in orders)
    details = [command for command in commands if type(command) is GiveDetails and command.people]
    stands = bool(details) and details[-1].was_people == (record.people or 0)
    return details[-1].people if stands else 0


def judged(grade: str | None, category: str | None) -> str:
    """Word both judgements: `G2 C3`; `ungraded` for none."""
    return " ".join(filter(None, (grade, category))) or "ungraded"


def named_place(place: Place) -> str:
    """A place in words, else in degrees."""
    if place.text:
        return place.text
    if place.lat is not None and place.lon is not None:
        return f"{place.lat} {place.lon}"
    return place.area or "no place"


def _amend(result: Amended, record: CallRecord, order: Order, *, by_hand: bool) -> Amended:
    command = order.command
    read: Callable[[CallRecord], str]
    if type(command) is Regrade:
        grade, category = command.grade or None, command.category or None
        changes: dict[str, object] = {"grade": grade, "category": category}
        ours = judged(command.grade, command.category)
        before = judged(command.was_grade, command.was_category)
        read, words = _judgement_of, "regraded"
    else:
        assert isinstance(command, Relocate)
        changes = {"where": command.where}
        ours, before = named_place(command.where), named_place(command.was)
        read, words = _placed_by, "place"
    theirs = read(record)
    if theirs == ours:
        return result
    result = structs.replace(result, record=structs.replace(result.record, **changes))
    if theirs != before and record.as_of > order.holds_from:
        dispute = Dispute(order.id, order.given_at, f"{words} {ours}", record.as_of, theirs)
        return structs.replace(result, dispute=result.dispute or dispute)
    if by_hand:
        return result
    return structs.replace(result, unconfirmed=(*result.unconfirmed, order.id))


def _judgement_of(record: CallRecord) -> str:
    return judged(record.grade, record.category)


def _placed_by(record: CallRecord) -> str:
    return named_place(record.where)
