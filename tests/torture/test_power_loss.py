"""Power losses by replay: whatever the disk has of the last writes, nothing acknowledged is lost.

Every write and sync of a real append is recorded, and the files are made as a disk may hold them
that lost its power behind any of them. A journal that does not wait for its disk must lose.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from jru_tui.board import Event
from jru_tui.journal.board_loader import board_from_checkpoint
from jru_tui.journal.care.backup import verify_backup
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.checkpoint import Seal
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite.file_access import load
from tests.journal.test_earlier_versions import journal_of
from tests.torture import power_loss, work
from tests.torture.test_torture import ROOT, ROUNDS, SCRIPT, SEED, made, wrongs

__all__ = ["made"]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="needs Linux and a C compiler"
)


class Recording(NamedTuple):
    """The files before some work, and everything that it wrote."""

    before: dict[str, bytes]
    writes: list[power_loss.Write]


def recorded(made: Path, folder: Path, name: str) -> Recording:
    """Do some work on a copy of a journal, and record it."""
    library = power_loss.build(folder)
    kept = folder / f"kept-{name}"
    shutil.copytree(made.parent, kept)
    before = {file.name: file.read_bytes() for file in kept.iterdir()}
    record = folder / f"record-{name}"
    subprocess.run(
        [sys.executable, str(SCRIPT), name, str(kept / made.name), str(10**9), "full"],
        check=True,
        timeout=120,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LD_PRELOAD": str(library),
            "RECORDED_FOLDER": str(kept.resolve()),
            "RECORD_FILE": str(record),
        },
    )
    return Recording(before, power_loss.read(record))


def losses(recording: Recording, folder: Path, name: str, journal: str) -> list[str]:
    """Everything that was lost in many power losses of a recorded work."""
    chance = random.Random(f"{SEED} {name}")
    found = []
    for turn in range(60 * ROUNDS):
        place = folder / f"{name}-{turn}"
        place.mkdir(mode=0o700)
        cut = chance.randrange(len(recording.writes)) + 1
        told = power_loss.lose_power(recording.before, recording.writes, cut, place, chance)
        expected = 2 * work.CALLS + told
        said = f"seed {SEED}, {name} cut behind write {cut}: {expected} were acknowledged"
        try:
            verified = verify_journal(place / journal)
        except JournalError as error:
            found.append(f"{said}; {error}")
        else:
            if not verified.sound or verified.events < expected:
                texts = [finding.text for finding in verified.findings]
                found.append(f"{said}; {verified.events} are there; {texts}")
        shutil.rmtree(place)
    return found


def test_nothing_that_was_acknowledged_is_lost(made: Path, tmp_path: Path) -> None:
    recording = recorded(made, tmp_path, "append_recorded")
    kinds = {write.kind for write in recording.writes if write.name.startswith(made.name)}
    assert {"W", "S"} <= kinds
    assert losses(recording, tmp_path, "append_recorded", made.name) == []


def test_the_control_loses_what_no_disk_was_waited_for(made: Path, tmp_path: Path) -> None:
    recording = recorded(made, tmp_path, "append_unsynced")
    assert losses(recording, tmp_path, "append_unsynced", made.name) != []


def wrongs_after(
    recording: Recording, folder: Path, name: str, journal: str, wrongs_of: Callable[..., list[str]]
) -> list[str]:
    """Everything that is wrong after power losses in the middle of a work, and behind it.

    Args:
        recording: of the work.
        folder: takes the files.
        name: of the work.
        journal: its file's name.
        wrongs_of: looks at a journal; is told whether the work said that it was done.
    """
    chance = random.Random(f"{SEED} {name}")
    found = []
    for turn in range(10 * ROUNDS):
        place = folder / f"{name}-{turn}"
        place.mkdir(mode=0o700)
        last = len(recording.writes)
        cut = last if turn % 4 == 0 else chance.randrange(last) + 1
        done = power_loss.lose_power(recording.before, recording.writes, cut, place, chance)
        said = f"seed {SEED}, {name} cut behind write {cut} of {last}"
        try:
            wrong = wrongs_of(place / journal, done=bool(done))
        except (JournalError, OSError, sqlite3.Error) as error:
            wrong = [f"{type(error).__name__}: {error}"]
        found += [f"{said}: {each}" for each in wrong]
        shutil.rmtree(place)
    return found


@pytest.fixture
def with_checkpoint(made: Path, tmp_path: Path) -> Path:
    """The same journal with a checkpoint, which holds its words, too."""
    kept = tmp_path / "kept"
    shutil.copytree(made.parent, kept)
    work.checkpoint(kept / made.name)
    return kept / made.name


def words_in(folder: Path) -> list[str]:
    files = [file for file in folder.iterdir() if file.name != "copy.db"]
    return [file.name for file in files if work.WORD.encode() in file.read_bytes()]


def after_purge(path: Path, *, done: bool) -> list[str]:
    wrong = [f"{name} holds what was erased" for name in words_in(path.parent)] if done else []
    wrong += wrongs(path, 2 * work.CALLS)
    work.purge(path)
    wrong += [f"{name} holds it after another purge" for name in words_in(path.parent)]
    return wrong


def after_backup(path: Path, *, done: bool) -> list[str]:
    copy = path.with_name("copy.db")
    wrong = wrongs(path, 2 * work.CALLS)
    if done and not copy.exists():
        wrong.append("there is no backup")
    if copy.exists() and verify_backup(copy).position < 2 * work.CALLS:
        wrong.append("the backup is cut short")
    return wrong


def after_checkpoint(path: Path, *, done: bool) -> list[str]:
    # The disk gives a file back with the time and place that its seal names.
    with patch.object(Seal, "knows", lambda *_: True):
        board = board_from_checkpoint(path, work.RULES)
        if done and board is None:
            return ["there is no checkpoint"]
        return wrongs(path, 2 * work.CALLS)


def after_migration(path: Path, *, done: bool) -> list[str]:
    found = [event for _, event in load(path)]
    findings = verify_journal(path).findings
    # The anchor may be torn while it is written for the first time: the next board rebuilds it.
    wrong = [finding.text for finding in findings if done or finding.part != "anchor"]
    expected = OLD_EVENTS
    if found[: len(expected)] != expected or len(found) - len(expected) not in (0, 1):
        wrong.append("it holds other events")
    if done and len(found) == len(expected):
        wrong.append("it is not migrated")
    return wrong


OLD_EVENTS: list[Event] = []
"""Events of the journal of an earlier version, once it was made."""


@pytest.fixture
def of_earlier_version(tmp_path: Path) -> Path:
    kept = tmp_path / "old"
    kept.mkdir(mode=0o700)
    path = journal_of("62f15ee", kept)
    OLD_EVENTS[:] = [event for _, event in load(path)]
    return path


def test_a_purge_is_whole_or_none_and_what_it_erased_stays_away(
    with_checkpoint: Path, tmp_path: Path
) -> None:
    journal = with_checkpoint.name
    recording = recorded(with_checkpoint, tmp_path, "purge_recorded")
    assert wrongs_after(recording, tmp_path, "purge_recorded", journal, after_purge) == []
    recording = recorded(with_checkpoint, tmp_path, "careless_recorded")
    assert wrongs_after(recording, tmp_path, "careless_recorded", journal, after_purge) != []


def test_a_backup_is_there_whole_or_not_at_all(made: Path, tmp_path: Path) -> None:
    recording = recorded(made, tmp_path, "backup_recorded")
    assert wrongs_after(recording, tmp_path, "backup_recorded", made.name, after_backup) == []
    recording = recorded(made, tmp_path, "backup_unsynced")
    assert wrongs_after(recording, tmp_path, "backup_unsynced", made.name, after_backup) != []


def test_a_checkpoint_is_the_board_or_of_no_use(made: Path, tmp_path: Path) -> None:
    recording = recorded(made, tmp_path, "checkpoint_recorded")
    name = "checkpoint_recorded"
    assert wrongs_after(recording, tmp_path, name, made.name, after_checkpoint) == []
    recording = recorded(made, tmp_path, "checkpoint_unsynced")
    name = "checkpoint_unsynced"
    assert wrongs_after(recording, tmp_path, name, made.name, after_checkpoint) != []


def test_a_migration_is_whole_or_none(of_earlier_version: Path, tmp_path: Path) -> None:
    journal = of_earlier_version.name
    recording = recorded(of_earlier_version, tmp_path, "migrate_recorded")
    assert wrongs_after(recording, tmp_path, "migrate_recorded", journal, after_migration) == []
    recording = recorded(of_earlier_version, tmp_path, "careless_recorded")
    assert wrongs_after(recording, tmp_path, "careless_recorded", journal, after_migration) != []
