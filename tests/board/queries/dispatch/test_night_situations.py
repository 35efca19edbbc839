"""Situations of a busy night, other than those before, each against what a good controller does."""

from datetime import timedelta

import pytest

from jru_tui.board.call_commands import BackUp, NextCall, RightCare
from jru_tui.board.queries.dispatch.plan_phrases import late_words, shortfall_words
from jru_tui.board.queries.dispatch.reasons import (
    Action,
    ArrivalSource,
    CallMark,
    Drawback,
    Precondition,
    Unable,
)
from jru_tui.board.records import CrewMember, ResponseRecord
from jru_tui.board.rules import Checks, Rules
from tests.board.queries.dispatch.conftest import OFFICERS, MakeRoom, Room, ago, east
from tests.board.queries.dispatch.offers import offer_words
from tests.narrowing import present

SPECIALS = (*OFFICERS, CrewMember("paramedic", "Para 3"))
NURSE = (CrewMember("officer", "SC 5", ("mental health",)), CrewMember("paramedic", "Para 6"))


# Clocks that are nearly lost.


def test_a_g2_with_its_last_minutes_takes_the_car_before_a_g2_with_most_of_its_hour(
    room: Room,
) -> None:
    room.call("K-1", "G2", waited=48)
    room.call("K-2", "G2", waited=3, at=east(6))
    room.car("JRU 1", minutes=10)
    assert room.sent() == {"K-1": "JRU 1"}


def test_a_g1_that_is_lost_by_seconds_gives_way_to_a_g2_that_is_met_by_seconds(room: Room) -> None:
    room.call("K-1", "G1", waited=2)
    room.call("K-2", "G2", waited=2, at=east(30))
    room.car("JRU 1", minutes=12)
    room.car("JRU 2", minutes=20, of=east(30))
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 2"}


def test_a_c2_that_only_the_paramedic_on_its_way_to_a_g3_makes_takes_it(room: Room) -> None:
    room.call("K-1", "C2", waited=9)
    room.call("K-2", "G3", waited=200, at=east(4))
    room.car("JRU 1", "en_route", minutes=7, on="K-2")
    room.car("JRU 2", minutes=25)
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 2"}


def test_a_g3_at_the_end_of_its_48_hours_gets_the_car_that_makes_it(room: Room) -> None:
    room.call("K-1", "G3", waited=48 * 60 - 20)
    room.call("K-2", "G3", waited=10, at=east(-3))
    room.car("JRU 1", minutes=8)
    assert room.sent() == {"K-1": "JRU 1"}


def test_a_c1_with_one_minute_left_goes_to_the_car_two_minutes_away_and_is_said_to_be_late(
    room: Room,
) -> None:
    room.call("K-1", "C1", waited=6)
    room.car("JRU 1", minutes=2)
    room.car("JRU 2", minutes=4)
    assert room.sent() == {"K-1": "JRU 1"}
    [short] = room.plan.shortfalls
    assert (short.code, short.late_s, short.ask) == ("C1", 60, "ambulance")


# Conditional states, meals, shift ends.


def test_of_a_meal_and_a_state_7_as_near_the_state_7_goes(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "refreshments", minutes=6)
    room.car("JRU 2", "committed_deployable", minutes=6)
    room.car("JRU 3", minutes=40)
    assert room.names("K-1")[0] == "JRU 2"


def test_a_meal_of_a_crew_that_is_owed_one_is_broken_for_no_g2(room: Room) -> None:
    room.call("K-1", "G2", waited=5)
    room.car("JRU 1", "refreshments", minutes=6, on_duty="17:30")
    room.car("JRU 2", minutes=50)
    assert room.sent() == {"K-1": "JRU 2"}


def test_two_crews_at_meal_the_near_one_is_broken_for_the_c1_and_the_other_eats_on(
    room: Room,
) -> None:
    room.call("K-1", "C1", waited=1)
    room.car("JRU 1", "refreshments", minutes=5)
    room.car("JRU 2", "refreshments", minutes=4)
    assert room.sent() == {"K-1": "JRU 2"}


def test_a_shift_that_ends_goes_to_the_near_g2_rather_than_be_late_with_another(room: Room) -> None:
    room.night("01:45")
    room.call("K-1", "G2", waited=50)
    room.car("JRU 1", minutes=6, on_duty="17:45")
    room.car("JRU 2", minutes=25, on_duty="20:00")
    assert room.sent() == {"K-1": "JRU 1"}


