"""Backups of a journal: made while a board runs, verified once they are written, and listed.

The list stands beside the journal and names every backup that this program has made of it, so
that it can be told what is kept where, and what an erasure in the journal does not reach.
"""

import math
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.journal import files
from jru_tui.journal.atomic_write import write_whole
from jru_tui.journal.care.copies import file_in_place_of, remove_leftovers
from jru_tui.journal.errors import in_words
from jru_tui.journal.files import beside, read_side_file
from jru_tui.journal.hash_chain import BrokenChainError
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite import connections, reader, schema
from jru_tui.journal.sqlite.connections import open_reader
from jru_tui.journal.sqlite.time_limits import StepCounter, ask_disk

_TIME = re.compile(r"-\d{8}T\d{6}Z(?=(\.[^.]*)?$)")
"""The time in the name of a backup, before the suffix."""
_CUT_OFF_S = 3_600.0
"""Seconds after which nobody writes a file any more that has no name of its own yet."""


class Backup(Struct, frozen=True):
    """A backup as the list beside the journal names it.

    Attributes:
        file: where it was written.
        made_at: when, UTC.
        position: of the last event that is in it.
        chain: the chain up to there, in hex.
    """

    file: str
    made_at: datetime
    position: int
    chain: str

    @property
    def exists(self) -> bool:
        """Tell whether a file is still there."""
        return Path(self.file).is_file()


def list_file(path: Path) -> Path:
    """The place of the list of the backups of the journal at `path`."""
    return beside(path.resolve(), ".backups")


def list_backups(path: Path) -> list[Backup]:
    """The backups that this program has made of a journal, oldest first; gone ones too."""
    try:
        found = msgspec.json.decode(read_side_file(list_file(path)), type=list[Backup])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return []
    return sorted(found, key=lambda backup: backup.made_at)


def last_backup(path: Path, name: Path) -> Backup | None:
    """The newest backup of a name that this program has made of a journal, and that is there.

    Args:
        path: where the journal is.
        name: the file, without the time that stands in the name of each.
    """
    same = _of_name(list_backups(path), name.expanduser().absolute())
    return same[-1] if same else None


