"""The force's table of minutes on a live board: used where it can be read, and told where not."""

import asyncio
from contextlib import suppress
from pathlib import Path

from jru_tui.board.queries.dispatch.models import Offer
from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.records import Place, Position
from jru_tui.board.views import Change
from jru_tui.cli.travel import attend_travel, use_travel_sources
from jru_tui.desk.desk import Desk
from jru_tui.settings import Settings, load_settings
from tests.desk.conftest import NOW, Wall, call, document, vehicle
from tests.desk.shelf import Shelf, desk_on
from tests.feeds.routing.server import Answers, http, osrm, served


def settings_with(folder: Path, minutes: str) -> Settings:
    """Settings that name a table of one way."""
    (folder / "minutes.csv").write_text(f"from,to,minutes\nMedway,East Kent,{minutes}\n")
    file = folder / "settings.toml"
    file.write_text('[travel]\ntable = "minutes.csv"\n')
    return load_settings(file, {}, {})


def first_offers(settings: Settings) -> tuple[Offer, Offer, list[str], list[Change]]:
    """The offer before and after a desk was told of a table, what was said, who was notified."""
    said: list[str] = []
    told: list[Change] = []

    async def use() -> tuple[Offer, Offer]:
        desk = desk_on(Shelf(), Wall())
        where = Place("Sea Street", area="East Kent")
        car = vehicle("JRU1", area="Medway")
        await desk.receive(document(call("K1", where=where), vehicles=(car,)))
        desk.subscribe(told.append)
        before = desk.recommendation.advise("K1", NOW).offers[0]
        await use_travel_sources(desk, settings, said.append)
        return before, desk.recommendation.advise("K1", NOW).offers[0]

    return *asyncio.run(use()), said, told


def test_the_table_is_used_as_soon_as_it_is_read(tmp_path: Path) -> None:
    before, after, said, told = first_offers(settings_with(tmp_path, "31"))
    assert before.arrival.source is ArrivalSource.AREA
    assert (after.arrival.source, after.arrival.seconds) == (ArrivalSource.TABLE, 32 * 60)
    assert (said, told) == ([], [Change()])


def test_a_table_that_cannot_be_read_is_told_and_holds_nothing_up(tmp_path: Path) -> None:
    before, after, [said], told = first_offers(settings_with(tmp_path, "soon"))
    assert after == before
    assert said.endswith(
        "minutes.csv: line 2, column 3 (minutes): “soon” is not minutes, 0 to 1440: arrivals are "
        "predicted without this table"
    )
    assert told == []


def test_without_a_table_nothing_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("")
    before, after, said, told = first_offers(load_settings(file, {}, {}))
    assert (after, said, told) == (before, [], [])


def settings_for_engine(folder: Path, url: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(f'[travel]\nroute_url = "{url}"\nroute_deadline_s = 2\n')
    return load_settings(file, {}, {})


async def with_engine(folder: Path, answers: Answers, said: list[str]) -> Desk:
    """A desk whose ways are asked for, until the engine has answered or was given up."""
    desk, heard = desk_on(Shelf(), Wall()), asyncio.Event()
    where = Place("Sea Street", 51.37, 1.12)
    car = vehicle("JRU1", position=Position(51.3, 1.0, NOW))
    await desk.receive(document(call("K1", where=where), vehicles=(car,)))

    def tell(words: str) -> None:
        said.append(words)
        heard.set()

    async with served(answers) as (url, _):
        attending = asyncio.create_task(
            attend_travel(desk, settings_for_engine(folder, url), lambda: NOW, tell)
        )
        ready = asyncio.Event()
        stop = desk.subscribe(lambda _: ready.set())
        await asyncio.wait_for(ready.wait(), 20)  # the engine is one of the sources now
        stop()
        assert desk.recommendation.advise("K1", NOW).offers[0].arrival.source == "distance"
        desk.subscribe(lambda _: heard.set())
        await asyncio.wait_for(heard.wait(), 20)
        attending.cancel()
        with suppress(asyncio.CancelledError):
            await attending
    return desk


async def test_what_an_engine_answers_makes_the_plan_anew(tmp_path: Path) -> None:
    async def answers(path: str) -> bytes:
        assert path.startswith("/table/v1/driving/1.0,51.3;1.12,51.37?")
        return osrm([900.0])

    said: list[str] = []
    desk = await with_engine(tmp_path, answers, said)
    arrival = desk.recommendation.advise("K1", NOW).offers[0].arrival
    assert (arrival.source, arrival.seconds) == (ArrivalSource.ROUTE, 960)
    assert said == []


async def test_an_engine_that_is_down_leaves_the_straight_line_and_a_word(tmp_path: Path) -> None:
    async def answers(path: str) -> bytes:
        del path
        return http(b"", "500 Internal Server Error")

    said: list[str] = []
    desk = await with_engine(tmp_path, answers, said)
    arrival = desk.recommendation.advise("K1", NOW).offers[0].arrival
    assert arrival.source is ArrivalSource.DISTANCE
    [words] = said
    assert words.startswith("the routing engine is not used: ")
    assert words.endswith("Arrivals are predicted without it")
