"""Who only looked on is recorded in the journal (Data Protection Act 2018, section 62)."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jru_tui.board.board import Board
from jru_tui.board.events import LOOKED, Exported, Fact, Viewed
from jru_tui.board.rules import Rules
from jru_tui.cli.export import note_look
from jru_tui.desk.desk import Desk
from jru_tui.desk.workers import import_exports
from jru_tui.journal.export_inbox import leave_export, read_inbox
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)


class EndError(Exception):
    """The last pause is over."""


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A journal that a board was opened on."""
    path = tmp_path / "jru" / "journal.db"
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1")
        await desk.record_export("handover", "text")
    return path


async def imported(path: Path) -> list[tuple[str, Fact]]:
    """Who did what, once a board that writes has taken in what was left."""

    async def pause(_seconds: float) -> None:
        raise EndError

    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1")
        await desk.catch_up()
        with pytest.raises(EndError):
            await import_exports(desk, path, pause)
        texts = [line.text for line in desk.board.log()]
    assert any("looked at the" in text for text in texts)
    return [(event.by, event.fact) for _, event in load(path)][1:]


async def test_a_status_counts_once_an_hour_and_names_the_account(path: Path) -> None:
    for _ in range(3):
        done = run("status", "--journal", str(path))
        assert done.returncode == 0
        assert "not recorded" not in done.stderr
    left = read_inbox(path)
    assert [event.fact for event in left] == [Exported("status", LOOKED)]
    folder = path.with_name(path.name + ".word")
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    told = await imported(path)
    assert [fact for _, fact in told] == [Exported("status", LOOKED)]
    assert "command line" in told[0][0]
    assert read_inbox(path) == []
    # Within the same hour it is known by its id.
    run("status", "--journal", str(path))
    assert len(await imported(path)) == 1


async def test_a_board_that_looks_on_leaves_word_of_itself_and_of_calls(path: Path) -> None:
    async with await open_journal(path, by="SC 2", clock=lambda: NOW, read_only=True) as journal:
        desk = Desk(
            board=Board(Rules()),
            journal=journal,
            clock=lambda: NOW,
            by="SC 2",
            keep_for_writer=lambda event: leave_export(path, event),
        )
        assert await desk.record_export("board", LOOKED) == ""
        await desk.record_view("K-1")
    told = await imported(path)
    assert {fact for _, fact in told} == {Exported("board", LOOKED), Viewed("K-1")}
    assert {by for by, _ in told} == {"SC 2"}


async def test_a_copy_that_no_board_was_opened_on_is_left_as_it_is(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy" / "journal.db"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    assert run("status", "--journal", str(copy)).returncode == 0
    assert [file.name for file in copy.parent.iterdir()] == ["journal.db"]


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_where_word_cannot_be_left_a_line_says_so(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.parent.chmod(0o500)
    try:
        note_look(path, "SC 2", "status")
    finally:
        path.parent.chmod(0o700)
    assert "not recorded" in capsys.readouterr().err


def test_a_file_in_the_way_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.with_name(path.name + ".word").write_text("in the way")
    note_look(path, "SC 2", "status")
    assert "not recorded" in capsys.readouterr().err


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jru_tui", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
