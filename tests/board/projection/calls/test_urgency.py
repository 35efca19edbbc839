"""Two clocks on one call, and the order of the list."""

from datetime import timedelta

import pytest

from jru_tui.board.projection.calls.urgency import ambulance_clock, police_clock
from jru_tui.board.rules import Rules
from tests.board.conftest import Sent, Stage
from tests.narrowing import present


@pytest.mark.parametrize(
    ("minutes", "police", "ambulance"),
    [
        (0, "calm", "calm"),
        (11, "calm", "calm"),
        (12, "amber", "calm"),
        (14, "amber", "amber"),
        (15, "amber", "amber"),
        (16, "red", "amber"),
        (19, "red", "red"),
    ],
)
def test_each_clock_runs_against_its_own_target(
    stage: Stage, minutes: int, police: str, ambulance: str
) -> None:
    stage.call("K1", "18:00", grade="G1", category="C2")
    call, now = stage.view("K1"), stage.at("18:00") + timedelta(minutes=minutes)
    clocks = [
        present(police_clock(call, Rules(), now)),
        present(ambulance_clock(call, Rules(), now)),
    ]
    assert [clock.state for clock in clocks] == [police, ambulance]
    assert [clock.target_s for clock in clocks] == [900, 1080]


def test_arrival_stops_both_clocks_and_keeps_their_figures(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "available", "17:50")
    stage.call(
        "K1",
        "18:00",
        grade="G1",
        category="C1",
        responses=(sent("JRU1", allocated="18:01", at_scene="18:08"),),
    )
    for now in ("18:09", "19:30"):
        police = present(police_clock(stage.view("K1"), Rules(), stage.at(now)))
        ambulance = present(ambulance_clock(stage.view("K1"), Rules(), stage.at(now)))
        assert (police.state, police.elapsed_s, police.running) == ("met", 480, False)
        assert (ambulance.state, ambulance.elapsed_s) == ("missed", 480)


def test_a_call_without_a_code_has_no_clock_and_one_without_a_target_no_colour(
    stage: Stage,
) -> None:
    stage.call("K1", grade="G4")
    assert ambulance_clock(stage.view("K1"), Rules(), stage.at("18:30")) is None
    assert present(police_clock(stage.view("K1"), Rules(), stage.at("18:30"))).state == "none"


def test_a_clock_never_shows_less_than_nothing(stage: Stage) -> None:
    stage.call("K1", "18:05", grade="G1")
    a_little_early = stage.at("18:05") - timedelta(seconds=59)
    assert present(police_clock(stage.view("K1"), Rules(), a_little_early)).elapsed_s == 0


def test_a_call_that_is_opened_after_now_is_in_question_and_not_calm(stage: Stage) -> None:
    """TIME-05: the server's clock was set back, and its records were not."""
    stage.call("K1", "19:05", grade="G1")
    clock = present(police_clock(stage.view("K1"), Rules(), stage.at("18:05")))
    assert (clock.state, clock.elapsed_s) == ("ahead", 0)


def test_a_call_that_leaps_from_opened_to_closed_took_nobody_knows_how_long(
    stage: Stage, sent: Sent
) -> None:
    """REC-17: unknown, and neither nothing nor the time until it was closed."""
    stage.call("K1", "18:05", grade="G1", state="closed", closed_at=stage.at("18:17"))
    clock = present(police_clock(stage.view("K1"), Rules(), stage.at("18:20")))
    assert (clock.state, clock.elapsed_s) == ("none", None)
    way = (sent("JRU1", allocated="18:06", clear="18:10"),)
    stage.call(
        "K2", "18:05", grade="G1", state="closed", closed_at=stage.at("18:17"), responses=way
    )
    assert present(police_clock(stage.view("K2"), Rules(), stage.at("18:20"))).elapsed_s == 720


def test_waiting_calls_come_first_then_the_more_urgent_then_the_older(
    stage: Stage, sent: Sent
) -> None:
    stage.vehicle("JRU1", "en_route", "18:02", "busy")
    stage.call("busy", "18:00", grade="G1", responses=(sent("JRU1", allocated="18:01"),))
    stage.call("new-g2", "18:10", grade="G2")
    stage.call("old-g2", "18:05", grade="G2", category="C4")
    stage.call("c1", "18:20", grade="G3", category="C1")
    stage.call("odd", "18:30", grade="P9")
    stage.call("unjudged", "18:31")
    order = [call.id for call in stage.board.open_calls()]
    assert order == ["odd", "unjudged", "c1", "old-g2", "new-g2", "busy"]


def test_the_place_of_a_call_is_found_by_its_id(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.call("K2", "18:01", grade="G1")
    calls = stage.board.open_calls()
    assert (calls.index_of("K2"), calls.index_of("K1"), calls.index_of("K3")) == (0, 1, None)
    assert [call.id for call in calls[0:2]] == ["K2", "K1"]


def test_what_is_no_longer_listed_waits_behind_what_is(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G1")
    stage.call("K2", "18:05", grade="G2")
    assert [call.id for call in stage.board.open_calls()] == ["K1", "K2"]
    stage.unlist("K1", "18:20")
    assert [call.id for call in stage.board.open_calls()] == ["K2", "K1"]
    stage.relist("K1", "18:21")
    assert [call.id for call in stage.board.open_calls()] == ["K1", "K2"]
