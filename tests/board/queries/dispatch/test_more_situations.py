"""More of what a controller meets, each in a sentence."""

from typing import Any

import pytest

from jru_tui.board.call_commands import Assign, BackUp, Link, Reopen
from jru_tui.board.dispatch_rules import LATE, DispatchRules
from jru_tui.board.events import Unlisted
from jru_tui.board.queries.dispatch.models import Deadline
from jru_tui.board.queries.dispatch.reasons import (
    Action,
    ArrivalSource,
    CallMark,
    Drawback,
    Precondition,
    Unable,
)
from jru_tui.board.records import CrewMember, Position, ResponseRecord
from jru_tui.board.rules import Rules
from tests.board.queries.dispatch.conftest import (
    CREW,
    HERE,
    NOW,
    OFFICERS,
    MakeRoom,
    Room,
    ago,
    east,
)


def outside(**times: Any) -> ResponseRecord:
    """A patrol that the board knows only by its response."""
    return ResponseRecord("GN21", **times)


def test_two_g1_and_one_car_takes_the_one_that_it_meets_and_asks_for_a_patrol_at_the_other(
    room: Room,
) -> None:
    room.call("K1", "G1", waited=2)
    room.call("K2", "G1", waited=2, at=east(40))
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K1": "JRU 1"}
    assert room.plan.waiting == ("K2",)
    [short] = room.advice("K2").shortfalls
    assert (short.code, short.vehicle, short.lost, short.ask) == ("G1", "", False, "patrol")


def test_two_g1_and_two_cars_are_both_met_though_one_car_is_nearest_to_both(room: Room) -> None:
    room.call("K1", "G1", waited=2)
    room.call("K2", "G1", waited=2, at=east(8))
    room.car("JRU 1", at=east(3))
    room.car("JRU 2", at=east(-6))
    assert room.sent() == {"K1": "JRU 2", "K2": "JRU 1"}
    assert not room.plan.shortfalls


def test_a_swap_puts_both_calls_in_time(room: Room) -> None:
    """JRU 3 to K-1037, JRU 2 takes K-1036: both in time."""
    room.call("K-1036", "G2", waited=10, at=east(6))
    room.call("K-1037", "G1", waited=6)
    room.car("JRU 3", "en_route", minutes=6, on="K-1036")
    room.car("JRU 2", minutes=25)
    [act] = room.plan.acts
    assert [(move.name, move.call) for move in act.moves] == [
        ("JRU 3", "K-1037"),
        ("JRU 2", "K-1036"),
    ]
    assert all(move.meets for move in act.moves)
    [left] = act.moves[0].elsewhere
    assert (left.call, left.loses, left.name, left.meets) == ("K-1036", True, "JRU 2", True)


def test_cars_that_are_on_their_way_to_each_others_place_change_calls(room: Room) -> None:
    room.call("K1", "G1", waited=6)
    room.call("K2", "G1", waited=6, at=east(30))
    room.car("JRU 1", "en_route", at=east(28), on="K1")
    room.car("JRU 2", "en_route", at=east(2), on="K2")
    [act] = room.plan.acts
    assert act.swap
    assert {move.name: move.call for move in act.moves} == {"JRU 1": "K2", "JRU 2": "K1"}


def test_a_car_on_its_way_is_not_turned_round_for_little(room: Room) -> None:
    room.call("K1", "G1", waited=3)
    room.car("JRU 1", "en_route", minutes=6, on="K1")
    room.car("JRU 2", minutes=4)
    assert room.plan.acts == ()
    assert [kept.name for kept in room.plan.kept] == ["JRU 1"]
    assert room.best("K1").action is Action.ON_ITS_WAY


def test_but_it_is_where_that_saves_the_target_and_it_is_free_then(room: Room) -> None:
    room.call("K1", "G1", waited=3)
    room.car("JRU 1", "en_route", minutes=30, on="K1")
    room.car("JRU 2", minutes=4)
    [act] = room.plan.acts
    assert [(move.name, move.call) for move in act.moves] == [("JRU 2", "K1")]
    assert act.frees == ("JRU1",)


def test_what_a_plan_has_done_it_does_not_take_back(room: Room) -> None:
    """The same board after its own diversion: nothing more to do."""
    room.call("K1", "G1", waited=5)
    room.call("K2", "G2", waited=5, at=east(4))
    room.car("JRU 1", "en_route", at=east(2), on="K2")
    room.car("JRU 2", at=east(-9))
    assert room.sent() == {"K1": "JRU 1", "K2": "JRU 2"}
    room.car("JRU 1", "en_route", at=east(2), on="K1", since=0)
    room.car("JRU 2", "en_route", at=east(-9), on="K2", since=0)
    assert room.plan.acts == ()


