"""A scenario as the command line needs it: read, at a moment, and as the events of a journal."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from jru_tui.board import (
    Actor,
    Board,
    CallRecord,
    CallReported,
    CommandAnswered,
    Commanded,
    DispatchCommand,
    Event,
    FeedChanged,
    Refusal,
    Rules,
    VehicleRecord,
    VehicleReported,
    decide_all,
)
from jru_tui.cli.errors import CommandError
from jru_tui.cli.times import read_moment
from jru_tui.simulator import (
    Closes,
    Opens,
    Scenario,
    ScenarioError,
    Supervises,
    World,
    load_scenario,
)

_OPENINGS = {"east_kent_first_weekend": "22:47", "first_look": "22:47"}
"""Where a scenario opens that was written with a first look in mind."""
_SUPERVISOR = "SC 70001"
"""Who gave the commands of a scenario."""


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
    """Yield the events that a board would have journaled since the scenario's start.

    Raises:
        CommandError: the scenario has a command that the board refuses at that moment.
    """
    commands = [
        fact for fact in scenario.facts if isinstance(fact, Supervises) and fact.at <= moment
    ]
    if not commands:
        yield from _reported(scenario, moment)
        return
    board = Board(Rules())
    for event in _reported(scenario, moment):
        # At one moment a command comes last: it is given on what the supervisor saw.
        while commands and commands[0].at < event.at:
            yield from _commanded(board, commands.pop(0))
        board.fold([event])
        yield event
    for fact in commands:
        yield from _commanded(board, fact)


def _commanded(board: Board, fact: Supervises) -> Iterator[Event]:
    """Yield the events of a command, decided on the board as it stands, and fold them."""
    decided = decide_all(board, fact.command, Actor(by=_SUPERVISOR, at=fact.at))
    if isinstance(decided, Refusal):
        raise CommandError(f"{fact.source}:{fact.line}: the board refuses it: {decided.reason}.")
    for place, commanded in enumerate(decided):
        for event in _as_answered(commanded, f"supervisor-{fact.line}-{place}", fact.at):
            board.fold([event])
            yield event


def _as_answered(commanded: Commanded, order: str, at: datetime) -> Iterator[Event]:
    """Yield a command, and the answer of the scenario's dispatch system where it is told of it."""
    owed = isinstance(commanded.command, DispatchCommand)
    yield Event(order, at, at, "supervisor", replace(commanded, post=owed), by=_SUPERVISOR)
    if owed:
        answer = CommandAnswered(order, accepted=True)
        yield Event(f"{order}-answer", at, at, "program", answer)


def _reported(scenario: Scenario, moment: datetime) -> Iterator[Event]:
    """Yield the events of the feed."""
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
