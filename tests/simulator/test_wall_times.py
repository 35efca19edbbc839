"""Wall-clock times of a shift become UTC, through midnight and both clock changes."""

from datetime import UTC, datetime

import pytest

from jru_tui.simulator.scenario import Opens, ScenarioError
from jru_tui.simulator.scenario_reader import load_scenario, parse_scenario
from jru_tui.simulator.wall_times import TimeError, to_utc
from jru_tui.simulator.world import World

HEADING = """title "T"
place "Base" 51.4 0.5 medway
vehicle JRU1 "JRU 1" "Medway" "Base"
"""


def first_time(shift: str, line: str) -> datetime:
    text = f"{HEADING}shift {shift}\n{line}"
    return parse_scenario(text, name="t", source="t").facts[0].at


OCTOBER = "Saturday 24 October 2020 18:00-02:00"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("18:00 JRU1 available", datetime(2020, 10, 24, 17, 0, tzinfo=UTC)),
        ("15:00 JRU1 on_duty", datetime(2020, 10, 24, 14, 0, tzinfo=UTC)),
        ("23:59:59 JRU1 available", datetime(2020, 10, 24, 22, 59, 59, tzinfo=UTC)),
        ("00:30 JRU1 available", datetime(2020, 10, 24, 23, 30, tzinfo=UTC)),
        ("01:30 BST JRU1 available", datetime(2020, 10, 25, 0, 30, tzinfo=UTC)),
        ("01:30 GMT JRU1 available", datetime(2020, 10, 25, 1, 30, tzinfo=UTC)),
        ("02:00 JRU1 available", datetime(2020, 10, 25, 2, 0, tzinfo=UTC)),
        ("02:00 GMT JRU1 available", datetime(2020, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_times_of_the_night_the_clocks_go_back(line: str, expected: datetime) -> None:
    assert first_time(OCTOBER, line) == expected


def test_an_ambiguous_time_must_say_which() -> None:
    with pytest.raises(
        ScenarioError, match="01:30 occurs twice on 25 October 2020: write 01:30 BST"
    ):
        first_time(OCTOBER, "01:30 JRU1 available")


def test_a_time_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ScenarioError, match="01:30 does not exist on 28 March 2021"):
        first_time("Saturday 27 March 2021 18:00-02:00", "01:30 JRU1 available")
    with pytest.raises(TimeError):
        to_utc(datetime(2021, 3, 28, 1, 30))  # noqa: DTZ001 - wall-clock time is the point


def test_the_shift_of_the_change_lasts_nine_hours_and_has_a_call_in_both_half_past_ones() -> None:
    scenario = load_scenario("clocks_go_back")
    (shift,) = scenario.shifts
    assert (shift.ends_at - shift.starts_at).total_seconds() == 9 * 3600
    opened = {(fact.at.hour, fact.at.minute) for fact in scenario.facts if isinstance(fact, Opens)}
    assert {(0, 30), (1, 30)} <= opened


def test_one_call_spans_the_change() -> None:
    scenario = load_scenario("clocks_go_back")
    change = datetime(2020, 10, 25, 1, 0, tzinfo=UTC)
    spanning = [
        call
        for call in World(scenario).whole(scenario.ends_at).calls
        if call.opened_at < change and call.closed_at and call.closed_at > change
    ]
    assert spanning
