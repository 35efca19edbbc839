"""Situations in which several things come together, each against what a good controller does."""

import pytest

from jru_tui.board.call_commands import RightCare
from jru_tui.board.queries.dispatch.reasons import Action, ArrivalSource, CallMark, Drawback, Unable
from jru_tui.board.queries.dispatch.travel_times.minutes_table import parse_minutes
from jru_tui.board.queries.dispatch.travel_times.table_source import TableSource
from jru_tui.board.queries.dispatch.travel_times.travel_sources import TravelModel
from jru_tui.board.records import CrewMember
from tests.board.queries.dispatch.conftest import HERE, Room, east

DOCTOR = (CrewMember("officer", "SC 9", ("doctor",)),)


def test_two_calls_and_three_cars_break_a_meal_only_where_that_saves_the_c1(room: Room) -> None:
    room.call("K-1", "G1", waited=2)
    room.call("K-2", "C1", waited=1, at=east(10))
    room.car("JRU 1", minutes=6)
    room.car("JRU 2", minutes=9, of=east(10))
    room.car("JRU 3", "refreshments", minutes=2, of=east(10))
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 3"}
    assert room.best("K-2").action is Action.BREAK_MEAL


def test_a_crew_that_is_owed_a_meal_is_diverted_where_nobody_else_makes_the_c1(room: Room) -> None:
    room.call("K-1", "C1", waited=1)
    room.call("K-2", "G2", waited=3, at=east(5))
    room.car("JRU 1", "en_route", minutes=4, on="K-2", on_duty="17:30")
    room.car("JRU 2", minutes=12)
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 2"}
    assert Drawback.MEAL_OWED in room.best("K-1").drawbacks


def test_a_g3_at_the_end_of_a_shift_is_left_to_the_next(room: Room) -> None:
    room.night("01:45")
    room.call("K-1", "G3", waited=5)
    room.car("JRU 1", minutes=5)
    assert room.sent() == {}
    assert room.names("K-1") == ["JRU 1"]


def test_at_the_end_of_a_shift_a_g1_takes_the_car_that_makes_it_all_the_same(room: Room) -> None:
    room.night("01:45")
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", minutes=5)
    room.car("JRU 2", minutes=40, on_duty="20:00")
    assert room.sent() == {"K-1": "JRU 1"}


def test_the_doctor_goes_to_the_c1_alone_can_make_and_the_lack_is_said(room: Room) -> None:
    room.call("K-1", "C2", waited=1, needs=("doctor",))
    room.call("K-2", "C1", waited=1, at=east(4))
    room.car("JRU 1", minutes=5, of=east(4), crew=DOCTOR)
    room.car("JRU 2", minutes=12, of=east(4))
    assert room.sent() == {"K-2": "JRU 1", "K-1": "JRU 2"}
    assert CallMark.NEEDS_UNMET in room.advice("K-1").marks


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("custody", Action.WHEN_CLEAR),
        ("hospital", Action.WHEN_CLEAR),
        ("s136", Action.WHEN_CLEAR),
        ("escort", None),
    ],
)
def test_a_crew_that_waits_to_hand_somebody_over_is_not_sent_and_help_is_asked_for(
    room: Room, status: str, action: Action | None
) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", status, minutes=3)
    assert room.sent() == {}
    [offer] = room.advice("K-1").offers
    assert offer.action is action
    assert (offer.unable is Unable.STATUS) == (action is None)
    assert [short.ask for short in room.plan.shortfalls] == ["patrol"]


def test_a_place_in_words_takes_the_areas_car_and_the_other_call_the_other(room: Room) -> None:
    room.call("K-1", "G1", waited=1, at=None, area="East Kent")
    room.call("K-2", "G2", waited=1)
    room.car("JRU 1", minutes=5, area="East Kent")
    room.car("JRU 2", minutes=30, area="Medway")
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 2"}
    assert CallMark.NO_PLACE in room.advice("K-1").marks


def test_a_c1_that_nobody_makes_holds_no_car_from_a_g1_that_it_makes(room: Room) -> None:
    room.call("K-1", "C1", waited=5)
    room.call("K-2", "G1", waited=1, at=east(2))
    room.car("JRU 1", minutes=10)
    assert room.sent() == {"K-2": "JRU 1"}
    assert [short.ask for short in room.plan.shortfalls] == ["ambulance"]


def test_a_call_that_is_left_to_the_gp_keeps_no_car_from_a_g3(room: Room) -> None:
    room.call("K-1", "G2", waited=2)
    room.stage.do(RightCare("K-1", "gp"), "22:46")
    room.call("K-2", "G3", waited=9, at=east(3))
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K-2": "JRU 1"}


def test_nobody_is_taken_from_the_scene_of_a_g2_beside_a_g1_that_a_free_car_makes(
    room: Room,
) -> None:
    room.call("K-0", "G2", waited=40)
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "at_scene", at=HERE, on="K-0", since=35)
    room.car("JRU 2", minutes=13)
    assert room.sent() == {"K-1": "JRU 2"}


def test_a_c3_at_its_end_gives_way_to_a_c2_and_says_so(room: Room) -> None:
    room.call("K-1", "C3", waited=110)
    room.call("K-2", "C2", waited=2, at=east(8))
    room.car("JRU 1", minutes=9)
    assert room.sent() == {"K-2": "JRU 1"}
    assert [(short.call, short.code) for short in room.plan.shortfalls] == [("K-1", "C3")]


def test_not_ready_and_near_is_not_offered_before_free_and_far(room: Room) -> None:
    room.call("K-1", "G1", waited=1)
    room.car("JRU 1", "on_duty", minutes=3)
    room.car("JRU 2", minutes=30)
    assert room.names("K-1") == ["JRU 2"]


def test_three_g1_take_the_free_car_the_meal_and_the_one_on_its_way_to_nothing_known(
    room: Room,
) -> None:
    for nth in range(3):
        room.call(f"K-{nth + 1}", "G1", waited=1, at=east(nth))
    room.car("JRU 1", minutes=4)
    room.car("JRU 2", "refreshments", minutes=6)
    room.car("JRU 3", "en_route", minutes=9, on="K-9")
    assert set(room.sent()) == {"K-1", "K-2", "K-3"}
    assert not room.plan.shortfalls


def test_of_a_c1_and_a_g1_with_one_car_the_shorter_clock_is_met(room: Room) -> None:
    room.call("K-1", "G3", "C1", waited=1)
    room.call("K-2", "G1", "C4", waited=1, at=east(3))
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K-1": "JRU 1"}
    assert [short.call for short in room.plan.shortfalls] == ["K-2"]


def test_a_table_without_one_zone_leaves_that_car_to_the_straight_line(room: Room) -> None:
    table = TableSource(parse_minutes("from,to,minutes\nMedway,East Kent,9\n"), 0.35)
    room.call("K-1", "G1", area="east_kent")
    room.car("JRU 1", minutes=30, area="Medway")
    room.car("JRU 2", minutes=6, area="Swale")
    model = TravelModel(room.board.rules, sources=(table,))
    offers = room.dispatcher(model=model).advise("K-1").offers
    assert [(offer.name, offer.arrival.source) for offer in offers] == [
        ("JRU 2", ArrivalSource.DISTANCE),
        ("JRU 1", ArrivalSource.TABLE),
    ]
