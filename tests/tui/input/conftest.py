"""The whole app behind the parser of terminal input: what arrives is bytes, in packets."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from jru_tui.board.board import Board
from jru_tui.desk.desk import Desk
from jru_tui.feeds.models import FeedHealth
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.tui.app import BoardApp
from jru_tui.tui.terminal.key_repeat import RepeatFilter
from jru_tui.tui.terminal.parser import InputParser
from jru_tui.tui.terminal.textual_events import EventMaker
from jru_tui.tui.terminal.tokens import Token
from tests.tui.conftest import Night, settle


class TypedApp:
    """An app on Friday night's board that is typed at. Time goes on only as a test says."""

    def __init__(self, app: BoardApp, pilot: Pilot[Any], folder: Path) -> None:
        self.app = app
        self.pilot = pilot
        self._folder = folder
        self._parser: InputParser | RepeatFilter = InputParser()
        self._events = EventMaker()
        self._seconds = 0.0

    def know_repeats(self) -> None:
        """Read as at a real terminal, where an Enter that is held down counts once."""
        self._parser = RepeatFilter(InputParser())

    def send(self, data: bytes, after: float = 0.0) -> None:
        """Have these bytes arrive in one read, so many seconds after the last ones."""
        self._pass(after)
        writing = isinstance(self.app.focused, Input)
        self._hand_on(self._parser.feed(data, self._seconds, writing=writing))

    def _pass(self, seconds: float) -> None:
        end = self._seconds + seconds
        while self._parser.due is not None and self._parser.due <= end:
            self._seconds = self._parser.due
            self._hand_on(self._parser.expire(self._seconds))
        self._seconds = end

    def _hand_on(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if (event := self._events.make(token)) is not None:
                self.app.post_message(event)

    async def settle(self) -> None:
        """Let everything that was typed have its whole effect."""
        self._pass(20.0)
        await settle(self.app, self.pilot)
        if self.app.is_running and self.app.screen.is_running:
            await self.app.screen.wait_for_refresh()
            await self.pilot.pause()

    def facts(self) -> list[str]:
        """The supervisor's commands in the journal, without their ids."""
        log = self.app.desk.board.log()
        return [line.text for line in log]

    def state(self) -> dict[str, Any]:
        """All that a supervisor could tell two boards apart by."""
        app = self.app
        picture = re.sub(r"terminal-\d+-", "terminal-", app.export_screenshot())
        picture = re.sub(r"(chain&#160;)[0-9a-f]+", r"\g<1>", picture)
        picture = picture.replace(str(self._folder), "")
        focused = app.focused
        return {
            "screens": [type(screen).__name__ for screen in app.screen_stack],
            "focused": (type(focused).__name__, focused.id) if focused else None,
            "written": getattr(focused, "value", None),
            "facts": self.facts(),
            "files": sorted(path.name for path in self._folder.iterdir()),
            "picture": picture,
        }


OpenApp = Callable[[], AbstractAsyncContextManager[TypedApp]]


@pytest.fixture
def open_app(busy: Night, tmp_path: Path) -> OpenApp:
    """Opens an app with a journal and a folder of its own; each is like every other."""
    opened = 0

    @asynccontextmanager
    async def begin() -> AsyncIterator[TypedApp]:
        nonlocal opened
        opened += 1
        folder = tmp_path / str(opened)
        folder.mkdir()
        now: datetime = busy.frame().now
        async with await open_journal(None, by="insp", clock=lambda: now) as journal:
            await journal.append(busy.happened)
            board = Board(busy.board.rules)
            desk = Desk(board=board, journal=journal, clock=lambda: now, by="insp")
            await desk.catch_up()
            desk.health = FeedHealth("live", good_at=now, as_of=now)
            app = BoardApp(desk, lambda: now, monotonic=lambda: 0.0)
            app.reports.folder = folder
            async with app.run_test(size=(140, 36)) as pilot:
                typed = TypedApp(app, pilot, folder)
                await typed.settle()
                yield typed
                await app.settled()

    return begin
