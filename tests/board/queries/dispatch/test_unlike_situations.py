"""Situations in which what is near is not what helps, each in a sentence of what is done."""

import pytest

from jru_tui.board.call_commands import BackUp, Link
from jru_tui.board.events import Unlisted
from jru_tui.board.queries.dispatch.plan_phrases import act_words, mark_words
from jru_tui.board.queries.dispatch.reasons import CallMark, Drawback
from jru_tui.board.records import CrewMember, ResponseRecord
from tests.board.queries.dispatch.conftest import OFFICERS, Room, ago, east
from tests.board.queries.dispatch.offers import offer_words

PARAMEDIC = (CrewMember("paramedic", "Para 2"),)


def sent(vehicle: str, there: float | None = None) -> ResponseRecord:
    return ResponseRecord(vehicle, ago(50), ago(49), None if there is None else ago(there))


def test_an_officer_who_needs_help_beside_another_crew_gets_one_more(room: Room) -> None:
    """Who is at the scene already is not the help that is asked for."""
    room.call("K-1", "G2", waited=60, responses=(sent("JRU1", 10), sent("JRU2", 5)))
    room.car("JRU 1", "emergency", minutes=0, on="K-1", since=1)
    room.car("JRU 2", "at_scene", on="K-1", since=5)
    room.car("JRU 3", minutes=6)
    assert [act_words(act) for act in room.plan.acts] == ["JRU 3 to the officer of JRU 1"]
    nearest = room.dispatcher().nearest("JRU1")
    assert [offer.name for offer in nearest if offer.possible] == ["JRU 2", "JRU 3"]


def test_where_all_are_at_scenes_the_officer_gets_the_nearest_of_another_scene(room: Room) -> None:
    room.call("K-1", "G2", waited=60, responses=(sent("JRU1", 10), sent("JRU2", 5)))
    room.call("K-2", "G1", waited=60, at=east(4), responses=(sent("JRU3", 20),))
    room.car("JRU 1", "emergency", minutes=0, on="K-1", since=1)
    room.car("JRU 2", "at_scene", on="K-1", since=5)
    room.car("JRU 3", "at_scene", on="K-2", since=20)
    assert [act_words(act) for act in room.plan.acts] == ["JRU 3 to the officer of JRU 1"]


def test_a_paramedic_alone_who_is_at_a_weapon_first_agrees_where_to_meet(room: Room) -> None:
    room.call("K-1", "G1", "C2", waited=1, flags=("weapon",))
    room.car("JRU 1", minutes=3, crew=PARAMEDIC)
    room.car("JRU 2", minutes=12, crew=OFFICERS)
    [act] = room.plan.acts
    meets = "there before the officers: agree where they meet"
    assert f"JRU 1 too (has clinical; {meets})" in act_words(act)
    support = room.advice("K-1").support
    assert support is not None
    assert meets in offer_words(support, room.board.rules)


@pytest.mark.parametrize(
    ("flags", "minutes"), [((), 3), (("weapon",), 14)], ids=["no danger", "behind the officers"]
)
def test_a_paramedic_who_need_not_wait_is_not_told_to(
    room: Room, flags: tuple[str, ...], minutes: float
) -> None:
    room.call("K-1", "G1", "C2", waited=1, flags=flags)
    room.car("JRU 1", minutes=minutes, crew=PARAMEDIC)
    room.car("JRU 2", minutes=12, crew=OFFICERS)
    support = room.advice("K-1").support
    assert support is not None
    assert Drawback.BEFORE_OFFICERS not in support.drawbacks


@pytest.mark.parametrize("asked", [True, False])
def test_a_crew_that_waits_for_an_ambulance_is_taken_off_with_that_said(
    room: Room, *, asked: bool
) -> None:
    room.call("K-1", "G3", waited=60, responses=(sent("JRU1", 40),))
    room.car("JRU 1", "at_scene", on="K-1", since=40)
    if asked:
        room.stage.do(BackUp("K-1", "ambulance"), "22:20")
    room.call("K-2", "C1", waited=1, at=east(1))
    assert room.sent() == {"K-2": "JRU 1"}
    said = offer_words(room.best("K-2"), room.board.rules)
    assert ("waits there for an ambulance" in said) == asked


def test_who_is_on_the_way_and_has_left_the_feed_is_to_be_asked(room: Room) -> None:
    room.call("K-1", "G1", waited=8, responses=(ResponseRecord("JRU1", ago(7), ago(6)),))
    room.car("JRU 1", "en_route", minutes=3, on="K-1", since=6)
    assert CallMark.COMING_UNLISTED not in room.advice("K-1").marks
    room.stage.apply(Unlisted("vehicle", "JRU1"), room.now)
    assert CallMark.COMING_UNLISTED in room.advice("K-1").marks
    assert mark_words(CallMark.COMING_UNLISTED).endswith("has left the feed: ask by radio")


