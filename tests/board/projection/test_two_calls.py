"""A vehicle on two open calls: both keep it and say so; nobody is clear who did not say so."""

from jru_tui.board.call_commands import Assign, Close, StandDown
from jru_tui.board.views import calls_besides
from tests.board.conftest import Sent, Stage


def on_two(stage: Stage, sent: Sent) -> None:
    """JRU1 was at K1, and is sent on to K2 before anybody says that it left K1."""
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", "18:00", responses=(sent("JRU1", allocated="18:01", at_scene="18:05"),))
    stage.vehicle("JRU1", "at_scene", "18:05", "K1")
    stage.call("K2", "18:10", responses=(sent("JRU1", allocated="18:20"),))
    stage.vehicle("JRU1", "allocated", "18:20", "K2")


def test_a_vehicle_sent_on_is_on_both_until_somebody_says_that_it_left(
    stage: Stage, sent: Sent
) -> None:
    on_two(stage, sent)
    assert (stage.unit("JRU1").call, stage.unit("JRU1").also_on) == ("K2", ("K1",))
    for call, other in (("K1", "K2"), ("K2", "K1")):
        (response,) = stage.view(call).on_it
        assert calls_besides(stage.board.vehicles, stage.view(call), response) == [other]
    assert stage.log("K1") == ["call opened", "JRU 1 allocated", "JRU 1 at scene"]
    left = sent("JRU1", allocated="18:01", at_scene="18:05", clear="18:21")
    stage.call("K1", "18:00", version=2, responses=(left,))
    assert stage.log("K1")[-1] == "JRU 1 clear"
    assert stage.unit("JRU1").also_on == ()


def test_a_free_crew_has_left_both(stage: Stage, sent: Sent) -> None:
    on_two(stage, sent)
    stage.vehicle("JRU1", "available", "18:40")
    assert (stage.view("K1").on_it, stage.view("K2").on_it) == ((), ())


def test_where_only_the_crew_told_of_the_first_call_it_has_left_for_the_second(
    stage: Stage,
) -> None:
    stage.call("K1", "18:00")
    stage.call("K2", "18:10")
    stage.vehicle("JRU1", "at_scene", "18:05", "K1")
    stage.vehicle("JRU1", "allocated", "18:20", "K2")
    (response,) = stage.view("K1").responses
    assert (response.end, response.next_call) == ("sent_on", "K2")
    assert stage.log("K1") == ["call opened", "JRU 1 at scene", "JRU 1 left for K2"]


def test_standing_down_from_one_leaves_it_on_the_other(stage: Stage, sent: Sent) -> None:
    on_two(stage, sent)
    stage.do(StandDown("K1", "JRU1"), "18:25")
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("allocated", "K2")
    assert (stage.view("K1").on_it, stage.unit("JRU1").also_on) == ((), ())
    assert [each.vehicle for each in stage.view("K2").on_it] == ["JRU1"]
    stage.undo("18:26")
    assert stage.unit("JRU1").also_on == ("K1",)


def test_closing_one_leaves_it_on_the_other(stage: Stage, sent: Sent) -> None:
    on_two(stage, sent)
    stage.do(Close("K1", "resolved"), "18:25")
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("allocated", "K2")
    assert stage.unit("JRU1").also_on == ()


def test_a_closing_without_a_clear_claims_none(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "at_scene", "18:05", "K1")
    there = (sent("JRU1", allocated="18:01", at_scene="18:05"),)
    stage.call("K1", "18:00", version=1, responses=there)
    ended = {"state": "closed", "closed_at": stage.at("18:30"), "outcome": "resolved"}
    stage.call("K1", "18:00", version=2, responses=there, **ended)
    assert stage.log("K1")[-2:] == ["JRU 1 at scene", "closed, resolved"]
    assert [each.end for each in stage.view("K1").responses] == ["closed"]


def test_a_diversion_by_the_supervisor_is_told_as_one(stage: Stage) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", "18:00")
    stage.call("K2", "18:01")
    stage.do(Assign("K1", "JRU1"), "18:05")
    stage.vehicle("JRU1", "en_route", "18:06", "K1")
    stage.do(Assign("K2", "JRU1", reason="nearer"), "18:10")
    assert stage.log("K1")[-1] == "JRU 1 left for K2"
