"""Diversions, swaps and vehicles that stay, each in a sentence of what a controller meets."""

import pytest

from jru_tui.board.call_commands import Assign
from jru_tui.board.queries.dispatch.reasons import (
    Action,
    CallMark,
    Precondition,
)
from jru_tui.board.records import ResponseRecord
from tests.board.queries.dispatch.conftest import (
    HERE,
    Room,
    ago,
    east,
)


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
    assert {move.name: move.call for move in act.moves} == {"JRU 1": "K2", "JRU 2": "K1"}
    assert {move.name: move.leaves for move in act.moves} == {"JRU 1": "K1", "JRU 2": "K2"}


def test_a_car_on_its_way_is_not_turned_round_for_little(room: Room) -> None:
    room.call("K1", "G1", waited=3)
    room.car("JRU 1", "en_route", minutes=6, on="K1")
    room.car("JRU 2", minutes=4)
    assert room.plan.acts == ()
    assert [kept.name for kept in room.plan.continuing] == ["JRU 1"]
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


def test_a_target_that_passes_on_the_way_turns_nobody_round(room: Room) -> None:
    room.call("K1", "G1", waited=16)
    room.call("K2", "G2", waited=1, at=east(-3))
    room.car("JRU 1", "en_route", minutes=4, on="K1", since=12)
    room.car("JRU 2", at=east(-9))
    assert [kept.name for kept in room.plan.continuing] == ["JRU 1"]
    assert room.sent() == {"K2": "JRU 2"}
    assert CallMark.LOST in room.advice("K1").marks


def test_two_cars_sent_by_hand_both_stay(room: Room) -> None:
    room.call("K1", "G2", waited=5)
    room.call("K2", "G2", waited=5, at=east(-8))
    room.car("JRU 1", "en_route", minutes=6, on="K1")
    room.car("JRU 2", "en_route", minutes=8, on="K1")
    room.car("JRU 3", at=east(-20))
    assert {kept.name for kept in room.plan.continuing} == {"JRU 1", "JRU 2"}
    assert room.sent() == {"K2": "JRU 3"}


def test_but_the_second_goes_where_a_g1_has_nobody(room: Room) -> None:
    room.call("K1", "G2", waited=5)
    room.call("K2", "G1", waited=5, at=east(-4))
    room.car("JRU 1", "en_route", minutes=6, on="K1")
    room.car("JRU 2", "en_route", at=east(-6), on="K1")
    assert room.sent() == {"K2": "JRU 2"}


def test_a_car_on_its_way_to_a_g1_is_not_offered_first_for_a_g2(room: Room) -> None:
    room.call("K1", "G1", waited=3, at=east(6))
    room.call("K2", "G2", waited=3)
    room.car("JRU 1", "en_route", minutes=2, on="K1", of=HERE)
    room.car("JRU 2", minutes=40)
    assert room.names("K2") == ["JRU 2", "JRU 1"]
    assert room.advice("K2").offers[1].kept_for == "K1"


def test_what_somebody_assigned_by_hand_stands_though_the_feed_has_not_shown_it(room: Room) -> None:
    room.call("K1", "G1", waited=3)
    room.car("JRU 1", minutes=6)
    room.car("JRU 2", minutes=5)
    room.stage.do(Assign("K1", "JRU1"), "22:47")
    assert room.plan.acts == ()
    assert room.best("K1").name == "JRU 1"


@pytest.mark.parametrize(("nearer", "swaps"), [(0.7, False), (1.5, False), (5.0, True)])
def test_nobody_is_turned_round_for_an_estimated_minute(
    room: Room, nearer: float, *, swaps: bool
) -> None:
    """Both arrivals are estimates: ten seconds late, or 40 in time, is one and the same."""
    for call, waited in (("K1", 5), ("K2", 1)):
        sent = ResponseRecord(f"JRU{call[1]}", ago(1), ago(1))
        room.call(call, "G1" if call == "K1" else "G2", waited=waited, responses=(sent,))
    room.car("JRU 1", "en_route", minutes=10.5, on="K1")
    room.car("JRU 2", "en_route", minutes=10.5 - nearer, on="K2")
    assert room.sent() == ({"K1": "JRU 2", "K2": "JRU 1"} if swaps else {})


def test_a_free_car_that_alone_makes_it_goes_though_somebody_is_on_the_way(room: Room) -> None:
    """It costs nobody anything: by the estimate it meets what the first misses by seconds."""
    sent = ResponseRecord("JRU1", ago(1), ago(1))
    room.call("K1", "G1", waited=6, responses=(sent,))
    room.car("JRU 1", "en_route", minutes=9.6, on="K1")
    room.car("JRU 2", minutes=8.6)
    assert room.best("K1").name == "JRU 2"


@pytest.mark.parametrize("names", [("JRU 1", "JRU 2"), ("JRU 2", "JRU 1")])
def test_of_two_that_came_in_the_same_second_the_first_known_stays(
    room: Room, names: tuple[str, str]
) -> None:
    """What they are called decides nothing."""
    sent = tuple(
        ResponseRecord(name.replace(" ", ""), ago(20), ago(19), ago(10)) for name in names[::-1]
    )
    room.call("K-1", "G3", waited=25, responses=sent)
    room.call("K-2", "G2", waited=1, at=east(2))
    for name in names:
        room.car(name, "at_scene", on="K-1", since=10)
    assert room.sent() == {"K-2": names[1]}
