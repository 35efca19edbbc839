"""The next call of a busy vehicle: kept for it, sent when it is free, taken back by anybody."""

import pytest
from msgspec.structs import replace

from jru_tui.board import (
    Assign,
    Close,
    EndNextCall,
    NextCall,
    Reopen,
    RightCare,
    StandDown,
    Undo,
    alerts,
    decide_all,
    effects_of,
)
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import CallReported
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.reasons import CallMark
from jru_tui.board.records import CallRecord, Place, Position
from tests.board.conftest import Sent, Stage

NEAR = Place("Sea Street, Herne Bay", 51.3703, 1.1203)


@pytest.fixture
def busy(stage: Stage, sent: Sent) -> Stage:
    """JRU1 is at scene of K1; K2 waits, and JRU2 is free."""
    at_scene = sent("JRU1", allocated="18:00", at_scene="18:05")
    stage.call("K1", "18:00", grade="G2", responses=(at_scene,), updated_at=stage.at("18:05"))
    stage.call("K2", "18:06", grade="G3")
    stage.vehicle("JRU1", "at_scene", "18:05", call="K1")
    stage.vehicle("JRU2", "available", "18:00")
    return stage


def next_alerts(stage: Stage, when: str) -> list[str]:
    found = alerts(stage.board, stage.at(when), stale=False)
    return [alert.text for alert in found if alert.kind == "next_call"]


def test_it_stands_at_the_call_at_the_vehicle_and_in_both_logs(busy: Stage) -> None:
    change = busy.do(NextCall("K2", "JRU1"), "18:07")
    assert "JRU1" in change.vehicles
    kept_for = busy.view("K2").next_for
    assert kept_for is not None
    assert (kept_for.vehicle, kept_for.at, kept_for.by) == ("JRU1", busy.at("18:07"), "SC 1")
    assert busy.unit("JRU1").next_calls == ("K2",)
    assert "next call of JRU 1" in busy.log("K2")
    assert "next call of JRU 1" in [line.text for line in busy.board.log(vehicle="JRU1")]


