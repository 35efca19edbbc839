"""The situations of the control room, each in a controller's words."""

from datetime import UTC, datetime, timedelta

import pytest

from jru_tui.board.board import Board
from jru_tui.board.formatting import whole_minutes
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.plan_phrases import act_words
from jru_tui.board.queries.dispatch.reasons import Action, CallMark, Drawback, Precondition, Unable
from jru_tui.board.records import CrewMember
from jru_tui.board.rules import Rules
from jru_tui.cli.scenario_source import events_until, scenario_for
from tests.board.queries.dispatch.conftest import OFFICERS, Room, east
from tests.board.queries.dispatch.offers import offer_words

DOCTOR = (CrewMember("officer", "SC 7", ("doctor",)), CrewMember("paramedic", "Para 8"))


@pytest.mark.parametrize("codes", [("G1",), ("C1",), ("G1", "C2")])
def test_free_car_72_min_and_car_en_route_to_a_g2_8_min_diverts_the_8(
    room: Room, codes: tuple[str, ...]
) -> None:
    room.call("K1", *codes)
    room.call("K2", "G2", at=east(10))
    room.car("JRU 1", minutes=72)
    room.car("JRU 2", "en_route", minutes=6, on="K2")
    best = room.best("K1")
    assert (best.name, best.action, best.leaves) == ("JRU 2", Action.DIVERT, "K2")
    assert best.first == (Precondition.GIVE_REASON,)
    assert room.names("K1") == ["JRU 2", "JRU 1"]


