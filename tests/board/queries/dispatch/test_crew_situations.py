"""Crews, their skills and duties against what a call asks for, each as a good controller has it."""

from jru_tui.board.call_commands import BackUp, NextCall, Regrade
from jru_tui.board.queries.dispatch.reasons import Action, CallMark, Drawback, Precondition
from jru_tui.board.records import CrewMember, Position, ResponseRecord
from tests.board.queries.dispatch.conftest import CREW, NOW, OFFICERS, Room, ago, east

ALONE = (CrewMember("officer", "SC 3"),)
PARAMEDIC = (CrewMember("paramedic", "Para 3"),)
THREE = (*OFFICERS, CrewMember("paramedic", "Para 4"))


def test_a_weapon_takes_an_officer_alone_before_a_paramedic_alone(room: Room) -> None:
    room.call("K-1", "G1", waited=1, flags=("weapon",))
    room.car("JRU 1", minutes=4, crew=PARAMEDIC)
    room.car("JRU 2", minutes=6, crew=ALONE)
    assert room.names("K-1") == ["JRU 2", "JRU 1"]
    assert Drawback.NO_OFFICER in room.advice("K-1").offers[1].drawbacks


def test_a_weapon_takes_a_paramedic_alone_where_the_officer_is_late(room: Room) -> None:
    room.call("K-1", "G1", waited=1, flags=("weapon",))
    room.car("JRU 1", minutes=4, crew=PARAMEDIC)
    room.car("JRU 2", minutes=16, crew=ALONE)
    assert room.names("K-1") == ["JRU 1", "JRU 2"]


