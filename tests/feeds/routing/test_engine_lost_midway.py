"""A routing engine that answers a plan, and fails while the plan goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from math import isfinite

import pytest

from jru_tui.board.queries.dispatch.models import Offer
from jru_tui.board.queries.dispatch.travel_times.travel_sources import TravelModel
from jru_tui.feeds.routing.engine import RoutingEngine
from jru_tui.feeds.routing.route_source import RouteSource
from jru_tui.settings.model import FeedSettings, RoutingSettings
from tests.board.queries.dispatch.conftest import Room, east
from tests.desk.conftest import Wall
from tests.feeds.routing.server import Answers, Drip, http, osrm, served

CELLS = '{"code": "Ok", "durations": [%s]}'
VALHALLA = '{"sources_to_targets": [%s]}'
DRIPS = Drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n")
HANGS = b"hangs"

FAILS = {
    "hangs up": b"",
    "no answer": HANGS,
    "drips": DRIPS,
    "500": http(b"down", "500 Internal Server Error"),
    "429": http(b"", "429 Too Many Requests", "Retry-After: 60\r\n"),
    "garbage": http(b"\x00\xff\xfe garbage"),
    "html": http(b"<html>login</html>"),
    "another shape": http(b'{"code": "Ok", "durations": {"a": 1}}'),
    "a list": http(b"[]"),
    "no code": http(b"{}"),
    "NaN": http((CELLS % "[NaN]").encode()),
    "infinity": http((CELLS % "[1e999]").encode()),
    "a word": http((CELLS % '["soon"]').encode()),
    "no rows": http((CELLS % "").encode()),
    "too many rows": http((CELLS % "[1], [2], [3]").encode()),
    "wide rows": http((CELLS % "[1, 2]").encode()),
    "deep": http(b"[" * 100_000),
    "huge": http(b" " * 3_000_000),
    "valhalla's": http((VALHALLA % '[{"time": 1}]').encode()),
}
"""Answers that are no table, each a failure with words of its own."""

NO_TIMES = {
    "null": http((CELLS % "[null]").encode()),
    "negative": http((CELLS % "[-60]").encode()),
    "days": http((CELLS % "[1e8]").encode()),
}
"""Answers that are tables, and tell of no way that a car could drive."""


class Engine:
    """A server that answers well until it is told to fail."""

    def __init__(self) -> None:
        self.fails: bytes | None = None

    async def answers(self, path: str) -> bytes:
        if self.fails == HANGS:
            await asyncio.Event().wait()
        if self.fails is not None:
            return self.fails
        points = path.split("?", maxsplit=1)[0].rsplit("/", 1)[-1].split(";")
        rows = path.split("sources=")[1].split("&", maxsplit=1)[0].split(";")
        columns = len(points) - len(rows)
        return osrm(*([600.0] * columns for _ in rows))


@asynccontextmanager
async def line_to(
    answers: Answers, wall: Wall, deadline_s: float = 0.3
) -> AsyncIterator[tuple[RoutingEngine, RouteSource]]:
    source = RouteSource(0.35, lambda: wall.now)
    async with served(answers) as (url, _):
        routing = RoutingSettings(url=url, deadline_s=deadline_s)
        line = RoutingEngine(routing, FeedSettings(), source, lambda: wall.now)
        try:
            yield line, source
        finally:
            await line.aclose()


def room_of_two() -> Room:
    room = Room()
    room.call("K1", "G1", waited=1)
    room.car("JRU 1", at=east(6))
    room.car("JRU 2", at=east(-9))
    return room


def offers(room: Room, source: RouteSource) -> dict[str, Offer]:
    """The offers for the call by name; made at once, whatever the engine does."""
    dispatcher = room.dispatcher(model=TravelModel(room.board.rules, sources=(source,)))
    assert dispatcher.plan.acts
    return {offer.name: offer for offer in dispatcher.advise("K1").offers}


def sources(room: Room, source: RouteSource) -> list[str]:
    told = offers(room, source)
    assert all(
        isfinite(offer.arrival.seconds) and offer.arrival.seconds > 0 for offer in told.values()
    )
    return [str(told[name].arrival.source.value) for name in ("JRU 1", "JRU 2")]


@pytest.mark.parametrize("failure", FAILS)
async def test_what_it_told_stands_and_the_rest_falls_to_the_straight_line(failure: str) -> None:
    room, wall, engine = room_of_two(), Wall(), Engine()
    async with line_to(engine.answers, wall) as (line, source):
        assert sources(room, source) == ["distance", "distance"]
        assert await line.ask() == ""
        assert sources(room, source) == ["route", "route"]
        engine.fails = FAILS[failure]
        room.car("JRU 1", at=east(4), since=19)  # it has moved on, to where no way is known from
        assert sources(room, source) == ["distance", "route"]
        assert await line.ask()
        assert sources(room, source) == ["distance", "route"]
        wall.now += timedelta(minutes=31)
        assert sources(room, source) == ["distance", "distance"]  # too old to go on with
        engine.fails = None
        assert await line.ask() == ""
        assert sources(room, source) == ["route", "route"]


@pytest.mark.parametrize("answer", NO_TIMES)
async def test_a_way_that_it_does_not_know_is_predicted_without_it_and_nothing_is_said(
    answer: str,
) -> None:
    room, wall, engine = room_of_two(), Wall(), Engine()
    async with line_to(engine.answers, wall) as (line, source):
        sources(room, source)
        assert await line.ask() == ""
        room.car("JRU 1", at=east(4), since=19)
        sources(room, source)
        engine.fails = NO_TIMES[answer]
        assert await line.ask() == ""
        assert sources(room, source) == ["distance", "route"]
        assert not source.wanted.is_set()


async def test_half_of_the_rows_is_no_table() -> None:
    room, wall, engine = room_of_two(), Wall(), Engine()
    engine.fails = osrm([600.0])
    async with line_to(engine.answers, wall) as (line, source):
        assert sources(room, source) == ["distance", "distance"]
        assert await line.ask() == "its table is not of the size that was asked for"
        assert sources(room, source) == ["distance", "distance"]
        assert source.wanted.is_set()


async def test_that_it_is_lost_is_said_once_and_the_plan_is_made_anew() -> None:
    room, wall, engine = room_of_two(), Wall(), Engine()
    said: list[str] = []
    made: list[list[str]] = []
    heard = asyncio.Event()

    async def pause(seconds: float) -> None:
        if seconds > 1:
            engine.fails = None  # it is back before it is asked again
        await asyncio.sleep(0)

    async with line_to(engine.answers, wall) as (line, source):

        def told() -> None:
            made.append(sources(room, source))
            heard.set()

        async def hear() -> None:
            await asyncio.wait_for(heard.wait(), 20)
            heard.clear()

        sources(room, source)
        running = asyncio.create_task(line.run(told, said.append, pause))
        await hear()
        engine.fails = FAILS["500"]
        wall.now += timedelta(minutes=31)
        sources(room, source)
        await hear()
        if len(made) < 3:
            await hear()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert made == [["route", "route"], ["distance", "distance"], ["route", "route"]]
    assert [words.split(":")[0] for words in said] == [
        "the routing engine is not used",
        "the routing engine answers again",
    ]
