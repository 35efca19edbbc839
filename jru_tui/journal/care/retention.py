"""Retention: the choice of events to erase, by age, outcome, flag and hold.

What a call's events say about people is kept for some days after it was closed. What concerns no
call (crews, positions, remarks at a handover) is kept for as long after it was written down.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from msgspec import Struct

from jru_tui.board import Board, Call, CallSubjects, Event, Rules, redact
from jru_tui.journal.long_journal import whole_board
from jru_tui.journal.sqlite.file_access import first_since, load
from jru_tui.settings import Retention


class KeptCall(Struct, frozen=True):
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
    kept: tuple[KeptCall, ...]


MOST_COUNTED = 20_000
"""Events that are counted at most where it is only asked whether a purge is due: a third of a
second."""
_PAGE = 2_000


class RetentionDue(Struct, frozen=True):
    """The answer to whether a purge is due.

    Attributes:
        days: of the retention.
        events: those older than that which hold words about people, at most `MOST_COUNTED`. Some of
            them may be held, or kept longer for their outcome.
    """

    days: int
    events: int


def find_due(path: Path, days: int, now: datetime) -> RetentionDue:
    """Count the events that are older than the retention and still hold words, newest first.

    Where a page of them holds none, the last purge has erased them, and older ones too.

    Args:
        path: where the journal is.
        days: of the retention.
        now: the time, UTC.

    Raises:
        JournalError: the journal cannot be read.
    """
    last = first_since(path, now - timedelta(days=days))
    found = 0
    while last and found < MOST_COUNTED:
        first = max(0, last - _PAGE)
        page = islice(load(path, after=first), last - first)
        words = sum(redact(event) != event for _, event in page)
        if not words:
            break
        found, last = found + words, first
    return RetentionDue(days, min(found, MOST_COUNTED))


class PurgeChooser:
    """A choice of what a purge erases, by all events that it has been given so far.

    Attributes:
        position: of the last of them.
    """

    def __init__(self, rules: Rules, retention: Retention, now: datetime) -> None:
        """Begin before the first event.

        Args:
            rules: of the board.
            retention: how long what is kept.
            now: the time, UTC.
        """
        self.position = 0
        self._events: list[tuple[int, Event]] = []
        self._board = Board(rules)
        self._retention = retention
        self._now = now

    def take(self, events: Sequence[tuple[int, Event]]) -> None:
        """Take in the events that follow, with their positions."""
        self._board.fold([event for _, event in events])
        self._events += events
        self.position = events[-1][0] if events else self.position

    def choose(self) -> PurgeChoice:
        """Choose what is to be erased of what was taken in."""
        return choose_events(self._events, self._board, self._retention, self._now)


def choose_in_file(
    path: Path,
    rules: Rules,
    retention: Retention,
    now: datetime,
    on_progress: Callable[[int], None],
) -> PurgeChoice:
    """Choose what a purge erases of a journal in a file, a long one in the memory of a short one.

    Args:
        path: where the journal is.
        rules: of the board.
        retention: how long what is kept.
        now: the time, UTC.
        on_progress: called with the number of events that have been read; each is read twice.

    Raises:
        JournalError: the journal cannot be read.
    """
    board = whole_board(path, rules, on_progress)

    def events() -> Iterator[tuple[int, Event]]:
        for position, event in load(path):
            on_progress(board.events + position)
            yield position, event

    return choose_events(events(), board, retention, now)


def choose_events(
    events: Iterable[tuple[int, Event]], board: Board, retention: Retention, now: datetime
) -> PurgeChoice:
    """Choose what is to be erased.

    Args:
        events: all of the journal, with their positions, from the first one on; each is looked at
            once.
        board: what they have told; its archive may hold the most of it.
        retention: how long what is kept.
        now: the time, UTC.
    """
    before = now - timedelta(days=retention.days)
    known: set[str] = set()
    open_calls = {call.id for call in board.open_calls()}
    due: set[str] = set()
    kept: list[KeptCall] = []
    for call in board.newest_calls():
        known.add(call.id)
        whole = _whole(call, board)
        if not {call.id, whole.id}.isdisjoint(open_calls):
            continue
        if whole.closed_at is None or whole.closed_at >= before:
            continue
        reason = _held(whole, now) or _longer(whole, retention, now)
        if reason:
            kept.append(KeptCall(call.id, reason))
        else:
            due.add(call.id)
    kept.reverse()
    markers = {marker.id for marker in board.markers()}
    subjects = CallSubjects(board.read_command)
    about = ((position, event, subjects.call_of(event)) for position, event in events)
    positions = tuple(_due(about, due, known, before, markers))
    return PurgeChoice(before, frozenset(due), positions, tuple(kept))


def _whole(call: Call, board: Board) -> Call:
    """Return the call that one opened by hand was merged with, by which it is kept; else itself."""
    other = board.calls.get(call.duplicate_of) if call.by_hand else None
    return other if other is not None and call.id in other.merged else call


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
    events: Iterable[tuple[int, Event, str]],
    due: set[str],
    known: set[str],
    before: datetime,
    markers: set[str],
) -> Iterator[int]:
    """Yield the positions of events with words that are due, by the call that they are about.

    Args:
        events: all events, with their positions and the ids of the calls that they are about.
        due: ids of the calls that are due.
        known: ids of all calls.
        before: what concerns no call is due if it was written before that moment.
        markers: ids of the warnings at places that are still shown.
    """
    for position, event, call in events:
        old = call in due if call in known else event.recorded_at < before
        if old and event.id not in markers and redact(event) != event:
            yield position
