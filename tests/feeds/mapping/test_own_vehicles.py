"""MAP-16: whose vehicles count. Others stand on their calls alone: no card, no tally, no money."""

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.feeds.mapping.unmatched_keys import unmatched_keys
from jru_tui.journal.sqlite.journal import open_journal
from tests.feeds.conftest import NOW, Server, answer, read
from tests.feeds.mapping.conftest import GROUPED, PLAIN, mapped, mapped_feed, mapping, written

RESPONSES = """closed = "closed_at"
closed_at = "closed"
[calls.responses]
list = "units"
vehicle = "unit"
allocated_at = "sent"
at_scene_at = "arrived"
clear_at = "clear"
"""
LISTED = """
[vehicles]
list = "fleet"
only = "kind == 'JRU'"
id = "unit"
status = "status"
"""
BY_RESPONSE = "[vehicles]\nonly = \"starts_with(unit, 'JRU')\"\n"


def at(time: str) -> str:
    return f"2020-10-30T{time}:00Z"


def unit(name: str, **times: str) -> dict[str, str]:
    return {"unit": name, **{stage: at(time) for stage, time in times.items()}}


def document(
    *units: dict[str, str], fleet: Iterable[dict[str, str]] = (), **more: Any
) -> dict[str, Any]:
    call = {"id": "K-1", "opened": at("21:00"), "units": list(units), **more}
    return {"calls": [call], "fleet": list(fleet)}


FLEET = (
    {"unit": "JRU1", "kind": "JRU", "status": "at_scene"},
    {"unit": "A12", "kind": "ambulance", "status": "at_scene"},
)
BOTH = (unit("A12", sent="21:01", arrived="21:05"), unit("JRU1", sent="21:02", arrived="21:09"))


@pytest.mark.parametrize("text", [LISTED, BY_RESPONSE])
def test_vehicles_of_others_stand_on_the_call_alone(text: str) -> None:
    made = mapped(PLAIN + RESPONSES + text, document(*BOTH, fleet=FLEET))
    assert [vehicle["id"] for vehicle in made.vehicles] == ["JRU1"]
    assert [leg["vehicle"] for leg in made.calls[0]["responses"]] == ["A12", "JRU1"]


def test_a_vehicle_that_the_list_does_not_hold_is_nobodys() -> None:
    text = LISTED.replace("only = \"kind == 'JRU'\"\n", "")
    made = mapped(PLAIN + RESPONSES + text, document(*BOTH, fleet=FLEET[:1]))
    assert [vehicle["id"] for vehicle in made.vehicles] == ["JRU1"]


def test_without_a_list_and_without_only_every_vehicle_is_ours() -> None:
    made = mapped(PLAIN + RESPONSES, document(*BOTH))
    assert [vehicle["id"] for vehicle in made.vehicles] == ["A12", "JRU1"]


def test_rows_of_others_are_on_the_call_too() -> None:
    rows = [
        {"call": "K-1", "unit": name, "opened": at("21:00"), "sent": at("21:01")}
        for name in ("JRU1", "E12")
    ]
    made = mapped(GROUPED + BY_RESPONSE, rows)
    assert [vehicle["id"] for vehicle in made.vehicles] == ["JRU1"]
    assert [leg["vehicle"] for leg in made.calls[0]["responses"]] == ["E12", "JRU1"]


def test_a_garbled_row_of_others_sets_no_vehicle_of_ours_aside() -> None:
    rows = [
        {"call": "K-1", "unit": name, "opened": at("21:00"), "sent": sent}
        for name, sent in (("JRU1", at("21:01")), ("E12", "soon"), ("JRU2", "soon"))
    ]
    made = mapped(GROUPED + BY_RESPONSE, rows)
    assert [(each.subject, each.key) for each in made.refused] == [
        ("call", "K-1/E12"),
        ("call", "K-1/JRU2"),
        ("vehicle", "JRU2"),
    ]


def test_how_many_responses_are_of_others_is_told() -> None:
    rules = mapping(PLAIN + RESPONSES + BY_RESPONSE)
    assert list(unmatched_keys(rules, document(*BOTH)["calls"], [])) == [
        "calls.closed_at (“closed”) finds nothing in any record",
        "vehicles.only leaves 1 of 2 responses to others",
        "calls.responses.clear_at (“clear”) finds nothing in any record",
    ]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("", True),
        (BY_RESPONSE, False),
        (LISTED, False),
        ("only = \"starts_with(unit, 'JRU')\"\n", False),
    ],
)
def test_it_is_told_where_nothing_says_whose_vehicles_they_are(text: str, is_told: bool) -> None:
    data = document(*BOTH, fleet=FLEET)
    said = list(unmatched_keys(mapping(PLAIN + RESPONSES + text), data["calls"], list(FLEET)))
    assert any("all those with a response count as ours" in each for each in said) is is_told


@pytest.mark.parametrize("text", [LISTED, BY_RESPONSE])
async def test_an_ambulance_is_no_card_no_tally_and_no_money(
    server: Server, tmp_path: Path, text: str
) -> None:
    """FEED.md: as in native feeds, where vehicles of others are listed nowhere."""
    over = {
        "calls": [
            document(unit("A12", sent="21:01", arrived="21:05", clear="21:30"))["calls"][0],
            {**document(*BOTH)["calls"][0], "id": "K-2"},
        ],
        "fleet": FLEET,
    }
    server.says(answer(json.dumps(over).encode()))
    async with (
        await open_journal(tmp_path / "j.db", by="SC 1", clock=lambda: NOW) as journal,
        mapped_feed(server.url(), written(tmp_path, PLAIN + RESPONSES + text)) as feed,
    ):
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW)
        await desk.receive(read(await feed.poll()))
        board = desk.board
    assert list(board.vehicles) == ["JRU1"]
    assert [leg.vehicle for leg in board.calls["K-1"].responses] == ["A12"]
    assert [leg.vehicle for leg in board.calls["K-2"].responses] == ["A12", "JRU1"]
    total = board.total()
    assert (total.attended, total.pence) == (1, 2_500)
    assert NOW - timedelta(hours=3) < board.calls["K-2"].opened_at