def test_a_crew_that_is_nearly_done_at_a_scene_is_asked_when_it_is_clear(room: Room) -> None:
    room.call("K1", "G1", waited=3)
    room.call("K2", "G2", waited=90, at=east(1))
    room.car("JRU 1", minutes=55)
    room.car("JRU 2", "at_scene", on="K2", since=80)
    best = room.best("K1")
    assert (best.name, best.action, best.leaves) == ("JRU 2", Action.WHEN_CLEAR, "K2")
    assert best.first == (Precondition.ASK_CLEAR,)
    assert best.clear_s > 0
    assert CallMark.WAITS_FOR_CLEAR in room.advice("K1").marks


def test_a_crew_at_the_scene_of_a_g2_is_not_taken_from_it_for_a_g1(room: Room) -> None:
    room.call("K1", "G1")
    room.call("K2", "G2", waited=30, at=east(1))
    room.car("JRU 2", "at_scene", on="K2", since=5)
    assert room.best("K1").action is Action.WHEN_CLEAR


def test_the_skill_is_on_the_way_to_a_lesser_call(room: Room) -> None:
    room.call("K1", "G1", needs=("clinical",))
    room.call("K2", "G3", at=east(3))
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", "en_route", minutes=5, on="K2")
    assert room.sent() == {"K1": "JRU 2", "K2": "JRU 1"}


def test_the_skilled_car_is_too_late_so_the_first_goes_and_the_skill_as_well(room: Room) -> None:
    room.call("K1", "C1", waited=2, needs=("clinical",))
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", minutes=6)
    [act] = room.plan.acts
    assert [(move.name, move.support) for move in act.moves] == [("JRU 1", False), ("JRU 2", True)]
    advice = room.advice("K1")
    assert (advice.best.name, advice.support.name) == ("JRU 1", "JRU 2")
    assert advice.lacking == ()


def test_officers_on_their_way_go_on_and_the_paramedic_goes_as_well(room: Room) -> None:
    room.call("K1", "G1", waited=3, needs=("clinical",))
    room.car("JRU 1", "en_route", minutes=3, on="K1", crew=OFFICERS)
    room.car("JRU 2", minutes=6)
    [act] = room.plan.acts
    assert [(move.name, move.support) for move in act.moves] == [("JRU 2", True)]
    assert act.frees == ()
    assert [kept.name for kept in room.plan.kept] == ["JRU 1"]


def test_who_brings_what_the_nearer_car_lacks_goes_on_too(room: Room) -> None:
    room.call("K1", "G1", waited=3, needs=("clinical",))
    room.car("JRU 1", "en_route", minutes=40, on="K1")
    room.car("JRU 2", minutes=4, crew=OFFICERS)
    [act] = room.plan.acts
    assert [move.name for move in act.moves] == ["JRU 2"]
    assert act.frees == ()
    assert [kept.name for kept in room.plan.kept] == ["JRU 1"]


def test_who_goes_on_for_its_skill_is_not_promised_to_another_call_as_well(room: Room) -> None:
    far = east(32)
    room.call("K1", "G1", waited=3, needs=("clinical",))
    room.call("K2", "C1", waited=2, needs=("clinical",), at=far)
    room.car("JRU 1", "en_route", at=east(24), on="K1")
    room.car("JRU 2", minutes=4, crew=OFFICERS)
    room.car("JRU 3", minutes=3, of=far, crew=OFFICERS)
    assert room.sent() == {"K1": "JRU 2", "K2": "JRU 3"}
    assert [kept.name for kept in room.plan.kept] == ["JRU 1"]


def test_a_call_whose_crew_lacks_a_skill_wants_another(room: Room) -> None:
    room.call("K1", "G1", waited=10, needs=("clinical",))
    room.car("JRU 1", "at_scene", on="K1", at=HERE, crew=OFFICERS)
    room.car("JRU 2", minutes=12)
    assert room.sent() == {"K1": "JRU 2"}
    assert room.advice("K1").support.name == "JRU 2"
    assert room.advice("K1").best is None


def test_a_need_that_nobody_can_meet_keeps_nobody_away_and_is_said(room: Room) -> None:
    room.call("K1", "G3", needs=("lifting",))
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K1": "JRU 1"}
    assert room.advice("K1").lacking == ("lifting",)