def test_of_two_calls_the_crew_whose_shift_ends_takes_the_short_way(room: Room) -> None:
    room.night("01:40")
    room.call("K-1", "G1", waited=1)
    room.call("K-2", "G2", waited=1, at=east(20))
    room.car("JRU 1", minutes=4, on_duty="17:45")
    room.car("JRU 2", minutes=9, on_duty="20:30")
    room.car("JRU 3", minutes=9, of=east(20), on_duty="20:30")
    assert room.sent() == {"K-1": "JRU 2", "K-2": "JRU 3"}


# The crew that is on it.


@pytest.mark.parametrize("flag", ["weapon", "KNIFE", "Weapons-seen"])
@pytest.mark.parametrize("code", ["G1", "C1", "G2"])
def test_a_weapon_takes_two_officers_before_one_where_both_are_in_time(
    room: Room, code: str, flag: str
) -> None:
    room.call("K-1", code, waited=1, flags=(flag,))
    room.car("JRU 1", minutes=2)
    room.car("JRU 2", minutes=5.5, crew=SPECIALS)
    assert room.best("K-1").name == "JRU 2"
    assert Drawback.LONE_OFFICER in room.advice("K-1").offers[1].drawbacks


def test_a_weapon_takes_one_officer_in_time_before_two_that_are_late(room: Room) -> None:
    room.call("K-1", "G1", waited=5, flags=("weapon",))
    room.car("JRU 1", minutes=5)
    room.car("JRU 2", minutes=14, crew=SPECIALS)
    assert room.best("K-1").name == "JRU 1"


def test_without_a_weapon_the_nearer_car_goes_with_one_officer(room: Room) -> None:
    room.call("K-1", "G1", waited=1, flags=("alcohol",))
    room.car("JRU 1", minutes=2)
    room.car("JRU 2", minutes=5, crew=SPECIALS)
    assert room.best("K-1").name == "JRU 1"


def test_a_crew_of_a_paramedic_alone_is_no_officer_for_a_weapon(room: Room) -> None:
    room.call("K-1", "G1", waited=1, flags=("weapon",))
    room.car("JRU 1", minutes=4, crew=(CrewMember("paramedic", "Para 1"),))
    room.car("JRU 2", minutes=9)
    room.car("JRU 3", minutes=10, crew=OFFICERS)
    assert room.names("K-1")[0] == "JRU 3"
    alone = {offer.name: offer.drawbacks for offer in room.advice("K-1").offers}
    assert alone == {
        "JRU 1": (Drawback.NO_OFFICER,),
        "JRU 2": (Drawback.LONE_OFFICER,),
        "JRU 3": (),
    }


def test_mental_health_takes_the_nurse_and_the_doctor_goes_to_the_collapse(room: Room) -> None:
    doctor = (CrewMember("officer", "SC 9"), CrewMember("paramedic", "Para 9", ("doctor",)))
    room.call("K-1", "G2", waited=5, needs=("mental_health",))
    room.call("K-2", "C2", waited=5, needs=("doctor",), at=east(3))
    room.car("JRU 1", minutes=8, crew=doctor)
    room.car("JRU 2", minutes=9, crew=NURSE)
    assert room.sent() == {"K-1": "JRU 2", "K-2": "JRU 1"}


# Positions.


def test_a_fresh_position_that_misses_comes_before_an_old_one_that_would_hardly_make_it(
    room: Room,
) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", km=0.5, old=600)
    room.car("JRU 2", minutes=16)
    assert room.best("K-1").name == "JRU 2"


def test_three_cars_whose_positions_nobody_knows_are_asked_by_radio(room: Room) -> None:
    room.call("K-1", "G1", waited=1, area="east_kent")
    for nth in range(3):
        room.car(f"JRU {nth + 1}", area="East Kent" if nth == 1 else "Medway & Swale")
    best = room.best("K-1")
    assert best.name == "JRU 2"
    assert best.first == (Precondition.ASK_POSITION,)
    assert best.arrival.source is ArrivalSource.AREA