def test_without_a_weapon_a_g1_still_takes_the_officer_before_a_paramedic_alone(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", minutes=4, crew=PARAMEDIC)
    room.car("JRU 2", minutes=6, crew=ALONE)
    assert room.names("K-1") == ["JRU 2", "JRU 1"]


def test_a_weapon_and_a_wound_take_the_crew_of_three_though_it_is_last_in_time(room: Room) -> None:
    room.call("K-1", "G1", waited=2, needs=("clinical",), flags=("weapon",))
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", minutes=6, crew=CREW)
    room.car("JRU 3", minutes=11, crew=THREE)
    assert room.best("K-1").name == "JRU 3"


def test_the_paramedic_is_diverted_from_a_g3_and_the_officers_take_that(room: Room) -> None:
    room.call("K-1", "G2", waited=10, needs=("clinical",))
    room.call("K-2", "G3", waited=60, at=east(4))
    room.car("JRU 1", minutes=5, crew=OFFICERS)
    room.car("JRU 2", "en_route", minutes=8, on="K-2")
    assert room.sent() == {"K-1": "JRU 2", "K-2": "JRU 1"}


def test_at_a_g3_a_crew_that_is_owed_a_meal_lets_one_three_times_as_far_go(room: Room) -> None:
    room.call("K-1", "G3", waited=1)
    room.car("JRU 1", minutes=5, on_duty="17:30")
    room.car("JRU 2", minutes=15, on_duty="21:00")
    assert room.names("K-1") == ["JRU 2", "JRU 1"]


def test_at_a_g1_a_crew_that_is_owed_a_meal_goes_where_it_is_there_sooner(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", minutes=5, on_duty="17:30")
    room.car("JRU 2", minutes=12, on_duty="21:00")
    assert room.names("K-1") == ["JRU 1", "JRU 2"]
    assert room.best("K-1").drawbacks == (Drawback.MEAL_OWED,)


def test_the_only_crew_goes_to_a_g1_after_the_end_of_its_shift(room: Room) -> None:
    room.night("02:20")
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", minutes=5, on_duty="17:45")
    assert room.sent() == {"K-1": "JRU 1"}
    assert Drawback.SHIFT_ENDS in room.best("K-1").drawbacks


def test_a_deployable_car_is_left_alone_where_a_free_one_makes_the_g2(room: Room) -> None:
    room.call("K-1", "G2", waited=1)
    room.car("JRU 1", "committed_deployable", minutes=4)
    room.car("JRU 2", minutes=9)
    assert room.best("K-1").name == "JRU 2"


def test_at_a_scene_a_car_is_there_and_not_where_its_position_says(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.call("K-2", "G4", waited=60, at=east(1))
    room.car("JRU 1", "at_scene", on="K-2", since=10, position=Position(51.0, 0.0, NOW))
    room.car("JRU 2", minutes=18)
    assert (room.best("K-1").name, room.best("K-1").action) == ("JRU 1", Action.STAND_DOWN)


def test_a_place_by_its_area_asks_the_car_of_the_area_by_radio_first(room: Room) -> None:
    room.call("K-1", "G2", waited=1, at=None, area="East Kent")
    room.car("JRU 1", area="East Kent")
    room.car("JRU 2", minutes=4, area="Medway & Swale")
    assert room.best("K-1").name == "JRU 1"
    assert room.best("K-1").first == (Precondition.ASK_POSITION,)


def test_of_positions_as_old_the_one_of_the_area_goes(room: Room) -> None:
    room.call("K-1", "G2", waited=1, area="East Kent")
    room.car("JRU 1", km=10, old=180, area="Medway & Swale")
    room.car("JRU 2", km=10.2, old=180, area="East Kent")
    assert room.names("K-1") == ["JRU 2", "JRU 1"]


def test_in_another_county_the_only_car_goes_and_a_patrol_is_asked_for(room: Room) -> None:
    room.call("K-1", "G2", waited=1, at=(50.82, -0.14))
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K-1": "JRU 1"}
    assert [short.ask for short in room.plan.shortfalls] == ["patrol"]


def test_the_feeds_two_minutes_count_before_our_own_of_25(room: Room) -> None:
    coming = ResponseRecord("JRU1", ago(6), ago(5), eta_at=ago(-2))
    room.call("K-1", "G1", waited=5, responses=(coming,))
    room.car("JRU 1", "en_route", minutes=25, on="K-1")
    room.car("JRU 2", minutes=5)
    assert room.sent() == {}


def test_an_estimate_of_the_feed_that_has_passed_is_not_believed(room: Room) -> None:
    coming = ResponseRecord("JRU1", ago(6), ago(5), eta_at=ago(1))
    room.call("K-1", "G1", waited=5, responses=(coming,))
    room.car("JRU 1", "en_route", minutes=25, on="K-1")
    room.car("JRU 2", minutes=5)
    assert room.sent() == {"K-1": "JRU 2"}


def test_a_call_kept_for_a_car_that_went_off_duty_is_given_to_another(room: Room) -> None:
    room.call("K-0", "G2", waited=90, at=east(6))
    room.call("K-1", "G2", waited=5)
    room.car("JRU 1", "at_scene", on="K-0", since=70, at=east(6))
    room.car("JRU 2", minutes=30)
    room.stage.do(NextCall("K-1", "JRU1"), "22:46")
    room.car("JRU 1", "off_duty", since=0)
    assert room.sent() == {"K-1": "JRU 2"}


def test_a_call_kept_for_a_crew_that_is_soon_clear_leaves_the_far_car_free(room: Room) -> None:
    room.call("K-0", "G2", waited=90, at=east(2))
    room.call("K-1", "G2", waited=5)
    room.car("JRU 1", "at_scene", on="K-0", since=70)
    room.car("JRU 2", minutes=30)
    room.stage.do(NextCall("K-1", "JRU1"), "22:46")
    assert room.sent() == {}
    assert CallMark.NEXT_CALL in room.advice("K-1").marks


def test_a_call_that_is_regraded_down_gives_its_car_to_the_c1_beside_it(room: Room) -> None:
    room.call("K-1", "G1", waited=5)
    room.call("K-2", "C1", waited=1, at=east(1))
    room.car("JRU 1", "en_route", minutes=3, on="K-1")
    room.stage.do(Regrade("K-1", grade="G3"), "22:46")
    assert room.sent() == {"K-2": "JRU 1"}


def test_help_that_was_asked_for_is_not_asked_for_again(room: Room) -> None:
    room.call("K-1", "G1", waited=12)
    room.car("JRU 1", minutes=30)
    room.stage.do(BackUp("K-1", "patrol"), "22:46")
    assert room.sent() == {"K-1": "JRU 1"}
    assert [short.ask for short in room.plan.shortfalls] == [None]


def test_of_five_grades_at_once_the_one_car_takes_the_c1(room: Room) -> None:
    for number, code in enumerate(("G3", "C3", "G2", "C2", "C1")):
        room.call(f"K-{number}", code, waited=2, at=east(number))
    room.car("JRU 1", at=east(2))
    assert room.sent() == {"K-4": "JRU 1"}
