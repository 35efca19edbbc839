"""Archives: parts of a board that are kept on disk and read when needed."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from unicodedata import combining, normalize

import msgspec
from msgspec import Struct


class ArchivePiece(NamedTuple):
    """A value of a board that an archive keeps.

    Attributes:
        shelf: the name of its shelf. What stands before a dot is the room: pieces of a room that
            have the same key are read together.
        key: its key on the shelf.
        value: what is to be kept there from now on; None takes it away.
        about: the id of the call that it is about: pieces about the same are kept together.
    """

    shelf: str
    key: str
    value: bytes | None
    about: str = ""


FOUND = "found"
"""The shelf of what calls are found by; see `Findable`."""
SEPARATOR = "\x1f"
"""Stands between the parts of a key: no id holds it, as text is cleaned on its way in."""
_WORD = re.compile(r"[^\W_]+")


class Findable(Struct, frozen=True, array_like=True):
    """The words that a closed call is found by, and when it was opened and closed."""

    opened_at: datetime
    closed_at: datetime
    words: str


class TimeSpan(NamedTuple):
    """A time from a moment on, and before another one."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, *moments: datetime | None) -> bool:
        """Tell whether one of these moments is within it."""
        return any(
            self.starts_at <= moment < self.ends_at for moment in moments if moment is not None
        )


class Closing(NamedTuple):
    """The end of a call."""

    closed_at: datetime
    call: str


_FINDABLE = msgspec.msgpack.Decoder(Findable)


class Archive(Protocol):
    """Pieces of a board as they stood at one position of its journal; a board only reads them."""

    def get(self, shelf: str, key: str) -> bytes | None:
        """The value at a key; None where there is none."""
        ...

    def scan(
        self, shelf: str, first: str, last: str, *, newest_first: bool = False
    ) -> Iterable[tuple[str, bytes]]:
        """Give keys and values of a `shelf` from `first` on and before `last`, in their order.

        With `newest_first` from the last one backwards, and perhaps not all.
        """
        ...

    def find(self, words: str, most: int, span: TimeSpan | None = None) -> Sequence[Closing]:
        """Find closed calls that hold all of the words, or words that begin so, newest first.

        Args:
            words: what they hold; empty for whatever they hold.
            most: how many are given.
            span: when they were opened or closed; None for whenever that was.
        """
        ...

    def find_any(self, words: Iterable[str], before: datetime, most: int) -> Sequence[str]:
        """Ids of closed calls that hold one of the words, the one that was opened last first.

        Args:
            words: in full.
            before: only calls that were opened before that moment.
            most: how many are given.
        """
        ...


class ArchiveHolder(Protocol):
    """The holder of a board's archive; None while everything is in memory."""

    archive: Archive | None


class MemoryArchive:
    """An archive that is kept in memory."""

    def __init__(self) -> None:
        self._shelves: dict[str, dict[str, bytes]] = {}

    def get(self, shelf: str, key: str) -> bytes | None:
        """See `Archive.get`."""
        return self._shelves.get(shelf, {}).get(key)

    def scan(
        self, shelf: str, first: str, last: str, *, newest_first: bool = False
    ) -> Iterable[tuple[str, bytes]]:
        """See `Archive.scan`: `shelf`, `first`, `last`, `newest_first`."""
        found = self._shelves.get(shelf, {})
        keys = sorted((key for key in found if first <= key < last), reverse=newest_first)
        return [(key, found[key]) for key in keys]

    def find(self, words: str, most: int, span: TimeSpan | None = None) -> Sequence[Closing]:
        """See `Archive.find`: `words`, `most`, `span`."""
        entries = [
            (key, _FINDABLE.decode(body)) for key, body in self._shelves.get(FOUND, {}).items()
        ]
        found = [
            Closing(call.closed_at, key)
            for key, call in entries
            if holds(call.words, words)
            and (span is None or span.holds(call.opened_at, call.closed_at))
        ]
        return sorted(found, reverse=True)[:most]

    def find_any(self, words: Iterable[str], before: datetime, most: int) -> Sequence[str]:
        """See `Archive.find_any`: `words`, `before`, `most`."""
        sought = {token for word in words for token in _tokens(word)}
        entries = [
            (key, _FINDABLE.decode(body)) for key, body in self._shelves.get(FOUND, {}).items()
        ]
        found = [
            (call.opened_at, key)
            for key, call in entries
            if call.opened_at < before and not sought.isdisjoint(_tokens(call.words))
        ]
        return [key for _, key in sorted(found, reverse=True)[:most]]

    def copy(self) -> "MemoryArchive":
        """Return another archive with the same pieces."""
        twin = MemoryArchive()
        twin._shelves = {name: {**found} for name, found in self._shelves.items()}
        return twin

    def write(self, pieces: Iterable[ArchivePiece]) -> None:
        """Keep the pieces of a checkpoint."""
        for piece in pieces:
            found = self._shelves.setdefault(piece.shelf, {})
            if piece.value is None:
                found.pop(piece.key, None)
            else:
                found[piece.key] = piece.value


def holds(text: str, words: str) -> bool:
    """Tell whether a text holds all of the words, or words that begin so, in whatever case."""
    there = _tokens(text)
    return all(any(token.startswith(wanted) for token in there) for wanted in _tokens(words))


def _tokens(text: str) -> list[str]:
    """The words of a text without case and accents, as an index of words would have them."""
    plain = (char for char in normalize("NFKD", text) if not combining(char))
    return _WORD.findall("".join(plain).casefold())
