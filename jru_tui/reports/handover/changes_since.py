"""Changes since the shift last changed hands: calls, crews, help that was asked for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import takewhile

from msgspec import Struct

from jru_tui.board import (
    EMERGENCY,
    Board,
    Call,
    EntryKind,
    HandOver,
    MarkShift,
    Order,
    Shift,
    clock,
    count_words,
)
from jru_tui.reports.phrases import named


class ChangesSince(Struct, frozen=True):
    """The changes since a moment.

    Attributes:
        at: the last handover, or the start of the shift where there was none in it.
        how: what happened then: `it was handed over`, `it was taken over`, `it was ended`, or
            `the shift began`.
        by: who did it; empty where that is not known.
        note: what was said at the time.
        opened: ids of the calls that were opened since.
        closed: ids of those that were closed since, each with how.
        carried: ids of the calls that were open then and still are.
        else_changed: crews, gradings, help, emergencies; in words, in the order of time.
    """

    at: datetime
    how: str
    by: str
    note: str
    opened: tuple[str, ...]
    closed: tuple[tuple[str, str], ...]
    carried: tuple[str, ...]
    else_changed: tuple[str, ...]


def changes_since(board: Board, shift: Shift, now: datetime) -> ChangesSince:
    """Collect what changed until now since the last handover in that shift, or since its start.

    Args:
        board: the board as it stands.
        shift: the shift.
        now: the present moment, UTC.
    """
    last = _last_handover(board, shift, now)
    at = last.at if last else shift.starts_at
    calls = board.calls_in(shift)
    closed = [
        (call.closed_at, call.name, board.rules.outcome_label(call.outcome))
        for call in calls
        if call.closed_at is not None and at < call.closed_at <= now
    ]
    changed = [*_crews(board, at), *_gradings(board, at), *_help(calls, at)]
    changed += [change for call in calls if call.open for change in _reopened(board, call, at)]
    changed += _emergencies(board, shift, at)
    return ChangesSince(
        at=at,
        how=_how(last),
        by=last.by if last else "",
        note=last.command.text if last and isinstance(last.command, HandOver) else "",
        opened=tuple(call.name for call in calls if at < call.opened_at <= now),
        closed=tuple((name, outcome) for _, name, outcome in sorted(closed)),
        carried=tuple(
            call.name
            for call in calls
            if call.open and call.opened_at <= at and not any(_reopened(board, call, at))
        ),
        else_changed=tuple(words for _, words in sorted(changed)),
    )


def _last_handover(board: Board, shift: Shift, now: datetime) -> Order | None:
    since = takewhile(lambda order: order.at >= shift.starts_at, board.handovers())
    return max((order for order in since if order.at <= now), key=lambda o: o.at, default=None)


def _how(last: Order | None) -> str:
    match last and last.command:
        case HandOver():
            return "it was handed over"
        case MarkShift(what="start"):
            return "it was taken over"
        case MarkShift():
            return "it was ended"
        case _:
            return "the shift began"


Dated = tuple[datetime, str]


def _crews(board: Board, at: datetime) -> Iterator[Dated]:
    for vehicle in board.vehicles.values():
        for spell in board.crew_spells(vehicle.id, at):
            member = f"{spell.member.role} {spell.member.id}"
            if spell.on_at > at:
                yield spell.on_at, f"{member} on {vehicle.name}"
            if spell.off_at is not None and spell.off_at > at:
                yield spell.off_at, f"{member} off {vehicle.name}"


def _gradings(board: Board, at: datetime) -> Iterator[Dated]:
    for call in board.open_calls():
        for line in board.log(call=call.id):
            if line.at > at and line.kind is EntryKind.GRADED:
                yield line.at, f"{call.name} {line.text}"


def _reopened(board: Board, call: Call, at: datetime) -> Iterator[Dated]:
    """Yield when a call that is open was opened again since then."""
    if call.reopened:
        for line in board.log(call=call.id):
            if line.at > at and line.kind is EntryKind.REOPENED and not line.undone:
                # The feed's echo of it says the same.
                yield line.at, f"{call.name} reopened"
                return


def _help(calls: Iterable[Call], at: datetime) -> Iterator[Dated]:
    for call in calls:
        for request in call.back_up:
            # What is still outstanding has a place of its own on the page.
            if request.ended_at is not None and request.ended_at > at:
                for number, change in (
                    (request.came, "at scene"),
                    (request.count - request.came, "cancelled"),
                ):
                    if number:
                        text = f"{call.name} back-up {change}: {count_words(request, number)}"
                        yield request.ended_at, text


def _emergencies(board: Board, shift: Shift, at: datetime) -> Iterator[Dated]:
    """Emergencies that are over; one that is not stands at the head of the page."""
    zone = board.rules.hours.zone
    for vehicle, timeline in board.feed_records.histories():
        began: datetime | None = None
        for press in timeline.between(shift.starts_at):
            if press.at < shift.starts_at:
                # One that went on when the shift began is told of, too.
                began = timeline.began_at(press) if press.status == EMERGENCY else None
                continue
            if press.status == EMERGENCY:
                began = began or press.at
            elif began is not None:
                if press.at > at:
                    when = f"{clock(began, zone)} to {clock(press.at, zone)}"
                    yield began, f"{named(vehicle, board)} emergency from {when}"
                began = None
