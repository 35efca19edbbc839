"""Calls as urgent as each other, of which one has passed its target and one can still be met."""

import pytest

from jru_tui.board.call_commands import Close, NextCall
from jru_tui.board.queries.dispatch.plan_phrases import all_passed_over_words, passed_over_words
from jru_tui.board.queries.dispatch.reasons import Action
from tests.board.queries.dispatch.conftest import Room, east


def first(room: Room) -> tuple[str, str]:
    """The call and the vehicle that `A` asks about."""
    move = room.plan.acts[0].moves[0]
    return move.call, move.name


@pytest.mark.parametrize("lost", [("G1",), ("C1",), ("G1", "C1"), ("G1", "C2"), ("G2", "C1")])
@pytest.mark.parametrize("waited", [16, 20, 40, 90])
def test_one_car_goes_to_the_one_that_it_still_meets(
    room: Room, lost: tuple[str, ...], waited: float
) -> None:
    room.call("K-1", *lost, waited=waited)
    room.call("K-2", "G1", waited=6, at=east(3))
    room.car("JRU 1", at=east(2))
    assert room.sent() == {"K-2": "JRU 1"}
    assert first(room) == ("K-2", "JRU 1")
    said = "K-1 has passed its target: K-2 can still be met"
    if waited > 15 or "C1" in lost:
        assert passed_over_words(room.plan, "K-1") == said
        assert all_passed_over_words(room.plan, "K-2") == said


@pytest.mark.parametrize("lost", [("G1",), ("C1",), ("G1", "C1")])
def test_of_two_that_both_get_a_car_the_one_that_can_be_met_is_sent_first(
    room: Room, lost: tuple[str, ...]
) -> None:
    """Seconds decide about the one, and nothing any more about the other."""
    room.call("K-1", *lost, waited=25)
    room.call("K-2", "G1", waited=10, at=east(10))
    room.car("JRU 1", minutes=4)
    room.car("JRU 2", at=east(12))
    assert room.sent() == {"K-1": "JRU 1", "K-2": "JRU 2"}
    assert first(room) == ("K-2", "JRU 2")


def test_of_two_that_can_be_met_the_older_is_sent_first(room: Room) -> None:
    room.call("K-1", "G1", waited=8)
    room.call("K-2", "G1", waited=5, at=east(10))
    room.car("JRU 1", minutes=4)
    room.car("JRU 2", at=east(12))
    assert first(room) == ("K-1", "JRU 1")


def test_of_two_that_are_lost_the_older_is_sent_first(room: Room) -> None:
    room.call("K-1", "G1", waited=40)
    room.call("K-2", "G1", waited=20, at=east(10))
    room.car("JRU 1", minutes=4)
    room.car("JRU 2", at=east(12))
    assert first(room) == ("K-1", "JRU 1")


def test_a_g2_that_can_be_met_is_not_sent_before_a_lost_c1(room: Room) -> None:
    room.call("K-1", "C1", waited=20)
    room.call("K-2", "G2", waited=50, at=east(10))
    room.car("JRU 1", minutes=4)
    room.car("JRU 2", at=east(12))
    assert first(room) == ("K-1", "JRU 1")


def test_of_three_and_two_cars_the_met_one_is_first_and_the_longest_lost_second(room: Room) -> None:
    room.call("K-1", "G1", waited=40)
    room.call("K-2", "G1", waited=20, at=east(3))
    room.call("K-3", "G1", waited=9, at=east(6))
    room.car("JRU 1", at=east(5))
    room.car("JRU 2", at=east(1))
    assert room.sent() == {"K-3": "JRU 1", "K-1": "JRU 2"}
    assert first(room) == ("K-3", "JRU 1")
    assert room.plan.passed_over == ("K-2",)


def test_the_car_on_its_way_to_a_lost_c1_turns_to_the_one_that_it_meets(room: Room) -> None:
    room.call("K-1", "C1", waited=9, at=east(4))
    room.call("K-2", "C1", waited=1)
    room.car("JRU 1", "en_route", minutes=2, on="K-1")
    assert room.best("K-2").action is Action.DIVERT
    assert room.sent() == {"K-2": "JRU 1"}
    assert room.plan.passed_over == ("K-1",)


def test_the_free_car_goes_to_the_met_one_and_the_meal_is_broken_for_the_lost_one(
    room: Room,
) -> None:
    room.call("K-1", "G1", waited=25)
    room.call("K-2", "G1", waited=8, at=east(5))
    room.car("JRU 1", at=east(4))
    room.car("JRU 2", "refreshments", minutes=6)
    assert room.sent() == {"K-2": "JRU 1", "K-1": "JRU 2"}
    assert first(room) == ("K-2", "JRU 1")


def test_a_car_that_becomes_free_takes_the_lost_one_before_a_g2_with_time(room: Room) -> None:
    room.call("K-0", "G2", waited=70, at=east(8))
    room.call("K-1", "G1", waited=30)
    room.call("K-2", "G1", waited=9, at=east(3))
    room.call("K-3", "G2", waited=20, at=east(1))
    room.car("JRU 1", at=east(2))
    room.car("JRU 2", "at_scene", on="K-0", since=5, at=east(1))
    assert room.sent() == {"K-2": "JRU 1"}
    room.stage.do(Close("K-0", "resolved"), "22:46")
    room.car("JRU 2", at=east(1), since=0)
    assert room.sent() == {"K-2": "JRU 1", "K-1": "JRU 2"}
    assert first(room) == ("K-2", "JRU 1")


def test_a_car_that_is_free_again_goes_to_the_call_kept_for_it_though_another_is_nearer(
    room: Room,
) -> None:
    room.call("K-0", "G2", waited=90, at=east(6))
    room.call("K-1", "G2", waited=5)
    room.car("JRU 1", "at_scene", on="K-0", since=70, at=east(6))
    room.stage.do(NextCall("K-1", "JRU1"), "22:46")
    room.stage.do(Close("K-0", "resolved"), "22:46")
    room.car("JRU 1", at=east(6), since=0)
    room.car("JRU 2", minutes=6.5)
    assert room.sent() == {"K-1": "JRU 1"}
