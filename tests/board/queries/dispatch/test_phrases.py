"""Recommendations in words, as a controller reads them for the first time."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import BackUp
from jru_tui.board.queries.dispatch.models import Arrival
from jru_tui.board.queries.dispatch.phrases import precondition_words, reason_words, source_word
from jru_tui.board.queries.dispatch.plan_phrases import (
    act_words,
    all_passed_over_words,
    deadline_words,
    late_words,
    mark_words,
    meanwhile_words,
    passed_over_words,
    shortfall_words,
)
from jru_tui.board.queries.dispatch.reasons import ArrivalSource, CallMark, Precondition
from tests.board.queries.dispatch.conftest import CREW, HERE, OFFICERS, Room, east
from tests.board.queries.dispatch.offers import offer_words
from tests.narrowing import present


def lines(room: Room, call: str) -> list[str]:
    return [offer_words(offer, room.board.rules) for offer in room.advice(call).offers]


@pytest.fixture
def opening(room: Room) -> Room:
    """A G1 with seven minutes left, a car 5 minutes away that drives to a G2, and another."""
    room.call("K-1036", "G2", waited=10, at=east(6))
    room.call("K-1037", "G1", waited=8)
    room.car("JRU 3", "en_route", minutes=5, on="K-1036")
    room.car("JRU 2", minutes=25)
    return room


def test_the_best_says_what_it_leaves_and_who_takes_that(opening: Room) -> None:
    assert lines(opening, "K-1037") == [
        (
            "JRU 3  5 min (3-8)  meets G1  · leaves K-1036 (G2), which JRU 2 reaches in 37 of 60  "
            "· give a reason"
        ),
        "JRU 2  25 min (16-39)  18 min after G1 target  · JRU 3 then takes K-1036 (G2) in 19 of 60",
    ]


def test_what_the_other_call_waits_is_said_in_minutes_in_time_or_late(room: Room) -> None:
    """Nobody reads `68 of 2880`, and of a target that is missed only the rest matters."""
    room.call("K-1", "G1", waited=5)
    room.call("K-2", "G3", waited=60, at=east(4))
    room.call("K-3", "G2", waited=50, at=east(-9))
    room.car("JRU 1", "en_route", minutes=4, on="K-2")
    room.car("JRU 2", "en_route", minutes=6, on="K-3")
    room.car("JRU 3", minutes=20)
    said = " ".join(lines(room, "K-1"))
    assert "leaves K-2 (G3), which JRU 3 reaches in time" in said
    assert "min after its target" in said


def test_an_officer_who_needs_help_is_no_call_in_what_it_costs(room: Room) -> None:
    room.call("K-1", "G2", waited=8)
    room.car("JRU 3", "emergency", at=HERE)
    room.car("JRU 1", minutes=4)
    room.car("JRU 2", minutes=9)
    said = "  ".join(lines(room, "K-1"))
    assert "goes to the officer of JRU 3" in said or "is kept for the officer of JRU 3" in said
    assert "JRU3" not in said


def test_a_swap_is_one_decision_in_one_sentence(opening: Room) -> None:
    [act] = opening.plan.acts
    assert act_words(act) == "JRU 3 to K-1037, JRU 2 takes K-1036: both in time"
    reason = "diverted from K-1036 (G2), 5 min, meets G1"
    assert [reason_words(move) for move in act.moves] == [reason, "27 min, meets G2"]


def test_what_is_late_is_said_in_the_sentence(room: Room) -> None:
    room.call("K-1", "G1", "C2", waited=8)
    room.car("JRU 1", minutes=9)
    [act] = room.plan.acts
    assert act_words(act) == "JRU 1 to K-1: just meets C2, 2 min after G1 target"
    assert [shortfall_words(each) for each in room.plan.shortfalls] == [
        "K-1 (G1): JRU 1 would be 2 min late; ask for a patrol"
    ]
    assert late_words(room.plan.shortfalls[0]) == "JRU 1 would be 2 min late for G1"
    room.stage.do(BackUp("K-1", "patrol"), "22:47")
    assert shortfall_words(room.plan.shortfalls[0]) == "K-1 (G1): JRU 1 would be 2 min late"
    room.car("JRU 1", "en_route", minutes=9, on="K-1", since=1)
    assert shortfall_words(room.plan.shortfalls[0]) == "K-1 (G1): JRU 1 is 2 min late"


@pytest.mark.parametrize("codes", [(), ("ZZ",)])
@pytest.mark.parametrize("waited", [2, 20])
def test_of_a_call_that_nobody_has_judged_nothing_is_said_of_a_target(
    room: Room, codes: tuple[str, ...], waited: float
) -> None:
    room.call("K-1", *codes, waited=waited)
    room.car("JRU 1", minutes=5)
    assert [act_words(act) for act in room.plan.acts] == ["JRU 1 to K-1"]


def test_a_target_that_has_passed_is_not_said_to_be_met(room: Room) -> None:
    room.call("K-1", "G1", waited=70)
    room.car("JRU 1", minutes=5)
    assert [act_words(act) for act in room.plan.acts] == ["JRU 1 to K-1: 60 min after G1 target"]


def test_of_two_calls_the_one_that_is_judged_says_how_late_it_is(room: Room) -> None:
    room.call("K-1", waited=16)
    room.call("K-2", "G1", waited=9, at=east(9))
    room.car("JRU 1", "en_route", minutes=3, of=east(9), on="K-1", since=2)
    room.car("JRU 2", minutes=4)
    [act] = room.plan.acts
    assert act_words(act) == "JRU 1 to K-2, JRU 2 takes K-1"
    room.car("JRU 1", "en_route", minutes=8, of=east(9), on="K-1", since=2)
    [act] = room.plan.acts
    assert act_words(act) == "JRU 1 to K-2, JRU 2 takes K-1: K-2 2 min after G1 target"


def test_where_nobody_comes_it_says_so_and_what_would_help(room: Room) -> None:
    room.call("K-1", "C1", waited=2)
    room.call("K-2", "G1", waited=70)
    assert [shortfall_words(each) for each in room.plan.shortfalls] == [
        "K-2 (G1): nobody comes, 55 min past its target; ask for a patrol",
        "K-1 (C1): nobody comes in time; ask for an ambulance",
    ]
    assert late_words(room.plan.shortfalls[0]) == "nobody comes, 55 min after G1 target"


def test_a_lost_target_that_is_left_for_another_is_said(room: Room) -> None:
    room.call("K-1", "G1", waited=70, at=east(38))
    room.call("K-2", "G1", waited=1)
    room.car("JRU 1", minutes=2)
    said = "K-1 has passed its target: K-2 can still be met"
    assert [passed_over_words(room.plan, call) for call in ("K-1", "K-2")] == [said, ""]
    assert all_passed_over_words(room.plan, "K-2") == said


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        (2, "K-2 and K-1"),
        (3, "K-2, K-1 and K-3"),
        (4, "K-2, K-1, K-3 and 1 more"),
        (100, "K-2, K-1, K-3 and 97 more"),
    ],
)
def test_of_many_lost_targets_three_are_named_and_the_asked_one_first(
    room: Room, lost: int, named: str
) -> None:
    plan = replace(room.plan, passed_over=tuple(f"K-{number}" for number in range(1, lost + 1)))
    assert all_passed_over_words(plan, "K-2") == f"{named} have passed their targets"
    nothing = replace(room.plan, passed_over=())
    assert all_passed_over_words(nothing, "K-2") == ""


@pytest.mark.parametrize(
    ("car", "said"),
    [
        (
            {"status": "refreshments", "minutes": 8},
            "JRU 1  8 min (5-12)  meets G1  · breaks its meal  · give a reason",
        ),
        (
            {"status": "committed_deployable", "minutes": 8},
            "JRU 1  8 min (5-12)  meets G1  · committed, deployable  · give a reason",
        ),
        (
            {"minutes": 8, "old": 300},
            "JRU 1  26 min (11-61)  12 min after G1 target  · position 5 h old",
        ),
        (
            {"minutes": 8, "old": 45},
            "JRU 1  17 min (7-37)  3 min after G1 target  · position 45 min old",
        ),
        (
            {"area": "Kent"},
            (
                "JRU 1  ~46 min  32 min after G1 target  · position unknown  "
                "· ask by radio where it is"
            ),
        ),
        ({"minutes": 8, "crew": ()}, "JRU 1  no crew on it"),
        ({"status": "off_duty"}, "JRU 1  off duty"),
        ({"status": "committed", "minutes": 2}, "JRU 1  committed"),
        ({"status": "dancing", "minutes": 2}, "JRU 1  unknown: dancing"),
    ],
)
def test_each_way_to_come_and_each_reason_why_not(
    room: Room, car: dict[str, Any], said: str
) -> None:
    room.call("K-1", "G1")
    room.car("JRU 1", **{"status": "available", **car})
    room.car("JRU 2", "off_duty", minutes=1)
    assert [line for line in lines(room, "K-1") if line.startswith("JRU 1")] == [said]


def test_at_a_scene_it_leaves_it_or_is_asked_when_it_is_clear(room: Room) -> None:
    room.call("K-1", "C1")
    room.call("K-2", "G3", waited=60, at=east(2))
    room.call("K-3", "G2", waited=60, at=east(9))
    room.car("JRU 2", "at_scene", on="K-2")
    room.car("JRU 3", "at_scene", on="K-3")
    assert lines(room, "K-1") == [
        (
            "JRU 2  5 min (3-7)  meets C1  · leaves the scene of K-2 (G3)  "
            "· stand it down first, give a reason"
        ),
        (
            "JRU 3  37 min (16-85)  31 min after C1 target  "
            "· clear in about 24 min, at scene K-3 (G2)  · ask by radio when it is clear"
        ),
    ]


def test_needs_are_said_in_the_calls_own_words(room: Room) -> None:
    room.call("K-1", "G2", needs=("clinical", "public_order"))
    room.car("JRU 1", minutes=8)
    room.car("JRU 2", minutes=8, crew=OFFICERS)
    assert lines(room, "K-1") == [
        "JRU 1  8 min (5-13)  meets G2  · has clinical, lacks public order",
        "JRU 2  8 min (5-13)  meets G2  · lacks clinical, public order",
    ]


def test_a_feed_without_crews_says_that_and_not_that_they_lack(room: Room) -> None:
    room.call("K-1", "G2", needs=("clinical",))
    room.car("JRU 1", minutes=8, crew=())
    assert lines(room, "K-1") == ["JRU 1  8 min (5-13)  meets G2  · crew not known"]


def test_the_last_moment_counts_down_by_the_clock_on_the_wall(room: Room) -> None:
    room.call("K-1", "G1", waited=3)
    room.car("JRU 1", minutes=8)
    deadline = present(room.advice("K-1").deadline)
    assert deadline_words(deadline, room.board.rules, room.now) == "send by 22:51 for G1"
    days_before = room.now - timedelta(days=2)
    assert deadline_words(deadline, room.board.rules, days_before) == "send by Fri 22:51 for G1"
    room.car("JRU 1", "en_route", minutes=8, on="K-1", since=1)
    assert room.advice("K-1").deadline is None


def test_an_officers_emergency_names_the_car_and_not_a_call(room: Room) -> None:
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", minutes=4)
    [act] = room.plan.acts
    assert act_words(act) == "JRU 2 to the officer of JRU 1"


def test_a_second_car_for_a_skill_goes_too(room: Room) -> None:
    room.call("K-1", "C1", waited=2, needs=("clinical",))
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", minutes=6, crew=CREW)
    assert act_words(room.plan.acts[0]) == "JRU 1 to K-1, JRU 2 too (has clinical): in time"


def test_who_is_sent_while_the_best_is_not_clear_is_said(room: Room) -> None:
    room.call("K-1", "G1", waited=2)
    room.car("JRU 1", "s136", minutes=3, since=40)
    room.car("JRU 2", minutes=35)
    advice = room.advice("K-1")
    assert present(advice.best).name == "JRU 1"
    assert meanwhile_words(advice) == "meanwhile send JRU 2, 35 min (22-55)"
    room.car("JRU 2", minutes=12)
    assert meanwhile_words(room.advice("K-1")) == ""


def test_a_further_car_says_what_it_brings(room: Room) -> None:
    room.call("K-1", "G1", waited=10, needs=("clinical",))
    room.car("JRU 1", "at_scene", on="K-1", at=HERE, crew=OFFICERS)
    room.car("JRU 2", minutes=12)
    assert act_words(room.plan.acts[0]) == "JRU 2 to K-1 as well: has clinical"


def test_every_mark_and_every_precondition_has_its_words() -> None:
    said = [*map(mark_words, CallMark), *map(precondition_words, Precondition)]
    assert len(set(said)) == len(CallMark) + len(Precondition)


def test_each_source_of_an_arrival_is_one_word() -> None:
    words = [source_word(Arrival(480, 360, 660, source)) for source in ArrivalSource]
    assert words == [
        *("by distance", "by journeys", "by table", "by route", "by feed", "by area"),
        "",
    ]
