"""Direct reading of a journal in PostgreSQL, for a command that ends soon."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import args_row

from jru_tui.board import Event, Role
from jru_tui.journal.hash_chain import GENESIS, BrokenChainError, ChainRow, follow
from jru_tui.journal.postgres import reader, schema
from jru_tui.journal.postgres.connection import SESSION, keep_quiet, parameters
from jru_tui.journal.postgres.errors import in_words
from jru_tui.journal.postgres.schema import DUTIES, role_by
from jru_tui.journal.protocol import EMPTY, Head, JournalDamagedError
from jru_tui.journal.sqlite import reader as stored
from jru_tui.settings import JournalServer

PlainConnection = psycopg.Connection[tuple[Any, ...]]

_RECORDED_AT = """SELECT (body::json ->> 'recorded_at')::timestamptz FROM jru.event
    WHERE force = %s AND position = %s"""
_PURGED = """SELECT EXISTS (SELECT FROM jru.event
    WHERE force = %s AND position > %s AND body LIKE '%%"kind":"purged"%%')"""
"""Asks for a purge as it is encoded: within a text its quotes would be escaped."""
_HASH = "SELECT hash FROM jru.event WHERE force = %s AND position = %s"
_MIGRATED = """SELECT (body::json #>> '{fact,position}')::bigint, body::json #>> '{fact,chain}'
    FROM jru.event WHERE force = %s AND body LIKE '%%"kind":"migrated"%%'"""
"""Asks where the journal stood before its chain was made anew."""
_AGE = "SELECT clock_timestamp() - moved_at FROM jru.head WHERE force = %s"
HELD = "SELECT holder FROM jru.lease WHERE force = %s AND ends_at > clock_timestamp()"
"""Asks who polls the feed."""


@contextmanager
def connected(server: JournalServer, *, writes: bool = False) -> Iterator[PlainConnection]:
    """A connection to a journal of this program's version, while the context lasts.

    Raises:
        JournalError: there is none, or it does not answer.
    """
    keep_quiet()
    with (
        in_words(server.name),
        psycopg.connect(server.address, **parameters(server, writes=writes)) as connection,
    ):
        connection.execute(SESSION)
        found = connection.execute("SELECT to_regclass('jru.format') IS NOT NULL").fetchone()
        row = (
            connection.execute("SELECT max(version) FROM jru.format").fetchone()
            if found == (True,)
            else None
        )
        schema.require_current(row[0] if row else 0, server.name)
        yield connection


def load(server: JournalServer, after: int = 0) -> Iterator[tuple[int, Event]]:
    """All events behind a position.

    Raises:
        JournalError: when iterated: there is no journal, or an event cannot be read.
    """
    with connected(server) as connection:
        head_of(connection, server.force)
        while True:
            values = (server.force, after, reader.PAGE, reader.PAGE_BYTES)
            rows = connection.execute(reader.PAGE_OF_EVENTS, values, binary=True).fetchall()
            if not rows:
                return
            reader.require_in_order(rows, after)
            yield from map(stored.decode, rows)
            after += len(rows)


def damage_of(server: JournalServer) -> str:
    """Say what is wrong with the end of a journal, as a sentence; empty where it is whole.

    Raises:
        JournalError: there is none, or it does not answer.
    """
    with connected(server) as connection:
        end = head_of(connection, server.force)
        start = max(0, end.position - stored.TAIL)
        digest = _hash_at(connection, server.force, start)
        try:
            found = Head(start, digest.hex())
            for rows in chain_pages(connection, server.force, start):
                position, digest = follow(rows, found.position, digest)
                found = Head(position, digest.hex())
        except BrokenChainError as error:
            return f"The journal was damaged or tampered with: {error}."
    # Others write on: what was read is at least what the head said before.
    return "" if found.position >= end.position else "The end of the journal is missing."


def head_of(connection: PlainConnection, force: str) -> Head:
    """The last position and its hash.

    Raises:
        JournalError: the force has no journal there.
    """
    row = connection.execute(reader.HEAD, (force,), binary=True).fetchone()
    return reader.as_head(row, force)


def head_at(server: JournalServer, position: int) -> Head:
    """The head at a position: what a page about that moment names.

    Raises:
        JournalError: there is no such position.
    """
    if position == 0:
        return EMPTY
    with connected(server) as connection:
        return Head(position, _hash_at(connection, server.force, position).hex())


def is_purged(server: JournalServer, after: int) -> bool:
    """Tell whether something was erased in a journal behind a position.

    Args:
        server: the journal's.
        after: the position.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        return connection.execute(_PURGED, (server.force, after)).fetchone() == (True,)


def hash_at(server: JournalServer, position: int) -> bytes | None:
    """The chain's hash at a position; None where the journal is not that long.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        try:
            return _hash_at(connection, server.force, position)
        except JournalDamagedError:
            return None


def holds_head(server: JournalServer, expected: Head) -> bool:
    """Tell whether a head lies on the chain of a journal, or did before that was made anew.

    Args:
        server: the journal's.
        expected: the head, perhaps with the first digits of its chain alone.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        head_of(connection, server.force)
        row = connection.execute(_HASH, (server.force, expected.position), binary=True).fetchone()
        heads = [(expected.position, row[0].hex())] if row else []
        heads += connection.execute(_MIGRATED, (server.force,)).fetchall()
    wanted = expected.chain.lower()
    return any(
        position == expected.position and chain.startswith(wanted) for position, chain in heads
    )


def clock_ahead(server: JournalServer, now: datetime) -> timedelta:
    """Tell how far the journal's times are ahead of this machine's clock.

    They are the dispatch system's. How old the last of them is, the server's clock tells: this
    machine's may be wrong.

    Args:
        server: the journal's.
        now: by this machine's clock, UTC.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        head = head_of(connection, server.force)
        last = recorded_at(connection, server.force, head.position)
        row = connection.execute(_AGE, (server.force,)).fetchone()
    if last is None or row is None:
        return timedelta()
    age: timedelta = row[0]
    return last + age - now


def login_role(server: JournalServer) -> Role:
    """Tell what the login of an address may do in its journal.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        head_of(connection, server.force)
        row = connection.execute(DUTIES, (server.force, server.force)).fetchone()
    assert row is not None
    return role_by(writes=row[1], supervises=row[2])


def poller_of(server: JournalServer) -> str:
    """Name the board that polls the feed; empty where none does.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        row = connection.execute(HELD, (server.force,)).fetchone()
    return (row[0] or "somebody") if row else ""


def note(server: JournalServer, event: Event) -> None:
    """Append one event of a supervisor's, wherever the journal stands.

    Raises:
        JournalError: it cannot be written.
    """
    import asyncio  # noqa: PLC0415 - the only one here that needs a loop

    from jru_tui.journal.postgres.journal import open_postgres  # noqa: PLC0415 - as above

    async def write() -> None:
        async with await open_postgres(server) as journal:
            await journal.append([event])

    asyncio.run(write())


def chain_pages(connection: PlainConnection, force: str, after: int) -> Iterator[list[ChainRow]]:
    """Yield the events behind a position as they are stored, a page at a time.

    Args:
        connection: the connection.
        force: whose journal it is.
        after: the position.
    """
    with connection.cursor(binary=True, row_factory=args_row(ChainRow)) as cursor:
        while True:
            values = (force, after, reader.PAGE, reader.PAGE_BYTES)
            rows = cursor.execute(reader.PAGE_OF_CHAIN, values).fetchall()
            if not rows:
                return
            yield rows
            after = rows[-1].position


def hash_before(connection: PlainConnection, force: str, position: int) -> bytes:
    """The chain's hash before an event.

    Args:
        connection: the connection.
        force: whose journal it is.
        position: of the event.

    Raises:
        JournalDamagedError: the event before it is missing.
    """
    return _hash_at(connection, force, position - 1)


def _hash_at(connection: PlainConnection, force: str, position: int) -> bytes:
    if position == 0:
        return GENESIS
    row = connection.execute(_HASH, (force, position), binary=True).fetchone()
    if row is None:
        raise JournalDamagedError(f"Event {position:,} is missing from the journal.")
    return bytes(row[0])


def recorded_at(connection: PlainConnection, force: str, position: int) -> datetime | None:
    """The time at which an event was recorded; None where there is none.

    Args:
        connection: the connection.
        force: whose journal it is.
        position: of the event.
    """
    row = connection.execute(_RECORDED_AT, (force, position)).fetchone()
    found: datetime | None = row[0] if row else None
    return found
