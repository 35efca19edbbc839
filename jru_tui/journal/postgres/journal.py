"""The journal in PostgreSQL: several boards write it, behind the same `Journal`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import suppress

from jru_tui.board import Event, Role
from jru_tui.journal import hash_chain
from jru_tui.journal.hash_chain import GENESIS, BrokenChainError
from jru_tui.journal.postgres import lease, presence, reader, writer
from jru_tui.journal.postgres.connection import (
    TRY_EVERY_S,
    Connection,
    connect,
    keep_quiet,
    time_limit,
)
from jru_tui.journal.postgres.connection_pool import ConnectionPool
from jru_tui.journal.postgres.errors import ServerGoneError, in_words
from jru_tui.journal.postgres.follower import Follower, Listener
from jru_tui.journal.postgres.schema import examine
from jru_tui.journal.postgres.split_brain import find_writable, host_parameters, rival_words
from jru_tui.journal.postgres.writer import KnownHead
from jru_tui.journal.protocol import (
    AppendConflict,
    Appended,
    Head,
    JournalClosedError,
    JournalDamagedError,
    JournalError,
    LeaseLostError,
    LeaseState,
    OutcomeUnknownError,
    OwnPresence,
    Presence,
    SharedJournal,
)
from jru_tui.journal.sqlite import reader as stored
from jru_tui.settings import JournalServer

RIVALS_EVERY_S = 10.0
"""Seconds between two looks for a second server that accepts changes."""

LOOK_EVERY_S = 1.0
"""Seconds after which a subscriber reads again without a hint."""

_TRIES = 3
"""How often an append is tried whose outcome is not known."""


class PostgresJournal(SharedJournal):
    """A `Journal` that several boards share; use it as an async context manager.

    Args:
        server: where it is.
        read_only: true where nothing can be appended.
        role: the role beyond which nobody acts here, by the word of the database.
    """

    def __init__(
        self, server: JournalServer, *, read_only: bool, role: Role = "supervisor"
    ) -> None:
        self._server = server
        self._read_only = read_only
        self._role = role
        self._connections = ConnectionPool(server, writes=not read_only)
        self._listener = Listener(server, self._announce, self._hear, self._note_hints)
        self._appends: set[asyncio.Task[Appended | AppendConflict]] = set()
        self._writing = asyncio.Lock()
        self._news = asyncio.Event()
        self._heard = asyncio.Event()
        self._unheard = ""
        self._fence: int | None = None
        self._closing: asyncio.Task[None] | None = None
        self._known = KnownHead()
        self._rival = ""
        self._rivals: asyncio.Task[None] | None = None

    @property
    def read_only(self) -> bool:
        """Test whether nothing can be appended: on request, or by the role in the database."""
        return self._read_only

    @property
    def role(self) -> Role:
        """See `SharedJournal.role`."""
        return self._role

    @property
    def damaged(self) -> bool:
        """Tell whether it holds what was not written here: `verify` alone finds that out."""
        return False

    @property
    def notice(self) -> str:
        """Say once what was found when it was opened: nothing."""
        return ""

    @property
    def warning(self) -> str:
        """Say that the server is gone; empty while it answers."""
        if self._connections.gone:
            return self._connections.gone
        if self._unheard:
            return f"The journal's server {self._server.name} does not answer ({self._unheard})."
        return self._rival

    @property
    def fence(self) -> int | None:
        """The fence of the lease that this board has; None where it has none."""
        return self._fence

    async def open(self) -> None:
        """Open the pool of connections."""
        keep_quiet()
        await self._connections.open()
        if host_parameters(self._server):
            self._rivals = asyncio.create_task(self._look_for_rivals())

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | AppendConflict:
        """See `Journal.append`. Cancelling the caller does not stop what has begun.

        What does not come from a supervisor is written by the holder of the lease alone.

        Raises:
            JournalClosedError: the journal was closed.
            JournalError: nothing was written.
            OutcomeUnknownError: the server is gone, and may have written it: ask again.
        """
        if self._closing is not None:
            raise JournalClosedError
        if self._read_only:
            raise JournalError("The journal is open read-only: nothing is recorded.")
        batch = writer.Batch(events)
        fence = None
        if any(event.source != "supervisor" for event in events):
            fence = self._fence
            if fence is None:
                raise LeaseLostError("This board does not poll the feed: nothing was written.")
        task = asyncio.create_task(self._append(batch, expected, fence))
        self._appends.add(task)
        task.add_done_callback(self._appends.discard)
        return await asyncio.shield(task)

    async def _append(
        self, batch: writer.Batch, expected: int | None, fence: int | None
    ) -> Appended | AppendConflict:
        unknown: OutcomeUnknownError | None = None
        async with self._writing:  # in the order in which they were asked for
            for _ in range(_TRIES):
                try:
                    answer = await self._connections.run(
                        writer.append, self._server.force, batch, expected, fence, known=self._known
                    )
                except OutcomeUnknownError as error:
                    # The same ids are answered as they were, or written now.
                    unknown = error
                except JournalError as error:
                    if unknown is not None:
                        raise unknown from error
                    raise
                else:
                    self._announce()
                    return answer
        assert unknown is not None
        raise unknown

    async def read(self, after: int = 0) -> AsyncIterator[tuple[int, Event]]:
        """See `Journal.read`."""
        while page := await self._connections.run(reader.page, self._server.force, after):
            for row in page:
                yield stored.decode(row)
            after += len(page)

    async def subscribe(self, after: int = 0) -> AsyncGenerator[tuple[int, Event], None]:
        """See `Journal.subscribe`. It outlasts a server that is gone, and goes on where it was."""
        if self._connections.closed:
            return
        self._listener.start()
        follower = Follower(self._server, self._connections)
        with suppress(JournalClosedError):
            while not self._connections.closed:
                news, pause_s = self._news, LOOK_EVERY_S
                try:
                    while page := await follower.page(after):
                        for row in page:
                            yield stored.decode(row)
                        after += len(page)
                except ServerGoneError:
                    pause_s = TRY_EVERY_S  # `warning` says so
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        await news.wait()

    async def head(self) -> Head:
        """See `Journal.head`."""
        return await self._connections.run(self._head)

    async def _head(self, connection: Connection) -> Head:
        """Ask where the journal stands, and see that it goes on from what was seen before."""
        force = self._server.force
        row = await (await self._known.ask(connection, force)).fetchone()
        head = reader.as_head(row and row[:2], force)
        self._known.check(head, row[2] if row else None)
        self._known.see(head)
        return head

    async def _look_for_rivals(self) -> None:
        """See now and then whether another server of the address accepts changes as well."""
        while True:
            servers = await find_writable(self._server)
            words = rival_words(servers)
            self._rival = f"Two servers of the journal: {words}." if words else ""
            await asyncio.sleep(RIVALS_EVERY_S)

    async def verify(self) -> None:
        """See `Journal.verify`. In pages, so that appends go in between.

        Raises:
            JournalDamagedError: an event, or the head, is not as it was written.
        """
        end = await self.head()
        position, digest = 0, GENESIS
        while position < end.position:
            rows = await self._connections.run(reader.chain_page, self._server.force, position)
            try:
                last, digest = hash_chain.follow(rows, position, digest)
            except BrokenChainError as error:
                raise JournalDamagedError(
                    f"The journal was damaged or tampered with: {error}."
                ) from error
            passed = next((row for row in rows if row.position == end.position), None)
            if last == position or (passed and passed.digest != bytes.fromhex(end.chain)):
                raise JournalDamagedError(
                    "The journal was damaged or tampered with: its head is not that of event "
                    f"{end.position:,}."
                )
            position = last

    async def is_touched(self) -> bool:
        """See `Journal.is_touched`: others write to it all the time, by its own rules."""
        return False

    async def take_lease(self, holder: str, session: str, heard_s: float | None = None) -> bool:
        """See `SharedJournal.take_lease`; a board that only looks on never has the lease.

        Args:
            holder: who takes it, as others are told.
            session: the run of the program.
            heard_s: seconds since it heard the feed and could keep it; None for not yet.
        """
        if self._read_only:
            return False
        self._fence = await self._connections.run(
            lease.take, self._server.force, holder, session, heard_s
        )
        return self._fence is not None

    async def holds(self, event_id: str) -> bool:
        """See `SharedJournal.holds`."""
        return bool(
            await self._connections.run(reader.positions_of, self._server.force, [event_id])
        )

    async def release_lease(self, session: str) -> None:
        """See `SharedJournal.release_lease`."""
        self._fence = None
        await self._connections.run(lease.release, self._server.force, session)

    async def lease_state(self) -> LeaseState | None:
        """See `SharedJournal.lease_state`."""
        return await self._connections.run(lease.state, self._server.force)

    async def announce_presence(
        self, own: OwnPresence, open_s: float, *, hint: bool
    ) -> tuple[Presence, ...]:
        """See `SharedJournal.announce_presence`.

        Args:
            own: what is to be known of this board.
            open_s: seconds since it was opened.
            hint: have the others hear of it at once.
        """
        self._listener.start()
        await self._connections.run(presence.tell, self._server.force, own, open_s, hint=hint)
        return await self._connections.run(presence.boards, self._server.force)

    async def end_presence(self, session: str) -> None:
        """See `SharedJournal.end_presence`."""
        await self._connections.run(presence.end, self._server.force, session)

    async def wait_for_presence(self) -> None:
        """See `SharedJournal.wait_for_presence`."""
        await self._heard.wait()
        self._heard.clear()

    def hurry(self) -> None:
        """See `SharedJournal.hurry`."""
        self._connections.hurry()

    async def close(self) -> None:
        """See `Journal.close`."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        if self._appends:
            await asyncio.wait(self._appends)
        if self._rivals is not None:
            self._rivals.cancel()
            await asyncio.gather(self._rivals, return_exceptions=True)
        self._connections.refuse()
        self._announce()
        await self._listener.close()
        await self._connections.close()

    def _announce(self) -> None:
        """Wake who waits for news, and let the next wait for the next."""
        self._news.set()
        self._news = asyncio.Event()

    def _hear(self) -> None:
        """Wake who waits to hear of the other boards."""
        self._heard.set()

    def _note_hints(self, reason: str) -> None:
        """Take note of whether hints come; why not where they do not."""
        self._unheard = reason
        if not reason:
            self._connections.answers_again()


async def open_postgres(server: JournalServer, *, read_only: bool = False) -> PostgresJournal:
    """Open the journal of a server, and see what its role may do.

    Args:
        server: where it is, and by which role.
        read_only: true if nothing may be written.

    Raises:
        JournalError: it cannot be reached, there is none, or it is of another version.
    """
    if not read_only and (words := rival_words(await find_writable(server))):
        raise JournalError(f"Nothing can be written to the journal {server.name}: {words}.")
    with in_words(server.name):
        async with await connect(server, writes=not read_only) as connection:
            with time_limit(connection):
                role = await examine(connection, server)
    journal = PostgresJournal(server, read_only=read_only or role == "viewer", role=role)
    await journal.open()
    return journal
