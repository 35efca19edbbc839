"""Details that an open call lacks: by the settings, in every place that speaks of the call."""

import json
from datetime import timedelta
from typing import Any

import pytest

from jru_tui.board.queries.missing_details import missing_details, missing_words
from jru_tui.board.records import Place
from jru_tui.board.rules import Detail, Details, Rules
from jru_tui.reports import FeedStatus, in_words, indented_json, make_handover, status_of
from tests.board.conftest import Stage

ALL: tuple[Detail, ...] = ("place", "callback", "people")
ASKS_ALL = Rules(details=Details(expected=ALL))


def missing(stage: Stage, rules: Rules = ASKS_ALL) -> tuple[Detail, ...]:
    return missing_details(stage.view("K1"), rules)


def test_what_a_call_has_is_not_missing(stage: Stage) -> None:
    stage.call("K1", "18:00", callback="01227 496 0123", people=2)
    assert missing(stage) == ()


def test_of_a_feed_that_sends_nothing_of_the_kind_only_the_place_is_missed(stage: Stage) -> None:
    stage.call("K1", "18:00", version=1)
    assert missing(stage, Rules()) == ()
    stage.call("K1", "18:00", where=Place(area="east"), version=2)
    assert missing(stage, Rules()) == ("place",)
    assert missing(stage) == ALL


@pytest.mark.parametrize(
    "callback", [None, "", "  ", "-", "unknown", "WITHHELD", "n/k", "000 000", "12", "@"]
)
def test_a_callback_that_nobody_can_call_is_missing(stage: Stage, callback: str | None) -> None:
    stage.call("K1", "18:00", callback=callback, people=1)
    assert missing(stage) == ("callback",)


@pytest.mark.parametrize("callback", ["999", "+44 7700 900123", "sip:desk@kent.example", "ext 204"])
def test_a_number_or_an_address_is_a_callback(stage: Stage, callback: str) -> None:
    stage.call("K1", "18:00", callback=callback, people=1)
    assert missing(stage) == ()


@pytest.mark.parametrize("people", [None, 0])
def test_people_that_nobody_counted_are_missing(stage: Stage, people: int | None) -> None:
    stage.call("K1", "18:00", callback="01227 496 0123", people=people)
    assert missing(stage) == ("people",)


@pytest.mark.parametrize(
    ("where", "lacks"),
    [
        (Place(), True),
        (Place(" "), True),
        (Place("?"), True),
        (Place("Not known"), True),
        (Place(area="east"), True),
        (Place("A299"), False),
        (Place(lat=51.3, lon=1.1), False),
    ],
)
def test_a_place_is_words_or_degrees(stage: Stage, where: Place, *, lacks: bool) -> None:
    stage.call("K1", "18:00", where=where)
    assert (missing(stage, Rules()) == ("place",)) is lacks


def test_a_type_of_its_own_stands_in_place_of_what_any_call_should_have(stage: Stage) -> None:
    rules = Rules(details=Details(types={"rtc": ("people",), "fall": ()}))
    kinds = {"rtc": ("people",), "fall": (), "collapse": ("place",), None: ("place",)}
    for version, (kind, lacks) in enumerate(kinds.items()):
        stage.call("K1", "18:00", type=kind, where=Place(), version=version)
        assert missing(stage, rules) == lacks


def test_nothing_is_missed_of_a_closed_call(stage: Stage) -> None:
    stage.call("K1", "18:00", where=Place(), state="closed", closed_at=stage.at("18:30"))
    assert missing(stage) == ()


def test_it_is_said_in_words_in_one_order() -> None:
    assert missing_words(("callback", "people")) == "missing: callback, number of people"
    assert missing_words(()) == ""


@pytest.fixture
def asking() -> Stage:
    return Stage(ASKS_ALL)


def test_status_and_handover_say_it_until_somebody_is_there(asking: Stage) -> None:
    asking.call("K1", "18:00", grade="G2", callback=" ")
    feed = FeedStatus("live")
    told = status_of(asking.board, feed, asking.at("18:05"))
    [call] = json.loads(indented_json(told))["calls"]
    assert call["missing"] == ["callback", "people"]
    words = in_words(told, asking.board, stale=False)
    assert "Nobody is on it. Missing: callback, number of people." in words
    assert "missing: callback, number of people" in watch(asking)
    asking.vehicle("JRU1", "at_scene", "18:10", "K1")
    assert "missing: callback, number of people" not in watch(asking)


def test_the_number_of_a_caller_stands_in_no_status_and_no_handover(asking: Stage) -> None:
    asking.call("K1", "18:00", callback="01227 496 0123")
    told = status_of(asking.board, FeedStatus("live"), asking.at("18:05"))
    page = make_handover(asking.board, None, asking.at("18:05"), stale=False, marking="")
    for text in (indented_json(told), in_words(told, asking.board, stale=False), repr(page)):
        assert "0123" not in text


def watch(stage: Stage) -> tuple[Any, ...]:
    now = stage.at("18:10") + timedelta(minutes=1)
    [call] = make_handover(stage.board, None, now, stale=False, marking="").calls
    return call.watch
