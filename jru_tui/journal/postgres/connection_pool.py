"""The pool of connections to a journal's server, with what is known of a server that is gone."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from jru_tui.journal.postgres.connection import (
    Connection,
    parameters,
    prepare,
    reporting_class,
    sever,
    time_limit,
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

_LEAVE_WITHIN_S = 0.8
"""Seconds for all answers together that are waited for once the board is being left."""

_NO_WAIT_S = 0.02
"""Seconds for connections that are just being made, once the board is being left."""

_ASK_EVERY_S = 0.25
"""Seconds after which the pool is asked again: it tries anew with each who asks, not by itself."""

_MOST_CONNECTIONS = 4

_newest_timeline: dict[str, str] = {}
"""By address, the latest timeline of a server that this program has written to."""


def refuse_replaced(address: str, timeline: str) -> None:
    """Refuse a server that another one of its address has replaced.

    Args:
        address: of the servers.
        timeline: of this one; empty for a standby.

    Raises:
        psycopg.OperationalError: it was replaced.
    """
    if timeline and timeline < _newest_timeline.get(address, ""):
        raise psycopg.OperationalError(
            "it is one that a standby has replaced, and nothing is written to it: stop it"
        )
    if timeline:
        _newest_timeline[address] = timeline


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
        self._address = server.address
        self._refused: psycopg.Error | None = None
        self._used: set[Connection] = set()
        self._leaves = False
        self._has_given_up = False
        self._pool = AsyncConnectionPool[Connection](
            server.address,
            kwargs=parameters(server, writes=writes),
            min_size=1,
            max_size=_MOST_CONNECTIONS,
            timeout=_PATIENCE_S,
            reconnect_timeout=0.0,
            connection_class=reporting_class(self._note_connection),
            configure=self._configure,
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
        self._sever_used()
        within_s = _HURRY_S if self.gone else _PATIENCE_S
        await self._pool.close(timeout=_NO_WAIT_S if self._leaves else within_s)

    def hurry(self) -> None:
        """Wait for nothing long from now on: the board is being left. It ends with the loop."""
        if not self._leaves:
            self._leaves = True
            asyncio.get_running_loop().call_later(_LEAVE_WITHIN_S, self._give_up)

    def _give_up(self) -> None:
        """Wait for nothing at all from now on."""
        self._has_given_up = True
        self._sever_used()

    def answers_again(self) -> None:
        """Take note that the server was heard of."""
        self.gone = ""

    async def run(
        self,
        operation: Callable[Concatenate[Connection, P], Coroutine[Any, Any, T]],
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
        if self._has_given_up or (self._leaves and self.gone):
            raise ServerGoneError(self.gone or f"The journal's server {self._name} is left.")
        patience_s = _HURRY_S if self.gone or self._leaves else _PATIENCE_S
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
        operation: Callable[Concatenate[Connection, P], Coroutine[Any, Any, T]],
        patience_s: float,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        clock = asyncio.get_running_loop()
        began = clock.time()
        is_cancelled = _cancellation()
        while True:
            try:
                async with self._pool.connection(min(patience_s, _ASK_EVERY_S)) as connection:
                    if is_cancelled():
                        raise asyncio.CancelledError
                    return await self._answered(connection, operation(connection, *args, **kwargs))
            except PoolTimeout as error:
                if is_cancelled():
                    raise asyncio.CancelledError from error
                if clock.time() - began < patience_s and not self._has_given_up:
                    continue
                if self._refused is not None:
                    raise self._refused.with_traceback(None) from error
                raise
            except psycopg.Error as error:
                # Nothing was done: where it may have been, the operation has said so.
                if is_lost(error) and not self._leaves and clock.time() - began <= patience_s:
                    continue
                raise

    async def _answered(self, connection: Connection, answer: Coroutine[Any, Any, T]) -> T:
        """Wait for an answer on a connection, which is cut where nobody waits any more.

        To cancel the waiting itself would ask that same server to stop, and wait for it.
        """
        waiting = asyncio.create_task(answer)
        self._used.add(connection)
        try:
            with time_limit(connection):
                return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            sever(connection)
            await asyncio.wait({waiting})
            if not waiting.cancelled():
                waiting.exception()  # nobody asks for it any more
            raise
        finally:
            self._used.discard(connection)

    def _sever_used(self) -> None:
        """Cut the connections on which an answer is waited for."""
        for connection in self._used:
            sever(connection)

    async def _configure(self, connection: Connection) -> None:
        """Prepare a connection, and refuse one to a server that another one has replaced.

        Raises:
            psycopg.Error: it cannot be used.
        """
        self._used.add(connection)
        try:
            if self.closed or self._has_given_up:
                raise psycopg.OperationalError("nobody waits for it any more")
            refuse_replaced(self._address, await prepare(connection))
        except psycopg.Error as error:
            self._note_connection(error)
            raise
        finally:
            self._used.discard(connection)

    def _note_connection(self, refused: psycopg.Error | None) -> None:
        """Take note of why there was no new connection; None where there was one."""
        self._refused = refused


def _cancellation() -> Callable[[], bool]:
    """Make a function that tells whether the current task has been cancelled since then.

    `asyncio.wait_for` of Python 3.11, by which the pool waits, forgets that where a connection
    comes at the same moment: whoever is to end would go on for ever.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    return lambda: task is not None and task.cancelling() > before
