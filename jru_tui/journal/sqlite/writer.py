"""The transaction that appends events to a journal file."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from jru_tui.board import Event
from jru_tui.journal import hash_chain
from jru_tui.journal.protocol import AppendConflict, Appended, Head, JournalError
from jru_tui.journal.sqlite import reader

_ENCODER = msgspec.json.Encoder()
_INSERT = "INSERT INTO event (position, id, body, salt, hash) VALUES (?, ?, ?, ?, ?)"
_POSITION = "SELECT position FROM event WHERE id = ?"


def append(
    connection: sqlite3.Connection, events: Sequence[Event], expected: int | None
) -> Head | Appended | AppendConflict:
    """Write all of the events in one transaction, or none; see `Journal.append`.

    Args:
        connection: the connection to the journal.
        events: the events, in order.
        expected: the position that they were decided on; None for any.

    Returns:
        The new head; or what was answered when the same events came before; or the conflict.

    Raises:
        JournalError: some of the ids, but not all, are in the journal; or one is twice in `events`;
            or one holds text that no file can.
        sqlite3.Error: it could not be written; nothing was.
    """
    try:
        with transaction(connection):
            head = reader.head(connection)
            if expected not in (None, head.position):
                by = _author_of_last(connection, head)
                return _known(connection, events) or AppendConflict(head.position, by)
            links = list(_links(head, events))
            connection.executemany(_INSERT, links)
    except sqlite3.IntegrityError as error:
        # Only ids can stand in the way: the position is one past the last.
        known = _known(connection, events)
        if known is None:
            raise JournalError("Nothing was written: one event is in the batch twice.") from error
        return known
    except UnicodeEncodeError as error:
        raise JournalError(
            "Nothing was written: a text has characters that cannot be kept."
        ) from error
    if not links:
        return head
    position, *_, digest = links[-1]
    return Head(position, digest.hex())


def insert(connection: sqlite3.Connection, events: Sequence[Event]) -> Head:
    """Write events within a transaction that is open.

    Raises:
        sqlite3.Error: they cannot be written.
    """
    rows = list(_links(reader.head(connection), events))
    connection.executemany(_INSERT, rows)
    return reader.head(connection)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what is written in this context, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # After a full disk SQLite may have rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _links(head: Head, events: Sequence[Event]) -> Iterator[tuple[int, str, str, bytes, bytes]]:
    """The rows of the events behind `head`."""
    digest = bytes.fromhex(head.chain)
    for position, event in enumerate(events, head.position + 1):
        body = _ENCODER.encode(event)
        salt = hash_chain.make_salt()
        digest = hash_chain.link(digest, body, event.id, salt)
        yield position, event.id, body.decode(), salt, digest


def _author_of_last(connection: sqlite3.Connection, head: Head) -> str:
    """Name the author of the last event; empty where there is none."""
    for _, event in reader.read(connection, head.position - 1):
        return event.by or event.source
    return ""


def _known(connection: sqlite3.Connection, events: Sequence[Event]) -> Appended | None:
    """Return what was answered when these events were appended; None if none is there.

    Raises:
        JournalError: only some are there.
    """
    ids = {event.id for event in events}
    found = [row[0] for name in ids for row in connection.execute(_POSITION, (name,))]
    if 0 < len(found) < len(ids):
        raise JournalError(
            f"Nothing was written: {len(found)} of {len(ids)} events are in the journal already."
        )
    return Appended(max(found)) if found else None
