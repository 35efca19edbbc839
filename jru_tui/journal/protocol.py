"""The protocol that every journal implements, in a file or on a server."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from types import TracebackType
from typing import Protocol, Self

from msgspec import Struct

from jru_tui.board import Event, Role
from jru_tui.journal.hash_chain import GENESIS


class Appended(Struct, frozen=True):
    """The events are durable; `position` is that of the last of them (positions start at 1)."""

    position: int


class AppendConflict(Struct, frozen=True):
    """A conflict: an append since `expected`.

    Nothing was written, decide again on the new board.

    Attributes:
        position: where the journal stands now.
        by: who appended last: a supervisor's name, or "feed" or "program".
    """

    position: int
    by: str


class Head(Struct, frozen=True):
    """The head of a journal: its last position and the hash of the chain up to it, in hex."""

    position: int
    chain: str


EMPTY = Head(0, GENESIS.hex())
"""Where a journal without an event stands."""


class JournalError(Exception):
    """The journal cannot be used; the message says what happened and what to do, for a person."""


class JournalDamagedError(JournalError):
    """The file does not hold what was written: `journal.care` keeps what is whole of it."""


class JournalBusyError(JournalError):
    """An error: another process is writing to it."""


class JournalSilentError(JournalError):
    """The disk does not answer: whether anything was written is not known."""


class JournalAwayError(JournalError):
    """The journal's server takes nothing at present: nothing was written, and it may be later."""


class OutcomeUnknownError(JournalSilentError):
    """The server was lost while it committed: whether it did is settled by asking again."""


class JournalDivergedError(JournalError):
    """The journal's server does not hold what this board has seen in it: nothing was written."""


class JournalClosedError(JournalError):
    """The journal was closed by this program before it was asked."""

    def __init__(self) -> None:
        super().__init__("The journal is closed.")


class Journal(Protocol):
    """An append-only, ordered, hash-chained list of events."""

    @property
    def read_only(self) -> bool:
        """Test whether nothing can be appended: on request, or because of `warning`."""
        ...

    @property
    def warning(self) -> str:
        """Say what is wrong with the store; empty when all is well."""
        ...

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | AppendConflict:
        """Write all of the events or none; durable when this returns.

        A batch whose ids are all there is answered as it was, so an append whose outcome is
        unknown (the caller was cancelled) can be repeated. `expected` is the position that the
        decision was made on; None appends wherever the journal stands.

        Raises:
            JournalError: it could not be written (disk full, read-only, only part of the batch is
                there already); nothing was.
        """
        ...

    def read(self, after: int = 0) -> AsyncIterator[tuple[int, Event]]:
        """Yield all events behind that position, in order and without gaps, then end.

        Raises:
            JournalError: the store, or an event in it, cannot be read.
        """
        ...

    def subscribe(self, after: int = 0) -> AsyncGenerator[tuple[int, Event], None]:
        """Yield as `read` does, and then what is appended, as it comes; ends with `close`."""
        ...

    async def head(self) -> Head:
        """The last position and the chain's hash.

        Raises:
            JournalError: the store is gone or cannot be read. Request now and then notices it.
        """
        ...

    async def verify(self) -> None:
        """Follow the whole chain of hashes.

        Raises:
            JournalError: an event was changed or is missing; names the first such position.
        """
        ...

    async def is_touched(self) -> bool:
        """Tell whether another program has written to the store since the chain was followed."""
        ...

    async def close(self) -> None:
        """Finish what was accepted and let go of the store; may be called again."""
        ...


class OpenedJournal(Journal, Protocol):
    """A journal as it was opened, and closed again by its context."""

    @property
    def damaged(self) -> bool:
        """Tell whether it holds what was not written here: then nothing is appended."""
        ...

    @property
    def notice(self) -> str:
        """Say once what was found when it was opened; empty for nothing."""
        ...

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


class LeaseLostError(JournalError):
    """Another board polls the feed: what this one heard of it is not written."""


class LeaseState(Struct, frozen=True):
    """The lease of the links to the feed and the dispatch system, as the server has it.

    Attributes:
        holder: who has it.
        session: the run of the program that has it.
        left_s: seconds until it ends; negative where it has.
        silent_s: seconds since its holder last heard the feed and could keep it; None for never.
    """

    holder: str
    session: str
    left_s: float
    silent_s: float | None


class OwnPresence(Struct, frozen=True):
    """The presence of one board, as it tells the others.

    Attributes:
        session: the run of the program.
        by: who is at it.
        role: supervisor, controller or viewer.
        call: the call on which a dialog or a page is open there; empty for none.
        polls: it has the links to the feed and the dispatch system.
        most: the role beyond which none can be taken there; empty where it is not told.
    """

    session: str
    by: str = ""
    role: str = ""
    call: str = ""
    polls: bool = False
    most: str = ""


class Presence(Struct, frozen=True):
    """A board that others have heard of, in times of the server's clock.

    Attributes:
        own: what the board tells.
        login: the role by which it is logged in to the database, by the database's word.
        open_s: seconds since it was opened.
        silent_s: seconds since it was last heard of.
    """

    own: OwnPresence
    login: str
    open_s: float
    silent_s: float


class SharedJournal(OpenedJournal, Protocol):
    """A journal that several boards write; one of them has the links.

    What does not come from a supervisor is written by the holder of the lease alone.
    """

    @property
    def role(self) -> Role:
        """The role beyond which nobody acts here, by the word of the database."""
        ...

    @property
    def fence(self) -> int | None:
        """The number of the lease, higher for each holder, if this board has it."""
        ...

    async def take_lease(self, holder: str, session: str, heard_s: float | None) -> bool:
        """Take or renew the lease of the links to the feed and the dispatch system.

        Args:
            holder: who takes it, as others are told.
            session: the run of the program.
            heard_s: seconds since it heard the feed and could keep it; None for not yet.

        Returns:
            True while this board has it.

        Raises:
            JournalError: the server is gone.
        """
        ...

    async def holds(self, event_id: str) -> bool:
        """Tell whether an event is in the journal.

        Raises:
            JournalError: the server is gone.
        """
        ...

    async def release_lease(self, session: str) -> None:
        """Give the lease up, where this board has it.

        Raises:
            JournalError: the server is gone: it ends by itself.
        """
        ...

    async def lease_state(self) -> LeaseState | None:
        """Tell who has the lease; None where nobody ever had.

        Raises:
            JournalError: the server is gone.
        """
        ...

    async def announce_presence(
        self, own: OwnPresence, open_s: float, *, hint: bool
    ) -> tuple[Presence, ...]:
        """Tell the other boards of this one, and ask who they are.

        Args:
            own: what is to be known of this one.
            open_s: seconds since it was opened.
            hint: have them hear of it at once.

        Returns:
            All boards, this one among them.

        Raises:
            JournalError: the server is gone, or keeps no such list.
        """
        ...

    async def end_presence(self, session: str) -> None:
        """Tell the other boards that this one is closed.

        Raises:
            JournalError: the server is gone: they notice by themselves.
        """
        ...

    def hurry(self) -> None:
        """Wait for nothing long from now on: the board is being left.

        What is not answered soon fails as with a server that is gone.
        """
        ...

    async def wait_for_presence(self) -> None:
        """Wait until another board has told of itself. A hint may be lost."""
        ...
