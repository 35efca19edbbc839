"""Calls of every kind, each in a sentence of what a controller meets."""

from typing import Any

import pytest

from jru_tui.board.call_commands import BackUp, Link, Reopen
from jru_tui.board.dispatch_rules import LATE, DispatchRules
from jru_tui.board.queries.dispatch.models import Deadline
from jru_tui.board.queries.dispatch.reasons import (
    Action,
    CallMark,
    Unable,
)
from jru_tui.board.records import ResponseRecord
from jru_tui.board.rules import Rules
from tests.board.queries.dispatch.conftest import (
    HERE,
    NOW,
    MakeRoom,
    Room,
    ago,
    east,
)


def outside(**times: Any) -> ResponseRecord:
    """A patrol that the board knows only by its response."""
    return ResponseRecord("GN21", **times)


def test_an_ungraded_call_goes_before_a_g2(room: Room) -> None:
    room.call("K1", "G2", waited=5)
    room.call("K2", waited=5)
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K2": "JRU 1"}


def test_no_attendance_is_not_planned_and_an_appointment_is(room: Room) -> None:
    room.call("K1", "G5", waited=5)
    room.call("K2", "G4", waited=5)
    room.call("K3", "G5", "C4", waited=5)
    for number in range(3):
        room.car(f"JRU {number}", minutes=5)
    assert room.sent().keys() == {"K2", "K3"}
    assert CallMark.NO_ATTENDANCE in room.advice("K1").marks


def test_a_duplicate_gets_nobody_of_its_own(room: Room) -> None:
    room.call("K1", "G1")
    room.call("K2", "G1")
    room.stage.do(Link("K2", "K1"), "22:47")
    room.car("JRU 1", minutes=5)
    room.car("JRU 2", minutes=6)
    assert room.sent() == {"K1": "JRU 1"}
    assert CallMark.DUPLICATE in room.advice("K2").marks
    assert room.advice("K2").best is None


def test_a_car_on_its_way_to_a_duplicate_is_on_its_way_to_the_call(room: Room) -> None:
    room.call("K1", "G1", waited=5)
    room.call("K2", "G1", waited=4)
    room.car("JRU 1", "en_route", minutes=4, on="K2")
    room.car("JRU 2", minutes=4)
    room.stage.do(Link("K2", "K1"), "22:47")
    assert room.plan.acts == ()
    assert room.best("K1").action is Action.ON_ITS_WAY
    assert room.advice("K2").offers[1].unable is Unable.ON_THIS_CALL


def test_a_duplicate_of_a_call_that_is_closed_wants_somebody_itself(room: Room) -> None:
    room.call("K1", "G1", state="closed", closed_at=ago(1))
    room.call("K2", "G1")
    room.stage.do(Link("K2", "K1"), "22:47")
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K2": "JRU 1"}
    assert room.advice("K2").marks == ()


def test_a_call_opened_again_has_no_clock_left_and_still_wants_somebody(room: Room) -> None:
    there = ResponseRecord("JRU9", ago(50), ago(49), ago(40), ago(20))
    room.call("K1", "G1", waited=55, state="closed", closed_at=ago(19), responses=(there,))
    room.stage.do(Reopen("K1"), "22:46")
    room.car("JRU 1", minutes=5)
    best = room.best("K1")
    assert (best.name, best.targets) == ("JRU 1", ())


def test_both_clocks_are_judged_each_by_itself(room: Room) -> None:
    room.call("K1", "G1", "C2", waited=9)
    room.car("JRU 1", minutes=8)
    assert [(each.code, each.meets) for each in room.best("K1").targets] == [
        ("G1", False),
        ("C2", True),
    ]
    shorts = [(each.code, each.ask) for each in room.plan.shortfalls]
    assert shorts == [("G1", "patrol")]


@pytest.mark.parametrize(("minutes", "meets"), [(10, True), (10.1, False)])
def test_a_target_met_on_the_second_is_met(room: Room, minutes: float, meets: bool) -> None:
    room.call("K1", "G1", waited=5)
    room.car("JRU 1", minutes=minutes)
    [target] = room.best("K1").targets
    assert (target.meets, target.late_s == 0) == (meets, meets)


