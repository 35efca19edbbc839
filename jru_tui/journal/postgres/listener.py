"""A listener for hints that something was appended, on a connection of its own.

A hint may be lost, doubled or late: whoever is woken reads by position, and is woken now and then
without one.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg
from psycopg import sql

from jru_tui.journal.postgres import presence
from jru_tui.journal.postgres.connection import (
    Connection,
    connect_promptly,
    prepare,
    sever,
    time_limit,
)
from jru_tui.journal.postgres.errors import plain_words
from jru_tui.journal.postgres.schema import channel_of
from jru_tui.settings import JournalServer

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
