"""The page beside the journal is there from the start, follows the board, and is for its owner."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.cli.live_paper import EVERY_S, keep_paper
from jru_tui.desk.desk import Desk
from jru_tui.journal.files import paper_file
from jru_tui.journal.sqlite.journal import open_journal

AT = datetime(2020, 10, 30, 20, tzinfo=UTC)


def opened(call: str) -> Event:
    return Event(call, AT, AT, "feed", CallReported(CallRecord(call, AT)))


class Pauses:
    """Waits as often as it is let, and notes for how long it was asked to."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.waiting = asyncio.Event()
        self._go = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.waiting.set()
        await self._go.wait()
        self._go.clear()

    async def again(self) -> None:
        self.waiting.clear()
        self._go.set()
        await asyncio.wait_for(self.waiting.wait(), 10)


async def test_it_is_there_at_once_and_follows_the_board(tmp_path: Path) -> None:
    path, told, pauses = tmp_path / "j.db", list[str](), Pauses()
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: AT, by="SC 1")
        keeping = asyncio.create_task(
            keep_paper(desk, path, lambda: AT, "OFFICIAL", told.append, pauses)
        )
        await asyncio.wait_for(pauses.waiting.wait(), 10)
        page = paper_file(path)
        assert "No open calls" in page.read_text("utf-8")
        assert page.stat().st_mode & 0o777 == 0o600
        desk.board.apply(opened("K-77"))
        await pauses.again()
        assert "K-77" in page.read_text("utf-8")
        # What cannot be written is told once, and the page is kept again when it can.
        page.unlink()
        page.mkdir()
        await pauses.again()
        await pauses.again()
        assert len(told) == 1
        page.rmdir()
        await pauses.again()
        assert "K-77" in page.read_text("utf-8")
        keeping.cancel()
    assert len(told) == 1
    assert {*pauses.asked} == {EVERY_S}
    assert EVERY_S < 60
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []
