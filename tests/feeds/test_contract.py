"""docs/feed.md and the JSON Schema say what the program reads."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from jru_tui.board.commands import DispatchCommand
from jru_tui.cli import cli
from jru_tui.feeds.contract import field_table, json_schema
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.models import FeedReading
from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.scenario_reader import load_scenario, scenario_names
from jru_tui.simulator.simulator import Simulator

DOCUMENT = Path(__file__).parents[2].joinpath("docs", "feed.md").read_text("utf-8")
EXAMPLE = DOCUMENT.split("```json\n")[1].split("```")[0]
VALIDATOR = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def example(**changes: Any) -> dict[str, Any]:
    return {**json.loads(EXAMPLE), **changes}


def test_the_documented_fields_are_the_programs_own() -> None:
    told = DOCUMENT.split("<!-- fields:start -->\n")[1].split("<!-- fields:end -->")[0]
    assert told == field_table(), "run `make docs`"


def test_the_command_prints_a_schema_that_is_one() -> None:
    printed = CliRunner().invoke(cli, ["schema"])
    assert printed.exit_code == 0
    Draft202012Validator.check_schema(json.loads(printed.output))
    assert json.loads(printed.output) == json.loads(json.dumps(json_schema()))


def test_every_field_has_a_sentence_and_none_is_derived() -> None:
    for schema in json_schema()["$defs"].values():
        for name, kind in schema["properties"].items():
            assert kind.get("description"), name
            assert name != "inferred"


async def test_the_example_is_valid_and_is_read_whole() -> None:
    VALIDATOR.validate(json.loads(EXAMPLE))
    reading = await Decoder().decode(EXAMPLE.encode())
    assert isinstance(reading, FeedReading)
    assert reading.listed_calls == {"K-1036"}
    assert reading.listed_vehicles == {"JRU3"}
    assert not reading.refused


@pytest.mark.parametrize(
    "wrong",
    [
        {"feed": "jru/2"},
        {"generated_at": 5},
        {"calls": [{"opened_at": "2020-10-30T22:38:02Z"}]},
        {"calls": [{"id": "K-1", "opened_at": "2020-10-30T22:38:02Z", "state": "gone"}]},
        {"vehicles": [{"id": "JRU3", "status": "available"}]},
    ],
)
def test_what_the_board_would_refuse_is_not_valid(wrong: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(example(**wrong))


@pytest.mark.parametrize("name", scenario_names())
def test_every_document_of_the_simulator_is_valid(name: str) -> None:
    scenario = load_scenario(name)
    clock = SimulatorClock(scenario.starts_at)
    clock.paused = True
    for hours in range(0, 8, 2):
        clock.seek(scenario.starts_at + timedelta(hours=hours))
        simulator = Simulator(scenario, clock)
        VALIDATOR.validate(json.loads(simulator.body(simulator.state())))


def test_every_command_that_is_posted_is_documented_with_its_fields() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (.*) \|$", DOCUMENT.split("## Commands back")[1], re.MULTILINE
    )
    told = {name: set(re.findall(r"`([a-z_]+)`", words)) for name, words in rows}
    for kind in get_args(DispatchCommand):
        tag = kind.__struct_config__.tag
        assert set(kind.__struct_fields__) <= told[tag], tag
