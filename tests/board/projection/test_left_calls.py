"""A call with nobody left on it waits again: it says since when, and is counted and alarmed for."""

from collections.abc import Callable

import pytest

from jru_tui.board.call_commands import Assign, Close, Link, Reopen, StandDown
from jru_tui.board.call_views import Call
from jru_tui.board.commands import Dismiss
from jru_tui.board.projection.order_effects import OrderEffects
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from tests.board.conftest import Sent, Stage


def left(stage: Stage, when: str) -> list[str]:
    found = alerts(stage.board, stage.at(when), stale=False)
    return [alert.text for alert in found if alert.kind == "left"]


def stood_down(stage: Stage) -> Call:
    stage.do(StandDown("K1", "JRU1"), "18:15")
    return stage.view("K1")


def cleared_by_its_crew(stage: Stage) -> Call:
    stage.vehicle("JRU1", "en_route", "18:12", "K1")
    stage.vehicle("JRU1", "available", "18:15")
    return stage.view("K1")


def cleared_on_paper(stage: Stage, sent: Sent) -> Call:
    way = sent("JRU1", allocated="18:11", clear="18:15")
    stage.call("K1", grade="G1", responses=(way,), updated_at=stage.at("18:16"))
    return stage.view("K1")


@pytest.fixture
def on_its_way(stage: Stage) -> Stage:
    stage.call("K0", "17:30", grade="G2")
    stage.call("K1", "18:00", grade="G1")
    stage.vehicle("JRU1", "available", "17:50")
    stage.do(Assign("K1", "JRU1"), "18:11")
    assert not stage.view("K1").waiting
    return stage


@pytest.mark.parametrize("how", [stood_down, cleared_by_its_crew])
def test_it_waits_again_since_the_last_one_left(
    on_its_way: Stage, how: Callable[[Stage], Call]
) -> None:
    call = how(on_its_way)
    assert call.waiting
    assert call.left_at == on_its_way.at("18:15")
    assert [each.id for each in on_its_way.board.open_calls()] == ["K1", "K0"]
    assert left(on_its_way, "18:16") == ["K1 waits again: everybody has left"]


def test_it_waits_again_where_only_the_calls_own_times_tell_of_the_end(
    stage: Stage, sent: Sent
) -> None:
    call = cleared_on_paper(stage, sent)
    assert (call.waiting, call.left_at) == (True, stage.at("18:15"))
    assert left(stage, "18:14") == []
    assert left(stage, "18:15") == ["K1 waits again: everybody has left"]


@pytest.mark.parametrize("status", ["off_duty", "out_of_service"])
def test_a_crew_that_is_gone_is_on_no_call_whatever_the_call_says(
    stage: Stage, sent: Sent, status: str
) -> None:
    """The feed never noted the end: the crew went home, and the call's papers still name it."""
    way = sent("JRU1", allocated="18:01", en_route="18:02")
    stage.vehicle("JRU1", "en_route", "18:02", "K1")
    stage.call("K1", "18:00", grade="G2", responses=(way,), updated_at=stage.at("18:02"))
    stage.vehicle("JRU1", status, "18:30")
    stage.call("K1", "18:00", grade="G1", responses=(way,), updated_at=stage.at("18:40"))
    call = stage.view("K1")
    assert (call.on_it, call.waiting, call.left_at) == ((), True, stage.at("18:30"))


