"""Skills of crews and needs of calls, each in a sentence of what a controller meets."""

import pytest

from jru_tui.board.queries.dispatch.reasons import (
    Drawback,
)
from jru_tui.board.records import CrewMember
from tests.board.queries.dispatch.conftest import (
    CREW,
    HERE,
    OFFICERS,
    Room,
    east,
)
from tests.narrowing import present


def test_the_skill_is_on_the_way_to_a_lesser_call(room: Room) -> None:
    room.call("K1", "G1", needs=("clinical",))
    room.call("K2", "G3", at=east(3))
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", "en_route", minutes=5, on="K2")
    assert room.sent() == {"K1": "JRU 2", "K2": "JRU 1"}


def test_the_skilled_car_is_too_late_so_the_first_goes_and_the_skill_as_well(room: Room) -> None:
    room.call("K1", "C1", waited=2, needs=("clinical",))
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", minutes=6)
    [act] = room.plan.acts
    assert [(move.name, move.support) for move in act.moves] == [("JRU 1", False), ("JRU 2", True)]
    advice = room.advice("K1")
    assert (present(advice.best).name, present(advice.support).name) == ("JRU 1", "JRU 2")
    assert advice.lacking == ()


def test_officers_on_their_way_go_on_and_the_paramedic_goes_as_well(room: Room) -> None:
    room.call("K1", "G1", waited=3, needs=("clinical",))
    room.car("JRU 1", "en_route", minutes=3, on="K1", crew=OFFICERS)
    room.car("JRU 2", minutes=6)
    [act] = room.plan.acts
    assert [(move.name, move.support) for move in act.moves] == [("JRU 2", True)]
    assert act.frees == ()
    assert [kept.name for kept in room.plan.continuing] == ["JRU 1"]


def test_who_brings_what_the_nearer_car_lacks_goes_on_too(room: Room) -> None:
    room.call("K1", "G1", waited=3, needs=("clinical",))
    room.car("JRU 1", "en_route", minutes=40, on="K1")
    room.car("JRU 2", minutes=4, crew=OFFICERS)
    [act] = room.plan.acts
    assert [move.name for move in act.moves] == ["JRU 2"]
    assert act.frees == ()
    assert [kept.name for kept in room.plan.continuing] == ["JRU 1"]


def test_who_goes_on_for_its_skill_is_not_promised_to_another_call_as_well(room: Room) -> None:
    far = east(32)
    room.call("K1", "G1", waited=3, needs=("clinical",))
    room.call("K2", "C1", waited=2, needs=("clinical",), at=far)
    room.car("JRU 1", "en_route", at=east(24), on="K1")
    room.car("JRU 2", minutes=4, crew=OFFICERS)
    room.car("JRU 3", minutes=3, of=far, crew=OFFICERS)
    assert room.sent() == {"K1": "JRU 2", "K2": "JRU 3"}
    assert [kept.name for kept in room.plan.continuing] == ["JRU 1"]


def test_a_call_whose_crew_lacks_a_skill_wants_another(room: Room) -> None:
    room.call("K1", "G1", waited=10, needs=("clinical",))
    room.car("JRU 1", "at_scene", on="K1", at=HERE, crew=OFFICERS)
    room.car("JRU 2", minutes=12)
    assert room.sent() == {"K1": "JRU 2"}
    assert present(room.advice("K1").support).name == "JRU 2"
    assert room.advice("K1").best is None


def test_a_need_that_nobody_can_meet_keeps_nobody_away_and_is_said(room: Room) -> None:
    room.call("K1", "G3", needs=("lifting",))
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K1": "JRU 1"}
    assert room.advice("K1").lacking == ("lifting",)


def test_a_feed_without_crews_has_no_empty_cars(room: Room) -> None:
    room.call("K1", "G1", needs=("clinical",))
    room.car("JRU 1", minutes=5, crew=())
    room.car("JRU 2", minutes=9, crew=())
    best = room.best("K1")
    assert best.name == "JRU 1"
    assert Drawback.CREW_UNKNOWN in best.drawbacks


def test_each_car_names_what_its_crew_brings_in_the_feeds_own_words(room: Room) -> None:
    nurse = (*CREW, CrewMember("officer", "SC 9", ("mental health",)))
    room.call("K1", "G2", needs=("Mental_Health", "clinical", "lifting"))
    room.car("JRU 1", minutes=5, crew=nurse)
    assert room.best("K1").has == ("Mental_Health", "clinical")
    assert room.best("K1").lacks == ("lifting",)


@pytest.mark.parametrize("on", ["K1", "K2"])
def test_who_brings_what_a_scene_lacks_is_not_sent_back_and_forth(room: Room, on: str) -> None:
    """Either way the other scene would lack it, and the way so far would be lost."""
    far = east(6)
    room.call("K1", "G2", waited=10, needs=("clinical",))
    room.call("K2", "G2", waited=10, needs=("clinical",), at=far)
    room.car("JRU 1", "at_scene", on="K1", at=HERE, crew=OFFICERS)
    room.car("JRU 2", "at_scene", on="K2", at=far, crew=OFFICERS)
    room.car("JRU 3", "en_route", on=on, at=east(3))
    assert room.plan.acts == ()


def test_who_brings_what_a_scene_lacks_is_diverted_where_it_weighs_more(room: Room) -> None:
    far = east(6)
    room.call("K1", "G1", waited=10, needs=("clinical",))
    room.call("K2", "G4", waited=10, needs=("clinical",), at=far)
    room.car("JRU 1", "at_scene", on="K1", at=HERE, crew=OFFICERS)
    room.car("JRU 2", "at_scene", on="K2", at=far, crew=OFFICERS)
    room.car("JRU 3", "en_route", on="K2", at=east(3))
    assert room.sent() == {"K1": "JRU 3"}
