"""Situations that a controller of a joint unit finds hard, each against what a good one does."""

from datetime import datetime
from typing import Any

import pytest

from jru_tui.board.queries.dispatch.phrases import (
    cost_words,
    drawback_words,
    reason_words,
    target_words,
)
from jru_tui.board.queries.dispatch.plan_phrases import act_words, deadline_words, shortfall_words
from jru_tui.board.queries.dispatch.reasons import Action, CallMark, Drawback, Unable
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.records import CrewMember, ResponseRecord
from tests.board.queries.dispatch.conftest import CREW, HERE, NOW, OFFICERS, Room, ago, east
from tests.board.queries.dispatch.offers import offer_words
from tests.narrowing import present

DOCTOR = (*OFFICERS, CrewMember("officer", "SC 4", ("doctor",)))


def sent(vehicle: str, minutes: float = 6, **more: Any) -> tuple[ResponseRecord]:
    """A vehicle that was told so many minutes ago and is moving."""
    return (ResponseRecord(vehicle, ago(minutes), ago(minutes - 1), **more),)


def ambulance(**more: Any) -> tuple[ResponseRecord]:
    """An ambulance of another service, told five minutes ago."""
    return (ResponseRecord("SA461", ago(5), ago(4), **more),)


def shortfalls(room: Room) -> list[str]:
    return [shortfall_words(short) for short in room.plan.shortfalls]


# One car, and more than it can do.


def test_of_two_g1_in_opposite_directions_one_is_met_and_help_is_asked_for_at_the_other(
    room: Room,
) -> None:
    room.call("K-1", "G1", waited=2, at=east(8))
    room.call("K-2", "G1", waited=4, at=east(-8))
    room.car("JRU 1", km=0.1)
    assert room.sent() == {"K-2": "JRU 1"}
    assert shortfalls(room) == ["K-1 (G1): nobody comes in time; ask for a patrol"]
    assert cost_words(room.advice("K-1").offers[0]) == "K-2 (G1) then has nobody"


def test_of_two_g1_in_opposite_directions_the_one_that_it_still_makes_is_met(room: Room) -> None:
    room.call("K-1", "G1", waited=2, at=east(8))
    room.call("K-2", "G1", waited=7, at=east(-8))
    room.car("JRU 1", km=0.1)
    assert room.sent() == {"K-1": "JRU 1"}


