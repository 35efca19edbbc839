"""The settings' travel times where a board is looked at once: status, handover and snapshot."""

import asyncio
from pathlib import Path

import pytest

from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.records import Place, Position
from jru_tui.cli.travel import recommendation_of
from jru_tui.settings import load_settings
from tests.board.conftest import Stage
from tests.feeds.routing.server import Answers, http, osrm, served


@pytest.fixture
def stage() -> Stage:
    return Stage()


def write_table(folder: Path, minutes: str) -> None:
    (folder / "minutes.csv").write_text(f"from,to,minutes\nMedway,East Kent,{minutes}\n")
    (folder / "settings.toml").write_text('[travel]\ntable = "minutes.csv"\n')


def one_call(stage: Stage) -> Stage:
    stage.call("K1", "18:00", grade="G1", where=Place("Sea Street", area="East Kent"))
    stage.vehicle("JRU1", "available", "18:00", area="Medway")
    return stage


def test_a_table_decides_what_a_look_at_a_board_says(tmp_path: Path, stage: Stage) -> None:
    write_table(tmp_path, "3")
    one_call(stage)
    settings = load_settings(tmp_path / "settings.toml", {}, {})
    made = recommendation_of(stage.board, settings, stage.at("18:01"))
    assert made.advise("K1", stage.at("18:01")).offers[0].arrival.source is ArrivalSource.TABLE
    assert made.deadline("K1") is not None


def test_a_table_that_cannot_be_read_is_told_on_stderr(
    tmp_path: Path, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    write_table(tmp_path, "soon")
    settings = load_settings(tmp_path / "settings.toml", {}, {})
    made = recommendation_of(one_call(stage).board, settings, stage.at("18:01"))
    assert made.advise("K1", stage.at("18:01")).offers[0].arrival.source is ArrivalSource.AREA
    assert "predicted without this table" in capsys.readouterr().err


async def asked_once(folder: Path, stage: Stage, answers: Answers) -> ArrivalSource:
    """The source of the first arrival at a call, where an engine is asked for one look."""
    stage.call("K1", "18:00", grade="G1")
    stage.vehicle("JRU1", "available", "18:00", position=Position(51.3, 1.0, stage.at("18:00")))
    file = folder / "settings.toml"
    async with served(answers) as (url, _):
        file.write_text(f'[travel]\nroute_url = "{url}"\nroute_deadline_s = 2\n')
        settings = load_settings(file, {}, {})
        at = stage.at("18:01")
        made = await asyncio.to_thread(recommendation_of, stage.board, settings, at)
        return made.advise("K1", at).offers[0].arrival.source


async def test_a_routing_engine_is_asked_for_the_ways_of_the_plan(
    tmp_path: Path, stage: Stage
) -> None:
    async def answers(path: str) -> bytes:
        assert path.startswith("/table/v1/driving/")
        return osrm([900.0])

    assert await asked_once(tmp_path, stage, answers) is ArrivalSource.ROUTE


async def test_an_engine_that_is_down_leaves_the_straight_line_and_is_told(
    tmp_path: Path, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    async def answers(path: str) -> bytes:
        del path
        return http(b"", "500 Internal Server Error")

    assert await asked_once(tmp_path, stage, answers) is ArrivalSource.DISTANCE
    assert "the routing engine is not used" in capsys.readouterr().err