def test_one_that_was_attended_waits_too_until_somebody_closes_it(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.vehicle("JRU1", "available", "18:40")
    call = stage.view("K1")
    assert call.waiting
    assert call.to_close
    assert call.first_arrival_at == stage.at("18:10"), "its clocks stay as they stopped"
    (alert,) = alerts(stage.board, stage.at("18:41"), stale=False)
    assert alert.text == "K1 was attended and everybody has left: close it, or send somebody"
    assert alert.since == stage.at("18:40")
    stage.do(Close("K1", "resolved"), "18:42")
    assert not stage.view("K1").waiting
    assert left(stage, "18:43") == []


def test_somebody_new_on_it_ends_the_wait(on_its_way: Stage) -> None:
    stood_down(on_its_way)
    on_its_way.do(Assign("K1", "JRU1"), "18:17")
    call = on_its_way.view("K1")
    assert (call.waiting, call.left_at) == (False, None)
    assert left(on_its_way, "18:18") == []


def test_a_call_that_nobody_ever_was_on_has_not_been_left(stage: Stage) -> None:
    stage.call("K1", "18:00")
    assert stage.view("K1").waiting
    assert stage.view("K1").left_at is None


def test_the_gravest_is_a_top_grade_that_nobody_ever_reached(on_its_way: Stage) -> None:
    stood_down(on_its_way)
    (alert,) = [
        alert
        for alert in alerts(on_its_way.board, on_its_way.at("18:16"), stale=False)
        if alert.kind == "left"
    ]
    assert alert.grave


def test_what_was_dismissed_comes_back_when_the_next_one_leaves(on_its_way: Stage) -> None:
    stood_down(on_its_way)
    key = f"left:K1:{on_its_way.at('18:15').isoformat()}"
    on_its_way.do(Dismiss(key, "a patrol goes", call="K1"), "18:16")
    assert left(on_its_way, "18:17") == []
    on_its_way.do(Assign("K1", "JRU1"), "18:20")
    on_its_way.do(StandDown("K1", "JRU1"), "18:25")
    assert left(on_its_way, "18:26") == ["K1 waits again: everybody has left"]


def test_the_plan_sends_somebody_to_it(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G1")
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.vehicle("JRU1", "off_duty", "18:20")
    stage.vehicle("JRU2", "available", "18:00")
    plan = Dispatcher(stage.board, stage.at("18:21")).plan
    moves = [move for act in plan.acts for move in act.moves]
    assert [(move.call, move.vehicle) for move in moves] == [("K1", "JRU2")]


class TestDuplicates:
    """A linked duplicate leaves the queue and the counts: another call stands for it."""

    @pytest.fixture
    def linked(self, stage: Stage) -> Stage:
        stage.call("K1", "18:00", grade="G1")
        stage.call("K2", "18:05", grade="G1")
        stage.call("K3", "18:06", grade="G3")
        stage.do(Link("K2", "K1"), "18:10")
        return stage

    def test_it_does_not_wait_and_stands_last(self, linked: Stage) -> None:
        assert not linked.view("K2").waiting
        assert [call.id for call in linked.board.open_calls()] == ["K1", "K3", "K2"]

    def test_it_is_silent(self, linked: Stage) -> None:
        found = alerts(linked.board, linked.at("19:00"), stale=False)
        assert {alert.call for alert in found} == {"K1"}

    def test_it_is_told_of_once_its_other_call_is_closed(self, linked: Stage) -> None:
        linked.do(Close("K1", "advice"), "18:20")
        (alert,) = alerts(linked.board, linked.at("18:21"), stale=False)[-1:]
        assert alert.text == "K2 duplicates K1, which is closed: close it too, or unlink it"
        linked.do(Reopen("K1"), "18:22")
        texts = [each.text for each in alerts(linked.board, linked.at("18:23"), stale=False)]
        assert not any("duplicates" in text for text in texts)

    def test_it_waits_again_once_it_is_unlinked(self, linked: Stage) -> None:
        linked.undo("18:12")
        assert linked.view("K2").waiting

    def test_two_that_stand_for_each_other_are_both_told_of(self, linked: Stage) -> None:
        """Undoing in another order than linking can lead there; neither may be forgotten."""
        link = linked.last_id
        linked.undo("18:11")
        linked.do(Link("K1", "K2"), "18:12")
        OrderEffects(linked.board.store).restore(link)
        linked.call("K2", "18:05", grade="G1", summary="seen again")
        texts = [each.text for each in alerts(linked.board, linked.at("18:13"), stale=False)]
        assert "K1 duplicates K2, which is itself a duplicate: close it too, or unlink it" in texts
        assert "K2 duplicates K1, which is itself a duplicate: close it too, or unlink it" in texts
