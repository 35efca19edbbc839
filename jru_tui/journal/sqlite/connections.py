"""SQLite connections of a journal: one that writes, or any number that read."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from jru_tui.journal import files
from jru_tui.journal.database import Database
from jru_tui.journal.hash_chain import BrokenChainError
from jru_tui.journal.protocol import EMPTY, JournalError
from jru_tui.journal.sqlite import reader, schema
from jru_tui.journal.sqlite.anchor import anchor_file, read_anchor
from jru_tui.journal.sqlite.lock import is_archived, is_being_written
from jru_tui.journal.sqlite.verification_stamp import (
    file_state,
    leave_stamp,
    left_over_log,
    verified_head,
)

LONG_LOG = 64 * 1024 * 1024
"""How long the write-ahead log may become, in bytes, before something is amiss."""

_BUSY_S = 4.0
"""Seconds for which a lock of another program is waited for when a journal is opened or read."""

_BUSY_WRITING_S = 0.75
"""The same for an append, which is tried again later: the last two at a quit take no longer than
what is promised for all of it, two seconds."""
_WORTH_A_STAMP = 5_000
_NEEDED = (3, 37, 0)
_KEEP = (
    "Nothing more is written to it. `jru-tui run` continues in a new file with the intact "
    "events, and keeps this one for examination."
)
_SMALL_CACHE = "PRAGMA cache_size = -1400"
"""Keeps 1.4 MiB of pages: whoever checks the chain reads each page once, and a journal of years
would fill 2 MiB. With 0.5 MiB, to append 1,000 events takes a sixth longer."""


def writer(path: Path | None) -> sqlite3.Connection:
    """A connection that writes the journal at `path` (None: in memory), migrated and durable.

    Raises:
        JournalError: the file is of a newer version.
        sqlite3.Error: it cannot be opened or made.
    """
    name = path or "in memory"
    connection = _connect(path.as_uri() if path else ":memory:")
    with _closed_on_error(connection):
        # Tables first: the file's own header then always says whose it is, whatever becomes of
        # the write-ahead log.
        schema.migrate(connection, name)
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL waits for the disk at every commit; with NORMAL a power cut loses the last ones.
        connection.execute("PRAGMA synchronous = FULL")
        # After a large batch the log gives its space back.
        connection.execute(f"PRAGMA journal_size_limit = {LONG_LOG}")
        # macOS flushes the drive itself only when told to; elsewhere this does nothing.
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_WRITING_S * 1_000:.0f}")
        connection.execute(_SMALL_CACHE)
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, beside a writer or without one, also on read-only media.

    Nothing is left beside a journal that nobody writes here. Where there is a
    `copy_reason`, the connection is one to a copy.

    Raises:
        JournalError: there is no journal of this program's version at `path`.
        sqlite3.Error: it cannot be opened.
    """
    if not files.is_started(path):
        raise JournalError(f"There is no journal at {path} yet.")
    if copy_reason(path):
        return _copy(path)
    # A read-only folder has no room for SQLite's shared memory, and an archive is not to be
    # touched. Where no log is left over either, the file is all there is and nobody changes it.
    alone = _is_untouchable(path) and not _log_size(path)
    connection = _connect(f"{path.as_uri()}?{'immutable=1' if alone else 'mode=ro'}")
    with _closed_on_error(connection):
        schema.require_current(connection, path)
    return connection


def copy_reason(path: Path) -> str:
    """Say why only a copy of a journal can be read, as the end of a sentence; else empty.

    Its last events are in a log that was left over, which SQLite reads with the help of memory
    beside it: a writer at work has made that, and there is no room for it in a folder that cannot
    be written, or beside an archive.
    """
    if not _log_size(path) or not _is_untouchable(path):
        return ""
    if os.access(path.parent, os.W_OK):
        return (
            f"a copy of the journal {path} is read: it was not closed properly, and no board has "
            "it open"
        )
    if files.beside(path, "-shm").exists():
        return ""
    return (
        f"a copy of the journal {path} is read: it was not closed properly, and is in a place "
        "that is read-only"
    )


def _is_untouchable(path: Path) -> bool:
    """Test whether nothing may, or can, be made beside the journal."""
    if not os.access(path.parent, os.W_OK):
        return True
    return is_archived(path) and not is_being_written(path)


def _log_size(path: Path) -> int:
    log = files.beside(path, "-wal")
    return log.stat().st_size if log.exists() else 0


