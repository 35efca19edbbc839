"""Variants of the control room's situations: other minutes, grades, crews and statuses."""

import pytest
from msgspec.structs import replace

from jru_tui.board import CrewMember, Decision, Rules, StandDown
from jru_tui.board.queries.dispatch.plan_commands import commands_of
from jru_tui.board.queries.dispatch.reasons import Action, CallMark, Precondition
from tests.board.queries.dispatch.conftest import OFFICERS, MakeRoom, Room, east

DOCTOR = (CrewMember("officer", "SC 7", ("doctor",)), CrewMember("paramedic", "Para 8"))


@pytest.mark.parametrize("waited", [1, 5, 14, 20, 40])
@pytest.mark.parametrize("g2_waited", [5, 20, 35, 45, 55])
@pytest.mark.parametrize("at_scene", [5, 40])
@pytest.mark.parametrize("code", ["G1", "C1"])
def test_a_g1_that_nobody_can_meet_takes_the_13_minute_car_off_a_g2(
    room: Room, waited: float, g2_waited: float, at_scene: float, code: str
) -> None:
    """The other car is a crew at a scene 2 km away: nobody knows when it is clear."""
    room.call("K1", code, waited=waited)
    room.call("K2", "G2", waited=g2_waited, at=east(30))
    room.call("K3", "G2", waited=60, at=east(-2))
    room.car("JRU 1", "at_scene", at=east(-2), on="K3", since=at_scene)
    room.car("JRU 2", "en_route", minutes=13, on="K2")
    best = room.best("K1")
    assert (best.name, best.action, best.leaves) == ("JRU 2", Action.DIVERT, "K2")


@pytest.mark.parametrize("lesser", ["G2", "G3", "C2", "C3"])
@pytest.mark.parametrize("free", [25, 40, 72])
def test_a_g1_past_its_target_is_reached_by_whoever_is_sooner(
    room: Room, lesser: str, free: float
) -> None:
    room.call("K1", "G1", waited=20)
    room.call("K2", lesser, at=east(10))
    room.car("JRU 1", minutes=free)
    room.car("JRU 2", "en_route", minutes=9, on="K2")
    assert room.best("K1").name == "JRU 2"


def test_but_nobody_is_turned_round_for_nothing(room: Room) -> None:
    room.call("K1", "G1", waited=20)
    room.call("K2", "G2", waited=30, at=east(10))
    room.car("JRU 1", minutes=10)
    room.car("JRU 2", "en_route", minutes=10, on="K2")
    assert room.best("K1").name == "JRU 1"


def test_a_free_car_that_meets_the_g1_leaves_the_other_on_its_g2(room: Room) -> None:
    room.call("K1", "G1")
    room.call("K2", "G2", at=east(10))
    room.car("JRU 1", minutes=8)
    room.car("JRU 2", "en_route", minutes=6, on="K2")
    assert room.best("K1").name == "JRU 1"


def test_nobody_is_diverted_from_a_g1_to_another_of_no_more_hope(room: Room) -> None:
    room.call("K1", "G1", waited=20)
    room.call("K2", "G1", waited=5, at=east(12))
    room.car("JRU 1", minutes=25)
    room.car("JRU 2", "en_route", minutes=13, on="K2")
    assert room.sent() == {"K1": "JRU 1"}


@pytest.mark.parametrize("codes", [("G1",), ("C1",), ("G1", "C1")])
def test_a_state_7_car_close_by_goes_before_a_free_one_that_misses(
    room: Room, codes: tuple[str, ...]
) -> None:
    room.call("K1", *codes)
    room.car("JRU 1", minutes=20)
    room.car("JRU 2", "committed_deployable", minutes=3)
    assert room.best("K1").action is Action.DEPLOY


@pytest.mark.parametrize("code", ["G2", "C2", "G3"])
def test_a_state_7_car_stays_where_the_free_one_meets_the_target(room: Room, code: str) -> None:
    room.call("K1", code)
    room.car("JRU 1", minutes=14)
    room.car("JRU 2", "committed_deployable", minutes=3)
    assert room.best("K1").name == "JRU 1"


