"""A reader of whole scenarios, by name among those that ship or from any file.

A scenario is a heading (its places, its vehicles and units, and each shift), then one timed fact a
line.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from jru_tui.board import STATUSES, Place
from jru_tui.simulator.call_lines import CALL_VERBS
from jru_tui.simulator.movement import Traffic
from jru_tui.simulator.scenario import (
    Books,
    Fact,
    Scenario,
    ScenarioError,
    ScriptedShift,
    ScriptedVehicle,
)
from jru_tui.simulator.scenario_lines import ScenarioLine, split_line
from jru_tui.simulator.scenario_state import ScenarioState, VehicleSoFar, coordinate
from jru_tui.simulator.supervisor_lines import SUPERVISOR, read_supervisor_line
from jru_tui.simulator.vehicle_lines import read_vehicle_line
from jru_tui.simulator.wall_times import TimeError, in_shift, to_utc, wall_time, written_date

_UNKNOWN = "-"
"""In place of a coordinate: nobody knows it."""


def _place(book: ScenarioState, line: ScenarioLine) -> None:
    line.exactly(line.words, 5, 'place "High Street, Chatham" 51.3822 0.5262 medway')
    _, name, latitude, longitude, area = line.words
    if name in book.places:
        raise line.error(f"place '{name}' is declared twice: declare each place once")
    if latitude == longitude == _UNKNOWN:
        book.places[name] = Place(name, area=area)
        return
    lat, lon = coordinate(line, "latitude", latitude), coordinate(line, "longitude", longitude)
    book.places[name] = Place(name, lat, lon, area)


def _vehicle(book: ScenarioState, line: ScenarioLine) -> None:
    line.exactly(line.words, 5, 'vehicle JRU1 "JRU 1" "Medway & Swale" "PLACE OF ITS BASE"')
    _, vehicle, name, area, base = line.words
    _new_call_sign(book, line, vehicle)
    place = book.place(line, base)
    if place.lat is None:
        raise line.error(f"'{base}' has no coordinates: the base of a vehicle needs them")
    book.cards.append(ScriptedVehicle(vehicle, name, area, place))
    book.vehicles[vehicle] = VehicleSoFar(listed=True)


def _unit(book: ScenarioState, line: ScenarioLine) -> None:
    line.exactly(line.words, 2, "unit GN21")
    _new_call_sign(book, line, line.words[1])
    book.vehicles[line.words[1]] = VehicleSoFar(listed=False)


def _new_call_sign(book: ScenarioState, line: ScenarioLine, call_sign: str) -> None:
    if call_sign in book.vehicles:
        raise line.error(f"{call_sign} is declared twice: declare each call sign once")


def _shift(book: ScenarioState, line: ScenarioLine) -> None:
    form = "shift Friday 30 October 2020 18:00-02:00"
    line.exactly(line.words, 6, form)
    _, weekday, day, month, year, hours = line.words
    line.exactly(tuple(hours.split("-")), 2, form)
    try:
        date = written_date(weekday, day, month, year)
        first, last = (wall_time(hour) for hour in hours.split("-"))
        start = datetime.combine(date, first)
        shift = ScriptedShift(to_utc(start), to_utc(in_shift(start, last)))
    except TimeError as trouble:
        raise line.error(str(trouble)) from None
    if book.shifts and shift.starts_at < book.shifts[-1].ends_at:
        raise line.error("this shift starts before the one above it ends: write shifts in order")
    book.shifts.append(shift)
    book.shift_start = start


def _traffic(book: ScenarioState, line: ScenarioLine) -> None:
    line.exactly(line.words, 2, "traffic 7")
    if not line.words[1].isdecimal():
        raise line.error(f"'{line.words[1]}' is not a whole number: traffic needs one as its seed")
    book.traffic = Traffic(int(line.words[1]))


DECLARATIONS: dict[str, Callable[[ScenarioState, ScenarioLine], None]] = {
    "place": _place,
    "vehicle": _vehicle,
    "unit": _unit,
    "traffic": _traffic,
    "shift": _shift,
}


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
    for section, there in parts.items():
        if not there:
            raise ScenarioError(f"{source}: a scenario has {', '.join(parts)}: no {section}")
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
    merged: list[Fact] = []
    for fact in reversed(facts):
        if not isinstance(fact, Books):
            merged.append(fact)
            continue
        following = arrivals.get(fact.vehicle)
        arrivals[fact.vehicle] = fact
        arrives = fact.status == "en_route" and following and following.status == "at_scene"
        merged.append(replace(fact, arrives_at=following.at) if following and arrives else fact)
    return tuple(reversed(merged))


SUFFIX = ".feed"


def scenario_names() -> tuple[str, ...]:
    """The names of the scenarios that ship with the program, sorted."""
    shelf = _shelf()
    paths = (path.relative_to(shelf).with_suffix("") for path in shelf.rglob(f"*{SUFFIX}"))
    return tuple(sorted(path.as_posix() for path in paths))


def load_scenario(name_or_path: str) -> Scenario:
    """Read a scenario by its name, or from a file.

    Raises:
        ScenarioError: there is none, it cannot be read, or a line in it is wrong.
    """
    shipped = scenario_names()
    if name_or_path in shipped:
        path = _shelf() / f"{name_or_path}{SUFFIX}"
        source = f"{name_or_path}{SUFFIX}"
    else:
        path = Path(name_or_path)
        source = name_or_path
        if not path.exists() and path.suffix != SUFFIX and path.name == name_or_path:
            known = ", ".join(shipped)
            raise ScenarioError(
                f"there is no scenario '{name_or_path}': name a file or one of {known}"
            )
    return parse_scenario(_content(path, source), name=path.stem, source=source)


def _shelf() -> Path:
    """The folder of scenarios: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "sample_feeds"
    return inside if inside.is_dir() else package.parent / "sample_feeds"


def _content(path: Path, source: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise ScenarioError(
            f"{source}: not UTF-8 text (byte {trouble.start}): save the file as UTF-8"
        ) from None
    except (OSError, ValueError) as trouble:
        reason = getattr(trouble, "strerror", None) or str(trouble)
        raise ScenarioError(f"{source}: cannot be read: {reason}") from None
