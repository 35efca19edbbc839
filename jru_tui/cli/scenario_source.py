"""A scenario as the command line needs it: read, at a moment, and as the events of a journal."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from jru_tui.board import (
    CallRecord,
    CallReported,
    Event,
    FeedChanged,
    VehicleRecord,
    VehicleReported,
)
from jru_tui.cli.errors import CommandError
from jru_tui.cli.times import read_moment
from jru_tui.simulator import Closes, Opens, Scenario, ScenarioError, World, load_scenario

_OPENINGS = {"east_kent_first_weekend": "22:47"}
"""Where a scenario opens that was written with a first look in mind."""


def scenario_for(name_or_path: str) -> Scenario:
    """The scenario of that name, or in that file.

    Raises:
        CommandError: there is none, or a line in it is wrong; says which and what would be right.
    """
    try:
        return load_scenario(name_or_path)
    except ScenarioError as error:
        raise CommandError(f"{error}.") from error


_AROUND = timedelta(days=1)
"""How far from a scenario a moment can lie: before it begins there is something to see, too."""


def moment_in(scenario: Scenario, at: str | None) -> datetime:
    """The moment that `--at` names, its opening or liveliest where it names none (UTC).

    Raises:
        CommandError: the words name no moment of the scenario.
    """
    if at is None:
        at = _OPENINGS.get(scenario.name)
    if at is None:
        return busiest_moment(scenario)
    found = read_moment(at, scenario.shifts[0].starts_at)
    first, last = scenario.starts_at - _AROUND, scenario.ends_at + _AROUND
    if not first <= found <= last:
        raise CommandError(
            f"{at} is outside this scenario, which runs from {scenario.starts_at:%Y-%m-%d %H:%M} "
            f"to {scenario.ends_at:%Y-%m-%d %H:%M} UTC."
        )
    return found


def busiest_moment(scenario: Scenario) -> datetime:
    """Find the first moment at which most calls are open."""
    open_now, most, when = 0, 0, scenario.starts_at
    for fact in scenario.facts:
        open_now += isinstance(fact, Opens) - isinstance(fact, Closes)
        if open_now > most:
            most, when = open_now, fact.at
    return when


def events_until(scenario: Scenario, moment: datetime) -> Iterator[Event]:
    """Yield the events that a board would have journaled since the scenario's start."""
    world = World(scenario)
    started = min(scenario.starts_at, moment)
    yield Event("0", started, started, "program", FeedChanged("live", started))
    number = 0
    for entry in world.history(moment):
        number += 1
        yield _event(number, entry.at, entry.record)
    # Between two changes a vehicle moves on: where it is now is in the feed's own document.
    for vehicle in world.document(moment).vehicles:
        number += 1
        yield _event(number, moment, vehicle)


def _event(number: int, at: datetime, record: CallRecord | VehicleRecord) -> Event:
    fact = CallReported(record) if isinstance(record, CallRecord) else VehicleReported(record)
    return Event(str(number), at, at, "feed", fact)
