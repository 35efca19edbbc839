"""The wait of a crew at scene for an ambulance: its clock, its alert, its figures."""

import json
from typing import Literal

import pytest

from jru_tui.board.call_commands import BackUp, EndBackUp
from jru_tui.board.projection.calls.ambulance_waits import (
    ambulance_wait_clock,
    ambulance_waits,
    wait_for_ambulance,
)
from jru_tui.board.queries.alert_index import AlertIndex
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.rules import Checks, Rules
from jru_tui.reports import FeedStatus, count_figures, indented_json, make_handover, status_of
from tests.board.conftest import Stage


@pytest.fixture
def night(stage: Stage) -> Stage:
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.do(BackUp("K1", "ambulance"), "18:20", post=True)
    return stage


def told(stage: Stage, when: str) -> list[str]:
    found = alerts(stage.board, stage.at(when), stale=False)
    return [alert.text for alert in found if alert.kind in ("ambulance_wait", "back_up")]


def test_it_runs_from_the_request_and_is_an_alert_past_its_target(night: Stage) -> None:
    clock = ambulance_wait_clock(night.view("K1"), night.board.rules, night.at("18:44"))
    assert clock is not None
    assert (clock.elapsed_s, clock.target_s, clock.state) == (24 * 60, 30 * 60, "amber")
    assert told(night, "18:49") == ["K1 has waited for back-up since 18:20: ambulance"]
    # The wait stands for the back-up that has not arrived: one thing, told once.
    said = ["K1 JRU 1 has waited over 30 min for an ambulance"]
    assert told(night, "18:50") == told(night, "19:20") == said


def test_asked_for_on_the_way_it_runs_from_the_arrival(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "en_route", "18:01", "K1")
    stage.do(BackUp("K1", "ambulance"), "18:02")
    assert wait_for_ambulance(stage.view("K1")) is None
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    wait = wait_for_ambulance(stage.view("K1"))
    assert wait is not None
    assert wait.since == stage.at("18:10")


def test_a_patrol_is_no_ambulance(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.do(BackUp("K1", "patrol"), "18:20")
    assert [*ambulance_waits(stage.view("K1"))] == []


@pytest.mark.parametrize(("ended", "came"), [("at_scene", True), ("cancelled", False)])
def test_it_ends_when_it_comes_or_is_cancelled(
    night: Stage, ended: Literal["at_scene", "cancelled"], came: bool
) -> None:
    asked = night.view("K1").back_up[0].id
    night.do(EndBackUp("K1", asked, ended), "18:45")
    [wait] = ambulance_waits(night.view("K1"))
    assert (wait.ended_at, wait.came, wait.vehicles) == (night.at("18:45"), came, ("JRU1",))
    assert told(night, "18:50") == []
    figures = count_figures(night.board.snapshot(), night.board.past_shifts()).whole.unit
    assert figures.ambulance_wait.count == came
    assert figures.ambulance_wait.mean_s == (25 * 60 if came else None)


def test_whoever_leaves_does_not_wait(night: Stage) -> None:
    night.vehicle("JRU1", "available", "18:30")
    assert wait_for_ambulance(night.view("K1")) is None
    assert told(night, "18:39") == []
    assert told(night, "18:40") == ["K1 has waited for back-up since 18:20: ambulance"]


def test_the_target_is_a_setting(make_stage: type[Stage]) -> None:
    stage = make_stage(Rules(checks=Checks(ambulance_minutes=0)))
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.do(BackUp("K1", "ambulance"), "18:20", post=True)
    assert told(stage, "18:55") == ["K1 has waited for back-up since 18:20: ambulance"]


def test_alerts_that_are_kept_up_to_date_say_the_same(night: Stage) -> None:
    index = AlertIndex(night.board)
    for when in ("18:30", "18:39", "18:40", "18:49", "18:50", "18:51"):
        whole = [*alerts(night.board, night.at(when), stale=False)]
        assert index.at(night.at(when), stale=False).count == len(whole)


def test_handover_and_status_say_it(night: Stage) -> None:
    now = night.at("18:50")
    told = json.loads(indented_json(status_of(night.board, FeedStatus("live"), now)))
    assert told["calls"][0]["back_up"][0]["waiting_since"] == "2020-10-30T18:20:00Z"
    handover = make_handover(night.board, None, now, stale=False, marking="")
    [due] = handover.back_up
    assert due.waiting == ("JRU 1",)
