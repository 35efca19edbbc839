"""Events that are shown before the journal has them, because it cannot be written at present.

They wait in the order in which they were shown. A disk that does not answer may have taken a batch
all the same: such a one is tried again as it was or in parts, never together with others.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from jru_tui.board import (
    EMERGENCY,
    Board,
    CallReported,
    Change,
    Event,
    Relisted,
    Unlisted,
    VehicleReported,
    rank,
)

_BATCH = 400
"""How many events are written at once, once they can be."""
_MOST = 10_000
"""From so many on what a newer event repeats is left out: a full disk may last for hours."""


class UnsavedEvents:
    """The events that wait, and what they are about."""

    def __init__(self) -> None:
        self._tried: list[list[Event]] = []
        self._waiting: list[Event] = []
        self._ids: set[str] = set()
        self._about: Counter[tuple[str, str]] = Counter()
        self._most = _MOST

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, event: Event) -> bool:
        return event.id in self._ids

    def __iter__(self) -> Iterator[Event]:
        for batch in self._tried:
            yield from batch
        yield from self._waiting

    @property
    def about(self) -> Change:
        """The calls and the vehicles that the events are about."""
        return Change(
            frozenset(id_ for subject, id_ in self._about if subject == "call"),
            frozenset(id_ for subject, id_ in self._about if subject == "vehicle"),
        )

    def add(self, events: Sequence[Event], *, tried: bool) -> None:
        """Let events wait behind those that wait; `tried`: the journal may have them already."""
        if tried:
            self._tried.append(list(events))
        else:
            self._waiting += events
        self._ids.update(event.id for event in events)
        self._about.update(filter(None, map(_subject, events)))
        if len(self._waiting) > self._most:
            self._condense()

    def first(self) -> Sequence[Event]:
        """The batch to be written next, which counts as tried from now on; empty for none."""
        if not self._tried and self._waiting:
            batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
            self._tried.append(batch)
        return tuple(self._tried[0]) if self._tried else ()

    def urgent(self, is_urgent: Callable[[Event], bool]) -> Iterator[Sequence[Event]]:
        """Take the events that must not wait out of those that do, in batches to be written."""
        for batch in tuple(self._tried):
            if urgent := tuple(filter(is_urgent, batch)):
                yield urgent
        urgent = tuple(filter(is_urgent, self._waiting))
        if urgent:
            self._waiting = [event for event in self._waiting if not is_urgent(event)]
            self._tried.append(list(urgent))
            yield urgent

    def discard(self, events: Iterable[Event]) -> Change:
        """Let events go that are written by now.

        Returns:
            What they are about, as far as they waited.
        """
        unsaved = [event for event in events if event.id in self._ids]
        if not unsaved:
            return Change()
        before = self.about
        self._leave_out(unsaved)
        return before

    def _leave_out(self, events: Sequence[Event]) -> None:
        ids = {event.id for event in events}
        self._ids -= ids
        for subject in filter(None, map(_subject, events)):
            self._about[subject] -= 1
            if not self._about[subject]:
                del self._about[subject]
        batches = ([event for event in batch if event.id not in ids] for batch in self._tried)
        self._tried = [batch for batch in batches if batch]
        self._waiting = [event for event in self._waiting if event.id not in ids]

    def _condense(self) -> None:
        """Leave out the reports that a newer one repeats: those of a call, and of one press."""
        subjects: set[object] = set()
        repeated = []
        for event in reversed(self._waiting):
            subject = subject_of_event(event)
            if subject in subjects:
                repeated.append(event)
            elif subject is not None:
                subjects.add(subject)
        self._leave_out(repeated)
        self._most = max(_MOST, 2 * len(self._waiting))


def _subject(event: Event) -> tuple[str, str] | None:
    match event.fact:
        case CallReported(call=call):
            return "call", call.id
        case VehicleReported(vehicle=vehicle):
            return "vehicle", vehicle.id
        case Unlisted(subject=subject, id=which) | Relisted(subject=subject, id=which):
            return subject, which
    return None


def subject_of_event(event: Event) -> object:
    """Return what only the newest event is needed to tell; None where each is."""
    match event.fact:
        case CallReported(call=call):
            return "call", call.id
        case VehicleReported(vehicle=press):
            return "vehicle", press.id, press.status, press.status_at, press.call
    return None


def urgent_on(board: Board) -> Callable[[Event], bool]:
    """Make the test for what must not wait: emergencies, and calls that are new and most urgent.

    A call that nobody has graded, or whose grade no table names, is one of them.
    """

    def is_urgent(event: Event) -> bool:
        match event.fact:
            case VehicleReported(vehicle=vehicle):
                return vehicle.status == EMERGENCY
            case CallReported(call=record):
                call = board.calls.get(record.id)
                return call is not None and call.open and rank(call, board.rules) <= 0
        return False

    return is_urgent


def in_words(events: Iterable[Event], board: Board) -> str:
    """The gravest of what some events tell, without a call's words.

    `JRU 1 EMERGENCY, 2 calls (G1, G3), 4 vehicles`; empty for none.
    """
    reported = [_subject(event) for event in events]
    calls = dict.fromkeys(id_ for subject, id_ in filter(None, reported) if subject == "call")
    units = dict.fromkeys(id_ for subject, id_ in filter(None, reported) if subject == "vehicle")
    vehicles = [board.vehicles[id_] for id_ in units if id_ in board.vehicles]
    in_need = [vehicle for vehicle in vehicles if vehicle.status == EMERGENCY]
    parts = [f"{vehicle.name} EMERGENCY" for vehicle in in_need]
    codes = {
        code
        for id_ in calls
        if (call := board.calls.get(id_)) and (code := call.grade or call.category)
    }
    code_text = f" ({', '.join(sorted(codes))})" if codes else ""
    if calls:
        parts.append(f"{_many(len(calls), 'call')}{code_text}")
    if others := len(vehicles) - len(in_need):
        parts.append(_many(others, "vehicle"))
    return ", ".join(parts)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