@pytest.mark.parametrize("sent_on", [False, True])
def test_what_a_crew_brought_that_is_clear_is_not_asked_for_again(
    room: Room, *, sent_on: bool
) -> None:
    """Of one that was sent on nobody knows whether it had done what it came for."""
    room.call("K-1", "G2", waited=60, needs=("clinical",), responses=(sent("JRU2", 45),))
    room.call("K-2", "G1", waited=4, at=east(3))
    room.car("JRU 2", "at_scene", on="K-1", since=45, crew=OFFICERS)
    room.car("JRU 1", "at_scene", minutes=5, on="K-1", since=40)
    if not sent_on:
        room.car("JRU 1", minutes=5, since=5)
    room.car("JRU 1", "en_route", minutes=5, on="K-2", since=3)
    room.car("JRU 3", minutes=5)
    assert room.sent() == ({"K-1": "JRU 3"} if sent_on else {})
    assert CallMark.NEEDS_UNMET not in room.advice("K-1").marks


def test_a_call_that_waits_is_decided_before_a_skill_at_a_call_that_is_reached(room: Room) -> None:
    room.call("K-1", "G1", waited=60, needs=("clinical",), responses=(sent("JRU2", 45),))
    room.car("JRU 2", "at_scene", on="K-1", since=45, crew=OFFICERS)
    room.call("K-2", "G2", waited=10, at=east(9))
    room.car("JRU 1", minutes=5)
    room.car("JRU 3", minutes=5, of=east(9))
    first, second = room.plan.acts
    assert (first.moves[0].call, second.moves[0].call) == ("K-2", "K-1")


def test_a_duplicate_that_is_graver_counts_for_the_call_that_it_duplicates(room: Room) -> None:
    """The second caller about a fight says that there is a knife: it is this fight's knife."""
    room.call("K-1", "G3", waited=20)
    room.call("K-2", "G1", waited=1, flags=("weapon",))
    room.call("K-3", "G2", waited=1, at=east(3))
    room.car("JRU 1", minutes=6)
    assert room.sent() == {"K-3": "JRU 1"} or room.sent() == {"K-2": "JRU 1"}
    room.stage.do(Link("K-2", "K-1"), "22:47")
    assert room.sent() == {"K-1": "JRU 1"}
    advice = room.advice("K-1")
    assert CallMark.GRAVER_DUPLICATE in advice.marks
    assert advice.deadline is not None
    assert advice.deadline.code == "G1"
    said = offer_words(advice.offers[0], room.board.rules)
    assert "meets G1" in said, "its own clock, from when it came"
    assert "officer alone" in said, "and its own danger"


def test_a_duplicate_that_is_no_graver_changes_nothing(room: Room) -> None:
    room.call("K-1", "G2", "C3", waited=20)
    room.call("K-2", "G3", "C3", waited=1)
    room.call("K-3", waited=1)
    room.car("JRU 1", minutes=6)
    before = room.advice("K-1").offers[0]
    for call in ("K-2", "K-3"):
        room.stage.do(Link(call, "K-1"), "22:47")
    after = room.advice("K-1")
    assert (after.offers[0].targets, after.marks) == (before.targets, ())


def test_a_duplicate_brings_what_nobody_had_judged(room: Room) -> None:
    room.call("K-1", waited=20)
    room.call("K-2", "G2", "C1", waited=2)
    room.car("JRU 1", minutes=4)
    room.stage.do(Link("K-2", "K-1"), "22:47")
    assert [act_words(act) for act in room.plan.acts] == ["JRU 1 to K-1: in time"]


@pytest.mark.parametrize("broken", ["JRU 1", "JRU 2"])
def test_of_two_meals_the_one_of_the_crew_that_has_been_called_off_one_goes_on(
    room: Room, broken: str
) -> None:
    room.call("K-1", "C1", waited=1)
    for name, when in ((broken, 130), (broken, 120)):
        status = "refreshments" if when == 130 else "available"
        room.car(name, status, minutes=5, since=when)
    for name in ("JRU 1", "JRU 2"):
        room.car(name, "refreshments", minutes=5, since=4)
    assert room.best("K-1").name != broken
    offers = {offer.name: offer for offer in room.advice("K-1").offers}
    assert "its last meal was broken too" in offer_words(offers[broken], room.board.rules)
    assert offers[broken].meets
