"""Waits to hand somebody over: at a hospital, at custody, under section 136."""

import pytest
from msgspec.structs import replace

from jru_tui.board import Rules, SetStatus, alerts
from jru_tui.board.queries.alert_index import AlertIndex
from tests.board.conftest import Stage, at


def waits(stage: Stage, when: str) -> list[str]:
    return [
        alert.text for alert in alerts(stage.board, at(when), stale=False) if alert.kind == "wait"
    ]


@pytest.mark.parametrize(
    ("status", "minutes", "label"),
    [
        ("hospital", 15, "at hospital"),
        ("custody", 45, "at custody"),
        ("s136", 45, "section 136 wait"),
    ],
)
def test_each_wait_has_a_clock_of_its_own(
    stage: Stage, status: str, minutes: int, label: str
) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "at_scene", "18:05", "K1")
    stage.do(SetStatus("JRU1", status, "K1"), "18:10")
    assert stage.unit("JRU1").call == "K1"
    assert waits(stage, f"18:{10 + minutes - 1}") == []
    due = f"18:{10 + minutes}"
    assert waits(stage, due) == [f"JRU 1 {label} with K1 for {minutes} min, target {minutes} min"]


def test_it_ends_with_the_status_and_begins_anew_with_the_next(stage: Stage) -> None:
    stage.vehicle("JRU1", "hospital", "18:00")
    assert waits(stage, "18:20")
    stage.vehicle("JRU1", "available", "18:21")
    assert waits(stage, "18:40") == []
    stage.vehicle("JRU1", "hospital", "18:45")
    assert waits(stage, "18:59") == []


def test_it_is_dismissed_with_a_reason_for_this_wait_alone(stage: Stage) -> None:
    stage.vehicle("JRU1", "hospital", "18:00")
    [alert] = [
        alert for alert in alerts(stage.board, at("18:20"), stale=False) if alert.kind == "wait"
    ]
    stage.do(alert.dismissal("two ambulances before them"), "18:20")
    assert waits(stage, "18:30") == []
    stage.vehicle("JRU1", "available", "18:31")
    stage.vehicle("JRU1", "hospital", "18:32")
    assert waits(stage, "18:50")


def test_the_index_says_the_same_as_a_look_at_everything(stage: Stage) -> None:
    stage.vehicle("JRU1", "hospital", "18:00")
    index = AlertIndex(stage.board)
    for when in ("18:00", "18:14", "18:15", "18:16", "18:40"):
        found = [
            alert.text for alert in index.at(at(when), stale=False).others if alert.kind == "wait"
        ]
        assert found == waits(stage, when)


def test_a_force_sets_its_own_minutes_and_0_is_never() -> None:
    rules = Rules()
    checks = replace(rules.checks, waits={"hospital": 30, "custody": 0})
    stage = Stage(replace(rules, checks=checks))
    stage.vehicle("JRU1", "hospital", "18:00")
    stage.vehicle("JRU2", "custody", "18:00")
    assert waits(stage, "18:29") == []
    assert waits(stage, "18:59") == ["JRU 1 at hospital for 59 min, target 30 min"]
