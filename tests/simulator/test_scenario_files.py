"""The scenarios that ship: counted by hand (a regex that shares nothing with the reader)."""

import re
from collections import Counter
from pathlib import Path

import pytest

from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.scenario_reader import load_scenario, parse_scenario, scenario_names
from jru_tui.simulator.world import World

WHOLE_SHIFTS = [
    name for name in scenario_names() if "/" not in name and name != "two_calls_one_car"
]
"""The others are moments: nobody is sent in them, and nothing ends."""
SHELF = Path(__file__).parents[2] / "sample_feeds"


def arrivals(name: str) -> Counter[tuple[str, str]]:
    """Calls attended by (weekday of the shift, vehicle), straight from the lines of the file."""
    counted: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, str]] = set()
    day = ""
    for line in (SHELF / f"{name}.feed").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"shift (\w+)", line):
            day = heading[1]
        found = re.match(r"\d\d:\d\d(?::\d\d)?(?: BST| GMT)?\s+(\w+) at_scene (\S+)", line)
        if found and (found[1], found[2]) not in seen:
            seen.add((found[1], found[2]))
            counted[day, found[1]] += 1
    return counted


def ended_as(name: str, outcome: str) -> int:
    text = (SHELF / f"{name}.feed").read_text(encoding="utf-8")
    return len(re.findall(rf"closes {outcome}\b", text))


def test_the_scenarios_are_there_and_the_situations_in_a_folder_of_their_own() -> None:
    assert [name for name in scenario_names() if "/" not in name] == [
        "clocks_go_back",
        "east_kent_first_weekend",
        "first_look",
        "new_years_eve",
        "quiet_tuesday",
        "two_calls_one_car",
    ]
    situations = [name for name in scenario_names() if "/" in name]
    assert len(situations) == 15
    assert {name.split("/")[0] for name in situations} == {"situations"}


def test_jru3_attends_twelve_calls_over_its_first_weekend() -> None:
    counted = arrivals("east_kent_first_weekend")
    assert [counted[day, "JRU3"] for day in ("Friday", "Saturday", "Sunday")] == [4, 4, 4]


@pytest.mark.parametrize("vehicle", ["JRU1", "JRU2"])
@pytest.mark.parametrize("day", ["Friday", "Saturday", "Sunday"])
def test_the_others_attend_about_seven_a_shift(vehicle: str, day: str) -> None:
    assert 6 <= arrivals("east_kent_first_weekend")[day, vehicle] <= 8


@pytest.mark.parametrize("outcome", ["stood_down", "duplicate", "s136", "handed_to_patrol"])
def test_the_weekend_has_every_kind_of_ending(outcome: str) -> None:
    assert ended_as("east_kent_first_weekend", outcome) >= 1


def test_a_baby_is_born_in_deal(weekend: Scenario) -> None:
    born = [c for c in World(weekend).whole(weekend.ends_at).calls if "baby_born" in c.flags]
    assert [(c.type, c.where.text) for c in born] == [("childbirth", "Mill Road, Deal")]


def test_the_world_counts_the_same_as_the_lines(weekend: Scenario) -> None:
    counted: Counter[str] = Counter()
    for call in World(weekend).whole(weekend.ends_at).calls:
        counted.update({each.vehicle for each in call.responses if each.at_scene_at})
    by_hand: Counter[str] = Counter()
    for (_, vehicle), calls in arrivals("east_kent_first_weekend").items():
        by_hand[vehicle] += calls
    assert counted == by_hand


def test_the_demo_opens_on_a_lively_moment(weekend: Scenario) -> None:
    friday = World(weekend).document(weekend.starts_at.replace(hour=22, minute=47))
    assert [vehicle.status for vehicle in friday.vehicles] == [
        "at_scene",
        "available",
        "en_route",
    ]
    waiting = [call for call in friday.calls if call.state == "open" and not call.responses]
    assert [(call.id, call.grade) for call in waiting] == [("K-1037", "G1"), ("K-1038", "G2")]
    assert sum(call.state == "closed" for call in friday.calls) >= 9


@pytest.mark.parametrize("name", WHOLE_SHIFTS)
def test_every_scenario_ends_with_nothing_open_and_everyone_off_duty(name: str) -> None:
    scenario = load_scenario(name)
    last = World(scenario).whole(scenario.ends_at)
    assert [call.id for call in last.calls if call.state == "open"] == []
    assert {vehicle.status for vehicle in last.vehicles} == {"off_duty"}


@pytest.mark.parametrize("name", WHOLE_SHIFTS)
def test_every_shift_starts_with_booking_on(name: str) -> None:
    scenario = load_scenario(name)
    for shift in scenario.shifts:
        statuses = [
            vehicle.status for vehicle in World(scenario).document(shift.starts_at).vehicles
        ]
        assert set(statuses) <= {"on_duty", "available", "standby"}


def test_new_years_eve_is_the_busiest_night() -> None:
    calls = {
        name: len(World(load_scenario(name)).whole(load_scenario(name).ends_at).calls)
        for name in WHOLE_SHIFTS
    }
    assert calls["new_years_eve"] >= 42
    assert calls["quiet_tuesday"] == 2


def test_the_example_in_the_readme_is_a_scenario() -> None:
    readme = (SHELF / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```\n(title.*?)```", readme, re.DOTALL)
    assert example is not None
    scenario = parse_scenario(example[1], name="readme", source="README.md")
    (call,) = World(scenario).whole(scenario.ends_at).calls
    assert [each.vehicle for each in call.responses] == ["JRU1", "MD07"]
    assert call.outcome == "arrest"
