"""What fails behind the work itself says that the work was done: nobody does it a second time."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jru_tui.board.commands import Note
from jru_tui.board.events import Commanded, Event, Migrated, Purged
from jru_tui.journal.care.backup import make_backup
from jru_tui.journal.care.migration import migrate_journal
from jru_tui.journal.care.purge import purge_journal
from jru_tui.journal.care.restoration import replace_by_salvage, restore_journal
from jru_tui.journal.care.retention import PurgeChoice
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite.anchor import Anchor
from jru_tui.journal.sqlite.file_access import load
from tests.journal.care.conftest import MANY, Feed, Opener, rewrite, tamper
from tests.journal.stores import SHIFT_START
from tests.journal.test_earlier_versions import journal_of

Patch = pytest.MonkeyPatch
ALL = PurgeChoice(SHIFT_START, frozenset(), tuple(range(1, MANY + 1)), ())


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
async def kept(path: Path, opened: Opener, event: Feed) -> Path:
    """A journal of notes."""
    async with await opened(path) as journal:
        for number in range(1, MANY + 1):
            note = Commanded(Note(f"he said {number}", vehicle="v"))
            at = event(number).at
            await journal.append([Event(f"n{number}", at, at, "supervisor", note)])
    return path


def restore(kept: Path, folder: Path) -> None:
    backup = folder / "b.sqlite"
    shutil.copy(kept, backup)
    restore_journal(backup, kept, by="SC 1", now=SHIFT_START, on_progress=lambda _: None)


def salvage(kept: Path, _: Path) -> None:
    tamper(kept, rewrite("body", 7))
    replace_by_salvage(kept, by="SC 1", now=SHIFT_START)


def purge(kept: Path, _: Path) -> None:
    purge_journal(kept, ALL, by="SC 1", now=SHIFT_START)


@pytest.mark.parametrize(
    ("work", "done", "method"),
    [
        (restore, "is in its place, up to event 40; the next board writes its anchor", "begin"),
        (salvage, "is in its place, up to event 39; the next board writes its anchor", "begin"),
        (purge, "The words of 40 events are erased; the next board writes the anchor", "renew"),
    ],
)
async def test_an_anchor_that_cannot_be_written_behind_it(
    kept: Path,
    tmp_path: Path,
    monkeypatch: Patch,
    opened: Opener,
    *,
    work: Callable[[Path, Path], None],
    done: str,
    method: str,
) -> None:
    write = getattr(Anchor, method)

    def fail(anchor: Anchor, *more: object) -> None:
        if anchor._file.name == f"{kept.name}.anchor":  # that of the new file is still written
            refuse()
        write(anchor, *more)

    with monkeypatch.context() as patch:
        patch.setattr(Anchor, method, fail)
        with pytest.raises(JournalError, match=f"{done}. Not all could be finished"):
            work(kept, tmp_path)
    assert verify_journal(kept).sound
    async with await opened(kept):
        pass
    assert verify_journal(kept).findings == ()
    assert isinstance([*load(kept)][-1][1].fact, Purged) == (work is purge)


async def test_a_migration(tmp_path: Path, monkeypatch: Patch, opened: Opener) -> None:
    old = journal_of("62f15ee", tmp_path)
    events = len([*load(old)])
    write = Anchor.begin

    def fail(anchor: Anchor, *more: object) -> None:
        if anchor._file.name == f"{old.name}.anchor":
            refuse()
        write(anchor, *more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Anchor, "begin", fail)
        with pytest.raises(JournalError, match="is in its place, up to event"):
            migrate_journal(old, by="SC 1", now=SHIFT_START)
    found = [event for _, event in load(old)]
    assert len(found) == events + 1
    assert isinstance(found[-1].fact, Migrated)
    assert migrate_journal(old, by="SC 1", now=SHIFT_START).events == 0
    async with await opened(old):
        pass
    assert verify_journal(old).findings == ()


def test_a_restoration_whose_backup_cannot_be_listed(
    kept: Path, tmp_path: Path, monkeypatch: Patch
) -> None:
    backup = tmp_path / "b.sqlite"
    make_backup(kept, backup, SHIFT_START)
    monkeypatch.setattr("jru_tui.journal.care.backup.write_whole", refuse)
    with pytest.raises(
        JournalError, match=r"does not name .*b\.sqlite\. Not all could be finished"
    ):
        restore_journal(backup, kept, by="SC 1", now=SHIFT_START, on_progress=lambda _: None)
    assert verify_journal(kept).findings == ()


def test_what_a_migration_left_that_was_cut_off_goes_with_the_next(tmp_path: Path) -> None:
    old = journal_of("62f15ee", tmp_path)
    migrate_journal(old, by="SC 1", now=SHIFT_START)
    left = [old.with_name(f"{old.name}.migrated{suffix}") for suffix in ("", ".anchor")]
    for file in left:
        file.write_text("words")
    assert migrate_journal(old, by="SC 1", now=SHIFT_START).events == 0
    assert not any(file.exists() for file in left)
