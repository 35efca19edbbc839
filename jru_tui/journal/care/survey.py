"""A survey of a journal: what it holds and what is beside it, without verifying it."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.board import ShiftHours, shift_at
from jru_tui.journal import files
from jru_tui.journal.care.backup import Backup, list_backups
from jru_tui.journal.checkpoint import checkpoint_file, read_position
from jru_tui.journal.errors import in_words
from jru_tui.journal.files import beside
from jru_tui.journal.protocol import Head
from jru_tui.journal.sqlite import reader, schema
from jru_tui.journal.sqlite.anchor import read_anchor
from jru_tui.journal.sqlite.connections import open_reader
from jru_tui.journal.sqlite.lock import is_archived, is_being_written

_SIDE_FILES = ("", "-wal", ".checkpoint")
_RECORDED_AT = "SELECT json_extract(body, '$.recorded_at') FROM event WHERE position = ?"


class Survey(Struct, frozen=True):
    """A journal and what stands beside it.

    Attributes:
        file: the journal's file.
        format: the version of its tables.
        events: how many it holds.
        shifts: how many shifts lie between the first event and the last, both included.
        bytes: of the journal, its log and its checkpoint.
        first_at: when the first event was recorded; None where there is none.
        last_at: the same of the last.
        head: where it stands.
        acknowledged: the last position that the anchor knows; None without an anchor.
        checkpoint: the position that the checkpoint stands for; None without one.
        open: a board has it open for writing.
        archive: it is a copy that no board was ever opened on.
        backups: those that this program has made of it, oldest first.
    """

    file: str
    format: int
    events: int
    shifts: int
    bytes: int
    first_at: datetime | None
    last_at: datetime | None
    head: Head
    acknowledged: int | None
    checkpoint: int | None
    open: bool
    archive: bool
    backups: tuple[Backup, ...]


def survey_journal(path: Path, hours: ShiftHours) -> Survey:
    """Look at a journal.

    Args:
        path: where it is.
        hours: when shifts are.

    Raises:
        JournalError: there is no journal, or it cannot be read.
    """
    path = path.resolve()
    with in_words(path):
        files.refuse_special(path)
        schema.refuse_foreign(path)
        anchor = read_anchor(path).acknowledged
        with closing(open_reader(path)) as connection:
            head = reader.head(connection)
            first_at = _recorded_at(connection, 1) if head.position else None
            last_at = _recorded_at(connection, head.position) if head.position else None
            version = schema.version_of(connection)
        checkpoint = read_position(path) if checkpoint_file(path).exists() else None
    return Survey(
        file=str(path),
        format=version,
        events=head.position,
        shifts=shifts_between(first_at, last_at, hours),
        bytes=sum(_size(beside(path, suffix)) for suffix in _SIDE_FILES),
        first_at=first_at,
        last_at=last_at,
        head=head,
        acknowledged=anchor.head.position if anchor else None,
        checkpoint=checkpoint,
        open=is_being_written(path),
        archive=is_archived(path),
        backups=tuple(list_backups(path)),
    )


def _recorded_at(connection: sqlite3.Connection, position: int) -> datetime | None:
    row = connection.execute(_RECORDED_AT, (position,)).fetchone()
    if row is None or not isinstance(row[0], str):
        return None
    return msgspec.convert(row[0], datetime)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def shifts_between(first_at: datetime | None, last_at: datetime | None, hours: ShiftHours) -> int:
    """Count the shifts from one moment to another, both included; they start once a day.

    Args:
        first_at: None where there is no event.
        last_at: the same.
        hours: when shifts are.
    """
    if first_at is None or last_at is None:
        return 0
    first, last = (shift_at(hours, at).starts_at for at in (first_at, last_at))
    return max(0, (last - first).days) + 1
