"""Who is nearest to an officer who needs help: by the same predictions as the plan."""

from typing import Any

from jru_tui.board.queries.dispatch.nearest import NearbyVehicle, nearest
from jru_tui.board.queries.recommendation import Recommendation
from tests.board.queries.dispatch.conftest import HERE, NOW, Room, east


def near(room: Room, vehicle: str = "JRU1", **more: Any) -> tuple[NearbyVehicle, ...]:
    offers = Recommendation(room.board, **more).nearest(vehicle, NOW)
    return nearest(room.board, offers)


def test_the_soonest_come_first_whatever_they_do_and_those_off_duty_are_left_out(
    room: Room,
) -> None:
    room.call("K1", "G3", at=east(2))
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", "available", minutes=76)
    room.car("JRU 3", "at_scene", on="K1")
    room.car("JRU 4", "available")
    room.car("JRU 5", "off_duty", at=HERE)
    assert [each.vehicle for each in near(room)] == ["JRU3", "JRU4", "JRU2"]
    assert [each.arrival for each in near(room)] == ["5 min (3-7)", "~46 min", "76 min (48-119)"]


def test_one_that_needs_help_itself_comes_after_all_that_could_come(room: Room) -> None:
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", "emergency", at=HERE)
    room.car("JRU 3", minutes=76)
    room.car("JRU 4")
    assert [each.vehicle for each in near(room)] == ["JRU4", "JRU3", "JRU2"]


def test_an_old_position_and_one_that_is_not_known_are_said(room: Room) -> None:
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", km=1, old=300)
    room.car("JRU 3", km=4)
    room.car("JRU 4")
    fresh, old, unknown = near(room)
    assert (fresh.vehicle, fresh.reason) == ("JRU3", "available")
    assert (old.vehicle, old.reason) == ("JRU2", "available, position 5 h old")
    assert (unknown.vehicle, unknown.reason) == ("JRU4", "available, ask by radio where it is")
    assert unknown.guessed
    assert [other.source for other in (fresh, old, unknown)] == [
        "by distance",
        "by distance",
        "by area",
    ]


def test_without_a_position_they_are_nearest_to_its_call(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", "emergency", on="K1")
    room.car("JRU 2", minutes=9)
    [other] = near(room)
    assert other.arrival == "9 min (6-14)"


def test_they_are_found_again_when_positions_have_moved_on(room: Room) -> None:
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", minutes=9)
    recommendation = Recommendation(room.board)
    first = recommendation.nearest("JRU1", NOW)
    assert recommendation.nearest("JRU1", NOW) is first
    later = NOW.replace(hour=23)
    assert recommendation.nearest("JRU1", later)[0].arrival.position_age_s is not None
