"""Retention: the choice of events to erase, by age, outcome, flag and hold.

What a call's events say about people is kept for some days after it was closed. What concerns no
call (crews, positions, remarks at a handover) is kept for as long after it was written down.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board import Board, Call, CallSubjects, Event, redact
from jru_tui.settings import Retention


class Kept(Struct, frozen=True):
    """A call that is old enough, and is kept all the same; says why."""

    call: str
    reason: str


class PurgeChoice(Struct, frozen=True):
    """The events that are to be erased.

    Attributes:
        before: what was closed, or concerns no call and was written, before that moment.
        calls: the ids of the calls that are concerned.
        positions: of the events, in order.
        kept: calls that are old enough and are kept.
    """

    before: datetime
    calls: frozenset[str]
    positions: tuple[int, ...]
    kept: tuple[Kept, ...]


def choose_events(
    events: Iterable[tuple[int, Event]], board: Board, retention: Retention, now: datetime
) -> PurgeChoice:
    """Choose what is to be erased.

    Args:
        events: all of the journal, with their positions.
        board: what they have told.
        retention: how long what is kept.
        now: the time, UTC.
    """
    told = list(events)
    before = now - timedelta(days=retention.days)
    due: set[str] = set()
    kept: list[Kept] = []
    open_calls = {call.id for call in board.open_calls()}
    for call in _calls(board):
        if call.id in open_calls or call.closed_at is None or call.closed_at >= before:
            continue
        reason = _held(call, now) or _longer(call, retention, now)
        if reason:
            kept.append(Kept(call.id, reason))
        else:
            due.add(call.id)
    known = {call.id for call in _calls(board)}
    markers = {marker.id for marker in board.markers()}
    positions = tuple(_due(told, due, known, before, markers))
    return PurgeChoice(before, frozenset(due), positions, tuple(kept))


def _calls(board: Board) -> Iterator[Call]:
    yield from board.held_calls().values()


def _held(call: Call, now: datetime) -> str:
    """Say until when a call is held, and why; empty where it is not."""
    hold = call.hold
    if hold is None or hold.until <= now:
        return ""
    return f"held until {hold.until:%Y-%m-%d}: {hold.reason}"


def _longer(call: Call, retention: Retention, now: datetime) -> str:
    """Say why a call's words are kept longer than others'; empty where they are not."""
    limits = {f"outcome {call.outcome}": retention.outcomes.get(call.outcome or "")}
    limits |= {f"flag {flag}": retention.flags.get(flag) for flag in call.flags}
    for what, days in limits.items():
        if days is None or call.closed_at is None:
            continue
        if days == 0:
            return f"{what} is kept for ever"
        if days > retention.days and now - call.closed_at <= timedelta(days=days):
            return f"{what} is kept for {days:,} days"
    return ""


def _due(
    told: list[tuple[int, Event]],
    due: set[str],
    known: set[str],
    before: datetime,
    markers: set[str],
) -> Iterator[int]:
    """Yield the positions of events with words that are due, by the call that they are about.

    Args:
        told: all events, with their positions.
        due: ids of the calls that are due.
        known: ids of all calls.
        before: what concerns no call is due if it was written before that moment.
        markers: ids of the warnings at places that are still shown.
    """
    subjects = CallSubjects()
    for position, event in told:
        call = subjects.call_of(event)
        old = call in due if call in known else event.recorded_at < before
        if old and event.id not in markers and redact(event) != event:
            yield position