def make_backup(
    path: Path,
    target: Path,
    now: datetime,
    *,
    keep: int | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Backup:
    """Write a backup of a journal, and verify it; a board may write meanwhile.

    Args:
        path: where the journal is.
        target: where the backup goes. With `keep` the time is put into its name.
        now: the time, UTC.
        keep: how many of the backups of that name are kept; older ones are removed, unless the
            journal is damaged.
        on_progress: called with the number of events of the backup that have been verified.

    Raises:
        JournalError: it cannot be made; no file is left, and none that was there was touched.
    """
    path, beats = path.resolve(), StepCounter()
    target = dated_target(target, now, keep)
    if target == path:
        raise JournalError("A backup cannot take the place of the journal itself.")

    def progress(position: int) -> None:
        beats.beat()
        on_progress(position)

    with in_words(path):
        files.refuse_special(path)
        schema.refuse_foreign(path)
    with in_words(target):
        if target.exists():
            raise JournalError(f"{target} already exists: name another file, or use --keep.")
        with file_in_place_of(target) as new:
            head = ask_disk(target, lambda: _copy(path, new, progress), beats)
    backup = Backup(str(target), now, head.position, head.chain)
    enter_backup(path, backup)
    # Older backups may be all that is left of what a damaged journal lacks.
    with in_words(list_file(path)):
        if keep is not None and not connections.examine(path, beats.beat).damage:
            remove_older(path, target, keep)
    return backup


def dated_target(target: Path, now: datetime, keep: int | None) -> Path:
    """Name the file of a backup: with the time in it, where several are kept.

    Args:
        target: where it was asked for.
        now: the time, UTC.
        keep: how many are kept; None where each is named by whoever makes it.
    """
    target = target.expanduser().absolute()
    if keep is None:
        return target
    return target.with_name(f"{target.stem}-{now:%Y%m%dT%H%M%SZ}{target.suffix}")


def enter_backup(path: Path, new: Backup) -> None:
    """Enter a backup in the list beside the journal at `path`.

    Raises:
        JournalError: the list cannot be written.
    """
    known = [backup for backup in list_backups(path) if backup.file != new.file]
    with in_words(list_file(path)):
        write_whole(list_file(path), msgspec.json.encode([*known, new]).decode())


def verify_backup(
    path: Path, on_progress: Callable[[int], None] = lambda _: None, name: str = ""
) -> Head:
    """Follow the whole chain of a file that nobody writes.

    Args:
        path: where it is.
        on_progress: called now and then, while it goes on.
        name: what it is called in what is said of it; empty for its path.

    Returns:
        Where it stands.

    Raises:
        JournalError: it is not whole, or no journal.
    """
    with in_words(path):
        schema.refuse_foreign(path)
        with closing(open_reader(path)) as connection:
            try:
                reader.verify_all(connection, lambda: on_progress(0))
                if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise JournalError(f"{path} is damaged: its pages do not fit together.")
            except BrokenChainError as error:
                raise JournalError(f"{name or path} is incomplete: {error}.") from error
            return reader.head(connection)


def _copy(path: Path, new: Path, progress: Callable[[int], None]) -> Head:
    """Copy what is committed at this moment, and nothing of what was deleted."""
    try:
        with closing(open_reader(path)) as connection:
            connection.set_progress_handler(partial(progress, 0), 1_000_000)
            _copy_pages(connection, path, new)
        return verify_backup(new, progress, f"The journal {path}")
    except JournalError as error:
        raise JournalError(
            f"{error} No backup was made: `jru-tui journal salvage NEW` keeps the intact events."
        ) from error


def _copy_pages(connection: sqlite3.Connection, path: Path, new: Path) -> None:
    """Copy the pages of a journal; what else keeps that from being done is about the new file.

    Raises:
        JournalError: they cannot be read.
    """
    try:
        connection.execute("VACUUM INTO ?", (str(new),))
    except sqlite3.DatabaseError as error:
        # The low byte is the primary result code: https://sqlite.org/rescode.html#pve
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        raise JournalError(f"The journal {path} is damaged: its pages cannot be read.") from error


def remove_older(path: Path, target: Path, keep: int) -> None:
    """Remove the oldest backups of a name, as this program has listed them.

    Args:
        path: where the journal is.
        target: the newest of them.
        keep: how many stay.

    Raises:
        OSError: one cannot be removed.
    """
    listed = list_backups(path)
    same = _of_name(listed, target.with_name(target.stem.rpartition("-")[0] + target.suffix))
    old = same[: max(0, len(same) - keep)]
    for backup in old:
        with suppress(FileNotFoundError):
            Path(backup.file).unlink()
    left = [backup for backup in listed if backup not in old]
    write_whole(list_file(path), msgspec.json.encode(left).decode())
    # One that is being written at this moment by somebody else is not touched.
    remove_cut_off_backups(left, target.stat().st_mtime - _CUT_OFF_S)


def remove_cut_off_backups(listed: Sequence[Backup], before: float = math.inf) -> None:
    """Remove what is left of backups that a kill or a power cut ended before they were whole.

    Args:
        listed: backups of the same names, at whatever times.
        before: only what was last written before that time, in seconds since 1970.

    Raises:
        OSError: it cannot be removed.
    """
    written = [Path(backup.file) for backup in listed]
    for folder, name in {(file.parent, _without_time(file.name)) for file in written}:
        remove_leftovers(folder, partial(_is_named, name), before)


def _is_named(name: str, other: str) -> bool:
    return _without_time(other) == name


def _without_time(name: str) -> str:
    return _TIME.sub("", name)


def _of_name(listed: Sequence[Backup], name: Path) -> list[Backup]:
    """Choose the backups that are named so, with a time behind it, and that are there."""
    return [
        backup
        for backup in listed
        if Path(backup.file).parent == name.parent
        and Path(backup.file).name.startswith(f"{name.stem}-")
        and backup.exists
    ]