def test_an_ungraded_call_goes_before_a_g2(room: Room) -> None:
    room.call("K1", "G2", waited=5)
    room.call("K2", waited=5)
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K2": "JRU 1"}


def test_a_g3_breaks_no_meal_and_waits(room: Room) -> None:
    room.call("K1", "G3", waited=5)
    room.car("JRU 1", "refreshments", minutes=4)
    assert room.plan.acts == ()
    assert room.plan.waiting == ("K1",)
    assert room.names("K1") == ["JRU 1"]


def test_no_attendance_is_not_planned_and_an_appointment_is(room: Room) -> None:
    room.call("K1", "G5", waited=5)
    room.call("K2", "G4", waited=5)
    room.call("K3", "G5", "C4", waited=5)
    for number in range(3):
        room.car(f"JRU {number}", minutes=5)
    assert room.sent().keys() == {"K2", "K3"}
    assert CallMark.NO_ATTENDANCE in room.advice("K1").marks


def test_a_car_in_dispute_or_claimed_twice_is_not_sent(room: Room) -> None:
    both = (outside(), ResponseRecord("JRU1", allocated_at=ago(5)))
    room.call("K1", "G1")
    room.call("K2", "G3", at=east(5), responses=both)
    room.call("K3", "G3", at=east(5), responses=both)
    room.car("JRU 1", "en_route", minutes=3, on="K2", since=5)
    room.car("JRU 2", minutes=12)
    assert room.best("K1").name == "JRU 2"
    assert room.advice("K1").offers[1].unable is Unable.CLAIMED_TWICE


