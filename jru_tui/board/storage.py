"""The containers of a board's state: what is in memory, and what lies in an archive.

A board that is years old is not held in memory. At a checkpoint every container gives the pieces
that changed, and may then forget what is old; a piece that is asked for again is read from the
archive. So a lookup answers the same whether its piece was forgotten or not, and nothing that is
asked for now and then costs more because the board is old.

Iterating over a container goes over what is in memory, which says nothing about what there is.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar, overload

import msgspec

from jru_tui.board.archive import Archive, ArchivePiece
from jru_tui.board.archived_history import History

T = TypeVar("T")
D = TypeVar("D")
T_co = TypeVar("T_co", covariant=True)


END_OF_TIME = datetime.max.replace(tzinfo=UTC)

LAST = "\U0010ffff"
"""Behind every key."""
_MOST_NOTED = 10_000


def about_its_key(key: str, _value: object) -> str:
    """Return the key of a value that is kept by the id of its call."""
    return key


def _about_nothing(_key: str, _value: object) -> str:
    return ""


class Lookup(Protocol[T_co]):
    """Values that are found by key, without iteration."""

    def __getitem__(self, key: str) -> T_co: ...

    def __contains__(self, key: object) -> bool: ...

    def get(self, key: str, default: None = None) -> T_co | None:
        """The value at a key; None where there is none."""
        ...

    def peek(self, key: str) -> T_co | None:
        """The value at a key, read from the archive for this once; None where there is none."""
        ...


class Storage:
    """A maker of a board's containers, which knows where their archive is.

    Attributes:
        archive: what is read through to; None while everything is in memory.
    """

    def __init__(self, archive: Archive | None = None) -> None:
        self.archive = archive
        self._shelves: list[Shelf[Any]] = []
        self._histories: list[History[Any]] = []

    def shelf(
        self,
        name: str,
        kind: Any,
        about: Callable[[str, Any], str] | None = None,
        *,
        passing: int = 0,
    ) -> "Shelf[Any]":
        """A shelf of values of this type.

        Args:
            name: what it holds; see `ArchivePiece.shelf`.
            kind: the type of its values.
            about: gives the id of the call that a value is about, by its key and itself.
            passing: so many values that were only read are held at most, where none is ever
                changed in place; 0 to hold whatever was read until the next checkpoint.
        """
        new: Shelf[Any] = Shelf(self, name, kind, about, passing=passing)
        self._shelves.append(new)
        return new

    def history(
        self,
        name: str,
        owner: str,
        kind: Any,
        *,
        key: Callable[[Any], Any],
        day: Callable[[Any], int],
    ) -> "History[Any]":
        """A history of items of this type.

        Args:
            name: what it holds; the same for all histories of one kind.
            owner: whose it is.
            kind: the type of its items.
            key: what they are ordered by.
            day: a number by which they are kept together; it grows with the key.
        """
        new: History[Any] = History(self, name, owner, kind, key=key, day=day)
        if self.archive is not None:
            new.forget_all()
        self._histories.append(new)
        return new

    def pieces(self) -> Iterator[ArchivePiece]:
        """Give all that may have changed since the last checkpoint.

        Values may be read from the archive in between, and not be changed.
        """
        for shelf in self._shelves:
            yield from shelf.pieces()
        for history in tuple(self._histories):
            yield from history.pieces()

    def replace_archive(self, archive: Archive) -> None:
        """Read from another archive from now on."""
        self.archive = archive
        for shelf in self._shelves:
            shelf.ask_again()

    def mark_archived(self) -> None:
        """Take note that the archive holds all of `pieces` now."""
        for shelf in self._shelves:
            shelf.mark_archived()
        for history in self._histories:
            history.mark_archived()

    def forget_before(self, day: int) -> None:
        """Let the archive hold what histories tell of the days before this one."""
        for history in self._histories:
            history.forget_before(day)


class Shelf(dict[str, T]):
    """Values by key, some of them in the archive. A value may be changed in place.

    Attributes:
        on_read: told of each value that comes back from the archive.
    """

    def __init__(
        self,
        storage: Storage,
        name: str,
        kind: Any,
        about: Callable[[str, T], str] | None = None,
        *,
        passing: int = 0,
    ) -> None:
        """An empty shelf in memory.

        Args:
            storage: holds the archive.
            name: of the shelf in the archive.
            kind: the type of the values.
            about: returns the owner of a value; see `Storage.shelf`.
            passing: see `Storage.shelf`.
        """
        super().__init__()
        self.name = name
        self._about = about
        self._storage = storage
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._most_passing = passing
        self._passing: dict[str, T] = {}
        """Values that were only read, the last one last; one that was put there since counts."""
        self._removed: set[str] = set()
        self._absent: set[str] = set()
        """Keys that the archive was asked for and does not hold: it is not asked again."""
        self._present: set[str] = set()
        """Keys that it was asked for and holds: whether it does is not asked again."""
        self.on_read: Callable[[str, T], None] | None = None

    def __missing__(self, key: str) -> T:
        value = self._take_back(key)
        if value is None:
            raise KeyError(key)
        return value

    def _take_back(self, key: str) -> T | None:
        """Have a value in memory again that is not; None where the archive has none either."""
        if self._most_passing:
            return self._pass(key)
        value = self._read(key)
        if value is not None:
            self[key] = value
            if self.on_read is not None:
                self.on_read(key, value)
        return value

    def _pass(self, key: str) -> T | None:
        """Have a value for as long as it is among those that were read last."""
        passing = self._passing
        value = passing.pop(key, None) or self._read(key)
        if value is not None:
            if len(passing) >= self._most_passing:
                del passing[next(iter(passing))]
            passing[key] = value
        return value

    def __contains__(self, key: object) -> bool:
        if super().__contains__(key):
            return True
        if not isinstance(key, str) or self._storage.archive is None:
            return False
        # Every line of a call's log asks for its orders at each key.
        if key not in self._present and self._in_archive(key) is not None:
            _note(key, self._present)
        return key in self._present

    @overload
    def get(self, key: str, default: None = None, /) -> T | None: ...
    @overload
    def get(self, key: str, default: T | D, /) -> T | D: ...
    def get(self, key: str, default: Any = None, /) -> Any:
        """The value at the key, wherever it is."""
        if dict.__contains__(self, key):
            return self[key]
        if self._storage.archive is None:
            return default
        value = self._take_back(key)
        return default if value is None else value

    def setdefault(self, key: str, default: T, /) -> T:
        """The value at the key, wherever it is; `default` becomes it where there is none."""
        value = dict.get(self, key)
        if value is None and self._storage.archive is not None:
            value = self._take_back(key)
        if value is None:
            value = self[key] = default
        return value

    def pop(self, key: str, default: Any = None, /) -> Any:
        """Take the value at the key out, wherever it is; `default` where there is none."""
        value = self.get(key, default)
        super().pop(key, None)
        self._passing.pop(key, None)
        self._present.discard(key)
        # Also before there is an archive: the first one may be written from what was taken before.
        self._removed.add(key)
        return value

    def peek(self, key: str) -> T | None:
        """The value at the key, read from the archive for this once."""
        return self[key] if super().__contains__(key) else self._passing.get(key) or self._read(key)

    def among(self, keys: AbstractSet[str]) -> AbstractSet[str]:
        """Find those of these keys that have a value, wherever it is, at little cost for many."""
        found = self.keys() & keys
        archive = self._storage.archive
        if archive is None:
            return found
        unknown = keys - found - self._absent - self._removed
        if len(unknown) > _MOST_NOTED:  # more than are noted: they would be asked for each time
            return found | (unknown & {key for key, _ in archive.scan(self.name, "", LAST)})
        return found | {key for key in unknown if self._in_archive(key) is not None}

    def scan(self, first: str = "", last: str = LAST) -> Iterator[str]:
        """All keys from `first` on and before `last`, in memory or not, in their order."""
        keys = {key for key in self if first <= key < last}
        if self._storage.archive is not None:
            found = self._storage.archive.scan(self.name, first, last)
            keys |= {key for key, _ in found if key not in self._removed}
        yield from sorted(keys)

    def backwards(self) -> Iterator[str]:
        """All keys, in memory or not, the last one first; each is looked for as it is asked for."""
        keys = sorted(self.keys())
        archived = self._archived_before(LAST)
        other = next(archived, None)
        while keys or other is not None:
            if other is None or (keys and keys[-1] >= other):
                key = keys.pop()
                if key == other:
                    other = next(archived, None)
            else:
                key, other = other, next(archived, None)
            yield key

    def _archived_before(self, last: str) -> Iterator[str]:
        archive = self._storage.archive
        while archive is not None:
            rows = archive.scan(self.name, "", last, newest_first=True)
            last = next((key for key, _ in rows), "")
            if not last:
                return
            if last not in self._removed:
                yield last

    def pieces(self) -> Iterator[ArchivePiece]:
        """Give what is in memory, and may have changed; and what was taken out."""
        for key in self._removed - self.keys():
            yield ArchivePiece(self.name, key, None)
        about = self._about or _about_nothing
        for key, value in tuple(self.items()):
            yield ArchivePiece(self.name, key, self._encoder.encode(value), about(key, value))

    def mark_archived(self) -> None:
        """Take note that the archive holds all of it."""
        self._removed.clear()

    def ask_again(self) -> None:
        """Take note that another archive may hold what the one before did not."""
        self._absent.clear()
        self._present.clear()
        self._passing.clear()

    def keep_only(self, hot: Callable[[str, T], bool]) -> None:
        """Forget what is not hot; the archive has to hold it."""
        self._passing.clear()
        for key in [key for key, value in self.items() if not hot(key, value)]:
            del self[key]

    def _in_archive(self, key: str) -> bytes | None:
        archive = self._storage.archive
        if archive is None or key in self._removed or key in self._absent:
            return None
        found = archive.get(self.name, key)
        if found is None:
            _note(key, self._absent)
        return found

    def _read(self, key: str) -> T | None:
        found = self._in_archive(key)
        return None if found is None else self._decoder.decode(found)


def _note(key: str, keys: set[str]) -> None:
    """Add a key to others; drop those where they are too many."""
    if len(keys) >= _MOST_NOTED:
        keys.clear()
    keys.add(key)