def test_a_car_that_has_just_left_a_scene_near_by_goes_before_a_parked_one_far(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.call("K-0", "G3", waited=60, at=east(1))
    room.car("JRU 1", "at_scene", on="K-0", since=30)
    room.car("JRU 1", since=1)
    room.car("JRU 2", minutes=12)
    assert room.best("K-1").name == "JRU 1"


# Areas.


def test_the_car_of_another_area_goes_where_it_is_far_sooner(room: Room) -> None:
    room.call("K-1", "G2", waited=10, area="east_kent")
    room.car("JRU 1", minutes=45, area="East Kent")
    room.car("JRU 2", minutes=10, area="Medway & Swale")
    assert room.best("K-1").name == "JRU 2"


def test_of_two_as_near_the_one_of_the_area_goes(room: Room) -> None:
    room.call("K-1", "G2", waited=10, area="east_kent")
    room.car("JRU 1", minutes=10, area="Medway & Swale")
    room.car("JRU 2", minutes=10, area="East Kent")
    assert room.best("K-1").name == "JRU 2"


# Swaps and diversions.


def test_three_cars_change_calls_so_that_all_are_in_time(room: Room) -> None:
    room.call("K-1", "G1", waited=5)
    room.call("K-2", "G2", waited=40, at=east(12))
    room.call("K-3", "G2", waited=10, at=east(28))
    room.car("JRU 1", "en_route", minutes=8, on="K-2")
    room.car("JRU 2", "en_route", at=east(13), on="K-3")
    room.car("JRU 3", at=east(45))
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 2", "K-3": "JRU 3"}
    [act] = room.plan.acts
    assert len(act.moves) == 3
    assert not room.plan.shortfalls


def test_a_car_a_minute_from_its_g2_is_left_to_arrive_where_another_makes_the_g1(
    room: Room,
) -> None:
    room.call("K-1", "G1", waited=1)
    room.call("K-2", "G2", waited=50, at=east(4))
    room.car("JRU 1", "en_route", minutes=1, of=east(4), on="K-2")
    room.car("JRU 2", minutes=12)
    assert room.sent() == {"K-1": "JRU 2"}


def test_an_allocated_car_that_has_not_moved_gives_its_g2_to_a_nearer_free_one_for_the_c1(
    room: Room,
) -> None:
    room.call("K-1", "C1", waited=1)
    room.call("K-2", "G2", waited=5, at=east(5))
    room.car("JRU 1", "allocated", minutes=4, on="K-2", since=0.5)
    room.car("JRU 2", minutes=15)
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 2"}


def test_nobody_is_diverted_from_a_c1_to_a_g1_though_it_is_nearer(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.call("K-2", "C1", waited=2, at=east(3))
    room.car("JRU 1", "en_route", at=east(1), on="K-2")
    assert room.sent() == {}
    assert [short.call for short in room.plan.shortfalls] == ["K-1"]


def test_of_two_on_their_way_the_one_to_the_lesser_call_is_diverted(room: Room) -> None:
    room.call("K-1", "G1", waited=3)
    room.call("K-2", "G2", waited=40, at=east(8))
    room.call("K-3", "G3", waited=40, at=east(-8))
    room.car("JRU 1", "en_route", minutes=6, on="K-2")
    room.car("JRU 2", "en_route", minutes=7, on="K-3")
    assert room.sent() == {"K-1": "JRU 2"}


# Cars that are soon free, and waits.


def test_a_crew_that_is_all_but_clear_next_door_goes_before_a_free_one_an_hour_off(
    room: Room,
) -> None:
    room.call("K-1", "G2", waited=5)
    room.call("K-0", "G3", waited=100, at=east(0.5))
    room.car("JRU 1", "at_scene", on="K-0", since=95)
    room.car("JRU 2", minutes=62)
    assert room.best("K-1").name == "JRU 1"
    assert room.best("K-1").action is Action.WHEN_CLEAR


def test_a_crew_at_scene_for_five_minutes_is_not_waited_for_where_a_free_one_is_in_time(
    room: Room,
) -> None:
    room.call("K-1", "G2", waited=5)
    room.call("K-0", "G2", waited=20, at=east(0.5))
    room.car("JRU 1", "at_scene", on="K-0", since=5)
    room.car("JRU 2", minutes=30)
    assert room.sent() == {"K-1": "JRU 2"}


@pytest.mark.parametrize("since", [5, 14, 44, 90])
def test_a_hospital_wait_is_never_cut_short_however_long_it_has_lasted(
    room: Room, since: float
) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "hospital", minutes=2, since=since)
    room.car("JRU 2", minutes=12)
    assert room.sent() == {"K-1": "JRU 2"}
    waits = room.advice("K-1").offers[1]
    assert (waits.action, waits.first) == (Action.WHEN_CLEAR, (Precondition.ASK_CLEAR,))


def test_a_hospital_wait_that_is_about_to_end_is_asked_about_before_a_car_that_is_late(
    room: Room,
) -> None:
    room.call("K-1", "G2", waited=20)
    room.car("JRU 1", "hospital", minutes=6, since=14)
    room.car("JRU 2", minutes=55)
    advice = room.advice("K-1")
    best = present(advice.best)
    assert best.name == "JRU 1"
    assert best.clear_s < 10 * 60
    assert CallMark.WAITS_FOR_CLEAR in advice.marks
    said = offer_words(best, room.board.rules)
    assert "clear in about" in said
    assert "ask by radio when it is clear" in said


def test_who_waits_for_a_crew_to_be_clear_still_knows_until_when_another_can_be_sent(
    room: Room,
) -> None:
    room.call("K-1", "G2", waited=2)
    room.car("JRU 1", "hospital", minutes=3, since=2)
    room.car("JRU 2", minutes=45)
    advice = room.advice("K-1")
    assert (present(advice.best).name, present(advice.best).meets) == ("JRU 1", True)
    assert (present(advice.deadline).name, present(advice.deadline).at) == ("JRU 2", ago(-13))


def test_a_crew_that_may_be_clear_keeps_no_car_from_a_call_that_it_surely_makes(room: Room) -> None:
    room.call("K-1", "G2", waited=5)
    room.car("JRU 1", "custody", minutes=3, since=60)
    room.car("JRU 2", minutes=50)
    assert room.sent() == {"K-1": "JRU 2"}
    waits = room.advice("K-1").offers[1]
    assert "may meet G2" in offer_words(waits, room.board.rules)


def test_where_only_a_crew_that_may_be_clear_makes_it_help_is_asked_for(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "hospital", minutes=3, since=14)
    room.car("JRU 2", minutes=30)
    assert room.best("K-1").action is Action.WHEN_CLEAR
    said = [shortfall_words(short) for short in room.plan.shortfalls]
    assert said == ["K-1 (G1): JRU 1 may not be clear in time; ask for a patrol"]
    assert late_words(room.plan.shortfalls[0]) == "JRU 1 may not be clear in time for G1"


def test_a_wait_without_a_usual_length_says_nothing_of_when_it_ends(make_room: MakeRoom) -> None:
    room = make_room(Rules(checks=Checks(waits={"hospital": 0})))
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "hospital", minutes=2)
    assert room.advice("K-1").offers[0].unable is Unable.STATUS


