"""Positions and estimates of vehicles, each in a sentence of what a controller meets."""

import pytest

from jru_tui.board.queries.dispatch.reasons import (
    ArrivalSource,
    CallMark,
    Drawback,
)
from jru_tui.board.records import Position, ResponseRecord
from tests.board.queries.dispatch.conftest import (
    Room,
    ago,
    east,
)


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
