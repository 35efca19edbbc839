"""The one transaction by which events enter a journal."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from jru_tui.board.events import Event
from jru_tui.journal import chain
from jru_tui.journal.protocol import Appended, Conflict, JournalError

_ENCODER = msgspec.json.Encoder()
_INSERT = "INSERT INTO event (position, body, hash) VALUES (?, ?, ?)"
_LAST = (
    "SELECT position, hash, coalesce(nullif(by, ''), source) FROM event "
    "ORDER BY position DESC LIMIT 1"
)
_KNOWN = "SELECT count(*), max(position) FROM event WHERE id IN (SELECT value FROM json_each(?))"

_UNKEEPABLE = "Nothing was written: a text has characters that cannot be kept."


def append(
    connection: sqlite3.Connection, events: Sequence[Event], expected: int | None
) -> Appended | Conflict:
    """Write all of the events in one transaction, or none; see `Journal.append`.

    Raises:
        JournalError: some of the ids, but not all, are in the journal; or one is twice in `events`;
            or one holds text that no file can.
        sqlite3.Error: it could not be written; nothing was.
    """
    # SQLite's JSON functions end a text at a NUL, so two such ids could pass for one.
    if any("\0" in event.id for event in events):
        raise JournalError(_UNKEEPABLE)
    try:
        with _transaction(connection):
            position, previous, by = _last(connection)
            if expected not in (None, position):
                return _known(connection, events) or Conflict(position, by)
            links = chain.forge(previous, map(_ENCODER.encode, events))
            connection.executemany(
                _INSERT,
                (
                    (number, body.decode(), digest)
                    for number, (body, digest) in enumerate(links, position + 1)
                ),
            )
    except sqlite3.IntegrityError as error:
        # Rows are unique only by id and by position, and the position is one past the last.
        known = _known(connection, events)
        if known is None:
            raise JournalError("Nothing was written: one event is twice in the batch.") from error
        return known
    except UnicodeEncodeError as error:
        raise JournalError(_UNKEEPABLE) from error
    return Appended(position + len(events))


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # After a full disk SQLite may have rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _last(connection: sqlite3.Connection) -> tuple[int, bytes, str]:
    """The last position, its hash, and who appended it."""
    row = connection.execute(_LAST).fetchone()
    return row or (0, chain.GENESIS, "program")


def _known(connection: sqlite3.Connection, events: Sequence[Event]) -> Appended | None:
    """What was answered when these events were appended; None if none of them is there.

    Raises:
        JournalError: only some are there.
    """
    ids = {event.id for event in events}
    found, position = connection.execute(
        _KNOWN, (msgspec.json.encode(list(ids)).decode(),)
    ).fetchone()
    if 0 < found < len(ids):
        raise JournalError(
            f"Nothing was written: {found} of {len(ids)} events are in the journal already."
        )
    return Appended(position) if found else None
