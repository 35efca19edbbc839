"""An index of when each of a vehicle's calls ended, so that a command reaches those of its time.

A command may be given, undone or settled for a moment that has gone by; the calls that were over
before that moment are none of its business, however many there are.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from msgspec import Struct

from jru_tui.board.history import History, day_of
from jru_tui.board.storage import Shelf, Storage, about_its_key


class End(Struct, frozen=True, array_like=True):
    """The end of a call, and when that was."""

    at: datetime
    call: str


class CallEndIndex:
    """The calls that ended, by vehicle, the first to end first."""

    def __init__(self, storage: Storage) -> None:
        self._ends: Shelf[datetime] = storage.shelf("call.ended", datetime, about_its_key)
        self._of: dict[str, History[End]] = {}
        self._storage = storage

    def put(self, call: str, vehicles: Iterable[str], ended_at: datetime | None) -> None:
        """Note when a call of these vehicles ended; None while it is open.

        Args:
            call: its id.
            vehicles: ids of those that were on it.
            ended_at: when, UTC; None while it is open.
        """
        before = self._ends.get(call)
        if ended_at is not None:
            self._ends[call] = ended_at
        elif before is not None:
            self._ends.pop(call)
        for vehicle in vehicles:
            ends = self.of(vehicle)
            if before is not None and before != ended_at:
                _drop(ends, End(before, call))
            if ended_at is not None and _where(ends, End(ended_at, call)) is None:
                ends.add(End(ended_at, call))

    def since(self, vehicle: str, moment: datetime) -> Sequence[str]:
        """A vehicle's calls that ended at that moment or later."""
        ends = self.of(vehicle)
        first = ends.index_from((moment,), moment.toordinal())
        return [end.call for end in ends.items[first:]]

    def before(self, vehicle: str, moment: datetime) -> Iterator[tuple[datetime, str]]:
        """The ends of a vehicle's calls before that moment, with their ids, the newest first."""
        earlier = self.of(vehicle).before((moment,), moment.toordinal())
        return ((end.at, end.call) for end in earlier)

    def all(self, vehicle: str) -> list[str]:
        """Every call of a vehicle that ended."""
        return [end.call for end in self.of(vehicle).all()]

    def forget(self) -> None:
        """Let the archive hold what is known of calls."""
        self._ends.clear()

    def of(self, vehicle: str) -> History[End]:
        """The ends of a vehicle's calls."""
        if vehicle not in self._of:
            self._of[vehicle] = self._storage.history("end", vehicle, End, key=_place, day=day_of)
        return self._of[vehicle]


_place = attrgetter("at", "call")


def _where(ends: History[End], end: End) -> int | None:
    index = ends.index_from(_place(end), day_of(end))
    return index if index < len(ends.items) and ends.items[index] == end else None


def _drop(ends: History[End], end: End) -> None:
    index = _where(ends, end)
    if index is not None:
        ends.take_out(index)
