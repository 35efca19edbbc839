"""Between feed and desk: what dispatch answers is never lost on the way to the journal."""

import asyncio
from collections.abc import Sequence

import httpx

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.events import CommandSent
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.desk.workers import KEEP_AGAIN_S, attend
from jru_tui.feeds.outbox.models import Posting
from jru_tui.feeds.outbox.outbox import Outbox
from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.model import FeedSettings
from tests.desk.conftest import MakeCall, MakeReading, MakeVehicle, Wall
from tests.desk.shelf import Shelf

SETTINGS = FeedSettings(
    url="https://dispatch.test/feed", writeback="https://dispatch.test/commands"
)


async def test_an_answer_that_cannot_be_kept_is_kept_when_the_disk_has_room(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
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
        return httpx.Response(409, stream=httpx.ByteStream(b'{"reason": "no fuel"}'))

    async def pause(seconds: float) -> None:
        paused.append(seconds)
        shelf.full = len(paused) < 3

    async def never(_event: asyncio.Event, _seconds: float) -> None:
        await asyncio.Event().wait()

    transport = httpx.MockTransport(refuses)
    feed = HttpFeed(SETTINGS, wall, transport=transport, wait=never)
    outbox = Outbox(SETTINGS, wall, transport=transport, wait=never)
    desk.subscribe(
        lambda _: kept.set() if "answered" in str(shelf.events[-1].fact).lower() else None
    )
    attending = asyncio.create_task(attend(desk, feed, outbox, pause))
    await asyncio.wait_for(kept.wait(), 10)
    attending.cancel()
    await asyncio.wait([attending])
    assert paused == [KEEP_AGAIN_S] * 3
    assert desk.board.vehicles["JRU1"].status == "available"


async def test_a_start_after_a_crash_knows_that_a_command_may_have_arrived(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    """OUT-05: posted without an answer, killed, and too old by the next start."""
    shelf = Shelf()
    desk = Desk(board=Board(Rules()), journal=shelf, clock=wall, by="SC 1", writes_back=True)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(Assign("K1", "JRU1"))
    posted: list[bool] = []
    silent, answered = asyncio.Event(), asyncio.Event()

    async def hangs(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            posted.append(isinstance(shelf.events[-1].fact, CommandSent))
            silent.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def attended(until: asyncio.Event) -> None:
        transport = httpx.MockTransport(hangs)
        attending = asyncio.create_task(
            attend(
                desk,
                HttpFeed(SETTINGS, wall, transport=transport),
                Outbox(SETTINGS, wall, transport=transport),
            )
        )
        await asyncio.wait_for(until.wait(), 10)
        attending.cancel()
        await asyncio.wait([attending])

    await attended(silent)
    wall.forward(minutes=11)
    desk = Desk(board=Board(Rules()), journal=shelf, clock=wall, by="SC 1", writes_back=True)
    await desk.catch_up()
    desk.subscribe(lambda _: None if desk.board.owed else answered.set())
    await attended(answered)
    assert posted == [True]
    (alert,) = (each for each in alerts(desk.board, wall.now, stale=True) if each.kind == "refused")
    assert alert.in_full == (
        "K1 not confirmed by dispatch in 11 min: JRU1 assigned; ask dispatch before you repeat it "
        "(it may have arrived: an earlier try had no answer)"
    )


async def test_a_command_waits_until_its_sending_can_be_kept(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    shelf = Shelf()
    desk = Desk(board=Board(Rules()), journal=shelf, clock=wall, by="SC 1", writes_back=True)
    await desk.receive(reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),)))
    await desk.command(Assign("K1", "JRU1"))
    shelf.full = True
    paused: list[float] = []
    taken = asyncio.Event()

    def takes(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            assert len(paused) == 3
            taken.set()
        return httpx.Response(503)

    async def pause(seconds: float) -> None:
        paused.append(seconds)
        shelf.full = len(paused) < 3

    async def never(_event: asyncio.Event, _seconds: float) -> None:
        await asyncio.Event().wait()

    transport = httpx.MockTransport(takes)
    feed = HttpFeed(SETTINGS, wall, transport=transport, wait=never)
    outbox = Outbox(SETTINGS, wall, transport=transport, wait=never)
    attending = asyncio.create_task(attend(desk, feed, outbox, pause))
    await asyncio.wait_for(taken.wait(), 10)
    attending.cancel()
    await asyncio.wait([attending])
    assert paused == [KEEP_AGAIN_S] * 3


async def test_the_outbox_is_offered_what_is_owed_only_when_that_changes(
    wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    desk = Desk(board=Board(Rules()), journal=Shelf(), clock=wall, by="SC 1", writes_back=True)
    vehicles = (make_vehicle("JRU1"), make_vehicle("JRU2"))
    await desk.receive(reading(make_call("K1"), vehicles=vehicles))
    await desk.command(Assign("K1", "JRU1"))
    offered: list[list[str]] = []
    asked = asyncio.Event()

    class Noted(Outbox):
        def offer(self, pending: Sequence[Posting]) -> None:
            offered.append([posting.id for posting in pending])
            super().offer(pending)

    def busy(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            asked.set()
        return httpx.Response(503)

    async def never(_event: asyncio.Event, _seconds: float) -> None:
        await asyncio.Event().wait()

    transport = httpx.MockTransport(busy)
    feed = HttpFeed(SETTINGS, wall, transport=transport, wait=never)
    outbox = Noted(SETTINGS, wall, transport=transport, wait=never)
    attending = asyncio.create_task(attend(desk, feed, outbox))
    await asyncio.wait_for(asked.wait(), 10)
    [first] = desk.board.owed
    changes = 0

    def count(_change: object) -> None:
        nonlocal changes
        changes += 1

    desk.subscribe(count)
    for number in range(2, 5):
        calls = (make_call(f"K{listed}") for listed in range(1, number + 1))
        await desk.receive(reading(*calls, vehicles=vehicles))
    assert changes >= 3
    assert offered == [[first]]
    await desk.command(Assign("K2", "JRU2"))
    attending.cancel()
    await asyncio.wait([attending])
    assert offered == [[first], [*desk.board.owed]]
    assert len(desk.board.owed) > 1
