"""Restoration: a backup or a salvaged copy takes the place of a journal.

What stood there is kept beside it under another name, with everything that belonged to it.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from os import getpid
from pathlib import Path

from msgspec import Struct

from jru_tui.journal import files
from jru_tui.journal.care.backup import Backup, enter_backup, verify_backup
from jru_tui.journal.care.copies import (
    RESTORED,
    SALVAGED,
    file_in_place_of,
    open_anew,
    saying_done,
    set_aside,
    write_journal,
)
from jru_tui.journal.care.intact_events import IntactEvent, LostEvent, rows_of_damaged
from jru_tui.journal.errors import in_words
from jru_tui.journal.files import beside
from jru_tui.journal.hash_chain import ChainRow
from jru_tui.journal.protocol import Head, JournalDamagedError, JournalError
from jru_tui.journal.sqlite import schema
from jru_tui.journal.sqlite.anchor import read_anchor
from jru_tui.journal.sqlite.lock import LockHolder, only_writer

_STEP = 2_000


class RestorationResult(Struct, frozen=True):
    """The outcome of a restoration: the journal's head, and the name of the replaced file."""

    head: Head
    kept: Path | None


class SalvageResult(Struct, frozen=True):
    """The outcome of a salvage.

    Attributes:
        file: the new journal.
        head: where it stands.
        last: the last position that the damaged one holds or held.
        lost: the events that are not in the new one.
        kept: the damaged one under its new name, if it was put aside.
    """

    file: Path
    head: Head
    last: int
    lost: tuple[LostEvent, ...]
    kept: Path | None = None


def restore_journal(
    backup: Path, path: Path, *, by: str, now: datetime, on_progress: Callable[[int], None]
) -> RestorationResult:
    """Put a backup in the place of a journal.

    Args:
        backup: the backup; it stays as it is.
        path: where the journal is, or was.
        by: who restores it.
        now: the time, UTC.
        on_progress: called while the verification goes on.

    Raises:
        JournalError: the backup is not whole, or a board has the journal open; nothing was changed.
    """
    backup, path = backup.resolve(), path.resolve()
    if not backup.is_file():
        raise JournalError(f"There is no backup at {backup}.")
    head = verify_backup(backup, on_progress)
    if backup == path:
        raise JournalError("The backup is the journal itself.")
    with in_words(path):
        files.make_folder(path)
        files.refuse_network(path)
        files.refuse_special(path)
        with only_writer(path, LockHolder(by, getpid(), now)):
            ready = beside(path, RESTORED)
            with file_in_place_of(ready) as new:
                shutil.copyfile(backup, new)
            if verify_backup(ready, on_progress) != head:
                raise JournalError(f"{backup} was changed while it was copied: try again.")
            copy = set_aside(path, "replaced")
            ready.replace(path)
        open_anew(path, head, LockHolder(by, getpid(), now))
        # A purge has to name what still holds the words: this list may be new.
        done = f"{path} is in its place, but the list of its backups does not name {backup}."
        with saying_done(done):
            written_at = datetime.fromtimestamp(backup.stat().st_mtime, UTC)
            enter_backup(path, Backup(str(backup), written_at, head.position, head.chain))
    return RestorationResult(head, copy)


def salvage_journal(
    path: Path, target: Path, on_progress: Callable[[int], None] = lambda _: None
) -> SalvageResult:
    """Write a new journal of every event of a damaged one that is provably as it was written.

    Args:
        path: the damaged journal; it stays as it is.
        target: where the new one goes; there is no file yet.
        on_progress: called with the number of events that were looked at.

    Raises:
        JournalError: nothing of it can be read, or the new one cannot be written.
    """
    path, target = path.resolve(), target.absolute()
    lost: list[LostEvent] = []
    with in_words(path):
        files.refuse_special(path)
        with suppress(JournalDamagedError):
            schema.refuse_foreign(path)
        anchored = 0
        with suppress(OSError):
            anchored = read_anchor(path).position
        with rows_of_damaged(path, anchored) as found, in_words(target):
            head = write_journal(target, _whole(found.rows, lost, on_progress))
    return SalvageResult(target, head, found.last, tuple(lost))


def replace_by_salvage(
    path: Path, *, by: str, now: datetime, on_progress: Callable[[int], None] = lambda _: None
) -> SalvageResult:
    """Have a board go on: put what is whole of a damaged journal in its place.

    The damaged one is kept, unchanged, under another name.

    Args:
        path: where it is.
        by: who has it done.
        now: the time, UTC.
        on_progress: called with the number of events that were looked at.

    Raises:
        JournalError: nothing of it can be read, or a board has it open.
    """
    path = path.resolve()
    ready = beside(path, SALVAGED)
    with in_words(path), only_writer(path, LockHolder(by, getpid(), now)):
        for left in (ready, beside(ready, ".anchor")):  # by an earlier one that was cut off
            left.unlink(missing_ok=True)
        known = None
        with suppress(OSError):
            known = read_anchor(path).acknowledged
        salvaged = salvage_journal(path, ready, on_progress)
        copy = set_aside(path, "damaged")
        ready.replace(path)
        with suppress(OSError):  # the next salvage removes it
            beside(ready, ".anchor").unlink(missing_ok=True)
    # How far the feed's clock is from this machine's follows from when the last event was saved.
    lost = {event.position for event in salvaged.lost}
    is_same = known is not None and known.head.position == salvaged.last not in lost
    saved_at = known.at if known is not None and is_same else None
    with in_words(path):
        open_anew(path, salvaged.head, LockHolder(by, getpid(), now), saved_at)
    return SalvageResult(path, salvaged.head, salvaged.last, salvaged.lost, copy)


def lost_in_words(lost: tuple[LostEvent, ...], most: int = 5) -> str:
    """The positions of lost events as ranges, with the reasons left out; at most so many ranges."""
    ranges: list[list[int]] = []
    for event in lost:
        if ranges and event.position == ranges[-1][1] + 1:
            ranges[-1][1] = event.position
        else:
            ranges.append([event.position, event.position])
    ranges_text = [f"{a:,}" if a == b else f"{a:,} to {b:,}" for a, b in ranges[:most]]
    more = len(ranges) - most
    return ", ".join(ranges_text) + (f" and {more} more places" if more > 0 else "")


def _whole(
    rows: Iterable[IntactEvent | LostEvent],
    lost: list[LostEvent],
    on_progress: Callable[[int], None],
) -> Iterator[ChainRow]:
    """Give each event that is whole; the others are put into `lost`."""
    for row in rows:
        if row.position % _STEP == 0:
            on_progress(row.position)
        if isinstance(row, LostEvent):
            lost.append(row)
        else:
            yield row.row
