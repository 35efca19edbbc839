"""The slots that typed commands share: calls, vehicles, statuses, outcomes, words and places."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from jru_tui.board import Call, Place, Vehicle, dangers
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Option, Slot
from jru_tui.tui.phrases import place


def call_slot(*, whole: bool = False) -> Slot:
    """A call by its id or the end of it; the selected one when it is left out."""
    return Slot("call", calls, lambda context, _: context.call or "", whole=whole, ends=True)


def vehicle_slot(default: Callable[[Context, Given], str] | None = None) -> Slot:
    """A vehicle by its id, name or number; the one that is meant when it is left out."""
    return Slot("vehicle", vehicles, default or meant, ends=True)


def subject_slot() -> Slot:
    """A call or a vehicle, before free words; what is selected when it is left out."""
    return Slot("call or vehicle", subjects, _selected, whole=True, ends=True)


def words_slot(name: str, *, optional: bool = False) -> Slot:
    """Free words to the end of the line."""
    return Slot(name, optional=optional)


def choice_slot(name: str, *options: Option, optional: bool = False, question: str = "") -> Slot:
    """Make a slot for one of a few fixed words.

    Args:
        name: the name of the argument.
        optional: true if it may be left out.
        question: asks for it.
        *options: the words.
    """
    return Slot(name, lambda _context, _given: options, optional=optional, question=question)


def meant(context: Context, arguments: Given) -> str:
    """The vehicle in focus, else the only one on the call that was named or is selected."""
    if context.vehicle is not None:
        return context.vehicle
    call = context.board.calls.get(arguments.get("call") or context.call or "")
    on_it = call.on_it if call is not None else ()
    return on_it[0].vehicle if len(on_it) == 1 else ""


def focused(context: Context, _given: Given) -> str:
    """The vehicle in focus, and no other."""
    return context.vehicle or ""


def calls(context: Context, _given: Given) -> Sequence[Option]:
    """Every call; a fragment means an open one first."""
    board = context.board
    return [_call(call, context) for call in board.recent_calls()]


def other_calls(context: Context, arguments: Given) -> list[Option]:
    """Every call but the one that was named before."""
    return [option for option in calls(context, arguments) if option.value != arguments.get("call")]


def vehicles(context: Context, _given: Given) -> Sequence[Option]:
    """Every vehicle, in the order of the cards."""
    return [_vehicle(vehicle, context) for vehicle in context.board.vehicles.values()]


def subjects(context: Context, arguments: Given) -> Sequence[Option]:
    """List calls and vehicles."""
    return [*calls(context, arguments), *vehicles(context, arguments)]


def statuses(context: Context, _given: Given) -> Sequence[Option]:
    """Every status: by state code, by name, or by its words on the screen."""
    return [
        Option(name, tuple(filter(None, (status.code, name, status.label))), status.label)
        for name, status in context.board.rules.statuses.items()
    ]


def outcomes(context: Context, _given: Given) -> Sequence[Option]:
    """Every outcome, by its code or its words."""
    table = context.board.rules.outcomes
    return [Option(code, (code, value.label), value.label) for code, value in table.items()]


def type_slot() -> Slot:
    """A type of call, by its code or its label; may be left out."""
    return Slot("type", types, optional=True, whole=True)


def grade_slot() -> Slot:
    """A police grade, by its code; may be left out."""
    return Slot("grade", grades, optional=True, whole=True)


def category_slot() -> Slot:
    """An ambulance category, by its code; may be left out."""
    return Slot("category", categories, optional=True, whole=True)


def types(context: Context, _given: Given) -> Sequence[Option]:
    """Every type of call, by its code or its words."""
    table = context.board.rules.types
    return [Option(code, (code, label), label) for code, label in table.items()]


def grades(context: Context, _given: Given) -> Sequence[Option]:
    """Every police grade."""
    table = context.board.rules.grades
    return [Option(code, (code,), grade.label) for code, grade in table.items()]


def categories(context: Context, _given: Given) -> Sequence[Option]:
    """Every ambulance category."""
    table = context.board.rules.categories
    return [Option(code, (code,), grade.label) for code, grade in table.items()]


def _call(call: Call, context: Context) -> Option:
    return Option(
        call.id, (call.name,), partial(_call_words, call, context), rank=0 if call.open else 1
    )


def _call_words(call: Call, context: Context) -> str:
    rules = context.board.rules
    danger = "".join(f"!{flag.replace('_', ' ')} " for flag in _dangers(call, context))
    return f"{danger}{rules.type_label(call.type)}, {place(call.where, rules)}"


def _dangers(call: Call, context: Context) -> tuple[str, ...]:
    return dangers(call.flags, context.board.rules.danger_flags)


def _vehicle(vehicle: Vehicle, context: Context) -> Option:
    return Option(
        vehicle.id,
        (vehicle.id, vehicle.name),
        context.board.rules.status(vehicle.status).label,
    )


def _selected(context: Context, _given: Given) -> str:
    return context.call or context.vehicle or ""


_DEGREES = re.compile(r"(?:^|[\s,;(])(-?\d{1,2}\.\d+)\s*[,;]?\s+(-?\d{1,3}\.\d+)\)?\s*$")
_MOST_LAT, _MOST_LON = 90.0, 180.0


def parse_place(typed: str) -> Place:
    """Read a place: `Sea Street, Herne Bay 51.3703 1.1203`. What is no degrees is words."""
    typed = typed.strip()
    found = _DEGREES.search(typed)
    if found is not None:
        lat, lon = float(found[1]), float(found[2])
        if abs(lat) <= _MOST_LAT and abs(lon) <= _MOST_LON:
            return Place(typed[: found.start()].strip(" ,;") or None, lat, lon)
    return Place(typed or None)


def typed_place(place: Place) -> str:
    """Write a place so that it can be typed on: words, then degrees."""
    degrees = "" if place.lat is None or place.lon is None else f"{place.lat} {place.lon}"
    return " ".join(filter(None, (place.text, degrees)))
