"""Connections to a journal's server, and how a dead one is dropped."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection, AsyncCursor

from jru_tui.settings import JournalServer

CONNECT_WITHIN_S = 5
ANSWER_WITHIN_S = 6.0
"""Seconds until a server that says nothing is taken for gone."""

# A board that freezes within a transaction, or is cut off from the server there, must not hold up
# all others, nor may a lock be waited for until a key looks lost. Where a network drops packets the
# server does not hear that a client has given up: it has to try the connection out. What a force
# has set stronger (`remote_apply`) stays so. It answers with the server's timeline, which is a
# later one wherever a standby has taken over.
SESSION = """SELECT
    set_config('tcp_keepalives_idle', '5', false),
    set_config('tcp_keepalives_interval', '2', false),
    set_config('tcp_keepalives_count', '3', false),
    set_config('tcp_user_timeout', '10s', false),
    set_config('statement_timeout', '5s', false),
    set_config('lock_timeout', '3s', false),
    set_config('idle_in_transaction_session_timeout', '5s', false),
    set_config('search_path', 'pg_catalog', false),
    set_config('synchronous_commit',
        CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN 'on'
        ELSE current_setting('synchronous_commit') END, false),
    CASE WHEN pg_is_in_recovery() THEN ''
        ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END"""

# The server ends a transaction that is idle between two statements, but not one that waits for the
# rest of what was sent together: only PostgreSQL 17 and later have a limit for that as well.
BOARD_SESSION = SESSION.replace(
    "SELECT",
    """SELECT CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL
        THEN set_config('transaction_timeout', '15s', false) END,""",
    1,
)
"""For a board, none of whose transactions takes long."""

Connection = AsyncConnection[tuple[Any, ...]]
Cursor = AsyncCursor[tuple[Any, ...]]


class PromptConnection(AsyncConnection[tuple[Any, ...]]):
    """A connection that is cut where whoever waits for an answer on it is cancelled.

    The driver would ask that same server to stop, which may say nothing, and wait five seconds.
    """

    async def cancel_safe(
        self,
        *,
        timeout: float = 0.0,  # noqa: ARG002, ASYNC109 - the driver gives it
    ) -> None:
        """Cut it.

        Args:
            timeout: changes nothing: nobody is asked.
        """
        sever(self)


def parameters(server: JournalServer, *, writes: bool) -> dict[str, Any]:
    """The parameters of libpq for a journal's server, among them its password.

    Args:
        server: its address and what belongs to it.
        writes: true to connect to the one of several hosts that takes writes.
    """
    options: dict[str, Any] = {
        "autocommit": True,
        "connect_timeout": CONNECT_WITHIN_S,
        "client_encoding": "UTF8",
        "application_name": "jru-tui",
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 6_000,
        **server.tls,
    }
    if server.password is not None:
        options["password"] = server.password.reveal()
    if writes:
        options["target_session_attrs"] = "read-write"
    return options


def reporting_class(listener: Callable[[psycopg.Error | None], None]) -> type[Connection]:
    """A class of connections that tells why one could not be made; None where it was.

    A pool makes them behind the back of whoever waits, and keeps the reason to itself.
    """

    class ToldConnection(PromptConnection):
        @classmethod
        async def connect(cls, *words: Any, **options: Any) -> Self:
            try:
                connection = await super().connect(*words, **options)
            except psycopg.Error as error:
                listener(error)
                raise
            listener(None)
            return connection

    return ToldConnection


async def prepare(connection: Connection) -> str:
    """Bound what a connection waits for, and have it commit to the disk.

    Returns:
        The timeline of its server, eight digits; empty for a standby.
    """
    with time_limit(connection):
        row = await (await connection.execute(BOARD_SESSION)).fetchone()
    return str(row[-1]) if row else ""


async def connect(server: JournalServer, *, writes: bool) -> Connection:
    """Make one connection.

    Raises:
        psycopg.Error: it cannot be made.
    """
    keep_quiet()
    connection = await PromptConnection.connect(server.address, **parameters(server, writes=writes))
    try:
        await prepare(connection)
    except BaseException:
        await connection.close()
        raise
    return connection


class LateError(psycopg.OperationalError):
    """The server has said nothing for too long, so that the connection was cut here."""


@contextmanager
def time_limit(connection: Connection, within_s: float | None = None) -> Iterator[None]:
    """Cut a connection whose server says nothing for too long: what waits for it then fails.

    Args:
        connection: the connection.
        within_s: seconds that are not too long; None for the usual ones.

    Raises:
        LateError: in place of what is said of a connection that was cut here.
    """
    late = False
    within_s = ANSWER_WITHIN_S if within_s is None else within_s

    def cut() -> None:
        nonlocal late
        late = True
        sever(connection)

    limit = asyncio.get_running_loop().call_later(within_s, cut)
    try:
        yield
    except psycopg.Error as error:
        if late and error.sqlstate is None:
            raise LateError(f"it did not answer within {within_s:g} seconds") from error
        raise
    finally:
        limit.cancel()


def sever(connection: Connection) -> None:
    """End a connection for whoever waits on it, as if the server had.

    To cancel the waiting would ask that same server to stop, and wait for it.
    """
    with (
        suppress(OSError, ValueError, psycopg.Error),  # it has ended already
        socket.socket(fileno=os.dup(connection.fileno())) as ours,
    ):
        ours.shutdown(socket.SHUT_RDWR)


def keep_quiet() -> None:
    """Keep what the driver logs off the terminal, which shows the board."""
    log = logging.getLogger("psycopg")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())


TRY_EVERY_S = 0.5
"""Seconds between the beginnings of two tries."""

_MOST_TRIES = 4
"""With the packets that the kernel repeats, one goes out every half second until a try ends."""


async def connect_promptly(server: JournalServer, *, writes: bool) -> Connection:
    """Make one connection by tries that overlap: the first to end decides. It is not prepared.

    Args:
        server: where it leads.
        writes: true to connect to the one of several hosts that takes writes.

    Raises:
        psycopg.Error: it cannot be made.
    """
    keep_quiet()
    tries: list[asyncio.Task[Connection]] = []
    try:
        while True:
            options = parameters(server, writes=writes)
            tries.append(asyncio.create_task(PromptConnection.connect(server.address, **options)))
            within_s = TRY_EVERY_S if len(tries) < _MOST_TRIES else None
            ended, _ = await asyncio.wait(
                tries, timeout=within_s, return_when=asyncio.FIRST_COMPLETED
            )
            if ended:
                decides = ended.pop()
                tries.remove(decides)
                return await decides
    finally:
        for attempt in tries:
            attempt.add_done_callback(_drop)
            attempt.cancel()


def _drop(attempt: asyncio.Task[Connection]) -> None:
    """Close the connection of a try that came too late, if it made one."""
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().pgconn.finish()
