"""Thousands of commands to a dispatch system that fails, while both sides are started again.

Whatever happens on the way, each command takes effect once, and in the order of the keys.
`make endurance` gives ten thousand.
"""

import asyncio
import os
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx
import pytest

from jru_tui.board.board import Board
from jru_tui.board.commands import Note
from jru_tui.board.events import CallReported, Commanded
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.desk import Desk
from jru_tui.desk.workers import attend
from jru_tui.feeds.outbox.outbox import Outbox
from jru_tui.feeds.poller import HttpFeed
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings.model import FeedSettings

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
SETTINGS = FeedSettings(
    url="https://dispatch.test/feed", writeback="https://dispatch.test/commands"
)
COMMANDS = int(os.environ.get("ENDURANCE_COMMANDS", "80"))
MOST_OWED = 40
"""Commands that wait at most before no more are given."""


class Dispatch(httpx.AsyncBaseTransport):
    """A dispatch system that carries a command out once for each key, and fails as often as not.

    Args:
        seed: of what goes wrong.
        knows_keys: whether it remembers which keys it has seen; false for a control.

    Attributes:
        effects: the ids of the commands that took effect, in order.
        faults: what went wrong, by its name.
        board_killed: set when the board ends in the middle of a request.
    """

    def __init__(self, seed: int, *, knows_keys: bool = True) -> None:
        self.effects: list[str] = []
        self.faults: set[str] = set()
        self.board_killed = asyncio.Event()
        self._random = Random(seed)
        self._knows_keys = knows_keys
        self._seen: set[str] = set()
        self._refused: deque[None] = deque()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return _answer(503)
        await asyncio.sleep(0)
        if self._refused:
            self._refused.pop()
            raise httpx.ConnectError("connection refused")
        fault = self._random.choice(FAULTS) if self._random.random() < 0.4 else None
        if fault is None:
            self._take(request)
            return _answer(200)
        self.faults.add(fault.__name__)
        return await fault(self, request)

    def _take(self, request: httpx.Request) -> None:
        key = request.headers["Idempotency-Key"]
        if key not in self._seen or not self._knows_keys:
            self.effects.append(key)
        self._seen.add(key)

    async def never_arrives(self, _request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("no route")

    async def answer_is_lost(self, request: httpx.Request) -> httpx.Response:
        self._take(request)
        raise httpx.ReadTimeout("no answer")

    async def too_many(self, _request: httpx.Request) -> httpx.Response:
        return _answer(429, {"Retry-After": "1"})

    async def fails_before(self, _request: httpx.Request) -> httpx.Response:
        return _answer(503)

    async def fails_behind(self, request: httpx.Request) -> httpx.Response:
        self._take(request)
        return _answer(500)

    async def is_started_again(self, request: httpx.Request) -> httpx.Response:
        """End behind the effect; the next requests find nobody."""
        self._take(request)
        self._refused.extend([None] * self._random.randint(1, 4))
        raise httpx.RemoteProtocolError("server disconnected")

    async def board_ends_before(self, _request: httpx.Request) -> httpx.Response:
        return await self._hang()

    async def board_ends_behind(self, request: httpx.Request) -> httpx.Response:
        self._take(request)
        return await self._hang()

    async def _hang(self) -> httpx.Response:
        self.board_killed.set()
        await asyncio.Event().wait()
        raise AssertionError


_MANY = (
    Dispatch.never_arrives,
    Dispatch.answer_is_lost,
    Dispatch.too_many,
    Dispatch.fails_before,
    Dispatch.fails_behind,
    Dispatch.is_started_again,
)
_RARE = (Dispatch.board_ends_before, Dispatch.board_ends_behind)
# A start reads the whole journal: of many commands fewer may end the board.
FAULTS = (*_MANY * max(1, COMMANDS // 80), *_RARE)


def _answer(status: int, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(b""))


async def _at_once(_event: asyncio.Event, _seconds: float) -> None:
    await asyncio.sleep(0)


async def _never(_event: asyncio.Event, _seconds: float) -> None:
    await asyncio.Event().wait()


async def _run(path: Path, dispatch: Dispatch, left: list[Note]) -> bool:
    """Run a board until it is killed, or all commands are given and answered: then return True."""
    dispatch.board_killed.clear()
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        desk = Desk(
            board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1", writes_back=True
        )
        await desk.catch_up()
        if not desk.board.calls.get("K-1"):
            fact = CallReported(CallRecord("K-1", NOW, updated_at=NOW))
            await desk.writer.record([(NOW, fact)], "feed", NOW)
        feed = HttpFeed(SETTINGS, lambda: NOW, transport=dispatch, wait=_never)
        outbox = Outbox(
            SETTINGS, lambda: NOW, elapsed=lambda: 0.0, transport=dispatch, wait=_at_once
        )
        fewer = asyncio.Event()
        desk.subscribe(lambda _: fewer.set())

        async def work() -> None:
            while left or desk.board.owed:
                fewer.clear()
                if left and len(desk.board.owed) < MOST_OWED:
                    assert isinstance(await desk.command(left[-1]), Change)
                    left.pop()  # one that was cut off may be given twice, with an id of its own
                else:
                    await fewer.wait()

        attending = asyncio.create_task(attend(desk, feed, outbox, asyncio.sleep))
        tasks = [asyncio.create_task(work()), asyncio.create_task(dispatch.board_killed.wait())]
        done, _ = await asyncio.wait((*tasks, attending), return_when=asyncio.FIRST_COMPLETED)
        for task in (*tasks, attending):
            task.cancel()
        await asyncio.wait((*tasks, attending))
        for task in done:
            task.result()
        return tasks[0] in done


async def _commanded(path: Path) -> list[str]:
    """Ids of the commands that the journal holds, in order; all of them answered, none refused."""
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        board = Board(Rules())
        events = [event async for _, event in journal.read()]
    board.fold(events)
    assert not board.owed
    assert not board.refusals()
    return [event.id for event in events if isinstance(event.fact, Commanded)]


async def _give(path: Path, dispatch: Dispatch) -> None:
    """Give all commands, and check what became of them at the end."""
    left = [Note(f"note {number}", call="K-1") for number in range(COMMANDS)]
    for _ in range(COMMANDS):
        if await _run(path, dispatch, left):
            break
    commanded = await _commanded(path)
    assert len(commanded) >= COMMANDS
    assert dispatch.effects == commanded


async def test_each_command_takes_effect_once_and_in_order(tmp_path: Path) -> None:
    dispatch = Dispatch(1)
    await _give(tmp_path / "j.db", dispatch)
    assert dispatch.faults == {fault.__name__ for fault in FAULTS}


async def test_a_dispatch_system_that_knows_no_keys_would_be_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="more items"):
        await _give(tmp_path / "j.db", Dispatch(2, knows_keys=False))
