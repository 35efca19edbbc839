"""The whole app on a desk of its own, with a journal in memory and a clock that a test sets."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from jru_tui.board.board import Board
from jru_tui.board.events import Event, Fact
from jru_tui.desk.desk import Desk
from jru_tui.feeds.models import FeedHealth
from jru_tui.journal import Journal
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.tui.app import BoardApp
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.idle_watch import idle_watch
from tests.narrowing import instance
from tests.tui.conftest import Night


class Live:
    """An app on Friday night's board. `feed` reports records as the dispatch system would."""

    def __init__(self, night: Night, desk: Desk, journal: Journal, **more: Any) -> None:
        self.night = night
        self.desk = desk
        self.journal = journal
        self.now: datetime = night.frame().now
        self.seconds = 0.0
        more = {"marking": "OFFICIAL-SENSITIVE", "monotonic": lambda: self.seconds, **more}
        self.app = BoardApp(desk, lambda: self.now, **more)
        self.rung = 0
        self.app.bell = self._ring  # type: ignore[method-assign]  # a test hears no bell

    def _ring(self) -> None:
        self.rung += 1

    async def feed(self, *facts: Fact) -> None:
        await self.desk.writer.record([(self.now, fact) for fact in facts], "feed", self.now)
        self.desk.writer.tell()
        await idle_watch().idle(turns=100, within_s=1)  # what it changed is drawn

    async def emergency(self, vehicle: str = "JRU2", **more: Any) -> None:
        record = msgspec.structs.replace(
            self.night.vehicles[vehicle], status="emergency", status_at=self.now, **more
        )
        await self.feed(self.night.reported(record))

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.app._tick()

    def text(self, name: str) -> str:
        """The words of that name in a dialog; after `#` those of a widget."""
        if name[0] == "#":
            return str(self.app.screen.query_one(name, Static).content)
        return str(instance(Dialog, self.app.screen).words(name).content)

    async def until(self, pilot: Pilot[Any], met: Callable[[], bool]) -> None:
        for _ in range(500):
            if met():
                await idle_watch().idle(turns=100, within_s=1)  # and it is drawn
                await pilot.pause()
                return
            await pilot.pause(0.01)
        raise AssertionError("it did not come to pass")


Start = Callable[..., Awaitable[Live]]


@pytest.fixture
async def start(busy: Night, tmp_path: Path) -> AsyncIterator[Start]:
    """Makes the app of what has happened up to now."""
    clock = busy.frame().now
    async with await open_journal(None, by="insp", clock=lambda: clock) as journal:

        async def begin(**more: Any) -> Live:
            lives: list[Live] = []
            events: list[Event] = busy.happened
            await journal.append(events)
            desk = Desk(
                board=Board(busy.board.rules),
                journal=journal,
                clock=lambda: lives[0].now if lives else clock,
                by="insp",
            )
            await desk.catch_up()
            desk.health = FeedHealth("live", good_at=clock, as_of=clock)
            live = Live(busy, desk, journal, **more)
            lives.append(live)
            live.app.reports.folder = tmp_path
            return live

        yield begin
