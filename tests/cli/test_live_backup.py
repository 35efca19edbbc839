"""The second anchor and the backups that a board keeps while it runs."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.cli.live_backup import LiveBackup
from jru_tui.desk.desk import Desk
from jru_tui.journal.board_loader import checkpoint_home
from jru_tui.journal.care.backup import last_backup, list_backups, verify_backup
from jru_tui.journal.care.second_anchor import (
    judge_by_second_anchor,
    read_second_anchor,
    write_second_anchor,
)
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite.connections import Examination
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings import JournalServer, load_settings

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)


class EndError(Exception):
    """The last pause is over."""


class Watch:
    """A board on a journal, with a clock that a test sets."""

    def __init__(self, folder: Path, text: str) -> None:
        self.now = NOW
        self.told: list[str] = []
        self.path = folder / "jru" / "journal.db"
        self.file = folder / "jru.toml"
        self.file.write_text(f'journal = "{self.path}"\n{text}')
        self.settings = load_settings(self.file, {}, {})

    async def run(self, *steps: timedelta, notes: int = 1) -> None:
        """Write some notes and look once, and again after each step of the clock."""
        left = list(steps)
        journal = await open_journal(self.path, by="SC 1", clock=lambda: self.now)
        async with journal:
            desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: self.now, by="SC 1")
            await desk.catch_up()
            for _ in range(notes):
                await desk.record_export("handover", "text")

            async def pause(_seconds: float) -> None:
                if not left:
                    raise EndError
                self.now += left.pop(0)

            keeping = LiveBackup(desk, self.path, self.settings, lambda: self.now, self.told.append)
            with pytest.raises(EndError):
                await keeping.keep(pause)


Make = Callable[[str], Watch]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda text: Watch(tmp_path, text)


async def test_the_second_anchor_stands_where_the_journal_stands(make: Make) -> None:
    watch = make('anchor = "elsewhere/jru.anchor"\n')
    assert watch.settings.anchor is not None
    watch.settings.anchor.parent.mkdir()
    await watch.run(timedelta(seconds=20), notes=3)
    head = read_second_anchor(watch.settings.anchor)
    assert head is not None
    assert head.position == 3
    assert watch.settings.anchor.stat().st_mode & 0o077 == 0
    assert judge_by_second_anchor(watch.path, watch.settings.anchor) == Examination()
    assert watch.told == []


async def test_a_journal_that_was_put_back_is_told_and_the_anchor_is_kept_as_evidence(
    make: Make,
) -> None:
    watch = make('anchor = "jru.anchor"\n')
    anchor = watch.settings.anchor
    assert anchor is not None
    await watch.run(notes=3)
    said = anchor.read_text()
    for file in watch.path.parent.iterdir():
        file.unlink()
    await watch.run(notes=5)
    assert "cut off, it was rewritten" in watch.told[0]
    assert anchor.read_text() == said
    for command in (["status"], ["journal", "verify"]):
        done = jru_tui(*command, "--config", str(watch.file))
        assert done.returncode == 4
        assert "as the anchor" in done.stdout + done.stderr
    # It belongs to the journal of the settings: another one that a flag names is not judged by it.
    done = jru_tui("status", "--config", str(watch.file), "--journal", str(watch.path))
    assert done.returncode == 0


async def test_an_anchor_that_cannot_be_written_or_read_is_told_once(make: Make) -> None:
    watch = make('anchor = "no_folder/jru.anchor"\n')
    await watch.run(timedelta(seconds=20), timedelta(seconds=20))
    assert len(watch.told) == 1
    assert watch.told[0].startswith("The second anchor is not written: ")
    anchor = watch.settings.anchor
    assert anchor is not None
    anchor.parent.mkdir()
    anchor.write_text("nothing that is a head")
    assert "is not a head" in judge_by_second_anchor(watch.path, anchor).anchor
    watch.told.clear()
    await watch.run()
    assert len(watch.told) == 1
    assert "is not a head" in watch.told[0]
    assert anchor.with_name("jru.anchor.damaged").read_text() == "nothing that is a head"
    head = read_second_anchor(anchor)
    assert head is not None
    assert head.position == 2


def test_no_flipped_bit_makes_a_second_anchor_lie(tmp_path: Path) -> None:
    file, head = tmp_path / "anchor", Head(1_234, "ab" * 32)
    write_second_anchor(file, head)
    content = file.read_bytes()
    for bit in range(len(content) * 8):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        file.write_bytes(changed)
        with suppress(JournalError):
            assert read_second_anchor(file) == head


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "folder", "pipe"])
async def test_a_damaged_second_anchor_takes_no_page_away(make: Make, damage: str) -> None:
    watch = make('anchor = "jru.anchor"\n')
    anchor = watch.settings.anchor
    assert anchor is not None
    await watch.run(notes=3)
    told = anchor.read_text()
    anchor.unlink()
    match damage:
        case "folder":
            anchor.mkdir()
        case "pipe":
            os.mkfifo(anchor)
        case _:
            content = {"flipped": told.replace("event 3", "event 2"), "cut": told[:30]}
            anchor.write_text(content.get(damage, ""))
    for command in (["status"], ["handover"], ["journal", "verify"]):
        done = jru_tui(*command, "--config", str(watch.file))
        assert done.returncode == 0, done.stderr
        assert f"The second anchor {anchor} is damaged" in done.stdout + done.stderr
    await watch.run()
    assert [sentence for sentence in watch.told if "is damaged" not in sentence] == []
    assert judge_by_second_anchor(watch.path, anchor) == Examination()
    assert anchor.is_file()


async def test_a_damaged_second_anchor_beside_a_damaged_journal_hides_nothing(make: Make) -> None:
    watch = make('anchor = "jru.anchor"\n')
    anchor = watch.settings.anchor
    assert anchor is not None
    await watch.run(notes=3)
    anchor.write_text("nonsense")
    watch.path.write_bytes(watch.path.read_bytes().replace(b"handover", b"handoven"))
    done = jru_tui("status", "--config", str(watch.file))
    assert done.returncode == 4
    assert "tampered with" in done.stderr
    assert anchor.read_text() == "nonsense"


async def test_backups_are_made_by_the_schedule_and_the_oldest_go(make: Make) -> None:
    watch = make('[backup]\nfile = "kept/shift.sqlite"\nevery_hours = 8\nkeep = 2\n')
    name = watch.settings.backup.file
    assert name is not None
    name.parent.mkdir()
    await watch.run(timedelta(hours=7), timedelta(hours=1), timedelta(minutes=1), notes=2)
    made = [each.made_at for each in list_backups(watch.path)]
    assert made == [NOW, NOW + timedelta(hours=8)]
    # Another start counts from the last one.
    await watch.run(timedelta(hours=8), notes=1)
    made = [each.made_at for each in list_backups(watch.path)]
    assert made == [NOW + timedelta(hours=8), NOW + timedelta(hours=16, minutes=1)]
    assert len([*name.parent.iterdir()]) == 2
    last = last_backup(watch.path, name)
    assert last is not None
    assert verify_backup(Path(last.file)).position == 3
    assert watch.told == []


async def test_one_that_cannot_be_made_is_told_once_and_tried_again_after_an_hour(
    make: Make,
) -> None:
    watch = make('[backup]\nfile = "kept/shift.sqlite"\n')
    name = watch.settings.backup.file
    assert name is not None
    name.parent.write_text("a file where a folder should be")
    minute = timedelta(minutes=1)
    await watch.run(minute, minute, timedelta(hours=1))
    assert len(watch.told) == 1
    assert watch.told[0].startswith("The backup was not made: ")
    name.parent.unlink()
    await watch.run()
    assert last_backup(watch.path, name) is not None


def test_what_is_wrong_in_the_settings_is_named(tmp_path: Path) -> None:
    file = tmp_path / "jru.toml"
    file.write_text("[backup]\nkeep = 0\n")
    done = jru_tui("check-settings", "--config", str(file))
    assert done.returncode != 0
    assert "backup.keep" in done.stdout + done.stderr


def test_a_head_is_read_as_it_is_written(tmp_path: Path) -> None:

    head = Head(1_234, "ab" * 32)
    write_second_anchor(tmp_path / "anchor", head)
    assert read_second_anchor(tmp_path / "anchor") == head
    assert read_second_anchor(tmp_path / "none") is None


def jru_tui(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jru_tui", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


async def test_a_board_on_a_server_makes_the_backups_that_are_due(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    server = JournalServer(database, "the test's server")
    async with await connect(server, writes=True) as connection:
        await schema.create(connection, server.force)
    folder = tmp_path / "backups"
    file = tmp_path / "jru.toml"
    file.write_text(f'[backup]\nfile = "{folder}/shift.sqlite"\nevery_hours = 8\nkeep = 2\n')
    now, left = NOW, [timedelta(hours=hours) for hours in (4, 4, 8, 8)]

    async def pause(_seconds: float) -> None:
        nonlocal now
        if not left:
            raise EndError
        now += left.pop(0)

    told: list[str] = []
    async with await open_postgres(server) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: now, by="SC 1")
        await desk.record_export("handover", "text")
        settings = load_settings(file, {}, {})
        keeping = LiveBackup(desk, server, settings, lambda: now, told.append)
        with pytest.raises(EndError):
            await keeping.keep(pause)
    assert told == []
    assert len([*folder.glob("shift-*.sqlite")]) == 2
    assert [event.position for event in list_backups(checkpoint_home(server))] == [1, 1]
