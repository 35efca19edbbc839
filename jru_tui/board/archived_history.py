"""Histories of a board: items in order, the newest in memory, the rest in an archive."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import msgspec

from jru_tui.board.archive import SEPARATOR, ArchiveHolder, ArchivePiece

T = TypeVar("T")

_DAY_DIGITS = 9
_RECENT_DAYS = 2
"""Days that are in memory from when they are first asked for, as every picture asks for them."""
_NEAR = 8
"""Items behind which a place is sought first, then as many times as many."""


def day_of(item: Any) -> int:
    """The day of anything that has a time `at`: what histories of such things are kept by."""
    at: datetime = item.at
    return at.toordinal()


class History(Generic[T]):
    """Items in order, the newest of them in memory.

    Attributes:
        items: those in memory, without a gap up to the newest. Change them by the methods.

    Args:
        storage: holds the archive that older items go to.
        name: of the shelf in the archive.
        owner: whose history it is: a vehicle, or empty.
        kind: the type of the items.
        key: returns what an item is sorted by.
        day: returns the day of an item, as a number: those of one day are read together.
    """

    def __init__(
        self,
        storage: ArchiveHolder,
        name: str,
        owner: str,
        kind: Any,
        *,
        key: Callable[[T], Any],
        day: Callable[[T], int],
    ) -> None:
        self.items: list[T] = []
        self._storage = storage
        self._name = name
        self._owner = owner
        self._key = key
        self._day = day
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(list[kind])
        self._dirty: set[int] = set()
        self._since: int | None = None
        """The day from which on everything is in memory; None where all of it is."""

    def append(self, item: T) -> None:
        """Put an item behind all others, of which there has to be one in memory."""
        self._dirty.add(self._day(item))
        self.items.append(item)

    def add(self, item: T) -> int:
        """Put an item in its place, behind its equals; returns its index in `items`."""
        items, key = self.items, self._key(item)
        if items and self._key(items[-1]) <= key:
            self.append(item)
            return len(items) - 1
        day = self._day(item)
        self._dirty.add(day)
        if self._since is not None:
            self.reach(day)
        items = self.items
        index = bisect_right(items, key, self._near(key), key=self._key)
        items.insert(index, item)
        return index

    def take_out(self, index: int) -> None:
        """Take the item with that index in `items` out."""
        self._dirty.add(self._day(self.items[index]))
        del self.items[index]

    def put(self, index: int, item: T) -> None:
        """Replace an item by one with the same place."""
        self._dirty.add(self._day(item))
        self.items[index] = item

    def index_from(self, key: Any, day: int) -> int:
        """The index in `items` of the first item that is not before a key of that day."""
        if self._ends_before(key):
            return len(self.items)
        if self._since is not None:
            self.reach(day)
        return bisect_left(self.items, key, self._near(key), key=self._key)

    def _ends_before(self, key: Any) -> bool:
        """Test whether a key is behind the newest item, as most are that are asked for."""
        return bool(self.items) and bool(self._key(self.items[-1]) < key)

    def _near(self, key: Any) -> int:
        """Find an index at or below that of a key: nearly all that is asked for is near the end."""
        items, back = self.items, _NEAR
        while (low := len(items) - back) > 0:
            if self._key(items[low]) < key:
                return low
            back *= _NEAR
        return 0

    def last(self) -> T | None:
        """The newest item."""
        if self.items:
            return self.items[-1]
        return next(self.backwards(), None)

    def backwards(self) -> Iterator[T]:
        """All items, the newest first; what lies in the archive is read as it is asked for."""
        return self._downwards(len(self.items))

    def before(self, key: Any, day: int) -> Iterator[T]:
        """The items that are before a key of that day, the newest first."""
        return self._downwards(self.index_from(key, day))

    def backwards_once(self) -> Iterator[T]:
        """All items, the newest first; what lies in the archive is read for this once."""
        yield from reversed(self.items)
        if self._since is not None:
            for items in self._archived(self._since):
                yield from reversed(items)

    def earlier(self, key: Any, day: int) -> Iterator[T]:
        """The items before a key of that day, the newest first.

        What is of a day long past is read for this once, as by `backwards_once`.
        """
        if not self.is_past(day):
            yield from self.before(key, day)
            return
        for items in self._archived(day + 1):
            yield from (item for item in reversed(items) if self._key(item) < key)

    def is_past(self, day: int) -> bool:
        """Test whether a day is in the archive alone and was some days before the newest item."""
        if self._since is None or day >= self._since:
            return False
        newest = self.last()
        return newest is not None and day < self._day(newest) - _RECENT_DAYS

    def _archived(self, before: int) -> Iterator[list[T]]:
        """Read the days before one from the archive for this once, the newest first."""
        archive, last = self._storage.archive, self._place(before)
        while archive is not None:
            rows = archive.scan(self._name, self._place(0), last, newest_first=True)
            row = next(iter(rows), None)
            if row is None:
                return
            last, body = row
            yield self._decoder.decode(body)

    def _downwards(self, index: int) -> Iterator[T]:
        while True:
            while index:
                index -= 1
                yield self.items[index]
            before = len(self.items)
            if not self._reach_one_more():
                return
            index = len(self.items) - before

    def all(self) -> list[T]:
        """All items, oldest first."""
        self.reach(0)
        return self.items

    def between(self, first: int, last: int) -> list[T]:
        """The items of the days from `first` to `last`, read from the archive for this once."""
        found = [item for item in self.items if first <= self._day(item) <= last]
        archive, since = self._storage.archive, self._since
        if archive is None or since is None or first >= since:
            return found
        rows = archive.scan(self._name, self._place(first), self._place(min(last + 1, since)))
        older = [item for _, body in rows for item in self._decoder.decode(body)]
        return older + found

    def at(self, key: Any, day: int) -> T | None:
        """The first item with a key of that day, read from the archive for this once."""
        if self._ends_before(key):
            return None
        if self._since is None or day >= self._since:
            first = bisect_left(self.items, key, self._near(key), key=self._key)
            found = self.items[first : first + 1]
        else:
            found = self.between(day, day)
        return next((item for item in found if self._key(item) == key), None)

    def newest_before(self, day: int) -> T | None:
        """The newest item of the days before this one, read from the archive for this once."""
        item_before = next((item for item in reversed(self.items) if self._day(item) < day), None)
        archive, since = self._storage.archive, self._since
        if item_before is not None or archive is None or since is None:
            return item_before
        last = self._place(min(day, since))
        rows = archive.scan(self._name, self._place(0), last, newest_first=True)
        body = next((body for _, body in rows), None)
        return None if body is None else self._decoder.decode(body)[-1]

    def recent(self, since: datetime) -> list[T]:
        """List items with a time `at`, from that day on and once from the archive, oldest first.

        Where there is none, or none so old, the newest that is older comes first.
        """
        found = self.between(since.toordinal(), date.max.toordinal())
        first: Any = found[0] if found else None
        if first is not None and first.at <= since:
            return found
        before = self.newest_before(since.toordinal())
        return found if before is None else [before, *found]

    def reach(self, day: int) -> None:
        """Have everything from that day on in memory."""
        archive, since = self._storage.archive, self._since
        if archive is None or since is None or day >= since:
            return
        rows = archive.scan(self._name, self._place(day), self._place(since))
        self.items[:0] = [item for _, body in rows for item in self._decoder.decode(body)]
        self._since = day or None

    def pieces(self) -> Iterator[ArchivePiece]:
        """The days that changed."""
        for day in sorted(self._dirty):
            items = self.items[self._first_of(day) : self._first_of(day + 1)]
            body = self._encoder.encode(items) if items else None
            yield ArchivePiece(self._name, self._place(day), body)

    def _first_of(self, day: int) -> int:
        """The index in `items` of the first one of that day or a later one."""
        return bisect_left(self.items, day, key=self._day)

    def changed_from(self) -> int | None:
        """The first day that has changed since the archive was written; None where none has."""
        return min(self._dirty, default=None)

    def mark_archived(self) -> None:
        """Take note that the archive holds all of it."""
        self._dirty.clear()

    def forget_before(self, day: int) -> None:
        """Forget what is of earlier days, which the archive has to hold; the newest item stays."""
        if self._since is not None and self._since >= day:
            return
        del self.items[: self._first_of(day)]
        self._since = day

    def forget_all(self) -> None:
        """Forget everything: the archive holds it."""
        self.items = []
        self._since = 10**_DAY_DIGITS - 1

    def _reach_one_more(self) -> bool:
        """Have the newest day in memory that is not; False if there is none."""
        archive, since = self._storage.archive, self._since
        if archive is None or since is None:
            return False
        rows = archive.scan(self._name, self._place(0), self._place(since), newest_first=True)
        newest = next(iter(rows), None)
        if newest is None:
            self._since = None
            return False
        place, body = newest
        self.items[:0] = self._decoder.decode(body)
        self._since = int(place[-_DAY_DIGITS:])
        return True

    def _place(self, day: int) -> str:
        return f"{self._owner}{SEPARATOR}{day:0{_DAY_DIGITS}}"
