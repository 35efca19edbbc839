"""A routing engine on loopback that answers well, badly, late or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pytest

from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.queries.dispatch.travel_times.travel_sources import location
from jru_tui.board.records import Place
from jru_tui.feeds.routing.engine import RoutingEngine
from jru_tui.feeds.routing.route_source import RouteSource
from jru_tui.settings.model import FeedSettings, RoutingSettings
from tests.desk.conftest import Wall
from tests.feeds.routing.server import Answers, http, osrm, served

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
STARTS = [location(Place(lat=51.3 + n / 10, lon=1.0), {}) for n in range(2)]
GOAL = location(Place(lat=51.37, lon=1.12), {})


@asynccontextmanager
async def line_to(
    answers: Answers, deadline_s: float = 2.0, **more: str
) -> AsyncIterator[tuple[RoutingEngine, RouteSource, list[str]]]:
    """A line to a server of these answers, what is kept of them, and the paths asked for."""
    source = RouteSource(0.35, lambda: NOW)
    async with served(answers) as (url, asked):
        routing = RoutingSettings(url=url, deadline_s=deadline_s, **more)  # type: ignore[arg-type]
        engine = RoutingEngine(routing, FeedSettings(), source, lambda: NOW)
        try:
            yield engine, source, asked
        finally:
            await engine.aclose()


async def test_osrm_is_asked_once_and_answers_from_then_on() -> None:
    async def answers(path: str) -> bytes:
        assert path.startswith("/table/v1/driving/1.0,51.3;1.0,51.4;1.12,51.37?")
        query = parse_qs(urlsplit(path).query)
        assert query == {"sources": ["0;1"], "destinations": ["2"], "annotations": ["duration"]}
        return osrm([612.4], [None])

    async with line_to(answers) as (engine, source, asked):
        assert source.seconds(STARTS, GOAL, NOW) == [None, None]
        assert await engine.ask() == ""
        assert source.seconds(STARTS, GOAL, NOW) == [612.4, None]
        assert source.word is ArrivalSource.ROUTE
        assert not source.wanted.is_set()  # a way that there is not is not asked for again
        assert await engine.ask() == ""
        assert len(asked) == 1


async def test_valhalla_is_asked_in_its_own_words() -> None:
    async def answers(path: str) -> bytes:
        told = msgspec.json.decode(unquote(urlsplit(path).query.removeprefix("json=")))
        assert told["sources"] == [{"lat": 51.3, "lon": 1.0}, {"lat": 51.4, "lon": 1.0}]
        assert (told["targets"], told["costing"]) == ([{"lat": 51.37, "lon": 1.12}], "auto")
        cells = {"sources_to_targets": [[{"time": 700, "distance": 9.1}], [{"time": None}]]}
        return http(msgspec.json.encode(cells))

    async with line_to(answers, engine="valhalla") as (engine, source, _):
        source.seconds(STARTS, GOAL, NOW)
        assert await engine.ask() == ""
        assert source.seconds(STARTS, GOAL, NOW) == [700, None]


WRONG = {
    b"": "",
    http(b"not json"): "its answer is not a table of times",
    http(b'{"code": "NoSegment", "message": "x"}'): "it answers 'NoSegment'",
    osrm([1.0]): "its table is not of the size that was asked for",
    osrm([1.0, 2.0], [3.0, 4.0]): "its table is not of the size that was asked for",
    http(b'{"code": "Ok", "durations": [["soon"], [1]]}'): "its answer is not a table of times",
    http(b'{"code": "Ok", "durations": [[1e999], [1]]}'): "its answer is not a table of times",
    http(b"down", "503 Service Unavailable"): "",
    http(b"", "301 Moved", "Location: http://elsewhere.example/\r\n"): "",
    b"SSH-2.0-OpenSSH_9.6\r\n\r\n": "",
    http(b" " * 2_000_000): "",
}


@pytest.mark.parametrize("answer", WRONG, ids=range(len(WRONG)))
async def test_a_wrong_answer_is_told_and_the_ways_are_wanted_again(answer: bytes) -> None:
    async def answers(path: str) -> bytes:
        del path
        return answer

    async with line_to(answers) as (engine, source, _):
        source.seconds(STARTS, GOAL, NOW)
        said = await engine.ask()
        assert WRONG[answer] in said
        assert said
        assert source.wanted.is_set()
        assert source.seconds(STARTS, GOAL, NOW) == [None, None]


async def test_a_negative_time_and_one_of_days_are_no_times() -> None:
    async def answers(path: str) -> bytes:
        del path
        return osrm([-5.0], [1e9])

    async with line_to(answers) as (engine, source, _):
        source.seconds(STARTS, GOAL, NOW)
        assert await engine.ask() == ""
        assert source.seconds(STARTS, GOAL, NOW) == [None, None]


async def test_one_deadline_holds_for_a_server_that_never_ends() -> None:
    async def answers(path: str) -> bytes:
        del path
        await asyncio.Event().wait()
        return b""

    async with line_to(answers, deadline_s=0.2) as (engine, source, _):
        source.seconds(STARTS, GOAL, NOW)
        assert await engine.ask() == "no answer within 0.2 s"


async def test_nobody_there_is_told_once_and_then_that_it_is_back() -> None:
    up = False

    async def answers(path: str) -> bytes:
        del path
        return osrm([60.0], [70.0]) if up else b""

    said: list[str] = []
    done = asyncio.Event()
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        nonlocal up
        pauses.append(seconds)
        up = len([wait for wait in pauses if wait > 1]) >= 3
        await asyncio.sleep(0)

    async with line_to(answers) as (engine, source, _):
        source.seconds(STARTS, GOAL, NOW)

        def told() -> None:
            if not engine.trouble:
                done.set()

        running = asyncio.create_task(engine.run(told, said.append, pause))
        await asyncio.wait_for(done.wait(), 20)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert len(said) == 2
    assert said[0].startswith("the routing engine is not used: ")
    assert said[0].endswith("is the address right? Arrivals are predicted without it")
    assert said[1] == "the routing engine answers again"
    assert [wait for wait in pauses if wait > 1] == [15, 30, 60]  # ever longer
    assert source.seconds(STARTS, GOAL, NOW) == [60, 70]


async def test_an_answer_is_good_for_half_an_hour_and_then_asked_for_again() -> None:
    wall = Wall()
    source = RouteSource(0.35, lambda: wall.now)
    (spot, goal) = (51.3, 1.0), (51.37, 1.12)
    source.learn({(spot, goal): 600.0})
    assert source.seconds(STARTS[:1], GOAL, NOW) == [600]
    assert not source.wanted.is_set()
    wall.now += timedelta(minutes=31)
    assert source.seconds(STARTS[:1], GOAL, NOW) == [600]  # better than none until the next one
    assert source.wanted.is_set()


def test_a_place_without_coordinates_is_not_asked_for() -> None:
    source = RouteSource(0.35, lambda: NOW)
    nowhere = location(Place(area="east_kent"), {})
    assert source.seconds([nowhere, STARTS[0]], nowhere, NOW) == [None, None]
    assert source.seconds([nowhere], GOAL, NOW) == [None]
    assert not source.wanted.is_set()


def test_what_is_kept_and_what_is_wanted_is_bounded() -> None:
    source = RouteSource(0.35, lambda: NOW)
    for number in range(300):
        goal = location(Place(lat=51.0 + number / 1_000, lon=1.0), {})
        source.seconds([STARTS[0]] * 3 + [STARTS[1]], goal, NOW)
        source.learn({((50.0 + n / 1_000, 0.0), (number / 1_000, 1.0)): 1.0 for n in range(100)})
    rounds = 0
    while source.wanted.is_set():
        starts, goals = source.next_ways(40, 10)
        assert len(starts) <= 40
        assert len(goals) <= 10
        rounds += 1
    assert rounds <= 60
    assert len(source._known) <= 20_000
