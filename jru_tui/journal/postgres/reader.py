"""Reading of events from PostgreSQL, a page at a time."""

from collections.abc import Sequence
from typing import Any

from psycopg.rows import args_row

from jru_tui.journal.hash_chain import ChainRow
from jru_tui.journal.postgres.connection import Connection
from jru_tui.journal.protocol import Head, JournalDamagedError, JournalError

PAGE = 2_000
"""Rows that are read at a time."""

PAGE_BYTES = 16_000_000
"""And how much of them: an event may hold a text of a megabyte."""

HEAD = "SELECT position, chain FROM jru.head WHERE force = %s"
POSITIONS = "SELECT id, position FROM jru.event WHERE force = %s AND id = ANY(%s)"
_COLUMNS = "position, convert_to(body, 'UTF8')"
_CHAIN_COLUMNS = "position, id, convert_to(body, 'UTF8'), salt, erased, hash, purge"
_PAGE = """SELECT {columns} FROM (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY position) - octet_length(body) AS before
    FROM jru.event WHERE force = %s AND position > %s ORDER BY position LIMIT %s
) AS page WHERE before < %s ORDER BY position"""
PAGE_OF_EVENTS = _PAGE.format(columns=_COLUMNS).encode()
PAGE_OF_CHAIN = _PAGE.format(columns=_CHAIN_COLUMNS).encode()


async def head(connection: Connection, force: str, *, lock: bool = False) -> Head:
    """The last position and its hash.

    Args:
        connection: the connection.
        force: the force.
        lock: keep all others from appending until the transaction ends.

    Raises:
        JournalError: the force has no journal there, or it is not for this role to see.
    """
    query = f"{HEAD} FOR UPDATE" if lock else HEAD
    row = await (await connection.execute(query, (force,), binary=True)).fetchone()
    return as_head(row, force)


def as_head(row: tuple[int, bytes] | None, force: str) -> Head:
    """Give the row of a head as one.

    Raises:
        JournalError: there is none.
    """
    if row is None:
        raise JournalError(
            f"There is no journal of {force} for this role in the database: `jru-tui journal "
            "init` creates one, and names the role that its readers need."
        )
    return Head(row[0], row[1].hex())


async def page(connection: Connection, force: str, after: int) -> list[tuple[int, bytes]]:
    """The next events behind a position, as they are stored; empty at the end.

    Args:
        connection: the connection.
        force: the force.
        after: the position.

    Raises:
        JournalDamagedError: an event is missing; names its position.
    """
    values = (force, after, PAGE, PAGE_BYTES)
    found = await (await connection.execute(PAGE_OF_EVENTS, values, binary=True)).fetchall()
    require_in_order(found, after)
    return [(position, body) for position, body in found]


def require_in_order(rows: Sequence[tuple[Any, ...]], after: int) -> None:
    """Refuse a page with a gap behind a position.

    Raises:
        JournalDamagedError: an event is missing; names its position.
    """
    for expected, row in enumerate(rows, after + 1):
        if row[0] != expected:
            raise JournalDamagedError(f"Event {expected:,} is missing from the journal.")


async def chain_page(connection: Connection, force: str, after: int) -> list[ChainRow]:
    """The same with what their hashes cover.

    Args:
        connection: the connection.
        force: the force.
        after: the position.
    """
    values = (force, after, PAGE, PAGE_BYTES)
    async with connection.cursor(binary=True, row_factory=args_row(ChainRow)) as cursor:
        await cursor.execute(PAGE_OF_CHAIN, values)
        return await cursor.fetchall()


async def positions_of(connection: Connection, force: str, ids: list[str]) -> dict[str, int]:
    """Map those of some ids that are in the journal to their positions.

    Args:
        connection: the connection.
        force: the force.
        ids: the ids.
    """
    found = await connection.execute(POSITIONS, (force, ids), binary=True)
    return dict(await found.fetchall())