def test_free_36_and_committed_deployable_2_sends_the_state_7_car_with_a_reason(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", minutes=36)
    room.car("JRU 2", "committed_deployable", minutes=2)
    best = room.best("K1")
    assert (best.name, best.action) == ("JRU 2", Action.DEPLOY)
    assert best.first == (Precondition.GIVE_REASON,)


def test_free_36_and_on_refreshments_2_for_a_c1_breaks_the_meal(room: Room) -> None:
    room.call("K1", "C1")
    room.car("JRU 1", minutes=36)
    room.car("JRU 2", "refreshments", minutes=3)
    best = room.best("K1")
    assert (best.name, best.action) == ("JRU 2", Action.BREAK_MEAL)


def test_needs_clinical_two_officers_4_min_paramedic_6_sends_the_paramedic(room: Room) -> None:
    room.call("K1", "G1", needs=("clinical",))
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", minutes=6)
    assert room.best("K1").name == "JRU 2"
    assert room.best("K1").has == ("clinical",)


def test_needs_a_doctor_4_km_without_4_3_km_with_sends_the_one_with(room: Room) -> None:
    room.call("K1", "G3", needs=("doctor",))
    room.car("JRU 1", km=4.0)
    room.car("JRU 2", km=4.3, crew=DOCTOR)
    assert room.best("K1").name == "JRU 2"


def test_one_car_a_g1_at_14_of_15_71_min_away_and_a_c1_at_1_of_7_2_min_takes_the_c1(
    room: Room,
) -> None:
    room.call("K1", "G1", waited=14, at=east(58))
    room.call("K2", "C1", waited=1)
    room.car("JRU 1", minutes=2)
    assert room.sent() == {"K2": "JRU 1"}
    [short] = room.plan.shortfalls
    assert (short.call, short.code, short.ask) == ("K1", "G1", "patrol")


def test_a_g1_missed_by_55_min_and_47_away_a_new_g1_2_min_takes_the_reachable_one(
    room: Room,
) -> None:
    room.call("K1", "G1", waited=70, at=east(38))
    room.call("K2", "G1", waited=1)
    room.car("JRU 1", minutes=2)
    assert room.sent() == {"K2": "JRU 1"}
    assert CallMark.LOST in room.advice("K1").marks


def test_free_48_and_free_in_the_same_area_position_unknown_asks_the_second_by_radio_first(
    room: Room,
) -> None:
    room.call("K1", "G1", area="east_kent")
    room.car("JRU 1", minutes=48, area="Medway & Swale")
    room.car("JRU 2", area="East Kent")
    best = room.best("K1")
    assert best.name == "JRU 2"
    assert best.first == (Precondition.ASK_POSITION,)
    assert best.arrival.guessed


def test_position_5_h_old_1_km_and_fresh_4_km_takes_the_fresh_one(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", km=1, old=300)
    room.car("JRU 2", km=4)
    assert room.names("K1") == ["JRU 2", "JRU 1"]
    old = room.advice("K1").offers[1]
    assert old.arrival.position_age_s == 5 * 3600
    assert Drawback.POSITION_OLD in old.drawbacks


def test_no_crew_on_it_1_km_and_crewed_4_km_takes_the_crewed_one(room: Room) -> None:
    room.call("K1", "G1")
    room.car("JRU 1", km=1, crew=())
    room.car("JRU 2", km=4)
    assert room.names("K1") == ["JRU 2"]
    assert room.advice("K1").offers[1].unable is Unable.NO_CREW


def test_allocated_to_a_g3_and_not_moving_3_min_and_free_60_takes_the_allocated_one(
    room: Room,
) -> None:
    room.call("K1", "G1")
    room.call("K2", "G3", at=east(5))
    room.car("JRU 1", minutes=60)
    room.car("JRU 2", "allocated", minutes=3, on="K2", since=6)
    best = room.best("K1")
    assert (best.name, best.action, best.leaves) == ("JRU 2", Action.DIVERT, "K2")
    assert best.first == (Precondition.GIVE_REASON,)


@pytest.mark.parametrize("code", ["east_kent", "East Kent", "EAST-KENT"])
def test_no_coordinates_area_east_kent_takes_the_car_of_east_kent(room: Room, code: str) -> None:
    room.call("K1", "G2", at=None, area=code)
    room.car("JRU 1", minutes=5, area="Medway & Swale")
    room.car("JRU 3", minutes=5, area="East Kent")
    assert room.best("K1").name == "JRU 3"
    assert CallMark.NO_PLACE in room.advice("K1").marks


def test_all_at_scene_on_g3_and_g4_and_a_c1_3_min_away_offers_stand_down_and_send(
    room: Room,
) -> None:
    room.call("K1", "C1")
    room.call("K2", "G3", waited=60, at=east(2))
    room.call("K3", "G4", waited=60, at=east(20))
    room.car("JRU 1", "at_scene", on="K2", since=10)
    room.car("JRU 2", "at_scene", on="K3", since=10)
    best = room.best("K1")
    assert (best.name, best.action, best.leaves) == ("JRU 1", Action.STAND_DOWN, "K2")
    assert best.first == (Precondition.STAND_DOWN, Precondition.GIVE_REASON)


def test_odd_code_ungraded_g1_and_one_car_offers_the_g1_and_marks_the_odd_one(room: Room) -> None:
    room.call("K1", "ZZ9", waited=5)
    room.call("K2", waited=5)
    room.call("K3", "G1", waited=5)
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K3": "JRU 1"}
    assert CallMark.ODD_CODE in room.advice("K1").marks
    assert CallMark.NOT_GRADED in room.advice("K2").marks


def test_shift_ends_in_10_min_and_another_car_free_takes_the_other(room: Room) -> None:
    room.night("01:50")
    room.call("K1", "G1")
    room.car("JRU 1", minutes=3, on_duty="17:45")
    room.car("JRU 2", minutes=11, on_duty="23:30")
    assert room.names("K1") == ["JRU 2", "JRU 1"]
    assert Drawback.SHIFT_ENDS in room.advice("K1").offers[1].drawbacks


def test_shift_ends_in_10_min_and_the_other_would_be_late_takes_it_all_the_same(room: Room) -> None:
    room.night("01:50")
    room.call("K1", "G1")
    room.car("JRU 1", minutes=3, on_duty="17:45")
    room.car("JRU 2", minutes=16, on_duty="23:30")
    assert room.names("K1") == ["JRU 1", "JRU 2"]


def test_the_opening_picture_of_the_demo_diverts_the_near_car_to_the_g1() -> None:
    """22:47 on the first Friday: a G1 has six minutes left, and the free car is 72 minutes away."""
    now = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
    board = Board(Rules())
    board.fold(events_until(scenario_for("east_kent_first_weekend"), now))
    dispatcher = Dispatcher(board, now)
    advice = dispatcher.advise("K-1037")
    assert [(offer.name, offer.action) for offer in advice.offers] == [
        ("JRU 3", Action.DIVERT),
        ("JRU 2", Action.SEND),
        ("JRU 1", Action.WHEN_CLEAR),
    ]
    first, second, _ = advice.offers
    assert (first.leaves, whole_minutes(first.arrival.seconds)) == ("K-1036", 9)
    assert whole_minutes(second.arrival.seconds) == 73
    assert [(each.code, each.meets) for each in first.targets] == [("G1", False), ("C2", True)]
    sent = [(move.name, move.call) for act in dispatcher.plan.acts for move in act.moves]
    assert sent == [("JRU 3", "K-1037"), ("JRU 2", "K-1038")]
    # K-1036 is missed whoever comes; JRU 2 surely meets K-1038, and JRU 1 only may.
    assert [(move.name, move.call) for move in dispatcher.plan.later] == [("JRU 1", "K-1036")]


@pytest.mark.parametrize("name", ["east_kent_first_weekend", "new_years_eve", "clocks_go_back"])
def test_through_whole_sample_shifts_everything_has_its_words(name: str) -> None:
    scenario, board = scenario_for(name), Board(Rules())
    events = list(events_until(scenario, scenario.ends_at))
    at = events[0].recorded_at
    while events:
        at += timedelta(minutes=20)
        due = [event for event in events if event.recorded_at <= at]
        events = events[len(due) :]
        board.fold(due)
        dispatcher = Dispatcher(board, at)
        for act in dispatcher.plan.acts:
            assert act_words(act)
        for call in board.open_calls():
            for offer in dispatcher.advise(call.id).offers:
                assert offer_words(offer, board.rules)