def test_nobody_is_told_until_the_vehicle_is_free_and_then_an_alert_asks(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    assert busy.unit("JRU1").call == "K1"
    assert next_alerts(busy, "18:20") == []
    busy.vehicle("JRU1", "available", "18:30")
    assert next_alerts(busy, "18:30") == ["JRU 1 is free: send it to K2 (G3), its next call"]
    busy.do(Assign("K2", "JRU1"), "18:31")
    assert next_alerts(busy, "18:31") == []
    assert busy.unit("JRU1").next_calls == ()
    assert busy.view("K2").next_for is None


def test_a_crew_that_goes_off_duty_leaves_an_alert_to_send_another(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    busy.vehicle("JRU1", "off_duty", "18:30")
    assert next_alerts(busy, "18:30") == [
        "JRU 1 is off duty: send another to K2 (G3), its next call"
    ]


def test_anybody_takes_it_back_and_an_undo_brings_it_back(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07", by="SC 1")
    busy.do(EndNextCall("K2", "JRU1"), "18:08", by="SC 2")
    assert busy.unit("JRU1").next_calls == ()
    busy.undo("18:09")
    assert busy.unit("JRU1").next_calls == ("K2",)


@pytest.mark.parametrize("who", ["JRU1", "JRU2"])
def test_the_feed_sends_somebody_and_it_does_not_come_back(
    busy: Stage, sent: Sent, who: str
) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    gone = sent(who, allocated="18:09")
    busy.call("K2", "18:06", grade="G3", responses=(gone,), updated_at=busy.at("18:09"))
    assert busy.view("K2").next_for is None
    assert busy.unit("JRU1").next_calls == ()
    left = sent(who, allocated="18:09", clear="18:12")
    busy.call("K2", "18:06", grade="G3", responses=(left,), updated_at=busy.at("18:12"))
    assert busy.view("K2").waiting
    assert busy.view("K2").next_for is None


def test_a_response_that_was_over_before_does_not_end_it(busy: Stage, sent: Sent) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:10")
    before = sent("JRU2", allocated="18:07", clear="18:08")
    busy.call("K2", "18:06", grade="G3", responses=(before,), updated_at=busy.at("18:11"))
    assert busy.unit("JRU1").next_calls == ("K2",)


def test_a_call_that_is_closed_and_opened_again_is_kept_for_nobody(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    busy.do(Close("K2", "advice"), "18:08")
    assert busy.unit("JRU1").next_calls == ()
    busy.do(Reopen("K2"), "18:09")
    assert busy.view("K2").waiting
    assert busy.unit("JRU1").next_calls == ()


def test_the_same_after_the_feed_closed_and_opened_it(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    closed = {"state": "closed", "closed_at": busy.at("18:08"), "updated_at": busy.at("18:08")}
    busy.call("K2", "18:06", grade="G3", **closed)
    busy.call("K2", "18:06", grade="G3", updated_at=busy.at("18:10"))
    assert busy.view("K2").waiting
    assert busy.view("K2").next_for is None


def test_an_undone_closing_brings_it_back(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    busy.do(Close("K2", "advice"), "18:08")
    busy.undo("18:08")
    assert busy.unit("JRU1").next_calls == ("K2",)


def test_a_number_that_is_used_again_is_another_call(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    again = CallRecord("K2~2", busy.at("18:20"), grade="G3", where=NEAR)
    busy.apply(CallReported(again, number="K2"), busy.at("18:20"))
    assert busy.view("K2~2").next_for is None
    assert busy.unit("JRU1").next_calls == ("K2",)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (NextCall("K2", "JRU2"), "JRU 2 is free: assign it instead"),
        (NextCall("K1", "JRU1"), "somebody is on K1: a next call is one that waits"),
        (NextCall("K9", "JRU1"), "K9 is not on the board"),
        (NextCall("K2", "JRU9"), "there is no vehicle JRU9"),
        (EndNextCall("K2", "JRU1"), "K2 is not the next call of JRU 1"),
        (EndNextCall("K2", ""), "K2 is not the next call of any vehicle"),
    ],
)
def test_what_makes_no_sense_is_refused(
    busy: Stage, command: NextCall | EndNextCall, reason: str
) -> None:
    assert busy.refused(command) == reason


def test_one_vehicle_has_one_next_call_and_one_call_one_vehicle(busy: Stage) -> None:
    busy.call("K3", "18:06", grade="G3")
    busy.vehicle("JRU3", "committed", "18:00")
    busy.do(NextCall("K2", "JRU1"), "18:07")
    assert busy.refused(NextCall("K2", "JRU1")) == "K2 is the next call of JRU 1 already"
    assert busy.refused(NextCall("K2", "JRU3")) == (
        "K2 is the next call of JRU 1: take it back first"
    )
    assert busy.refused(NextCall("K3", "JRU1")) == (
        "the next call of JRU 1 is K2: take that back first"
    )


def test_vehicles_that_come_to_no_call_are_refused(busy: Stage) -> None:
    busy.vehicle("JRU3", "off_duty", "18:00")
    busy.vehicle("JRU4", "emergency", "18:00")
    assert busy.refused(NextCall("K2", "JRU3")) == "JRU 3 is off duty"
    assert busy.refused(NextCall("K2", "JRU4")) == "JRU 4 is in an emergency"


def test_a_call_that_is_left_to_others_is_kept_for_nobody(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    busy.do(RightCare("K2", "ambulance"), "18:08")
    assert busy.view("K2").next_for is None
    refused = decide_all(busy.board, NextCall("K2", "JRU1"))
    assert refused == Refusal("K2 is left to others: the police do not attend")


def test_sending_another_says_whose_next_call_it_was(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    assert effects_of(busy.board, Assign("K2", "JRU2")) == (
        "K2 is no longer the next call of JRU 1",
    )
    busy.do(Assign("K2", "JRU2"), "18:08")
    assert busy.view("K2").next_for is None
    busy.do(StandDown("K2", "JRU2"), "18:09")
    assert busy.view("K2").next_for is None


def test_a_vehicle_that_is_sent_elsewhere_keeps_its_next_call_and_that_is_said(
    busy: Stage,
) -> None:
    busy.call("K3", "18:06", grade="G1")
    busy.do(NextCall("K2", "JRU1"), "18:07")
    busy.vehicle("JRU1", "available", "18:30")
    assert "K2 stays the next call of JRU 1" in effects_of(busy.board, Assign("K3", "JRU1"))
    busy.do(Assign("K3", "JRU1"), "18:31")
    assert busy.unit("JRU1").next_calls == ("K2",)
    assert next_alerts(busy, "18:32") == []


def test_two_may_be_kept_after_an_undo_and_both_are_shown(busy: Stage) -> None:
    busy.call("K3", "18:06", grade="G3")
    busy.do(NextCall("K2", "JRU1"), "18:07")
    busy.do(Assign("K2", "JRU2"), "18:08")
    sending = busy.board.last_order()
    assert sending is not None
    busy.do(NextCall("K3", "JRU1"), "18:09")
    busy.do(Undo(sending.id), "18:10")
    assert busy.unit("JRU1").next_calls == ("K2", "K3")
    busy.do(EndNextCall("K2", "JRU1"), "18:11")
    assert busy.unit("JRU1").next_calls == ("K3",)


def test_the_plan_waits_for_the_vehicle_but_not_beyond_a_target(busy: Stage) -> None:
    busy.vehicle("JRU2", "off_duty", "18:06")
    busy.vehicle("JRU3", "available", "18:06", position=None)
    plan = Dispatcher(busy.board, busy.at("18:08")).plan
    assert [move.vehicle for act in plan.acts for move in act.moves] == ["JRU3"]
    busy.do(NextCall("K2", "JRU1"), "18:07")
    advice = Dispatcher(busy.board, busy.at("18:08"))
    assert advice.plan.acts == ()
    assert advice.plan.waiting == ()
    assert CallMark.NEXT_CALL in advice.advise("K2").marks


def test_a_more_urgent_call_is_not_left_waiting_for_a_busy_vehicle(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    busy.call("K2", "18:06", grade="G1", updated_at=busy.at("18:08"))
    busy.vehicle("JRU2", "available", "18:07", position=Position(51.37, 1.12, busy.at("18:07")))
    plan = Dispatcher(busy.board, busy.at("18:08")).plan
    assert [move.vehicle for act in plan.acts for move in act.moves] == ["JRU2"]


def test_once_it_is_free_the_plan_sends_it_though_another_is_as_near(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    busy.do(Close("K1", "resolved"), "18:29")
    far = Position(51.45, 1.0, busy.at("18:30"))
    busy.vehicle("JRU1", "available", "18:30", position=far)
    busy.vehicle("JRU2", "available", "18:20", position=replace(far, lat=51.44))
    plan = Dispatcher(busy.board, busy.at("18:30")).plan
    assert [move.vehicle for act in plan.acts for move in act.moves] == ["JRU1"]
    busy.do(EndNextCall("K2", "JRU1"), "18:30")
    plan = Dispatcher(busy.board, busy.at("18:30")).plan
    assert [move.vehicle for act in plan.acts for move in act.moves] == ["JRU2"]


def test_a_vehicle_on_its_way_finishes_its_call_first(busy: Stage, sent: Sent) -> None:
    moving = sent("JRU3", allocated="18:06", en_route="18:07")
    busy.call("K3", "18:05", grade="G2", responses=(moving,), updated_at=busy.at("18:07"))
    busy.vehicle("JRU3", "en_route", "18:07", call="K3")
    busy.vehicle("JRU2", "off_duty", "18:06")
    busy.do(NextCall("K2", "JRU3"), "18:08")
    plan = Dispatcher(busy.board, busy.at("18:08")).plan
    assert plan.acts == ()
    assert [offer.call for offer in plan.continuing] == ["K3"]


def test_a_regrade_by_the_feed_changes_nothing_of_it(busy: Stage) -> None:
    busy.do(NextCall("K2", "JRU1"), "18:07")
    view = busy.view("K2")
    assert view.next_for is not None
    busy.call("K2", "18:06", grade="G2", updated_at=busy.at("18:09"))
    assert busy.view("K2").next_for == view.next_for
