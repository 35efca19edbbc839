"""Migration of an old journal to the salted chain, which allows purges.

Every event is copied as it stands into a new file, which is followed from end to end before it
takes the journal's place. The old file is kept beside it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from os import getpid
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Struct, structs

from jru_tui.board import Event, Migrated
from jru_tui.journal import files
from jru_tui.journal.care.copies import open_anew, set_aside, write_journal
from jru_tui.journal.care.purge import count_unsalted
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.database import Database
from jru_tui.journal.errors import in_words
from jru_tui.journal.files import beside
from jru_tui.journal.hash_chain import ChainRow, make_salt
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite import reader, schema
from jru_tui.journal.sqlite.connections import open_reader
from jru_tui.journal.sqlite.lock import LockHolder, only_writer


class Migration(Struct, frozen=True):
    """The outcome of a migration, or what it would do.

    Attributes:
        events: how many events have no salt yet.
        head: where the journal stands now.
        kept: the journal as it was, under its new name; None where nothing was done.
    """

    events: int
    head: Head
    kept: Path | None = None


def plan_migration(path: Path, on_progress: Callable[[int], None] = lambda _: None) -> Migration:
    """Say what a migration would do, after the whole chain and the anchor were checked.

    Raises:
        JournalError: there is no journal, or it is not whole.
    """
    path = path.resolve()
    verified = verify_journal(path, on_progress=on_progress)
    if not verified.sound:
        raise JournalError(
            f"{verified.findings[0].text} A damaged journal is not migrated: `jru-tui journal "
            "salvage` keeps the intact events."
        )
    with in_words(path), closing(open_reader(path)) as connection:
        return Migration(count_unsalted(connection), verified.head)


def migrate_journal(
    path: Path, *, by: str, now: datetime, on_progress: Callable[[int], None] = lambda _: None
) -> Migration:
    """Give every event a salt, in a new file that takes the place of the old one.

    Args:
        path: where the journal is.
        by: who has it done.
        now: the time, UTC.
        on_progress: called with the number of events that have been followed.

    Raises:
        JournalError: it is not whole, or a board has it open; then nothing was changed.
    """
    path = path.resolve()
    ready = beside(path, ".migrated")
    with in_words(path):
        files.refuse_special(path)
        schema.refuse_foreign(path)
        with only_writer(path, LockHolder(by, getpid(), now)):
            plan = plan_migration(path, on_progress)
            for left in (ready, beside(ready, ".anchor")):  # by an earlier one that was cut off
                left.unlink(missing_ok=True)
            if not plan.events:
                return plan
            fact = Migrated(plan.head.position, plan.head.chain)
            note = Event(uuid4().hex, now, now, "supervisor", fact, by)
            with closing(open_reader(path)) as connection:
                head = write_journal(ready, _salted(connection, note), on_progress)
            verified = verify_journal(ready, on_progress=on_progress)
            if verified.findings or verified.head != head:
                ready.unlink()
                raise JournalError("The new file is not intact: nothing was changed.")
            _merge_log(path)
            copy = set_aside(path, "unsalted")
            ready.replace(path)
            with suppress(OSError):  # the next migration removes it
                beside(ready, ".anchor").unlink(missing_ok=True)
        open_anew(path, head, LockHolder(by, getpid(), now))
    return Migration(plan.events, head, copy)


def _merge_log(path: Path) -> None:
    """Take what a board that was killed left in the log into the file, which may lose its log."""
    with closing(sqlite3.connect(path, isolation_level=None, factory=Database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _salted(connection: sqlite3.Connection, note: Event) -> Iterator[ChainRow]:
    position = 0
    while rows := reader.chain_page(connection, position):
        for row in rows:
            unsalted = row.salt is None and row.erased is None
            yield structs.replace(row, salt=make_salt()) if unsalted else row
        position = rows[-1].position
    body = msgspec.json.encode(note)
    yield ChainRow(position + 1, note.id, body, make_salt(), None, None)