def test_a_meal_is_broken_for_a_g1_that_the_free_car_misses(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", minutes=36)
    room.car("JRU 2", "refreshments", minutes=4)
    assert room.best("K1").action is Action.BREAK_MEAL


def test_a_meal_is_not_broken_for_a_c1_that_the_free_car_meets(room: Room) -> None:
    room.call("K1", "C1")
    room.car("JRU 1", minutes=5)
    room.car("JRU 2", "refreshments", minutes=4)
    assert room.best("K1").name == "JRU 1"


def test_needs_clinical_and_the_paramedic_would_be_late_sends_both(room: Room) -> None:
    room.call("K1", "C1", needs=("clinical",))
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", minutes=9)
    advice = room.advice("K1")
    assert advice.best is not None
    assert advice.support is not None
    assert (advice.best.name, advice.support.name) == ("JRU 1", "JRU 2")


@pytest.mark.parametrize("code", ["G1", "G2", "C2"])
def test_needs_a_doctor_and_both_meet_the_target_sends_the_doctor(room: Room, code: str) -> None:
    room.call("K1", code, needs=("doctor",))
    room.car("JRU 1", km=4.0)
    room.car("JRU 2", km=6.0, crew=DOCTOR)
    assert room.best("K1").name == "JRU 2"


@pytest.mark.parametrize("waited", [13, 15, 16, 30])
def test_one_car_goes_to_the_c1_that_it_meets_and_help_is_asked_for_at_the_g1(
    room: Room, waited: float
) -> None:
    room.call("K1", "G1", waited=waited, at=east(58))
    room.call("K2", "C1", waited=1)
    room.car("JRU 1", minutes=2)
    assert room.sent() == {"K2": "JRU 1"}
    assert [(short.call, short.ask) for short in room.plan.shortfalls] == [("K1", "patrol")]


@pytest.mark.parametrize("code", ["G1", "C1"])
def test_a_lost_call_keeps_no_car_from_one_that_it_still_meets(room: Room, code: str) -> None:
    room.call("K1", code, waited=70, at=east(38))
    room.call("K2", code, waited=1)
    room.car("JRU 1", minutes=2)
    assert room.sent() == {"K2": "JRU 1"}
    assert CallMark.LOST in room.advice("K1").marks


def test_a_free_car_48_min_away_goes_where_the_nearer_one_has_no_crew(room: Room) -> None:
    room.call("K1", "G1", area="east_kent")
    room.car("JRU 1", minutes=48, area="Medway & Swale")
    room.car("JRU 2", area="East Kent", crew=())
    assert room.best("K1").name == "JRU 1"


def test_a_position_5_h_old_is_good_enough_where_the_fresh_one_is_far(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", km=1, old=300)
    room.car("JRU 2", km=60)
    assert room.best("K1").name == "JRU 1"


@pytest.mark.parametrize("lesser", ["G2", "G3", "C3"])
@pytest.mark.parametrize("since", [1, 6, 20])
def test_an_allocated_car_is_diverted_by_one_command_with_a_reason(
    room: Room, lesser: str, since: float
) -> None:
    room.call("K1", "G1")
    room.call("K2", lesser, at=east(5))
    room.car("JRU 1", minutes=60)
    room.car("JRU 2", "allocated", minutes=3, on="K2", since=since)
    best = room.best("K1")
    assert (best.name, best.action) == ("JRU 2", Action.DIVERT)
    assert best.first == (Precondition.GIVE_REASON,)


def test_an_allocated_car_of_a_force_that_says_busy_is_left_alone(make_room: MakeRoom) -> None:
    rules = Rules()
    busy = replace(rules.statuses["allocated"], availability="busy")
    room = make_room(replace(rules, statuses={**rules.statuses, "allocated": busy}))
    room.call("K1", "G1")
    room.call("K2", "G3", at=east(5))
    room.car("JRU 1", minutes=60)
    room.car("JRU 2", "allocated", minutes=3, on="K2")
    assert room.best("K1").name == "JRU 1"


@pytest.mark.parametrize("area", ["medway", "Medway", "Swale", "Medway & Swale"])
def test_no_coordinates_takes_the_car_of_the_area_however_it_is_spelt(
    room: Room, area: str
) -> None:
    room.call("K1", "G1", at=None, area=area)
    room.car("JRU 1", minutes=5, area="Medway & Swale")
    room.car("JRU 3", minutes=5, area="East Kent")
    assert room.best("K1").name == "JRU 1"


@pytest.mark.parametrize("code", ["C1", "G1"])
def test_all_at_scene_of_lesser_calls_one_is_stood_down_and_sent(room: Room, code: str) -> None:
    room.call("K1", code)
    room.call("K2", "G3", waited=60, at=east(2))
    room.call("K3", "G4", waited=60, at=east(3))
    room.call("K4", "C3", waited=60, at=east(4))
    room.car("JRU 1", "at_scene", on="K2", since=10)
    room.car("JRU 2", "at_scene", on="K3", since=10)
    room.car("JRU 3", "at_scene", on="K4", since=10)
    best = room.best("K1")
    assert best.action is Action.STAND_DOWN
    [act] = room.plan.acts
    first, then = commands_of(act)
    assert first == StandDown(best.leaves, best.vehicle)
    assert (then.call, then.vehicle) == ("K1", best.vehicle)
    assert Decision(commands_of(act)).commands == (first, then)


def test_nobody_is_taken_from_a_scene_where_a_free_car_meets_the_c1(room: Room) -> None:
    room.call("K1", "C1")
    room.call("K2", "G3", waited=60, at=east(1))
    room.car("JRU 1", "at_scene", on="K2", since=10)
    room.car("JRU 2", minutes=5)
    assert room.best("K1").name == "JRU 2"


@pytest.mark.parametrize("odd", ["ZZ9", "P1", ""])
def test_an_odd_code_waits_behind_a_g1_and_goes_before_a_g3(room: Room, odd: str) -> None:
    room.call("K1", *([odd] if odd else []), waited=5)
    room.call("K2", "G3", waited=5)
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K1": "JRU 1"}
    room.call("K3", "G1", waited=5)
    assert room.sent() == {"K3": "JRU 1"}


@pytest.mark.parametrize("code", ["G1", "C1", "G2"])
def test_a_crew_whose_shift_ends_stays_where_another_is_in_time(room: Room, code: str) -> None:
    room.night("01:50")
    room.call("K1", code)
    room.car("JRU 1", minutes=2, on_duty="17:45")
    room.car("JRU 2", minutes=5, on_duty="23:30")
    assert room.best("K1").name == "JRU 2"
