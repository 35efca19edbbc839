"""What this machine keeps of a shared journal between two checkpoints."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jru_tui.board import fold_version, take_checkpoint
from jru_tui.board.board import Board
from jru_tui.board.commands import Note
from jru_tui.board.events import CallReported, Event
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.desk import checkpoints
from jru_tui.desk.checkpoints import RecentEvents
from jru_tui.desk.desk import Desk
from jru_tui.journal.board_loader import board_of_machine, checkpoint_home, make_home
from jru_tui.journal.checkpoint import remove_checkpoint
from jru_tui.journal.new_checkpoint import write_checkpoint
from jru_tui.journal.protocol import JournalAwayError
from jru_tui.journal.recent_events import (
    kept_ahead,
    kept_at,
    read_recent,
    recent_file,
    write_recent,
)
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings import JournalServer, paths

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
OFF = timedelta(minutes=7)
"""So far this machine's clock is behind."""
SERVER = JournalServer("postgresql://sc1@db.kent.example/shifts", "db.kent.example/shifts")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "state_folder", lambda: tmp_path / "state")
    return make_home(SERVER)


def call(number: int) -> Event:
    return Event(f"e{number}", NOW, NOW, "feed", CallReported(CallRecord(f"K-{number}", NOW)))


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    async with await open_journal(None, by="SC 1", clock=lambda: NOW) as journal:
        await journal.append([call(1)])
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1")
        await desk.catch_up()
        yield desk


def shown() -> list[str]:
    board = board_of_machine(SERVER, Rules())
    return [] if board is None else sorted(call.id for call in board.open_calls())


async def test_the_board_of_this_machine_is_the_one_of_the_last_write(home: Path) -> None:
    async with desk() as one:
        recent = RecentEvents(one, home, lambda: NOW - OFF)
        assert shown() == []
        await recent.write()
        assert shown() == ["K-1"]
        assert kept_ahead(home) == OFF
        await one.recorder._journal.append([call(2)])
        await one.catch_up()
        assert shown() == ["K-1"]
        await recent.write()
        assert shown() == ["K-1", "K-2"]
        await one.command(Note("locked", call="K-2"))
        await recent.write()
        board = board_of_machine(SERVER, Rules())
        assert board is not None
        assert board.log(call="K-2")[-1].text == "note: locked"
        assert recent_file(home).stat().st_mode & 0o777 == 0o600


async def test_behind_a_checkpoint_it_begins_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk() as one:
        recent = RecentEvents(one, home, lambda: NOW - OFF)
        await recent.write()
        pieces, head = take_checkpoint(one.board), await one.head()
        write_checkpoint(home, pieces, head, fold_version(Rules()))
        monkeypatch.setattr(checkpoints, "position_of", lambda _: head.position)
        await one.recorder._journal.append([call(2)])
        await one.catch_up()
        await recent.write()
        assert [event.id for event in read_recent(home, 1)] == ["e2"]
        assert len(recent_file(home).read_bytes().splitlines()) == 2
        assert shown() == ["K-1", "K-2"]


async def test_a_server_that_is_gone_leaves_it_and_its_age_as_it_was(home: Path) -> None:
    async with desk() as one:
        recent = RecentEvents(one, home, lambda: NOW - OFF)
        await recent.write()
        long_ago = (NOW - timedelta(days=1)).timestamp()
        os.utime(recent_file(home), (long_ago, long_ago))
        before = kept_at(home)
        await recent.write()
        assert kept_at(home) != before  # nothing new is also news: the journal stands as it is kept
        os.utime(recent_file(home), (long_ago, long_ago))

        async def gone(_position: int) -> AsyncIterator[tuple[int, Event]]:
            raise JournalAwayError("gone")
            yield

        one.recorder._journal.read = gone  # type: ignore[method-assign, assignment]
        await recent.write()
        assert kept_at(home) == before
        assert shown() == ["K-1"]


async def test_what_was_erased_goes_with_the_checkpoint_and_is_written_as_it_is_then(
    home: Path,
) -> None:
    async with desk() as one:
        recent = RecentEvents(one, home, lambda: NOW - OFF)
        await recent.write()
        remove_checkpoint(checkpoint_home(SERVER))
        assert not recent_file(home).exists()
        await recent.write()
        assert shown() == ["K-1"]


def test_two_boards_of_one_machine_and_a_broken_line_hide_nothing(home: Path) -> None:
    write_recent(home, [(1, call(1)), (2, call(2))], anew=True)
    write_recent(home, [(2, call(2)), (3, call(3))], anew=False)
    with recent_file(home).open("ab") as file:
        file.write(b'{"position":4,"event":{"id":"e4"')
    assert [event.id for event in read_recent(home, 0)] == ["e1", "e2", "e3"]
    assert [event.id for event in read_recent(home, 2)] == ["e3"]


def test_behind_a_gap_nothing_is_shown(home: Path) -> None:
    write_recent(home, [(1, call(1)), (3, call(3))], anew=True)
    assert [event.id for event in read_recent(home, 0)] == ["e1"]
    assert [*read_recent(home, 3)] == []