def _copy(path: Path) -> sqlite3.Connection:
    """A connection to a private copy that has its log worked in, and is gone once it is closed."""
    try:
        with TemporaryDirectory(prefix="jru-tui-") as folder:  # for its owner alone
            copy = Path(folder) / path.name
            for suffix in ("", "-wal"):
                shutil.copyfile(files.beside(path, suffix), files.beside(copy, suffix))
            with closing(_connect(copy.as_uri())) as whole:
                whole.execute("PRAGMA journal_mode = DELETE")
            connection = _connect(f"{copy.as_uri()}?immutable=1")
            with _closed_on_error(connection):
                # That opens the file, which then outlives its name.
                schema.require_current(connection, path)
            return connection
    except (OSError, sqlite3.OperationalError) as error:
        raise JournalError(
            f"The journal {path} was not closed properly, is in a place that is read-only, and "
            f"cannot be copied for reading: {getattr(error, 'strerror', '') or error}. Free some "
            "space, or set TMPDIR to a folder that has room."
        ) from error


class Examination(Struct, frozen=True):
    """The findings of a look at a journal, as sentences; empty where all is well.

    Attributes:
        damage: what is wrong with the journal itself: nothing more may be written to it.
        anchor: what is wrong with its anchor alone: the journal is whole as far as can be told.
    """

    damage: str = ""
    anchor: str = ""


def examine(path: Path, on_progress: Callable[[], None], *, whole: bool = False) -> Examination:
    """Look at a journal's last thousand events and at its anchor; nothing is written.

    Where the anchor cannot be read, the whole chain is followed in its place.

    Args:
        path: where the journal is; one that is missing or new is well.
        on_progress: called with each page that was read.
        whole: follow the whole chain in any case.

    Raises:
        JournalError: there is no journal of this program's version.
        OSError, sqlite3.Error: it cannot be read.
    """
    if not files.is_started(path):
        return Examination()
    # Before the connection: a writer at work moves the anchor after the journal, never before.
    anchor = read_anchor(path)
    with closing(open_reader(path)) as connection:
        try:
            if whole:
                end = _follow(connection, path, on_progress)
            elif anchor.damaged and anchor.acknowledged is None:
                end = reader.verify_all(connection, on_progress).position
            else:
                reader.verify_tail(connection)
                end = reader.head(connection).position
        except BrokenChainError as error:
            return Examination(f"The journal {path} was damaged or tampered with: {error}. {_KEEP}")
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            return Examination(f"The journal {path} is damaged: {error}. {_KEEP}")
        if anchor.acknowledged is None:
            return Examination(anchor=_unreadable(path, end) if anchor.damaged else "")
        position, chain = anchor.acknowledged.head.position, anchor.acknowledged.head.chain
        stored = reader.hash_at(connection, position) if position else bytes.fromhex(chain)
    if stored is None:
        return Examination(
            f"The journal {path} ends at event {end:,}, but {position:,} had been saved: the rest "
            f"is lost. {_KEEP} If an older copy was put back on purpose, "
            f"delete {anchor_file(path).name}."
        )
    if stored.hex() != chain:
        return Examination(
            f"The journal {path} is not the one that was last written here: "
            f"event {position:,} differs. {_KEEP}"
        )
    return Examination()


def _follow(connection: sqlite3.Connection, path: Path, on_progress: Callable[[], None]) -> int:
    """Follow the chain from where it was followed before; returns its last position."""
    known = verified_head(path)
    stored = reader.hash_at(connection, known.position) if known.position else None
    if stored is None or stored.hex() != known.chain:
        known = EMPTY
    before = None if is_being_written(path) else (file_state(path), left_over_log(path))
    end = reader.verify_all(connection, on_progress, known)
    if before is None or end.position - known.position < _WORTH_A_STAMP or _is_untouchable(path):
        return end.position
    log = left_over_log(path)
    if log is not None and (file_state(path), log) == before and not is_being_written(path):
        leave_stamp(path, end, log)
    return end.position


def _unreadable(path: Path, events: int) -> str:
    return (
        f"The anchor {anchor_file(path)} is damaged, so it is not known whether the journal's end "
        f"was cut off. The journal's {events:,} events are whole: the chain was checked from the "
        "first to the last."
    )


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _connect(uri: str) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < _NEEDED:
        raise JournalError(
            f"SQLite {sqlite3.sqlite_version} is too old for the journal: it needs 3.37 or later."
        )
    # No implicit transactions: every BEGIN is written out. What is asked of a disk that may not
    # answer is asked on one thread after the other, never on two at a time.
    return sqlite3.connect(
        uri,
        uri=True,
        timeout=_BUSY_S,
        isolation_level=None,
        check_same_thread=False,
        factory=Database,
    )
