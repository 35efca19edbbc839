"""The force's table of minutes on a live board: used where it can be read, and told where not."""

import asyncio
from pathlib import Path

from jru_tui.board.queries.dispatch import ArrivalSource, Offer
from jru_tui.board.records import Place
from jru_tui.board.views import Change
from jru_tui.cli.travel import use_travel_sources
from jru_tui.settings import Settings, load_settings
from tests.desk.conftest import NOW, Wall, call, document, vehicle
from tests.desk.shelf import Shelf, desk_on


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
