"""What every journal can do, so that the store can grow from one file to a shared database."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from msgspec import Struct

from jru_tui.board.events import Event


class Appended(Struct, frozen=True):
    """The events are durable; `position` is that of the last of them (positions start at 1)."""

    position: int


class Conflict(Struct, frozen=True):
    """Somebody appended since `expected`: nothing was written, decide again on the newer board."""

    position: int
    by: str


class Head(Struct, frozen=True):
    """Where the journal stands: its last position and the hash of the chain up to it."""

    position: int
    chain: str


class JournalError(Exception):
    """The journal cannot be used; the message says what happened and what to do, for a person."""


class Journal(Protocol):
    """An append-only, ordered, hash-chained list of events."""

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | Conflict:
        """Write all of the events or none; durable when this returns.

        An event whose id is already there is answered as it was, so an append whose outcome is
        unknown can be repeated. `expected` is the position that the decision was made on; None
        appends wherever the journal stands.

        Raises:
            JournalError: it could not be written (disk full, read-only); nothing was.
        """
        ...

    def read(self, after: int = 0) -> AsyncIterator[tuple[int, Event]]:
        """All events behind that position, in order and without gaps, then end."""
        ...

    def subscribe(self, after: int = 0) -> AsyncIterator[tuple[int, Event]]:
        """As `read`, and then what is appended from now on, as it comes."""
        ...

    async def head(self) -> Head:
        """The last position and the chain's hash."""
        ...

    async def close(self) -> None:
        """Finish what was accepted and let go of the store."""
        ...
