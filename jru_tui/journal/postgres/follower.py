"""Following what others append: a listener for hints, and a reader that no dead connection stops.

A hint may be lost, doubled or late: whoever is woken reads by position, and is woken now and then
without one.

Where packets were dropped for a while, a connection may say nothing for as long again: TCP doubles
its pauses. So what is not answered soon is asked for on a new connection as well.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg
from psycopg import sql

from jru_tui.journal.postgres import presence, reader
from jru_tui.journal.postgres.connection import (
    TRY_EVERY_S,
    Connection,
    connect_promptly,
    prepare,
    sever,
    time_limit,
)
from jru_tui.journal.postgres.connection_pool import ConnectionPool, refuse_replaced
from jru_tui.journal.postgres.errors import ServerGoneError, in_words, plain_words
from jru_tui.journal.postgres.schema import channel_of
from jru_tui.journal.protocol import JournalClosedError
from jru_tui.settings import JournalServer

SILENT_S = 1.0
"""Seconds without an answer after which a new connection is tried as well."""

Page = list[tuple[int, bytes]]


class Follower:
    """A reader for one subscriber.

    Args:
        server: the journal's.
        connections: the pool that is asked first.
    """

    def __init__(self, server: JournalServer, connections: ConnectionPool) -> None:
        self._server = server
        self._connections = connections
        self._pooled: asyncio.Task[Page] | None = None
        self._connection: Connection | None = None
        self._is_enough = False

    async def page(self, after: int) -> Page:
        """Read the next events behind a position, as they are stored; see `reader.page`.

        Raises:
            JournalError: they cannot be read.
        """
        tasks: set[asyncio.Task[Page]] = set()
        if self._pooled is None or self._pooled.done():
            self._pooled = asyncio.create_task(
                self._connections.run(reader.page, self._server.force, after)
            )
            self._pooled.add_done_callback(_forget)
            tasks.add(self._pooled)
            within_s = 0.0 if self._connections.gone else SILENT_S
            await asyncio.wait(tasks, timeout=within_s)
            if self._pooled.done():
                return await self._pooled
        self._is_enough = False
        anew = asyncio.create_task(self._read_anew(after))
        anew.add_done_callback(_forget)
        try:
            return await _first_answer({*tasks, anew})
        finally:
            await self._end(anew)

    async def _read_anew(self, after: int) -> Page:
        """Read on a new connection; again and again while the pool says nothing."""
        while True:
            try:
                return await self._read_once(after)
            except ServerGoneError:
                if self._is_enough or self._pooled is None or self._pooled.done():
                    raise
            await asyncio.sleep(TRY_EVERY_S)

    async def _read_once(self, after: int) -> Page:
        with in_words(self._server.name):
            connection = await connect_promptly(self._server, writes=False)
            async with connection:
                self._connection = connection
                try:
                    refuse_replaced(self._server.address, await prepare(connection))
                    with time_limit(connection):
                        return await reader.page(connection, self._server.force, after)
                finally:
                    self._connection = None

    async def _end(self, anew: asyncio.Task[Page]) -> None:
        """End a reading on a new connection."""
        self._is_enough = True
        if self._connection is None:
            anew.cancel()
        else:
            sever(self._connection)
        await asyncio.wait({anew})


def _forget(reading: asyncio.Task[Page]) -> None:
    """Take note of how a reading has ended: nobody may ask for it any more."""
    if not reading.cancelled():
        reading.exception()


async def _first_answer(tasks: set[asyncio.Task[Page]]) -> Page:
    """Wait for the first of some readings that can be carried out.

    Raises:
        JournalError: none can be carried out.
    """
    while True:
        ended, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for reading in ended:
            failure = reading.exception()
            if not tasks or failure is None or isinstance(failure, JournalClosedError):
                return await reading


ALIVE_EVERY_S = 2.0
"""Seconds without a hint after which the connection is tried out, and until it has to answer."""

_STANDBY = re.compile(r"session is read-only|cannot execute LISTEN during recovery")
"""Words of libpq where no server takes writes."""

_RETRY_FIRST_S, _RETRY_MOST_S = 0.1, 0.5


class Listener:
    """A listener until it is closed; connects again whenever it has to.

    Args:
        server: the journal's.
        wake: called with each hint, and with each new connection: what was missed is read then.
        present: called where the hint says that a board has told of itself.
        lost: told why there is no connection; empty once there is one again.
    """

    def __init__(
        self,
        server: JournalServer,
        wake: Callable[[], None],
        present: Callable[[], None],
        lost: Callable[[str], None],
    ) -> None:
        self._server = server
        self._wake = wake
        self._present = present
        self._lost = lost
        self._task: asyncio.Task[None] | None = None
        self._asked: Connection | None = None
        self._closed = False

    def start(self) -> None:
        """Begin; again it changes nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """End."""
        self._closed = True
        if self._task is not None:
            if self._asked is None:
                self._task.cancel()
            else:
                sever(self._asked)
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        pause_s = _RETRY_FIRST_S
        while not self._closed:
            try:
                async with await connect_promptly(self._server, writes=True) as connection:
                    await self._ask(connection, prepare(connection))
                    channel = sql.Identifier(channel_of(self._server.force))
                    await self._ask(
                        connection, connection.execute(sql.SQL("LISTEN {}").format(channel))
                    )
                    pause_s = _RETRY_FIRST_S
                    self._lost("")
                    self._wake()
                    while not self._closed:
                        async for hint in connection.notifies(timeout=ALIVE_EVERY_S):
                            (self._present if hint.payload == presence.HINT else self._wake)()
                        await self._ask(connection, connection.execute("SELECT 1"))
            except (psycopg.Error, OSError, TimeoutError) as error:
                # A standby gives no hints: what it holds is read every second.
                self._lost("" if _STANDBY.search(str(error)) else plain_words(error))
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _RETRY_MOST_S)

    async def _ask(self, connection: Connection, answer: Awaitable[object]) -> None:
        """Wait for an answer, not for long; to cancel that would ask the same server to stop."""
        self._asked = connection
        try:
            with time_limit(connection, ALIVE_EVERY_S):
                await answer
        finally:
            self._asked = None
