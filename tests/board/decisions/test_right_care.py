"""Right care, right person: whether the police attend a call, and who does instead."""

import pytest

from jru_tui.board import Assign, Regrade, RightCare, Undo, decide
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import Commanded
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from tests.board.conftest import Stage


def texts(stage: Stage) -> list[str]:
    return [entry.text for entry in stage.board.log(call="K1")]


def test_it_stands_at_the_call_and_in_the_log_with_its_reason(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3", type="concern_for_welfare")
    stage.do(RightCare("K1", "mental_health", "known to the crisis team"), "18:02")
    made = stage.board.calls["K1"].right_care
    assert made is not None
    assert (made.instead, made.at) == ("mental_health", stage.at("18:02"))
    said = "right care: police do not attend, mental health service instead"
    assert f"{said} (known to the crisis team)" in texts(stage) or any(
        text.startswith(said) for text in texts(stage)
    )


def test_the_newest_decision_counts_and_an_undo_brings_the_one_before_back(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.do(RightCare("K1", "ambulance"), "18:02")
    stage.do(RightCare("K1", "", "now violent"), "18:05")
    made = stage.board.calls["K1"].right_care
    assert made is not None
    assert (made.instead, made.reason) == ("", "now violent")
    stage.do(Undo(stage.last_id, confirmed=True), "18:06")
    made = stage.board.calls["K1"].right_care
    assert made is not None
    assert made.instead == "ambulance"


def test_nobody_is_planned_for_a_call_that_is_left_to_others(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "available", "18:00")
    assert Dispatcher(stage.board, stage.at("18:03")).plan.acts
    stage.do(RightCare("K1", "ambulance"), "18:02")
    advice = Dispatcher(stage.board, stage.at("18:03"))
    assert advice.plan.acts == ()
    assert "right care" in advice.advise("K1").marks
    stage.do(RightCare("K1"), "18:04")
    assert Dispatcher(stage.board, stage.at("18:05")).plan.acts


def test_the_police_do_not_stay_away_from_a_call_that_a_crew_is_on(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "available", "18:00")
    stage.do(Assign("K1", "JRU1"), "18:01")
    refused = decide(stage.board, RightCare("K1", "ambulance"))
    assert refused == Refusal("somebody is on K1: stand them down first", "stand-down")


def test_the_same_twice_and_a_closed_call_are_refused(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.do(RightCare("K1", "gp"), "18:01")
    assert isinstance(decide(stage.board, RightCare("K1", "gp")), Refusal)
    stage.call("K2", "18:00", grade="G2", state="closed", closed_at=stage.at("18:01"))
    assert isinstance(decide(stage.board, RightCare("K2", "gp")), Refusal)


def test_a_call_that_becomes_more_urgent_is_planned_for_again_and_to_be_decided_again(
    stage: Stage,
) -> None:
    """Who was left to the GP as a G3 is not left to the GP as a G1, until somebody says so."""
    stage.call("K1", "18:00", grade="G3")
    stage.vehicle("JRU1", "available", "18:00")
    stage.do(RightCare("K1", "gp"), "18:02")
    stage.do(Regrade("K1", "G1"), "18:03")
    made = stage.board.calls["K1"].right_care
    assert made is not None
    assert (made.instead, made.regraded) == ("gp", True)
    dispatcher = Dispatcher(stage.board, stage.at("18:03"))
    assert [move.vehicle for act in dispatcher.plan.acts for move in act.moves] == ["JRU1"]
    assert "decide again" in dispatcher.advise("K1").marks
    stage.do(RightCare("K1", "gp"), "18:04")
    again = Dispatcher(stage.board, stage.at("18:04"))
    assert again.plan.acts == ()
    assert "decide again" not in again.advise("K1").marks


@pytest.mark.parametrize("grade", ["G3", "G4", "G2"])
def test_a_call_that_does_not_become_more_urgent_stays_left_to_others(
    stage: Stage, grade: str
) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.do(RightCare("K1", "gp"), "18:02")
    stage.call("K1", "18:00", grade=grade)
    assert stage.board.calls["K1"].left_to == "gp"


def test_a_decision_of_an_older_journal_stands_whatever_became_of_the_call(stage: Stage) -> None:
    """It does not say how the call was judged then."""
    stage.call("K1", "18:00", grade="G3")
    stage.apply(Commanded(RightCare("K1", "gp")), stage.at("18:02"), "supervisor", "SC 1")
    stage.call("K1", "18:00", grade="G1")
    assert stage.board.calls["K1"].left_to == "gp"
