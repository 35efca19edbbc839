"""An index of when each of a vehicle's calls ended, so that a command reaches those of its time.

A command may be given, undone or settled for a moment that has gone by; the calls that were over
before that moment are none of its business, however many there are.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter

_End = tuple[datetime, str]
_when = itemgetter(0)


class CallEndIndex:
    """The calls that ended, by vehicle, the first to end first."""

    def __init__(self) -> None:
        self._ends: dict[str, datetime] = {}
        self._of: dict[str, list[_End]] = {}

    def put(self, call: str, vehicles: Iterable[str], ended_at: datetime | None) -> None:
        """Note when a call of these vehicles ended; None while it is open.

        Args:
            call: its id.
            vehicles: ids of those that were on it.
            ended_at: when, UTC; None while it is open.
        """
        before = self._ends.get(call)
        if ended_at is None:
            self._ends.pop(call, None)
        else:
            self._ends[call] = ended_at
        for vehicle in vehicles:
            ends = self._of.setdefault(vehicle, [])
            if before is not None and before != ended_at:
                _drop(ends, (before, call))
            if ended_at is not None and not _holds(ends, (ended_at, call)):
                insort(ends, (ended_at, call))

    def since(self, vehicle: str, moment: datetime) -> Iterator[str]:
        """A vehicle's calls that ended at that moment or later."""
        ends = self._of.get(vehicle, [])
        return (call for _, call in ends[bisect_left(ends, moment, key=_when) :])


def _holds(ends: list[_End], end: _End) -> bool:
    index = bisect_left(ends, end)
    return index < len(ends) and ends[index] == end


def _drop(ends: list[_End], end: _End) -> None:
    if _holds(ends, end):
        del ends[bisect_left(ends, end)]
