"""Between feed and desk: what dispatch answers is never lost on the way to the journal."""

import asyncio
from typing import Any

import httpx

from jru_tui.board.board import Board
from jru_tui.board.commands import Assign
from jru_tui.board.rules import Rules
from jru_tui.desk.attend import KEEP_AGAIN_S, attend
from jru_tui.desk.desk import Desk
from jru_tui.feeds.http import HttpFeed
from jru_tui.feeds.outbox import Outbox
from jru_tui.settings.model import FeedSettings
from tests.desk.test_desk import Shelf

SETTINGS = FeedSettings(
    url="https://dispatch.test/feed", writeback="https://dispatch.test/commands"
)


async def test_an_answer_that_cannot_be_kept_is_kept_when_the_disk_has_room(
    wall: Any, reading: Any, make_call: Any, make_vehicle: Any
) -> None:
    shelf = Shelf()
    board = Board(Rules())
    desk = Desk(board=board, journal=shelf, clock=wall, by="SC 1", writes_back=True)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(Assign("K1", "JRU1"))
    assert desk.board.vehicles["JRU1"].status == "allocated"
    kept = asyncio.Event()
    paused: list[float] = []

    def refuses(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(503)
        shelf.full = True
        return httpx.Response(409, stream=httpx.ByteStream(b"{}"))

    async def pause(seconds: float) -> None:
        paused.append(seconds)
        shelf.full = len(paused) < 3

    async def never(_event: asyncio.Event, _seconds: float) -> None:
        await asyncio.Event().wait()

    transport = httpx.MockTransport(refuses)
    feed = HttpFeed(SETTINGS, wall, transport=transport, wait=never)
    outbox = Outbox(SETTINGS, wall, transport=transport, wait=never)
    desk.subscribe(lambda _: "answered" in str(shelf.events[-1].fact).lower() and kept.set())
    attending = asyncio.create_task(attend(desk, feed, outbox, pause))
    await asyncio.wait_for(kept.wait(), 10)
    attending.cancel()
    await asyncio.wait([attending])
    assert paused == [KEEP_AGAIN_S] * 3
    assert desk.board.vehicles["JRU1"].status == "available"
