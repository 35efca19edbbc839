"""Copies of a journal: written to a temporary file, complete or not there."""

import math
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from jru_tui.journal.atomic_write import sync_folder
from jru_tui.journal.checkpoint import remove_checkpoint
from jru_tui.journal.files import beside, make_folder
from jru_tui.journal.hash_chain import GENESIS, ChainRow, link_row
from jru_tui.journal.protocol import Head, JournalBusyError, JournalError
from jru_tui.journal.sqlite import connections, reader
from jru_tui.journal.sqlite.anchor import Anchor
from jru_tui.journal.sqlite.lock import LockHolder, only_writer

_SIDE_FILES = ("-wal", "-shm", "-journal", ".anchor", ".lock", ".verified")
"""Suffixes of what belongs to one journal file, and to no other that takes its place."""

RESTORED = ".restored"
SALVAGED = ".salvaged"
HALFWAY = (RESTORED, SALVAGED)
"""Suffixes of a whole journal that is about to take the place of one: one that lies there for long
was cut off."""

_MARK = re.compile("[0-9a-f]{8}")
"""What stands behind the name of a file that is being written."""
_BATCH = 2_000
_INSERT = (
    "INSERT INTO event (position, id, body, salt, erased, purge, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


@contextmanager
def file_in_place_of(path: Path) -> Iterator[Path]:
    """Give the name of a file that takes the place of `path` when the context ends well.

    Raises:
        OSError: it cannot be made, or put in place.
    """
    make_folder(path)
    remove_leftovers(path.parent, path.name.__eq__)
    new = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    with ExitStack() as stack:
        for suffix in ("", "-wal", "-shm", "-journal"):
            stack.callback(beside(new, suffix).unlink, missing_ok=True)
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        yield new
        with new.open("rb") as written:
            os.fsync(written.fileno())
        new.replace(path)
        sync_folder(path.parent)


def remove_leftovers(
    folder: Path, is_meant: Callable[[str], bool], before: float = math.inf
) -> None:
    """Remove what was cut off while it was written, and has no name of its own yet.

    Args:
        folder: where.
        is_meant: tells by the name that a file was to have whether it is one of these.
        before: only what was last written before that time, in seconds since 1970.

    Raises:
        OSError: it cannot be removed.
    """
    for file in folder.glob(".*"):
        name, _, mark = file.name.removesuffix("-wal").removesuffix("-journal").rpartition(".")
        if not (_MARK.fullmatch(mark) and is_meant(name.removeprefix("."))):
            continue
        if file.is_file() and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


def write_journal(
    path: Path, rows: Iterable[ChainRow], on_progress: Callable[[int], None] = lambda _: None
) -> Head:
    """Write a journal of these events, in a chain of its own, where there is none yet.

    Args:
        path: where.
        rows: each event as stored, in order; its position and its hash are made anew.
        on_progress: called with the number of events that have been written.

    Returns:
        Where it stands.

    Raises:
        JournalError: there is a file already.
        OSError, sqlite3.Error: it cannot be written.
    """
    refuse_existing(path)
    with file_in_place_of(path) as new:
        connection = connections.writer(new)
        try:
            head = _insert(connection, rows, on_progress)
            # One file: the log is worked in, and the next board makes its own.
            connection.execute("PRAGMA journal_mode = DELETE")
        finally:
            connection.close()
    anchor = Anchor(path)
    anchor.begin(head, None)
    anchor.close()
    return head


def refuse_existing(path: Path) -> None:
    """Keep what is there.

    Raises:
        JournalError: a file stands at the path already.
    """
    if path.exists():
        raise JournalError(f"{path} already exists: name a new file.")


def set_aside(path: Path, word: str) -> Path | None:
    """Give a journal with all that belongs to it another name, so that another takes its place.

    The file itself keeps its old name as well, until the other one is put there: at no moment is
    there none, whatever ends the program or the machine.

    Returns:
        Its new name; None where there was none.

    Raises:
        OSError: it cannot be renamed.
    """
    if not path.exists():
        return None
    remove_checkpoint(path)
    number = 1
    while (copy := path.with_name(f"{path.stem}.{word}-{number}{path.suffix}")).exists():
        number += 1
    # The file comes last: what was cut off is found again under its old name, and goes on.
    for suffix in _SIDE_FILES:
        old = beside(path, suffix)
        if old.exists():
            old.replace(beside(copy, suffix))
    try:
        os.link(path, copy)
    except OSError:  # a disk whose files have one name each
        path.replace(copy)
    sync_folder(path.parent)
    return copy


@contextmanager
def saying_done(done: str) -> Iterator[None]:
    """Have a failure behind the work itself say that the work was done.

    Args:
        done: what was done, as a sentence, and what ends what is left to do.

    Raises:
        JournalError: in place of what SQLite, the system or the journal raised.
    """
    try:
        yield
    except (OSError, sqlite3.Error, JournalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise JournalError(f"{done} Not all could be finished ({reason.rstrip('.')}).") from error


def open_anew(path: Path, head: Head, holder: LockHolder, at: datetime | None = None) -> None:
    """Give a journal that has taken another's place an anchor and a writer of its own.

    Args:
        path: where it is.
        head: where it stands.
        holder: who has put it there.
        at: when its last event was saved, by this machine's clock; None where that is not known.

    Raises:
        JournalError: the files cannot be made; the next board that opens it makes them.
    """
    # Being its writer names the file as one that a board writes, and not as a copy of one. A board
    # that was faster has done all this itself.
    with (
        saying_done(
            f"{path} is in its place, up to event {head.position:,}; the next board writes its "
            "anchor."
        ),
        suppress(JournalBusyError),
        only_writer(path, holder),
        closing(Anchor(path)) as anchor,
    ):
        sync_folder(path.parent)
        anchor.begin(head, at)


def _insert(
    connection: sqlite3.Connection,
    rows: Iterable[ChainRow],
    on_progress: Callable[[int], None],
) -> Head:
    digest = GENESIS
    connection.execute("BEGIN IMMEDIATE")
    for position, row in enumerate(rows, 1):
        link = link_row(digest, row)
        assert link is not None
        assert row.body is not None
        digest = link
        body = row.body.decode()
        values = (position, row.id, body, row.salt, row.erased, row.purge, digest)
        connection.execute(_INSERT, values)
        if position % _BATCH == 0:
            on_progress(position)
    connection.execute("COMMIT")
    return reader.head(connection)