def test_who_is_on_the_way_and_late_is_said_with_what_would_help(room: Room) -> None:
    room.call("K1", "G1", waited=10)
    room.car("JRU 1", "en_route", km=10, on="K1", since=5)
    [short] = room.plan.shortfalls
    assert (short.name, short.late_s, short.ask) == ("JRU 1", 7 * 60, "patrol")
    assert CallMark.LATE in room.advice("K1").marks
    room.stage.do(BackUp("K1", "patrol"), "22:47")
    assert room.plan.shortfalls[0].ask is None


def test_a_patrol_on_its_way_covers_a_call_where_the_board_does_not_know_it(room: Room) -> None:
    room.call("K1", "G1", waited=3, responses=(outside(en_route_at=ago(2), eta_at=ago(-4)),))
    room.call("K2", "G1", waited=3, at=east(2))
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K2": "JRU 1"}
    assert room.plan.waiting == ()
    assert CallMark.OTHER_SERVICE in room.advice("K1").marks


def test_a_call_that_may_be_over_comes_after_one_that_is_listed(room: Room) -> None:
    room.call("K1", "G1", waited=5)
    room.call("K2", "G1", waited=5)
    room.stage.unlist("K1", "22:47")
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K2": "JRU 1"}
    assert CallMark.UNLISTED in room.advice("K1").marks


def test_send_by_is_the_last_moment_at_which_the_best_car_still_makes_it(room: Room) -> None:
    room.call("K1", "G1", "C2", waited=3)
    room.car("JRU 1", minutes=8)
    room.car("JRU 2", minutes=9)
    expected = Deadline("K1", "G1", "JRU1", "JRU 1", ago(-4))
    assert room.advice("K1").deadline == expected
    assert room.plan.deadlines == (expected,)


def test_there_is_no_send_by_where_it_is_too_late_or_somebody_goes(room: Room) -> None:
    room.call("K1", "G1", waited=20)
    room.call("K2", "G1", waited=2, at=east(4))
    room.car("JRU 1", minutes=8)
    room.car("JRU 2", "en_route", minutes=3, of=east(4), on="K2")
    assert room.advice("K1").deadline is None
    assert room.advice("K2").deadline is None


def test_the_weights_decide_and_a_force_may_set_them(make_room: MakeRoom) -> None:
    def first(rules: Rules) -> str:
        room = make_room(rules)
        room.call("K1", "G2", waited=55)
        room.car("JRU 1", minutes=7)
        room.car("JRU 2", "refreshments", minutes=4)
        name: str = room.best("K1").name
        return name

    assert first(Rules()) == "JRU 2"  # the only one in time
    weights = DispatchRules(missed=0, missed_minutes=0, late=LATE)
    assert first(Rules(dispatch=weights)) == "JRU 1"


def test_a_further_car_for_a_call_that_is_attended_is_offered_and_not_urged(room: Room) -> None:
    room.call("K1", "G1", waited=10)
    room.car("JRU 1", "at_scene", on="K1", at=HERE)
    room.car("JRU 2", minutes=12)
    advice = room.advice("K1")
    assert advice.best is None
    assert [offer.name for offer in advice.offers if offer.possible] == ["JRU 2"]
    assert advice.offers[1].unable is Unable.ON_THIS_CALL


def test_a_closed_call_gets_no_advice(room: Room) -> None:
    room.call("K1", "G1", state="closed", closed_at=NOW)
    room.car("JRU 1", minutes=2)
    assert room.advice("K1").offers == ()


def test_a_call_that_opens_tomorrow_by_a_wrong_clock_is_as_new(room: Room) -> None:
    room.call("K1", "G1", waited=-24 * 60)
    room.car("JRU 1", minutes=5)
    [target] = room.best("K1").targets
    assert (target.at_s, target.meets) == (5 * 60, True)
