"""Retention: the choice of events to erase, by age, outcome, flag and hold.

What a call's events say about people is kept for some days after it was closed. What concerns no
call (crews, positions, remarks at a handover) is kept for as long after it was written down. A call
that is held, or kept longer, keeps what was told of its vehicles while they were on it, so that it
stays known who was there.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from msgspec import Struct

from jru_tui.board import (
    Board,
    Call,
    CallSubjects,
    Commanded,
    Crew,
    Event,
    MarkPlace,
    Response,
    Rules,
    VehicleReported,
    redact,
    vehicle_of,
)
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


_DUTY = timedelta(days=1)
"""How long before a vehicle is sent a member of its crew may have come aboard."""

Span = tuple[datetime, datetime]


class _VehicleEvents:
    """Positions of the events that are about one vehicle and no call, with their times."""

    def __init__(self) -> None:
        self._reports: list[tuple[datetime, int]] = []
        self._crew: list[tuple[datetime, int]] = []
        self._others: list[tuple[datetime, int]] = []

    def add(self, event: Event, position: int) -> None:
        """Add an event, in whatever order of time."""
        command = event.fact.command if isinstance(event.fact, Commanded) else None
        kind = self._reports if command is None else self._others
        (self._crew if isinstance(command, Crew) else kind).append((event.at, position))

    def within(self, spans: Iterable[Span]) -> Iterator[int]:
        """Yield the positions of what tells of a span of time, and of who was aboard in it."""
        for events in (self._reports, self._crew, self._others):
            events.sort()
        for start, end in spans:
            first = bisect_left(self._reports, (start, 0))
            yield from _positions(self._reports, max(0, first - 1), end)
            crew = bisect_left(self._crew, (start - _DUTY, 0))
            yield from _positions(self._crew, crew, end)
            yield from _positions(self._others, bisect_left(self._others, (start, 0)), end)


def _positions(events: Sequence[tuple[datetime, int]], first: int, end: datetime) -> Iterator[int]:
    for at, position in islice(events, first, None):
        if at > end:
            return
        yield position


class PurgeChooser:
    """A choice of what a purge erases, by all events that it has been given so far.

    Of each event only its position is held, and which call it is about.

    Attributes:
        position: of the last of them.
    """

    def __init__(self, board: Board, retention: Retention, now: datetime) -> None:
        """Begin before the first event.

        Args:
            board: what the first events of the journal have told, which are still to be taken in;
                it takes in those behind them.
            retention: how long what is kept.
            now: the time, UTC.
        """
        self.position = 0
        self._board = board
        self._retention = retention
        self._now = now
        self._subjects = CallSubjects(board.read_command)
        self._positions = array("q")
        self._about = array("q")
        self._is_old = bytearray()
        self._calls: dict[str, int] = {}
        self._markers: dict[str, int] = {}
        self._vehicles: defaultdict[str, _VehicleEvents] = defaultdict(_VehicleEvents)

    def take(self, events: Sequence[tuple[int, Event]]) -> None:
        """Take in the events that follow, with their positions, and fold those that are new."""
        self._board.fold([event for at, event in events if at > self._board.events])
        self.note(events)

    def note(self, events: Iterable[tuple[int, Event]]) -> None:
        """Take in the events that follow, which the board holds already; each is read once."""
        before = _due_before(self._retention, self._now)
        for position, event in events:
            call = self._subjects.call_of(event)
            if redact(event) != event:
                self._positions.append(position)
                self._about.append(self._calls.setdefault(call, len(self._calls)))
                self._is_old.append(event.recorded_at < before)
                if isinstance(event.fact, Commanded) and isinstance(event.fact.command, MarkPlace):
                    self._markers[event.id] = position
                if not call and (vehicle := _vehicle_of(event)):
                    self._vehicles[vehicle].add(event, position)
            self.position = position

    def choose(self) -> PurgeChoice:
        """Choose what is to be erased of what was taken in."""
        calls = _choose_calls(self._board, self._retention, self._now)
        stays = {self._markers.get(marker.id) for marker in self._board.markers()}
        for vehicle, spans in calls.vehicles.items():
            if vehicle in self._vehicles:
                stays.update(self._vehicles[vehicle].within(spans))
        is_due = [calls.is_due(call) for call in self._calls]
        every = zip(self._positions, self._about, self._is_old, strict=True)
        positions = (
            position
            for position, call, is_old in every
            if (is_old if is_due[call] is None else is_due[call]) and position not in stays
        )
        return PurgeChoice(calls.before, calls.due, tuple(positions), calls.kept)


class _ChosenCalls(Struct, frozen=True):
    """The calls that a purge concerns.

    Attributes:
        before: what was closed, or concerns no call and was written, before that moment.
        known: the ids of all calls.
        due: of those whose words are erased.
        kept: calls that are old enough and are kept.
        vehicles: when which vehicle was on a call that is held or kept longer.
    """

    before: datetime
    known: frozenset[str]
    due: frozenset[str]
    kept: tuple[KeptCall, ...]
    vehicles: Mapping[str, Sequence[Span]]

    def is_due(self, call: str) -> bool | None:
        """Test whether what is about a call is erased; None where that goes by its own age."""
        return call in self.due if call in self.known else None


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
    chooser = PurgeChooser(board, retention, now)
    chooser.note(events)
    return chooser.choose()


def _due_before(retention: Retention, now: datetime) -> datetime:
    return now - timedelta(days=retention.days)


def _choose_calls(board: Board, retention: Retention, now: datetime) -> _ChosenCalls:
    before = _due_before(retention, now)
    known: set[str] = set()
    open_calls = {call.id for call in board.open_calls()}
    due: set[str] = set()
    kept_calls: list[KeptCall] = []
    vehicles: defaultdict[str, list[Span]] = defaultdict(list)
    for call in board.newest_calls():
        known.add(call.id)
        whole = _whole(call, board)
        reason = _hold_reason(whole, now) or _longer(whole, retention, now)
        if reason:
            for response in call.responses:
                vehicles[response.vehicle].append(_span(response, call, now))
        listed = next((one for one in (call, whole) if one.id in open_calls), None)
        if listed is not None:
            if listed.opened_at < before:
                kept_calls.append(KeptCall(call.id, _still_open(listed)))
            continue
        if whole.closed_at is None or whole.closed_at >= before:
            continue
        if reason:
            kept_calls.append(KeptCall(call.id, reason))
        else:
            due.add(call.id)
    kept_calls.reverse()
    return _ChosenCalls(before, frozenset(known), frozenset(due), tuple(kept_calls), vehicles)


def _span(response: Response, call: Call, now: datetime) -> Span:
    """Return from when until when a vehicle was on a call, as far as that is known."""
    stages = (response.on_at, response.allocated_at, response.en_route_at, response.at_scene_at)
    start = min((at for at in stages if at is not None), default=call.opened_at)
    return start, max(start, response.clear_at or call.closed_at or now)


def _vehicle_of(event: Event) -> str:
    """Return the id of the vehicle that an event is about; empty for none."""
    if isinstance(event.fact, VehicleReported):
        return event.fact.vehicle.id
    return (vehicle_of(event.fact.command) or "") if isinstance(event.fact, Commanded) else ""


def _whole(call: Call, board: Board) -> Call:
    """Return the call that one opened by hand was merged with, by which it is kept; else itself."""
    other = board.calls.get(call.duplicate_of) if call.by_hand else None
    return other if other is not None and call.id in other.merged else call


def _still_open(call: Call) -> str:
    """Say that a call is not over, and what would end that."""
    if call.dispute is None:
        return f"open since {call.opened_at:%Y-%m-%d}; to end that, close it"
    text = f"we say “{call.dispute.ours}”, the feed says “{call.dispute.theirs}”"
    return f"in dispute ({text}); to end that, settle it on the board"


def _hold_reason(call: Call, now: datetime) -> str:
    """Say until when a call is held, and why; empty where it is not."""
    hold = call.hold
    if hold is None or hold.until <= now:
        return ""
    return f"held until {hold.until:%Y-%m-%d}: {hold.reason}"


def _longer(call: Call, retention: Retention, now: datetime) -> str:
    """Say why a call's words are kept longer than others'; empty where they are not."""
    limits = {f"outcome {call.outcome}": retention.outcomes.get(call.outcome or "")}
    limits |= {f"flag {flag}": retention.flags.get(flag) for flag in call.flags}
    for code, days in limits.items():
        if days is None or call.closed_at is None:
            continue
        if days == 0:
            return f"{code} is kept for ever"
        if days > retention.days and now - call.closed_at <= timedelta(days=days):
            return f"{code} is kept for {days:,} days"
    return ""