# Several that are lost, stacking, load.


def test_of_three_lost_calls_and_one_car_the_reachable_one_is_reached_first(room: Room) -> None:
    room.call("K-1", "G1", waited=60, at=east(40))
    room.call("K-2", "G1", waited=40, at=east(25))
    room.call("K-3", "G1", waited=20)
    room.car("JRU 1", minutes=4)
    assert room.sent() == {"K-3": "JRU 1"}
    assert {short.ask for short in room.plan.shortfalls} == {"patrol"}
    assert len(room.plan.shortfalls) == 3


def test_three_lost_calls_and_two_cars_take_the_two_that_they_reach_soonest(room: Room) -> None:
    room.call("K-1", "C1", waited=30, at=east(30))
    room.call("K-2", "C1", waited=20)
    room.call("K-3", "C1", waited=10, at=east(8))
    room.car("JRU 1", minutes=5)
    room.car("JRU 2", minutes=12, of=east(8))
    assert room.sent() == {"K-2": "JRU 1", "K-3": "JRU 2"}


def test_a_call_kept_for_a_busy_car_is_given_to_a_free_one_that_alone_makes_it(room: Room) -> None:
    room.call("K-0", "G2", waited=30, at=east(1))
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "at_scene", on="K-0", since=5)
    room.stage.do(NextCall("K-1", "JRU1"), "22:46")
    room.car("JRU 2", minutes=9)
    assert room.sent() == {"K-1": "JRU 2"}


