"""Reading of events from SQLite, a page at a time, each checked."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import msgspec

from jru_tui.board import Event, clean_all, is_clean_json
from jru_tui.journal import hash_chain
from jru_tui.journal.database import damage
from jru_tui.journal.hash_chain import ChainRow
from jru_tui.journal.protocol import EMPTY, Head, JournalDamagedError
from jru_tui.journal.sqlite import schema

Row = tuple[int, bytes]
"""A position and the event there, as stored."""

PAGE = 2_000
"""Rows that are read at a time. No read stays open between two, so the `-wal` file cannot grow."""

PAGE_BYTES = 16_000_000
"""And how much of them: an event may hold a text of a megabyte."""

CHAIN_PAGE = 500
"""Rows whose links are checked at a time: a board does so in the background for hours."""

TAIL = 1_000
"""How many of the last events are checked whenever a journal is opened."""

_DECODER = msgspec.json.Decoder(Event)
# As a blob the text skips a round of decoding, and damaged UTF-8 is ours to report.
_PAGE = (
    "SELECT position, CAST(body AS BLOB) FROM event WHERE position > ? ORDER BY position LIMIT ?"
)
_ROW = "SELECT position, CAST(body AS BLOB) FROM event WHERE position = ?"
_CHAIN = (
    "SELECT position, id, CAST(body AS BLOB), {salt}, {erased}, hash, {purge} FROM event "
    "WHERE position > ? ORDER BY position LIMIT ?"
)


def page(connection: sqlite3.Connection, after: int) -> list[Row]:
    """The next rows behind a position, at most `PAGE` and `PAGE_BYTES`; empty at the end.

    They are not decoded yet: a page of whole events would be as large as the processor's cache, and
    the garbage collector would go through it again and again.

    Raises:
        JournalDamagedError: an event is missing; names its position.
    """
    found: list[Row] = _fetched(connection, _PAGE, after, body=1, most=PAGE)
    for expected, (position, _) in enumerate(found, after + 1):
        if position != expected:
            raise JournalDamagedError(f"Event {expected:,} is missing from the journal.")
    return found


def row_at(connection: sqlite3.Connection, position: int) -> Row | None:
    """The row at a position, if it is there."""
    found: Row | None = connection.execute(_ROW, (position,)).fetchone()
    return found


def decode(row: Row) -> tuple[int, Event]:
    """A row as its position and its event, with every text in it fit to be shown.

    Raises:
        JournalDamagedError: it cannot be read; names its position.
    """
    position, body = row
    try:
        if is_clean_json(body):
            return position, _DECODER.decode(body)
        # What this program wrote is clean. Somebody else's is cleaned as a feed's would be.
        plain = clean_all(msgspec.json.decode(body))
        return position, msgspec.convert(plain, Event)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise JournalDamagedError(
            f"Event {position:,} of the journal cannot be read: {error}."
        ) from error


def read(connection: sqlite3.Connection, after: int) -> Iterator[tuple[int, Event]]:
    """Yield all events behind a position, with their positions; raises as `page` and `decode`."""
    while found := page(connection, after):
        yield from map(decode, found)
        after += len(found)


def head(connection: sqlite3.Connection) -> Head:
    """The last position and its hash; position 0 of an empty journal.

    Raises:
        sqlite3.DatabaseError: the file is damaged.
    """
    row = connection.execute(
        "SELECT position, hash FROM event ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return Head(row[0], _hash(row[1]).hex()) if row else EMPTY


def verify(connection: sqlite3.Connection, after: int, previous: bytes) -> tuple[int, bytes]:
    """Check one page of the chain behind a trusted position and hash; returns the last of it.

    Args:
        connection: the connection to the journal.
        after: the trusted position.
        previous: the hash of the trusted event.

    Raises:
        BrokenChainError: at the first position that is not as it was written.
    """
    return hash_chain.follow(chain_page(connection, after), after, previous)


def chain_page(connection: sqlite3.Connection, after: int) -> list[ChainRow]:
    """Read the next rows behind a position with what their hashes cover; empty at the end."""
    query = chain_query(connection, _CHAIN)
    return [ChainRow(*row) for row in _fetched(connection, query, after, body=2, most=CHAIN_PAGE)]


def chain_query(connection: sqlite3.Connection, query: str) -> str:
    """Fill in the columns of salts, which a journal of an earlier format does not have."""
    salted = schema.version_of(connection) >= schema.SALTED
    names = ("salt", "erased", "purge")
    return query.format(**{name: name if salted else "NULL" for name in names})


def _fetched(
    connection: sqlite3.Connection, query: str, after: int, *, body: int, most: int
) -> list[Any]:
    """The rows of one page.

    Args:
        connection: to the journal.
        query: gives the rows behind a position, so many at most.
        after: the position.
        body: the column that the size of a page is measured by.
        most: rows of a page.
    """
    found: list[Any] = []
    size = 0
    with closing(connection.execute(query, (after, most))) as rows:
        for row in rows:
            found.append(row)
            size += len(row[body] or b"")
            if size >= PAGE_BYTES:
                break
    return found


def verify_all(
    connection: sqlite3.Connection,
    on_progress: Callable[[], None] = lambda: None,
    start: Head = EMPTY,
) -> Head:
    """Check the chain behind a head that is trusted, calling `beat` with each page.

    Args:
        connection: the connection to the journal.
        on_progress: called with each page.
        start: the head that is trusted.

    Returns:
        Where it ends.

    Raises:
        BrokenChainError: at the first position that is not as it was written.
    """
    position, digest = start.position, bytes.fromhex(start.chain)
    while True:
        last, digest = verify(connection, position, digest)
        if last == position:
            return Head(position, digest.hex())
        position = last
        on_progress()


def verify_tail(connection: sqlite3.Connection) -> None:
    """Check the last `TAIL` events, trusting the one before them; raises as `verify`."""
    end = head(connection).position
    start = max(0, end - TAIL)
    digest = hash_at(connection, start) or hash_chain.GENESIS
    while start < end:
        start, digest = verify(connection, start, digest)


def hash_at(connection: sqlite3.Connection, position: int) -> bytes | None:
    """The hash that is stored at a position, if that is there.

    Raises:
        sqlite3.DatabaseError: the file is damaged.
    """
    row = connection.execute("SELECT hash FROM event WHERE position = ?", (position,)).fetchone()
    return _hash(row[0]) if row else None


def _hash(stored: object) -> bytes:
    """A hash as it is stored; a damaged page or schema may give anything."""
    if not isinstance(stored, bytes):
        raise damage("a hash is missing")
    return stored
