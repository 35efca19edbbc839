"""Refreshments by the length of a duty, and what counts as a break."""

from datetime import timedelta

import pytest

from jru_tui.board.queries.alert_index import AlertIndex
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.queries.refreshments import meal_due, refreshments_of
from jru_tui.board.rules import Checks
from tests.board.conftest import Stage


def press(stage: Stage, *presses: tuple[str, str]) -> None:
    for status, when in presses:
        stage.vehicle("JRU1", status, when)


def told(stage: Stage, when: str) -> list[str]:
    found = alerts(stage.board, stage.at(when), stale=False)
    return [alert.text for alert in found if alert.kind == "meal"]


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [(4, 30), (5.9, 30), (6, 35), (7.5, 40), (8, 45), (9, 50), (10, 60), (14, 60)],
)
def test_the_minutes_follow_the_length_of_the_duty(hours: float, minutes: int) -> None:
    assert Checks().refreshment_minutes(timedelta(hours=hours)) == minutes
    assert Checks(refreshments={}).refreshment_minutes(timedelta(hours=hours)) == 0


def test_what_was_taken_is_counted_broken_stops_and_the_present_one_too(stage: Stage) -> None:
    press(
        stage,
        ("available", "18:00"),
        ("refreshments", "20:00"),
        ("available", "20:08"),
        ("refreshments", "21:00"),
    )
    found = refreshments_of(stage.board, stage.unit("JRU1"), stage.at("21:15"))
    assert found is not None
    assert (found.taken_minutes, found.allowed_minutes) == (23, 45)
    assert found.ends_at == stage.at("02:00")
    assert meal_due(stage.board, stage.unit("JRU1"), stage.at("21:15")) is None


def test_a_break_that_a_call_cut_short_is_none(stage: Stage) -> None:
    press(stage, ("available", "18:00"), ("refreshments", "22:00"), ("available", "22:10"))
    assert told(stage, "22:59") == []
    assert told(stage, "23:00") == ["JRU 1 has had no break of 20 min in 5 hours"]


def test_one_of_twenty_minutes_is(stage: Stage) -> None:
    press(stage, ("available", "18:00"), ("refreshments", "22:00"), ("available", "22:20"))
    assert told(stage, "23:00") == []
    due = meal_due(stage.board, stage.unit("JRU1"), stage.at("23:00"))
    assert due == stage.at("03:20")


def test_who_books_on_late_works_as_long(stage: Stage) -> None:
    press(stage, ("off_duty", "18:00"), ("available", "20:00"))
    found = refreshments_of(stage.board, stage.unit("JRU1"), stage.at("21:00"))
    assert found is not None
    assert (found.on_at, found.ends_at) == (stage.at("20:00"), stage.at("04:00"))


def test_off_duty_there_is_nothing_to_say(stage: Stage) -> None:
    press(stage, ("available", "18:00"), ("off_duty", "20:00"))
    assert refreshments_of(stage.board, stage.unit("JRU1"), stage.at("21:00")) is None


def test_who_is_on_since_before_anything_is_known_ends_with_the_unit(stage: Stage) -> None:
    press(stage, ("available", "22:30"))
    found = refreshments_of(stage.board, stage.unit("JRU1"), stage.at("22:40"))
    assert found is not None
    assert (found.ends_at, found.allowed_minutes) == (stage.at("02:00"), 45)


def test_an_alert_about_several_crews_stands_at_each_of_them(stage: Stage) -> None:
    for vehicle in ("JRU1", "JRU2"):
        stage.vehicle(vehicle, "available", "18:00")
    active = AlertIndex(stage.board).at(stage.at("23:00"), stale=False)
    for vehicle in ("JRU1", "JRU2"):
        assert [alert.kind for alert in active.of_vehicle(vehicle)] == ["meal"]