def test_a_new_g1_takes_the_only_car_off_a_c1_whose_target_is_lost(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.call("K-2", "C1", waited=30, at=east(6), responses=sent("JRU1", 20))
    room.car("JRU 1", "en_route", minutes=5, on="K-2")
    assert room.sent() == {"K-1": "JRU 1"}
    assert room.plan.passed_over == ("K-2",)
    assert (
        "K-2 (C1): nobody would come, 23 min past its target; ask for an ambulance"
        in shortfalls(room)
    )


def test_three_cars_on_their_way_to_g3_each_take_the_g1_that_is_nearest(room: Room) -> None:
    for nth in range(3):
        room.call(f"L-{nth}", "G3", waited=30, at=east(5 * nth), responses=sent(f"JRU{nth}", 12))
        room.call(f"K-{nth}", "G1", waited=1, at=east(5 * nth + 1))
        room.car(f"JRU {nth}", "en_route", at=east(5 * nth + 2), on=f"L-{nth}")
    assert room.sent() == {f"K-{nth}": f"JRU {nth}" for nth in range(3)}
    assert room.plan.waiting == ("L-0", "L-1", "L-2")


def test_three_calls_about_one_incident_that_nobody_has_linked_take_no_third_car(
    room: Room,
) -> None:
    room.call("K-1", "G1", waited=3)
    room.call("K-2", "G1", waited=2, at=east(0.2))
    room.call("K-3", "G1", waited=1, at=east(0.1))
    room.car("JRU 1", minutes=6)
    room.car("JRU 2", minutes=9)
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 2"}
    assert shortfalls(room) == ["K-3 (G1): nobody comes in time; ask for a patrol"]


# Crews that may be clear.


def test_nobody_waits_for_a_crew_at_hospital_while_a_car_stands_idle(room: Room) -> None:
    """The idle one is sent, late as it is; whoever is clear first can still take over."""
    room.call("K-1", "G1", waited=2)
    room.car("JRU 1", "hospital", minutes=4, since=12)
    room.car("JRU 2", minutes=20)
    assert [offer.name for offer in room.plan.later] == ["JRU 1"]
    assert room.sent() == {"K-1": "JRU 2"}
    assert shortfalls(room) == ["K-1 (G1): JRU 1 may not be clear in time; ask for a patrol"]


def test_the_log_says_that_the_idle_car_was_offered_first(room: Room) -> None:
    """Nobody can send a crew that is not clear: it was no choice that was passed over."""
    room.call("K-1", "G1", waited=2)
    room.car("JRU 1", "hospital", minutes=4, since=12)
    room.car("JRU 2", minutes=20)
    recommendation = Recommendation(room.board)
    assert recommendation.advise("K-1", NOW).offers[0].name == "JRU 1"
    assert [offer.vehicle for offer in recommendation.offered("K-1", "JRU2", NOW)] == ["JRU2"]


def test_once_the_idle_car_is_on_its_way_it_goes_on_while_the_crew_is_not_clear(room: Room) -> None:
    room.call("K-1", "G1", waited=3, responses=sent("JRU2", 1))
    room.car("JRU 1", "hospital", minutes=4, since=13)
    room.car("JRU 2", "en_route", minutes=19, on="K-1")
    assert room.plan.acts == ()
    assert [offer.name for offer in room.plan.continuing] == ["JRU 2"]


def test_and_the_crew_that_is_clear_takes_over_from_it(room: Room) -> None:
    room.call("K-1", "G1", waited=4, responses=sent("JRU2", 2))
    room.car("JRU 1", minutes=4)
    room.car("JRU 2", "en_route", minutes=18, on="K-1")
    assert room.sent() == {"K-1": "JRU 1"}
    assert [act.frees for act in room.plan.acts] == [("JRU2",)]


def test_two_g1_that_wait_for_crews_are_not_both_sent_the_one_idle_car(room: Room) -> None:
    room.call("K-1", "G1", waited=2)
    room.call("K-2", "G1", waited=2, at=east(0.5))
    room.car("JRU 1", "hospital", minutes=4, since=12)
    room.car("JRU 2", "hospital", minutes=4, since=12)
    room.car("JRU 3", minutes=20)
    moved = [move.vehicle for act in room.plan.acts for move in act.moves]
    assert moved == ["JRU3"]


def test_a_g2_takes_the_car_that_makes_it_and_asks_nobody_at_hospital(room: Room) -> None:
    room.call("K-1", "G2", waited=5)
    room.car("JRU 1", "hospital", minutes=4, since=12)
    room.car("JRU 2", minutes=20)
    assert room.sent() == {"K-1": "JRU 2"}
    assert room.plan.later == ()


def test_of_two_in_custody_the_one_that_has_waited_longest_is_asked(room: Room) -> None:
    room.call("K-1", "G1", waited=3)
    room.car("JRU 1", "custody", minutes=4, since=3)
    room.car("JRU 2", "custody", minutes=4, since=44)
    assert room.names("K-1") == ["JRU 2", "JRU 1"]
    assert room.plan.acts == ()
    assert shortfalls(room) == ["K-1 (G1): JRU 2 would be 15 min late; ask for a patrol"]


def test_a_meal_is_broken_before_a_crew_at_hospital_is_counted_on(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "hospital", minutes=6, since=16)
    room.car("JRU 2", "refreshments", minutes=7)
    assert room.sent() == {"K-1": "JRU 2"}


def test_a_crew_at_the_scene_of_a_closed_call_is_asked_whether_it_is_clear(room: Room) -> None:
    there = (ResponseRecord("JRU1", ago(50), ago(49), ago(30)),)
    room.call("K-2", "G2", waited=60, state="closed", closed_at=ago(3), responses=there)
    room.call("K-1", "G2", waited=50)
    room.car("JRU 1", "at_scene", minutes=4, on="K-2")
    room.car("JRU 2", minutes=20)
    best = room.best("K-1")
    assert (best.name, best.action, best.clear_s) == ("JRU 1", Action.WHEN_CLEAR, 0)
    assert cost_words(best) == "at scene, its call is closed"


def test_a_car_on_its_way_to_a_call_that_was_cancelled_is_diverted_in_plain_words(
    room: Room,
) -> None:
    room.call("K-2", "C2", waited=10, state="closed", closed_at=ago(1), responses=sent("JRU1"))
    room.call("K-1", "G1", waited=3, at=east(3))
    room.car("JRU 1", "en_route", minutes=6, on="K-2")
    best = room.best("K-1")
    assert cost_words(best) == "on its way, but not to an open call"
    assert reason_words(best) == "diverted, 8 min, meets G1"


# Meals and the end of a shift.


def test_a_g3_waits_for_the_far_car_so_that_a_crew_after_six_hours_can_eat(room: Room) -> None:
    room.night("23:30")
    room.call("K-1", "G3", waited=30)
    room.car("JRU 1", minutes=5, on_duty="17:20")
    room.car("JRU 2", minutes=25, on_duty="20:00")
    assert room.sent() == {"K-1": "JRU 2"}
    assert drawback_words(room.advice("K-1").offers[1]) == "owed a meal"


def test_but_a_crew_after_six_hours_goes_to_the_g1_that_it_alone_makes(room: Room) -> None:
    room.night("23:30")
    room.call("K-1", "G1", waited=2)
    room.car("JRU 1", minutes=5, on_duty="17:20")
    room.car("JRU 2", minutes=25, on_duty="20:00")
    assert room.sent() == {"K-1": "JRU 1"}


def test_five_minutes_before_the_end_a_g1_40_minutes_away_still_gets_a_car_and_a_patrol(
    room: Room,
) -> None:
    room.night("01:55")
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", minutes=40)
    assert drawback_words(room.best("K-1")) == "its shift ends"
    assert shortfalls(room) == ["K-1 (G1): JRU 1 would be 26 min late; ask for a patrol"]


def test_a_standby_car_half_a_minute_behind_a_meal_leaves_the_meal_alone(room: Room) -> None:
    room.call("K-1", "G1", "C1", waited=1)
    room.car("JRU 1", "refreshments", minutes=5)
    room.car("JRU 2", "standby", minutes=5.5)
    assert room.sent() == {"K-1": "JRU 2"}


def test_of_a_meal_and_a_free_car_that_both_just_miss_the_free_one_goes(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "refreshments", minutes=14.4)
    room.car("JRU 2", minutes=14.9)
    assert room.sent() == {"K-1": "JRU 2"}


# Clocks.


def test_of_two_clocks_the_one_that_can_still_be_met_is_and_the_lost_one_is_said(
    room: Room,
) -> None:
    room.call("K-1", "G1", "C2", waited=16)
    room.car("JRU 1", minutes=1.5)
    room.car("JRU 2", minutes=10)
    assert target_words(room.best("K-1").targets) == "meets C2, 3 min after G1 target"
    deadline = present(room.advice("K-1").deadline)
    assert deadline_words(deadline, room.board.rules, room.now) == "send by 22:47 for C2"


def test_a_c2_whose_police_target_is_lost_goes_before_one_that_nobody_makes(room: Room) -> None:
    room.call("K-1", "G1", "C2", waited=16)
    room.call("K-2", "C2", waited=17, at=east(12))
    room.car("JRU 1", minutes=1.5)
    assert room.sent() == {"K-1": "JRU 1"}


def test_a_g3_upgraded_to_g1_on_the_way_takes_the_nearer_car_and_lets_the_other_go(
    room: Room,
) -> None:
    room.call("K-1", "G3", waited=12, at=east(10), responses=sent("JRU1", 11))
    room.call("K-1", "G1", waited=12, at=east(10), responses=sent("JRU1", 11))
    room.car("JRU 1", "en_route", at=east(3), on="K-1")
    room.car("JRU 2", minutes=2, of=east(10))
    assert room.sent() == {"K-1": "JRU 2"}
    assert [act.frees for act in room.plan.acts] == [("JRU1",)]


def test_a_g1_dated_three_hours_ahead_is_a_new_g1(room: Room) -> None:
    room.call("K-1", "G1", waited=-180)
    room.call("K-2", "G2", waited=20)
    room.car("JRU 1", minutes=6)
    assert room.sent() == {"K-1": "JRU 1"}
    assert room.best("K-1").targets[0].at_s == 6 * 60


@pytest.mark.parametrize(
    ("now", "said"),
    [("00:50", "send by 01:59 BST for G1"), ("01:50", "send by 01:59 GMT for G1")],
)
def test_in_the_october_hour_that_comes_twice_send_by_says_which(
    room: Room, now: str, said: str
) -> None:
    room.now = datetime.fromisoformat(f"2020-10-25T{now}:00+00:00")
    room.call("K-1", "G1", waited=2)
    room.car("JRU 1", minutes=4)
    [deadline] = room.plan.deadlines
    assert deadline_words(deadline, room.board.rules, room.now) == said


def test_a_call_back_can_wait_and_the_g3_whose_48_hours_end_goes_first(room: Room) -> None:
    room.call("K-1", "G4", waited=600)
    room.call("K-2", "G3", waited=48 * 60 - 20)
    room.car("JRU 1", minutes=15)
    assert room.sent() == {"K-2": "JRU 1"}
    assert room.plan.waiting == ("K-1",)


# Other services, and what the feed says.


@pytest.mark.parametrize("codes", [("C1",), ("G1", "C1"), ("G2", "C2")])
def test_where_an_ambulance_is_at_scene_no_car_is_planned(room: Room, codes: tuple[str]) -> None:
    room.call("K-1", *codes, waited=6, responses=ambulance(at_scene_at=ago(1)))
    room.call("K-2", "G3", waited=5, at=east(4))
    room.car("JRU 1", minutes=4)
    assert room.sent() == {"K-2": "JRU 1"}
    assert room.advice("K-1").best is None


def test_an_ambulance_too_late_for_a_c1_leaves_it_to_the_car(room: Room) -> None:
    room.call("K-1", "C1", waited=2, responses=ambulance(eta_at=ago(-12)))
    room.car("JRU 1", minutes=4)
    assert room.sent() == {"K-1": "JRU 1"}
    assert CallMark.OTHER_SERVICE in room.advice("K-1").marks


def test_an_ambulance_in_time_for_both_clocks_keeps_the_car_free(room: Room) -> None:
    room.call("K-1", "G2", "C1", waited=2, responses=ambulance(eta_at=ago(-3)))
    room.car("JRU 1", minutes=4)
    assert room.plan.acts == ()


def test_the_feeds_eta_of_20_minutes_counts_before_our_own_of_4(room: Room) -> None:
    room.call("K-1", "G1", waited=3, responses=sent("JRU1", 3, eta_at=ago(-20)))
    room.car("JRU 1", "en_route", minutes=4, on="K-1")
    room.car("JRU 2", minutes=10)
    assert room.sent() == {"K-1": "JRU 2"}
    late = room.advice("K-1").offers[1]
    assert (late.name, target_words(late.targets)) == ("JRU 1", "8 min after G1 target")


def test_a_car_told_ten_minutes_ago_that_has_not_moved_is_marked_and_not_replaced(
    room: Room,
) -> None:
    told = (ResponseRecord("JRU1", ago(10)),)
    room.call("K-1", "G2", waited=20, responses=told)
    room.car("JRU 1", "allocated", minutes=8, on="K-1", since=10)
    room.car("JRU 2", minutes=12)
    assert room.plan.acts == ()
    assert CallMark.NOT_MOVING in room.advice("K-1").marks


# Places and positions.


def test_a_g1_with_a_place_in_words_takes_a_car_of_its_area_whose_position_is_known(
    room: Room,
) -> None:
    room.call("K-1", "G1", waited=1, at=None, area="East Kent")
    room.car("JRU 1", minutes=9, area="medway")
    room.car("JRU 2", area="East Kent")
    room.car("JRU 3", minutes=30, area="east_kent")
    assert room.names("K-1") == ["JRU 3", "JRU 2", "JRU 1"]
    assert drawback_words(room.advice("K-1").offers[2]) == "from another area"


def test_a_call_without_any_place_is_sent_a_car_that_is_known_to_be_somewhere(room: Room) -> None:
    room.call("K-1", "G2", waited=5, at=None)
    room.car("JRU 1")
    room.car("JRU 2", minutes=5)
    assert room.sent() == {"K-1": "JRU 2"}
    assert CallMark.NO_PLACE in room.advice("K-1").marks


def test_of_positions_20_minutes_2_hours_and_9_hours_old_only_the_first_is_trusted(
    room: Room,
) -> None:
    room.call("K-1", "G1", waited=1)
    for nth, old in enumerate((20, 120, 540), 1):
        room.car(f"JRU {nth}", km=4, old=old)
    room.car("JRU 4", km=9)
    assert room.names("K-1")[:2] == ["JRU 1", "JRU 4"]
    said = [drawback_words(offer) for offer in room.advice("K-1").offers]
    assert said == ["position 20 min old", "", "position 2 h old", "position 9 h old"]


def test_all_positions_nine_hours_old_still_send_a_car_with_a_wide_interval(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", km=4, old=540)
    room.car("JRU 2", km=12, old=540)
    best = room.best("K-1")
    assert best.name == "JRU 1"
    assert best.arrival.high - best.arrival.low > 30 * 60


# Crews.


def test_a_crew_member_without_a_role_brings_no_skill(room: Room) -> None:
    room.call("K-1", "G2", waited=3, needs=("clinical",))
    room.car("JRU 1", minutes=4, crew=(CrewMember("", "SC 1"),))
    room.car("JRU 2", minutes=9)
    assert room.names("K-1") == ["JRU 2", "JRU 1"]


def test_two_needs_that_no_crew_meets_alone_take_two_cars_as_one_decision(room: Room) -> None:
    room.call("K-1", "G1", waited=2, needs=("clinical", "doctor"))
    room.car("JRU 1", minutes=5, crew=OFFICERS)
    room.car("JRU 2", minutes=6, crew=CREW)
    room.car("JRU 3", minutes=9, crew=DOCTOR)
    assert [act_words(act) for act in room.plan.acts] == [
        "JRU 2 to K-1, JRU 3 too (has doctor): in time"
    ]
    assert room.advice("K-1").lacking == ()


def test_a_weapon_takes_the_officer_who_is_there_and_says_that_he_is_alone(room: Room) -> None:
    room.call("K-1", "G1", waited=1, flags=("weapon",))
    room.car("JRU 1", minutes=5, crew=())
    room.car("JRU 2", minutes=8)
    best, other = room.advice("K-1").offers
    assert (best.name, best.drawbacks) == ("JRU 2", (Drawback.LONE_OFFICER,))
    assert other.unable is Unable.NO_CREW


def test_who_is_on_duty_and_not_ready_is_not_sent_before_it_is(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "on_duty", minutes=3)
    room.car("JRU 2", minutes=25)
    assert room.sent() == {"K-1": "JRU 2"}
    assert room.advice("K-1").offers[1].unable is Unable.STATUS


def test_a_status_that_no_table_knows_is_not_sent_and_says_its_code(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "99", minutes=5)
    room.car("JRU 2", minutes=12)
    assert room.sent() == {"K-1": "JRU 2"}
    assert "99" in offer_words(room.advice("K-1").offers[1], room.board.rules)


def test_two_officers_who_need_help_take_the_only_car_before_a_c1_at_its_door(room: Room) -> None:
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", "emergency", at=east(10))
    room.car("JRU 3", at=east(4))
    room.call("K-1", "C1", waited=1, at=east(4))
    [act] = room.plan.acts
    assert act_words(act) == "JRU 3 to the officer of JRU 1"
    assert shortfalls(room) == ["K-1 (C1): nobody comes in time; ask for an ambulance"]


# Nothing to go by.


def test_with_no_cars_at_all_each_service_is_asked_for_its_own_target(room: Room) -> None:
    room.call("K-1", "G1", waited=3)
    room.call("K-2", "C1", waited=2)
    assert shortfalls(room) == [
        "K-1 (G1): nobody comes in time; ask for a patrol",
        "K-2 (C1): nobody comes in time; ask for an ambulance",
    ]


def test_where_all_codes_are_odd_the_new_ones_are_reached_and_each_is_marked(room: Room) -> None:
    room.call("K-1", "Q7", waited=3)
    room.call("K-2", "9", waited=4)
    room.call("K-3", "X", waited=30)
    room.car("JRU 1", minutes=6)
    room.car("JRU 2", minutes=9)
    assert set(room.sent()) == {"K-1", "K-2"}
    for call in ("K-1", "K-2", "K-3"):
        assert CallMark.ODD_CODE in room.advice(call).marks
