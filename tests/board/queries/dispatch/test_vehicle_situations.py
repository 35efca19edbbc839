"""Vehicles that cannot go, or should not, each in a sentence of what a controller meets."""

from typing import Any

from jru_tui.board.events import Unlisted
from jru_tui.board.queries.dispatch.reasons import (
    Drawback,
    Precondition,
    Unable,
)
from jru_tui.board.records import ResponseRecord
from tests.board.queries.dispatch.conftest import (
    HERE,
    NOW,
    Room,
    ago,
    east,
)


def outside(**times: Any) -> ResponseRecord:
    """A patrol that the board knows only by its response."""
    return ResponseRecord("GN21", **times)


def test_a_g3_breaks_no_meal_and_waits(room: Room) -> None:
    room.call("K1", "G3", waited=5)
    room.car("JRU 1", "refreshments", minutes=4)
    assert room.plan.acts == ()
    assert room.plan.waiting == ("K1",)
    assert room.names("K1") == ["JRU 1"]


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
