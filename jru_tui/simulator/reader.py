"""A reader of whole scenarios: the heading, then one timed fact a line."""

from msgspec.structs import replace

from jru_tui.board import STATUSES
from jru_tui.simulator.call_lines import CALL_VERBS
from jru_tui.simulator.declarations import DECLARATIONS
from jru_tui.simulator.scenario import (
    Books,
    Fact,
    Scenario,
    ScenarioError,
)
from jru_tui.simulator.scenario_lines import ScenarioLine, split_line
from jru_tui.simulator.scenario_state import ScenarioState
from jru_tui.simulator.supervisor_lines import SUPERVISOR, read_supervisor_line
from jru_tui.simulator.vehicle_lines import read_vehicle_line


def parse_scenario(text: str, *, name: str, source: str) -> Scenario:
    """Read a scenario.

    Args:
        text: its lines.
        name: of the scenario.
        source: the file as errors name it.

    Raises:
        ScenarioError: `file:line: reason`, for the first line that is wrong.
    """
    book, heading, facts = ScenarioState(), dict[str, str](), list[Fact]()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = split_line(source, number, raw)
        if line is None:
            continue
        first = line.words[0]
        if first in ("title", "about"):
            heading[first] = _text(line)
        elif first in DECLARATIONS:
            DECLARATIONS[first](book, line)
        elif first[0].isdigit():
            facts.append(_fact(book, line))
        else:
            raise line.unknown("word", first, ("title", "about", *DECLARATIONS, "a time"))
    parts = {
        "title": heading.get("title"),
        "vehicle": book.cards,
        "shift": book.shifts,
        "timed line": facts,
    }
    for what, there in parts.items():
        if not there:
            raise ScenarioError(f"{source}: a scenario has {', '.join(parts)}: no {what}")
    return Scenario(
        name=name,
        title=heading["title"],
        about=heading.get("about", ""),
        vehicles=tuple(book.cards),
        units=tuple(unit for unit, so_far in book.vehicles.items() if not so_far.listed),
        shifts=tuple(book.shifts),
        facts=_with_arrivals(facts),
        traffic=book.traffic,
    )


def _text(line: ScenarioLine) -> str:
    line.exactly(line.words, 2, f'{line.words[0]} "TEXT"')
    return line.words[1]


def _fact(book: ScenarioState, line: ScenarioLine) -> Fact:
    at, words = book.moment(line)
    if len(words) < 2:  # noqa: PLR2004 - SUBJECT VERB
        raise line.error("a timed line says who and what: 18:05 JRU1 available")
    subject, verb, *rest = words
    fact: Fact
    if subject == SUPERVISOR:
        fact = read_supervisor_line(book, line, at, words[1:])
    elif subject in book.vehicles:
        fact = read_vehicle_line(book, line, at, subject, words[1:])
    elif verb in CALL_VERBS:
        fact = CALL_VERBS[verb](book, line, at, subject, tuple(rest))
    elif verb in (*STATUSES, "crew", "at"):
        raise line.unknown("vehicle", subject, book.vehicles)
    else:
        raise line.unknown("verb", verb, (*CALL_VERBS, *STATUSES, "crew", "at"))
    book.last = at
    return fact


def _with_arrivals(facts: list[Fact]) -> tuple[Fact, ...]:
    """Tell each `en_route` when it will arrive, so that the vehicle can be shown on its way."""
    arrivals: dict[str, Books] = {}
    told: list[Fact] = []
    for fact in reversed(facts):
        if not isinstance(fact, Books):
            told.append(fact)
            continue
        following = arrivals.get(fact.vehicle)
        arrivals[fact.vehicle] = fact
        arrives = fact.status == "en_route" and following and following.status == "at_scene"
        told.append(replace(fact, arrives_at=following.at) if following and arrives else fact)
    return tuple(reversed(told))
