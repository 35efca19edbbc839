"""A week at a small dispatch system, clock driven, in this process; and faults to sprinkle in."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.desk.server_clock import ServerClock
from jru_tui.feeds.poller import HttpFeed
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings.model import FeedSettings
from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.scenario_reader import parse_scenario
from jru_tui.simulator.server import build_app
from jru_tui.simulator.simulator import Simulator

FIRST_DAY = date(2020, 10, 23)
"""A Friday; the clocks go back in the second night."""
START = datetime(2020, 10, 23, 16, tzinfo=UTC)
URL = "http://week.localhost/feed"

_HEAD = """
title "A week"
place "Station" 51.4000 0.5000 medway
place "North" 51.4450 0.5000 medway
vehicle JRU1 "JRU 1" "Medway" "Station"
vehicle JRU2 "JRU 2" "Swale" "Station"
"""
_NIGHT = """
shift {day} 18:00-02:00
17:50 JRU1 on_duty
17:50 JRU2 on_duty
18:00 JRU1 available
18:00 JRU2 available
18:10 A{n} opens fall C3 ambulance "North" "First" needs lifting
18:11 JRU1 allocated A{n}
18:12 JRU1 en_route A{n}
18:20 JRU1 at_scene A{n}
18:50 JRU1 available
18:51 A{n} closes treated_at_scene
19:00 B{n} opens assault G1 police "North" "Second"
19:10 JRU2 allocated B{n}
19:11 JRU2 en_route B{n}
19:30 JRU2 at_scene B{n}
19:45 C{n} opens rtc G2 C2 police "North" "Third"
20:00 JRU2 available
20:01 B{n} closes arrest
20:05 JRU2 allocated C{n}
20:06 JRU2 en_route C{n}
20:10 JRU2 at_scene C{n}
22:30 JRU2 available
22:31 C{n} closes handed_to_patrol
23:00 D{n} opens fall C3 ambulance "North" "Fourth"
23:05 JRU1 allocated D{n}
23:06 JRU1 en_route D{n}
23:20 JRU1 at_scene D{n}
00:50 JRU1 available
00:51 D{n} closes treated_at_scene
02:00 JRU1 off_duty
02:00 JRU2 off_duty
"""

Change = Callable[[int, httpx.Response], httpx.Response]
"""What becomes of the answer to the request of that number."""


def nights(number: int) -> str:
    """A scenario of so many nights, one like the other."""
    days = (FIRST_DAY + timedelta(days=day) for day in range(number))
    told = (_NIGHT.format(day=f"{day:%A %-d %B %Y}", n=n) for n, day in enumerate(days))
    return _HEAD + "".join(told)


@pytest.fixture(scope="session")
def week() -> Scenario:
    return parse_scenario(nights(7), name="week", source="week.feed")


class Sprinkled(httpx.AsyncBaseTransport):
    """A dispatch system in this process whose answers something is done to on the way."""

    def __init__(self, simulator: Simulator, change: Change | None) -> None:
        self._inner = httpx.ASGITransport(build_app(simulator))
        self._simulator = simulator
        self._change = change
        self._asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._asked += 1
        answer = await self._inner.handle_async_request(request)
        if self._change is not None:
            answer = self._change(self._asked, answer)
        if isinstance(answer, OwnDocument):
            answer = answer.made_at(self._simulator.clock.now())
        return answer


class OwnDocument(httpx.Response):
    """An answer with a document of the test's own making, of the time at which it is asked for."""

    def __init__(self, parts: dict[str, Any]) -> None:
        super().__init__(200)
        self.parts = parts

    def made_at(self, now: datetime) -> httpx.Response:
        body = {"feed": "jru/1", "generated_at": now.isoformat(), **self.parts}
        kind = {"Content-Type": "application/json"}
        stream = httpx.ByteStream(json.dumps(body).encode())
        return httpx.Response(200, headers=kind, stream=stream)


class Week:
    """A board on a feed whose clock is moved by hand."""

    def __init__(self, simulator: Simulator, feed: HttpFeed, desk: Desk, now: list[float]) -> None:
        self.desk = desk
        self.feed = feed
        self._simulator = simulator
        self._now = now

    def now(self) -> datetime:
        """The time at which it is."""
        return START + timedelta(seconds=self._now[0])

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, and poll once at its end."""
        self._now[0] += seconds
        self._simulator.clock.seek(START + timedelta(seconds=self._now[0]))
        await self.desk.receive(await self.feed.poll())

    async def polls(self, hours: float, every_min: float) -> None:
        for _ in range(int(hours * 60 / every_min)):
            await self.pass_time(every_min * 60)


async def _no_wait(*_: object) -> None:
    """Waits for nothing."""


@asynccontextmanager
async def at_work(
    scenario: Scenario, change: Change | None = None, *, path: Path | None = None
) -> AsyncIterator[Week]:
    """A desk with a journal, in memory or at a path, polling from before the first shift."""
    now = [0.0]
    clock = SimulatorClock(START, source=lambda: 0.0)
    simulator = Simulator(scenario, clock)
    feed_clock = ServerClock(lambda: START + timedelta(seconds=now[0]), lambda: now[0])
    settings = FeedSettings(url=URL, max_bytes=1_000_000, max_inflated_bytes=1_000_000)
    feed = HttpFeed(
        settings,
        lambda: START + timedelta(seconds=now[0]),
        transport=Sprinkled(simulator, change),
        monotonic=lambda: now[0],
        wait=_no_wait,
    )
    async with await open_journal(path, by="SC 1", clock=feed_clock) as journal, feed:
        desk = Desk(
            board=Board(Rules()),
            journal=journal,
            clock=feed_clock,
            note_server_time=feed_clock.note_server_time,
        )
        yield Week(simulator, feed, desk, now)


def told(board: Board) -> tuple[object, ...]:
    """What the board tells at the end: every call and vehicle, and every figure."""
    return (
        dict(board.held_calls()),
        dict(board.vehicles),
        [call.id for call in board.open_calls()],
        board.total(),
        [board.total(each) for each in board.vehicles],
    )


def document(**parts: Any) -> httpx.Response:
    """An answer with a document of its own making."""
    return OwnDocument(parts)