def test_a_g3_kept_for_a_busy_car_stays_with_it(room: Room) -> None:
    room.call("K-0", "G2", waited=60, at=east(1))
    room.call("K-1", "G3", waited=30)
    room.car("JRU 1", "at_scene", on="K-0", since=40)
    room.stage.do(NextCall("K-1", "JRU1"), "22:46")
    room.car("JRU 2", minutes=40)
    assert room.sent() == {}
    assert CallMark.NEXT_CALL in room.advice("K-1").marks


def test_of_two_as_near_the_crew_that_has_attended_three_rests(room: Room) -> None:
    for nth in range(3):
        there = ResponseRecord("JRU1", ago(90), ago(89), ago(80), ago(60))
        room.call(
            f"K-{nth}", "G3", waited=95, state="closed", closed_at=ago(59), responses=(there,)
        )
    room.call("K-9", "G2", waited=1)
    room.car("JRU 1", minutes=6, since=59)
    room.car("JRU 2", minutes=6.2, since=59)
    assert room.best("K-9").name == "JRU 2"


def test_load_never_makes_a_car_late(room: Room) -> None:
    for nth in range(9):
        there = ResponseRecord("JRU1", ago(90), ago(89), ago(80), ago(60))
        room.call(
            f"K-{nth}", "G3", waited=95, state="closed", closed_at=ago(59), responses=(there,)
        )
    room.call("K-9", "G1", waited=8)
    room.car("JRU 1", minutes=6, since=59)
    room.car("JRU 2", minutes=8, since=59)
    assert room.best("K-9").name == "JRU 1"


# Other services.


def test_an_ambulance_that_is_due_leaves_the_car_for_the_call_that_has_nobody(room: Room) -> None:
    sent = ResponseRecord("SA461", ago(4), ago(3), eta_at=ago(-3))
    room.call("K-1", "C2", waited=5, responses=(sent,))
    room.call("K-2", "C2", waited=5, at=east(6))
    room.car("JRU 1", minutes=6)
    assert room.sent() == {"K-2": "JRU 1"}
    assert CallMark.OTHER_SERVICE in room.advice("K-1").marks


def test_help_that_was_asked_for_holds_no_car_back_from_a_g1(room: Room) -> None:
    room.call("K-1", "G1", waited=12)
    room.stage.do(BackUp("K-1", "patrol"), "22:46")
    room.car("JRU 1", minutes=9)
    assert room.sent() == {"K-1": "JRU 1"}
    assert [short.ask for short in room.plan.shortfalls] == [None]


def test_a_call_left_to_the_ambulance_still_has_its_ambulance_clock(room: Room) -> None:
    room.call("K-1", "G3", "C2", waited=5)
    room.stage.do(RightCare("K-1", "ambulance"), "22:46")
    room.car("JRU 1", minutes=6)
    assert room.sent() == {}
    assert CallMark.RIGHT_CARE in room.advice("K-1").marks


def test_an_officer_who_needs_help_gets_the_nearest_and_the_g1_the_next(room: Room) -> None:
    room.call("K-1", "G1", waited=2)
    room.car("JRU 1", "emergency", at=east(3))
    room.car("JRU 2", minutes=3)
    room.car("JRU 3", minutes=9)
    act, *others = room.plan.acts
    assert (act.emergency, act.moves[0].name) == ("JRU1", "JRU 2")
    assert [move.name for other in others for move in other.moves] == ["JRU 3"]


def test_send_by_moves_to_the_second_car_when_the_first_is_sent_elsewhere(room: Room) -> None:
    room.call("K-1", "G2", waited=10)
    room.car("JRU 1", minutes=10)
    first = present(room.advice("K-1").deadline)
    room.call("K-2", "G1", waited=3, at=east(2))
    room.car("JRU 2", minutes=30)
    assert room.sent() == {"K-1": "JRU 2", "K-2": "JRU 1"}
    then = present(room.advice("K-1").deadline)
    assert (first.name, then.name) == ("JRU 1", "JRU 2")
    assert first.at - then.at == timedelta(minutes=20)
