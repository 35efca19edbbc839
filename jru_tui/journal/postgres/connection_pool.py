"""The pool of connections to a journal's server, with what is known of a server that is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from jru_tui.journal.postgres.connection import (
    Connection,
    parameters,
    prepare,
    sever,
    time_limit,
    told_class,
)
from jru_tui.journal.postgres.errors import ServerGoneError, in_words, is_lost
from jru_tui.journal.protocol import JournalClosedError
from jru_tui.settings import JournalServer

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE_S = 4.0
"""Seconds that a new connection is waited for, by whoever does not know yet that there is none."""

_HURRY_S = 0.2
"""The same once that is known: no key waits for a server that is gone."""

_ASK_EVERY_S = 0.25
"""Seconds after which the pool is asked again: it tries anew with each who asks, not by itself."""

_MOST_CONNECTIONS = 4


class ConnectionPool:
    """A pool of connections on which operations are carried out.

    Args:
        server: where they lead.
        writes: false where nothing is to be written on them.

    Attributes:
        gone: why the server does not answer, as a sentence; empty while it does.
        closed: true once nothing can be carried out any more.
    """

    def __init__(self, server: JournalServer, *, writes: bool) -> None:
        self.gone = ""
        self.closed = False
        self._name = server.name
        self._refused: psycopg.Error | None = None
        self._used: set[Connection] = set()
        self._pool = AsyncConnectionPool[Connection](
            server.address,
            kwargs=parameters(server, writes=writes),
            min_size=1,
            max_size=_MOST_CONNECTIONS,
            timeout=_PATIENCE_S,
            reconnect_timeout=0.0,
            connection_class=told_class(self._note_connection),
            configure=prepare,
            open=False,
        )

    async def open(self) -> None:
        """Open it."""
        await self._pool.open()

    def refuse(self) -> None:
        """Carry out nothing more: it is about to be closed."""
        self.closed = True

    async def close(self) -> None:
        """Close every connection; nobody waits for an answer any more."""
        self.closed = True
        for connection in self._used:
            sever(connection)
        await self._pool.close(timeout=2.0)

    def answers_again(self) -> None:
        """Take note that the server was heard of."""
        self.gone = ""

    async def run(
        self,
        operation: Callable[Concatenate[Connection, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Carry an operation out on a connection, and on another where that one is dead.

        Raises:
            JournalClosedError: the journal was closed.
            ServerGoneError: the server is gone; `gone` says so from now on.
            JournalError: it cannot be.
        """
        if self.closed:
            raise JournalClosedError
        patience_s = _HURRY_S if self.gone else _PATIENCE_S
        try:
            with in_words(self._name):
                answer = await self._tried(operation, patience_s, *args, **kwargs)
        except ServerGoneError as error:
            self.gone = str(error)
            raise
        self.gone = ""
        return answer

    async def _tried(
        self,
        operation: Callable[Concatenate[Connection, P], Awaitable[T]],
        patience_s: float,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        clock = asyncio.get_running_loop()
        began = clock.time()
        while True:
            try:
                async with self._pool.connection(min(patience_s, _ASK_EVERY_S)) as connection:
                    self._used.add(connection)
                    try:
                        with time_limit(connection):
                            return await operation(connection, *args, **kwargs)
                    finally:
                        self._used.discard(connection)
            except PoolTimeout as error:
                if clock.time() - began < patience_s:
                    continue
                if self._refused is not None:
                    raise self._refused.with_traceback(None) from error
                raise
            except psycopg.Error as error:
                # Nothing was done: where it may have been, the operation has said so.
                if is_lost(error) and clock.time() - began <= patience_s:
                    continue
                raise

    def _note_connection(self, refused: psycopg.Error | None) -> None:
        """Take note of why there was no new connection; None where there was one."""
        self._refused = refused