def test_a_car_that_the_feed_no_longer_lists_is_asked_for_by_radio(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", minutes=8)
    room.stage.apply(Unlisted("vehicle", "JRU1"), NOW)
    best = room.best("K1")
    assert best.first == (Precondition.ASK_LISTED, Precondition.GIVE_REASON)
    room.car("JRU 2", minutes=8.5)
    assert room.best("K1").name == "JRU 2"


def test_an_officers_emergency_takes_the_nearest_whatever_it_is_doing(room: Room) -> None:
    room.call("K1", "G1", waited=3, at=east(3))
    room.call("K2", "G1", waited=20, at=east(-1))
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", "at_scene", on="K2", at=east(-1))
    room.car("JRU 3", minutes=9)
    act, *others = room.plan.acts
    assert (act.emergency, act.moves[0].name) == ("JRU1", "JRU 2")
    assert [(move.name, move.call) for each in others for move in each.moves] == [("JRU 3", "K1")]
    assert [each.name for each in room.dispatcher().nearest("JRU1")] == ["JRU 2", "JRU 3"]


def test_who_needs_help_too_or_is_off_duty_cannot_give_it(room: Room) -> None:
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", "emergency", minutes=2)
    room.car("JRU 3", "off_duty", minutes=1)
    room.car("JRU 4", "escort", minutes=30)
    offers = room.dispatcher().nearest("JRU1")
    assert [(each.name, each.possible) for each in offers] == [("JRU 4", True), ("JRU 2", False)]


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


def test_a_target_that_passes_on_the_way_turns_nobody_round(room: Room) -> None:
    room.call("K1", "G1", waited=16)
    room.call("K2", "G2", waited=1, at=east(-3))
    room.car("JRU 1", "en_route", minutes=4, on="K1", since=12)
    room.car("JRU 2", at=east(-9))
    assert [kept.name for kept in room.plan.kept] == ["JRU 1"]
    assert room.sent() == {"K2": "JRU 2"}
    assert CallMark.LOST in room.advice("K1").marks


def test_who_is_on_the_way_and_late_is_said_with_what_would_help(room: Room) -> None:
    room.call("K1", "G1", waited=10)
    room.car("JRU 1", "en_route", km=10, on="K1", since=5)
    [short] = room.plan.shortfalls
    assert (short.name, short.late_s, short.ask) == ("JRU 1", 7 * 60, "patrol")
    assert CallMark.LATE in room.advice("K1").marks
    room.stage.do(BackUp("K1", "patrol"), "22:47")
    assert room.plan.shortfalls[0].ask is None


def test_told_and_not_moving_is_said(room: Room) -> None:
    room.call("K1", "G2", waited=10)
    room.car("JRU 1", "allocated", minutes=5, on="K1", since=9)
    assert CallMark.NOT_MOVING in room.advice("K1").marks
    room.car("JRU 2", "allocated", minutes=5, on="K1", since=0.5)
    assert room.plan.acts == ()


def test_a_position_in_the_future_is_a_wrong_clock_and_counts_for_less(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", km=1, old=-60)
    room.car("JRU 2", km=4)
    assert room.best("K1").name == "JRU 2"
    assert Drawback.POSITION_AHEAD in room.advice("K1").offers[1].drawbacks


def test_a_position_of_a_minute_ahead_is_a_position(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", km=1, old=-1)
    assert room.best("K1").drawbacks == ()


def test_a_car_without_a_position_is_neither_first_nor_last_for_that(room: Room) -> None:
    room.call("K1", "G2", area="east_kent")
    room.car("JRU 1", minutes=8)
    room.car("JRU 2", area="East Kent")
    room.car("JRU 3", minutes=70)
    assert room.names("K1") == ["JRU 1", "JRU 2", "JRU 3"]


def test_at_scene_a_car_is_where_its_call_is_however_old_its_position(room: Room) -> None:
    room.call("K1", "C1")
    room.call("K2", "G3", waited=60, at=east(2))
    room.car("JRU 1", "at_scene", on="K2", at=east(60), old=300)
    assert room.best("K1").km == pytest.approx(2, abs=0.01)


def test_a_crew_whose_shift_is_over_goes_only_where_no_other_is_in_time(room: Room) -> None:
    room.night("02:20")
    room.call("K1", "G1")
    room.car("JRU 1", minutes=3, on_duty="17:45")
    room.car("JRU 2", minutes=11, on_duty="23:30")
    assert room.best("K1").name == "JRU 2"
    room.car("JRU 2", minutes=20)
    assert room.best("K1").name == "JRU 1"


def test_a_crew_that_is_owed_a_meal_goes_after_one_as_near(room: Room) -> None:
    room.call("K1", "G3")
    room.car("JRU 1", minutes=5, on_duty="17:30")
    room.car("JRU 2", minutes=5, on_duty="20:30")
    assert room.best("K1").name == "JRU 2"
    assert room.advice("K1").offers[1].drawbacks == (Drawback.MEAL_OWED,)


def test_of_cars_as_near_the_one_with_fewer_calls_behind_it_goes(room: Room) -> None:
    there = ResponseRecord("JRU1", ago(50), ago(49), ago(40), ago(20))
    room.call("K0", "G3", waited=55, state="closed", closed_at=ago(19), responses=(there,))
    room.call("K1", "G3")
    room.car("JRU 1", minutes=5, since=19)
    room.car("JRU 2", minutes=5, since=19)
    assert room.best("K1").name == "JRU 2"


def test_all_off_duty_asks_for_the_others(room: Room) -> None:
    room.call("K1", "G1", "C2")
    room.car("JRU 1", "off_duty", minutes=1)
    room.car("JRU 2", "out_of_service", minutes=1)
    assert room.plan.acts == ()
    assert {each.ask for each in room.plan.shortfalls} == {"patrol", "ambulance"}
    assert {each.unable for each in room.advice("K1").offers} == {Unable.STATUS}


def test_no_vehicles_and_no_calls(room: Room) -> None:
    assert room.plan.acts == ()
    room.car("JRU 1", minutes=1)
    assert room.plan.acts == ()


def test_a_call_and_no_vehicles(room: Room) -> None:
    room.call("K1", "C1")
    assert room.plan.waiting == ("K1",)
    assert room.advice("K1").offers == ()
    assert room.advice("K1").deadline is None


def test_three_hundred_vehicles_are_no_fewer_offers(room: Room) -> None:
    room.call("K1", "G1")
    for number in range(300):
        room.car(f"JRU {number}", minutes=300 - number)
    assert len(room.advice("K1").offers) == 300
    assert room.best("K1").name == "JRU 299"


def test_a_patrol_on_its_way_covers_a_call_where_the_board_does_not_know_it(room: Room) -> None:
    room.call("K1", "G1", waited=3, responses=(outside(en_route_at=ago(2), eta_at=ago(-4)),))
    room.call("K2", "G1", waited=3, at=east(2))
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K2": "JRU 1"}
    assert room.plan.waiting == ()
    assert CallMark.OTHER_SERVICE in room.advice("K1").marks


def test_the_feeds_own_estimate_counts_for_who_is_on_the_way(room: Room) -> None:
    sent = ResponseRecord("JRU1", ago(4), ago(3), eta_at=ago(-9))
    room.call("K1", "G1", waited=5, responses=(sent,))
    room.car("JRU 1", "en_route", minutes=25, on="K1", since=3)
    best = room.best("K1")
    assert (best.arrival.seconds, best.arrival.source) == (9 * 60, ArrivalSource.FEED)
    assert best.meets


@pytest.mark.parametrize("eta", [3, -60 * 9])
def test_an_estimate_that_has_passed_or_lies_hours_ahead_does_not(room: Room, eta: float) -> None:
    sent = ResponseRecord("JRU1", ago(4), ago(3), eta_at=ago(eta))
    room.call("K1", "G1", waited=5, responses=(sent,))
    room.car("JRU 1", "en_route", minutes=6, on="K1", since=3)
    assert room.best("K1").arrival.source is ArrivalSource.DISTANCE


def test_two_cars_sent_by_hand_both_stay(room: Room) -> None:
    room.call("K1", "G2", waited=5)
    room.call("K2", "G2", waited=5, at=east(-8))
    room.car("JRU 1", "en_route", minutes=6, on="K1")
    room.car("JRU 2", "en_route", minutes=8, on="K1")
    room.car("JRU 3", at=east(-20))
    assert {kept.name for kept in room.plan.kept} == {"JRU 1", "JRU 2"}
    assert room.sent() == {"K2": "JRU 3"}


def test_but_the_second_goes_where_a_g1_has_nobody(room: Room) -> None:
    room.call("K1", "G2", waited=5)
    room.call("K2", "G1", waited=5, at=east(-4))
    room.car("JRU 1", "en_route", minutes=6, on="K1")
    room.car("JRU 2", "en_route", at=east(-6), on="K1")
    assert room.sent() == {"K2": "JRU 2"}


def test_a_feed_without_crews_has_no_empty_cars(room: Room) -> None:
    room.call("K1", "G1", needs=("clinical",))
    room.car("JRU 1", minutes=5, crew=())
    room.car("JRU 2", minutes=9, crew=())
    best = room.best("K1")
    assert best.name == "JRU 1"
    assert Drawback.CREW_UNKNOWN in best.drawbacks


def test_a_call_that_may_be_over_comes_after_one_that_is_listed(room: Room) -> None:
    room.call("K1", "G1", waited=5)
    room.call("K2", "G1", waited=5)
    room.stage.unlist("K1", "22:47")
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K2": "JRU 1"}
    assert CallMark.UNLISTED in room.advice("K1").marks


def test_a_car_on_its_way_to_a_g1_is_not_offered_first_for_a_g2(room: Room) -> None:
    room.call("K1", "G1", waited=3, at=east(6))
    room.call("K2", "G2", waited=3)
    room.car("JRU 1", "en_route", minutes=2, on="K1", of=HERE)
    room.car("JRU 2", minutes=40)
    assert room.names("K2") == ["JRU 2", "JRU 1"]
    assert room.advice("K2").offers[1].kept_for == "K1"


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


def test_what_somebody_assigned_by_hand_stands_though_the_feed_has_not_shown_it(room: Room) -> None:
    room.call("K1", "G1", waited=3)
    room.car("JRU 1", minutes=6)
    room.car("JRU 2", minutes=5)
    room.stage.do(Assign("K1", "JRU1"), "22:47")
    assert room.plan.acts == ()
    assert room.best("K1").name == "JRU 1"


def test_each_car_names_what_its_crew_brings_in_the_feeds_own_words(room: Room) -> None:
    nurse = (*CREW, CrewMember("officer", "SC 9", ("mental health",)))
    room.call("K1", "G2", needs=("Mental_Health", "clinical", "lifting"))
    room.car("JRU 1", minutes=5, crew=nurse)
    assert room.best("K1").has == ("Mental_Health", "clinical")
    assert room.best("K1").lacks == ("lifting",)


def test_a_position_without_a_time_is_taken_as_it_is(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", position=Position(51.36, 1.12))
    assert room.best("K1").arrival.position_age_s is None


def test_a_car_without_a_position_is_where_its_last_scene_was(room: Room) -> None:
    room.call("K1", "G1")
    room.call("K2", "G3", waited=60, at=east(3))
    room.car("JRU 1", "at_scene", on="K2", since=50)
    room.car("JRU 1", since=4)
    best = room.best("K1")
    assert best.km == pytest.approx(3, abs=0.01)
    assert Drawback.POSITION_UNKNOWN not in best.drawbacks
    room.car("JRU 1", since=4, at=east(9), old=1)  # and where it says, once it says so later
    assert room.best("K1").km == pytest.approx(9, abs=0.01)
