"""Work is counted, never timed: lines of the program that run, views, lines drawn, statements.

A count that may not grow is taken at two sizes. A budget stands beside what it is a budget of; who
makes the work less makes the budget less.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import pytest
from msgspec import structs
from textual.pilot import Pilot

import jru_tui
from benchmarks import program
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import Record, fleet, stamp
from benchmarks.history import History
from jru_tui.board.board import Board
from jru_tui.board.checkpoint import take_checkpoint
from jru_tui.board.events import Event
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.feeds.models import FeedReading
from jru_tui.journal.board_loader import keep_checkpoint
from jru_tui.journal.sqlite.file_access import head_at
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.tui import advice_timing, preload
from jru_tui.tui.app import BoardApp

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
_PROGRAM = str(Path(jru_tui.__file__).parent)


class Lines:
    """Lines of the program that ran, on this thread. What C code does in one line is not seen."""

    def __init__(self) -> None:
        self.count = 0

    def trace(self, frame: FrameType, event: str, _argument: object) -> Any:
        """Count a line; leave out frames that are not of the program."""
        if event == "call" and not frame.f_code.co_filename.startswith(_PROGRAM):
            return None
        self.count += event == "line"
        return self.trace


@contextmanager
def lines_run() -> Iterator[Lines]:
    """Count the lines that run within this context."""
    lines, before = Lines(), sys.gettrace()
    sys.settrace(lines.trace)
    try:
        yield lines
    finally:
        sys.settrace(before)


def is_flat(few: int, many: int) -> bool:
    """Whether work does not grow with the size; a quarter may come from what is on the screen."""
    assert few > 0
    return many <= few * 1.25


class Counter:
    """Counts the calls of functions, which do what they always do."""

    def __init__(self) -> None:
        self.count = 0

    def watch(self, patch: pytest.MonkeyPatch, owner: object, name: str) -> None:
        """Count the calls of that function, too."""
        function = getattr(owner, name)

        def counted(*arguments: Any, **named: Any) -> object:
            self.count += 1
            return function(*arguments, **named)

        patch.setattr(owner, name, counted)


def event(kind: str, record: Record, name: str = "new") -> Event:
    """The report of a call or of a vehicle, as the journal holds it."""
    now = stamp(NOW)
    fact = {"kind": kind, kind: record}
    return program.event(
        {"id": name, "at": now, "recorded_at": now, "source": "feed", "fact": fact}
    )


def history(nights: int, vehicles: int = 3) -> tuple[History, list[Event]]:
    """So many nights of so many vehicles, with their events."""
    past = History(nights=nights, vehicles=vehicles, now=NOW)
    return past, [program.event(record) for record in past.events()]


async def journal_of(
    nights: int, path: Path, vehicles: int = 3
) -> tuple[list[Event], dict[str, object]]:
    """A journal of so many nights, with a checkpoint of all but its last twenty events."""
    past, events = history(nights, vehicles)
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        await journal.append(events)
    board = Board(Rules())
    board.fold(events[:-20])
    keep_checkpoint(path, Rules(), take_checkpoint(board), head_at(path, board.events), None)
    return events, next(iter(past.reported["vehicle"].values()))


class Shift:
    """A desk on a feed that lists so many open calls and vehicles.

    Attributes:
        desk: it has read the feed's whole document.
    """

    def __init__(self, desk: Desk, first: FeedReading) -> None:
        self.desk = desk
        self._first = first
        self._versions = count(10)

    def changed(self, number: int, **more: Any) -> FeedReading:
        """The next document, in which that call alone is another: its summary, and `more`."""
        version = next(self._versions)
        at = self._first.generated_at + timedelta(seconds=version)
        call = structs.replace(
            self._first.calls[number],
            version=version,
            updated_at=at,
            summary=f"rings {version}",
            **more,
        )
        return structs.replace(self._first, generated_at=at, calls=(call,), vehicles=())


@asynccontextmanager
async def shift(calls: int, vehicles: int = 3) -> AsyncIterator[Shift]:
    """A desk that has heard of so many open calls and vehicles, with a journal in memory."""
    with FeedServer(fleet(calls=calls, vehicles=vehicles, now=NOW)) as feed:
        _, body = feed.document()
    reading = await program.decoded(body, most=calls + vehicles)
    async with await open_journal(None, by="SC 1", clock=lambda: NOW) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1")
        await desk.receive(reading)
        yield Shift(desk, reading)


@asynccontextmanager
async def shown(shift: Shift) -> AsyncIterator[Any]:
    """The app on a desk, in a terminal of 140 by 36 without one; gives its pilot."""
    app = BoardApp(shift.desk, lambda: NOW)
    # No second passes by itself, however long a busy machine takes.
    start_clock = app.set_interval
    app.set_interval = partial(start_clock, pause=True)  # type: ignore[method-assign]
    # Nor does a pause come in which a plan is made that takes long, or something is loaded.
    with patch.object(advice_timing, "PAUSE_S", 600.0), patch.object(preload, "_AFTER_S", 600.0):
        async with app.run_test(size=(140, 36)) as pilot:
            await pilot.pause()
            app._board.recommend()
            await settled(pilot)
            yield pilot


async def settled(pilot: Pilot[Any]) -> None:
    """Let the app do everything that it has to do because of what happened."""
    for _ in range(3):
        await pilot.pause()
        await asyncio.sleep(0)
