"""Wake times: when each item has to be looked at again.

What changes often has another time with each change. The old ones are let go of, so that what is
held grows with the things and not with their changes.
"""

from datetime import datetime
from heapq import heapify, heappop, heappush

_FEW = 64
"""So many times that are out of date do not matter, however few things there are."""


class WakeTimes:
    """The next wake time of each of many items, by id."""

    def __init__(self) -> None:
        self._next: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def __len__(self) -> int:
        """Count the times that are held, those that are out of date among them."""
        return len(self._heap)

    def put(self, id_: str, moment: datetime | None) -> None:
        """Replace the time of a thing; None where it is to be looked at no more."""
        if moment is None:
            self._next.pop(id_, None)
        elif self._next.get(id_) != moment:
            self._next[id_] = moment
            heappush(self._heap, (moment, id_))
        if len(self._heap) > 2 * len(self._next) + _FEW:
            self._heap = [(at, known) for known, at in self._next.items()]
            heapify(self._heap)

    def take_due(self, now: datetime) -> set[str]:
        """Take out the things whose time has come."""
        due = set()
        while self._heap and self._heap[0][0] <= now:
            moment, id_ = heappop(self._heap)
            if self._next.get(id_) == moment:
                del self._next[id_]
                due.add(id_)
        return due

    def clear(self) -> None:
        """Forget all times."""
        self._next.clear()
        self._heap.clear()
