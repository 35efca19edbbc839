from datetime import UTC, datetime

import pytest

from jru_tui.board import formatting
from jru_tui.board.formatting import clock
from jru_tui.board.records import Place
from jru_tui.board.rules import Rules
from jru_tui.tui import phrases

RULES = Rules(areas={"east_kent": "East Kent"})


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0:00:00"),
        (1390, "0:23:10"),
        (86_399, "23:59:59"),
        (187_800, "2 d 04:10"),
        (-5, "0:00:00"),
    ],
)
def test_a_running_clock_shows_its_hours(seconds: int, written: str) -> None:
    assert formatting.running(seconds) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (570, "9:30"),
        (3599, "59:59"),
        (3720, "1h02"),
        (35_999, "9h59"),
        (50_400, "14h"),
        (259_200, "3d"),
    ],
)
def test_a_calls_clock_takes_at_most_five_cells(seconds: int, written: str) -> None:
    assert formatting.waited(seconds) == written
    assert len(written) <= 5


def test_targets_are_minutes_until_they_are_hours() -> None:
    assert [formatting.target(60 * minutes) for minutes in (7, 60, 180, 2880)] == [
        "7",
        "60",
        "180",
        "48h",
    ]


def test_money_is_rounded_to_the_pound() -> None:
    assert [formatting.money(pence) for pence in (0, 22_500, 49, 50, 11_249_500)] == [
        "£0",
        "£225",
        "£0",
        "£1",
        "£112,495",
    ]


def test_minutes_add_up_to_hours() -> None:
    assert formatting.total(270) == "4 h 30"
    assert formatting.total(30) == "0 h 30"


def test_ages_grow_coarser() -> None:
    assert [formatting.age(seconds) for seconds in (-1, 2, 119, 180, 7200, 200_000)] == [
        "0 s",
        "2 s",
        "119 s",
        "3 min",
        "2 h",
        "2 days",
    ]


def test_times_are_those_of_the_wall_clock_in_summer_too() -> None:
    july = datetime(2020, 7, 3, 21, 5, 9, tzinfo=UTC)
    assert phrases.hms(july, RULES) == "22:05:09"
    assert phrases.hm(july, RULES) == "22:05"
    assert phrases.day(july, RULES) == "Fri 3 Jul"


def test_a_place_is_told_by_the_best_that_is_known_of_it() -> None:
    assert phrases.place(Place("Sea Street", 51.3703, 1.1203), RULES) == "Sea Street"
    assert phrases.place(Place(lat=51.3703, lon=-1.1203), RULES) == "51.370 N 1.120 W"
    assert phrases.place(Place(area="east_kent"), RULES) == "East Kent"
    assert phrases.place(Place(area="moon"), RULES) == "Moon"
    assert phrases.place(Place(), RULES) == "place not given"


@pytest.mark.parametrize(
    ("utc", "written"),
    [
        ("2020-10-24T23:59:59", "00:59:59"),
        ("2020-10-25T00:35:00", "01:35:00 BST"),
        ("2020-10-25T01:35:00", "01:35:00 GMT"),
        ("2020-10-25T02:00:00", "02:00:00"),
        ("2021-03-28T01:00:00", "02:00:00"),
    ],
)
def test_in_the_hour_that_comes_twice_a_time_names_its_zone(utc: str, written: str) -> None:
    moment = datetime.fromisoformat(f"{utc}+00:00")
    assert phrases.hms(moment, RULES) == written
    assert clock(moment, "Europe/London") == phrases.hm(moment, RULES)
    assert phrases.hm(moment, RULES)[5:] == written[8:]


@pytest.mark.parametrize(
    ("text", "written"), [("was it told?", "was it told?"), ("it was told", "it was told.")]
)
def test_a_sentence_ends_once(text: str, written: str) -> None:
    assert formatting.end_sentence(text) == written
