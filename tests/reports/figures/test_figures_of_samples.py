"""The figures of the sample shifts against another count: straight from the text of their files.

Nothing of the program's own reading, folding or counting is used on the other side.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event, VehicleReported
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.reports.figures.figures import Figures, count_figures
from jru_tui.reports.figures.measures import Spread
from jru_tui.simulator.scenario_reader import load_scenario
from jru_tui.simulator.world import World

SAMPLES = Path(__file__).parents[3] / "sample_feeds"
NAMES = sorted({path.stem for path in SAMPLES.glob("*.feed")} - {"two_calls_one_car"})
KENT = ZoneInfo("Europe/London")
LEAVES = ("available", "standby", "refreshments", "off_duty", "out_of_service")

Stages = dict[str, datetime]


class Counted(Struct):
    """One call as its lines tell of it."""

    opened: datetime
    type: str
    outcome: str | None
    ways: dict[str, Stages]
    spares: tuple[str, ...] = ()


def read(name: str) -> tuple[list[str], list[Counted]]:
    """The unit's vehicles and every call, read line by line with regular expressions."""
    vehicles: list[str] = []
    calls: dict[str, Counted] = {}
    going: dict[str, str] = {}
    for at, line in _timed((SAMPLES / f"{name}.feed").read_text(), vehicles):
        who, what, *rest = line.split()
        if what == "opens":
            calls[who] = Counted(at, rest[0], None, {})
        elif what == "closes":
            calls[who].outcome = rest[0]
            calls[who].spares = tuple(rest[2].split(",")) if rest[1:2] == ["spares"] else ()
            for way in calls[who].ways.values():
                way.setdefault("clear", at)
        elif what in ("allocated", "en_route", "at_scene") and rest:
            calls[rest[0]].ways.setdefault(who, {}).setdefault(what, at)
            going[who] = rest[0]
        elif what in LEAVES and who in going:
            calls[going.pop(who)].ways[who].setdefault("clear", at)
    return vehicles, list(calls.values())


def _timed(text: str, vehicles: list[str]) -> Iterator[tuple[datetime, str]]:
    day = datetime(1, 1, 1)  # noqa: DTZ001 - a wall clock's day
    for line in text.splitlines():
        if found := re.match(r"vehicle (\w+)", line):
            vehicles.append(found[1])
        elif found := re.match(r"shift \w+ (\d+ \w+ \d{4})", line):
            day = datetime.strptime(found[1], "%d %B %Y")  # noqa: DTZ007 - a wall clock's day
        elif found := re.match(r"(\d\d):(\d\d)(?::(\d\d))?(?: (BST|GMT))?\s+(.*)", line):
            hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
            # Before noon is the night of the evening's day.
            local = day + timedelta(days=hour < 12, hours=hour, minutes=minute, seconds=second)
            fold = 1 if found[4] == "GMT" else 0
            yield local.replace(tzinfo=KENT, fold=fold).astimezone(UTC), found[5]


def told(name: str) -> Figures:
    """The report of a whole sample, as the program makes it."""
    scenario = load_scenario(name)
    board = Board(Rules())
    for number, entry in enumerate(World(scenario).history(scenario.ends_at)):
        record = entry.record
        fact = CallReported(record) if isinstance(record, CallRecord) else VehicleReported(record)
        board.apply(Event(str(number), entry.at, entry.at, "feed", fact))
    return count_figures(board.snapshot(), board.snapshot().shifts())


def attended(call: Counted, vehicle: str) -> bool:
    gone = call.outcome in ("stood_down", "duplicate")
    return not gone and "at_scene" in call.ways.get(vehicle, {})


@pytest.mark.parametrize("name", NAMES)
def test_calls_attended_are_those_in_the_file(name: str) -> None:
    vehicles, calls = read(name)
    report = told(name)
    reached = [call for call in calls if any(attended(call, each) for each in vehicles)]
    assert reached
    assert {each.id: each.figures.attended for each in report.whole.vehicles} == {
        each: sum(attended(call, each) for call in calls) for each in vehicles
    }
    assert report.whole.unit.attended == len(reached)
    assert report.whole.unit.minutes_saved == 30 * len(reached)
    assert report.whole.unit.pounds_saved == 25.0 * len(reached)
    assert sum(each.unit.attended for each in report.shifts) == len(reached)
    assert {each.code: each.attended for each in report.by_type} == Counter(
        call.type for call in reached
    )
    assert {each.code: each.attended for each in report.by_outcome} == Counter(
        call.outcome for call in reached
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_was_spared_is_what_the_closings_in_the_file_say(name: str) -> None:
    """It is what the unit is for: a demo without any would show nothing of it."""
    vehicles, calls = read(name)
    unit = told(name).whole.unit
    reached = [call for call in calls if any(attended(call, each) for each in vehicles)]
    spared = Counter(service for call in reached for service in call.spares)
    assert (unit.ambulances_spared, unit.patrols_spared) == (spared["ambulance"], spared["patrol"])
    assert spared["ambulance"]
    assert 0 < spared["patrol"] <= len(reached) or name == "quiet_tuesday"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("measure", "begin", "end"),
    [
        ("turnout", "allocated", "en_route"),
        ("travel", "en_route", "at_scene"),
        ("at_scene", "at_scene", "clear"),
    ],
)
def test_stages_take_as_long_as_in_the_file(name: str, measure: str, begin: str, end: str) -> None:
    vehicles, calls = read(name)
    report = told(name)
    for group in report.whole.vehicles:
        ways = [call.ways[group.id] for call in calls if group.id in call.ways]
        _same(
            getattr(group.figures, measure),
            [way[end] - way[begin] for way in ways if begin in way and end in way],
        )
    assert vehicles == [each.id for each in report.whole.vehicles]


@pytest.mark.parametrize("name", NAMES)
def test_responses_take_as_long_as_in_the_file(name: str) -> None:
    vehicles, calls = read(name)
    report = told(name)
    for group in report.whole.vehicles:
        _same(
            group.figures.response,
            [
                call.ways[group.id]["at_scene"] - call.opened
                for call in calls
                if "at_scene" in call.ways.get(group.id, {})
            ],
        )
    unit = [
        min(way["at_scene"] for way in call.ways.values() if "at_scene" in way) - call.opened
        for call in calls
        if any("at_scene" in call.ways.get(each, {}) for each in vehicles)
    ]
    _same(report.whole.unit.response, unit)


def _same(spread: Spread, times: list[timedelta]) -> None:
    seconds = sorted(int(each.total_seconds()) for each in times)
    rank = math.ceil(len(seconds) * 0.9)
    assert spread.count == len(seconds)
    assert spread.set_aside == 0
    if seconds:
        assert spread.mean_s == math.floor(sum(seconds) / len(seconds) + 0.5)
        assert spread.p90_s == seconds[rank - 1]
