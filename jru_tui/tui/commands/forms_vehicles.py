"""How the commands about a vehicle and its crew are typed."""

from collections.abc import Sequence

from jru_tui.board.commands import Acknowledge, Check, Crew, SetStatus
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gates_vehicles import emergencies, to_check
from jru_tui.tui.commands.line.grammar import Given, Made, Option, Slot, Typed, Wrong
from jru_tui.tui.commands.line.name_matching import Names
from jru_tui.tui.commands.line.slots import choice_slot, statuses, vehicle_slot, words_slot

_WHO = "number +skills"
_SKILL = "+"
"""Begins a skill, behind the number of a member who logs on."""


def _status(_context: Context, given: Given) -> Made:
    return SetStatus(given["vehicle"], given["status"])


def _check(_context: Context, given: Given) -> Made:
    return Check(given["vehicle"], given.get("reason", ""))


def _acknowledge(_context: Context, given: Given) -> Made:
    return Acknowledge(given["vehicle"])


def _crew(context: Context, given: Given) -> Made:
    vehicle, words = given["vehicle"], given[_WHO].split()
    number = " ".join(each for each in words if not each.startswith(_SKILL))
    if given["on or off"] == "on":
        skills = tuple(each[1:] for each in words if each.startswith(_SKILL) and each[1:])
        return Crew(vehicle, number, role=given.get("role", "officer"), skills=skills)
    found = Names(_aboard(context, vehicle)).meant(number, Slot("number", ends=True))
    if len(found) > 1:
        return Wrong(f"“{number}” could be {', '.join(each.value for each in found)}", _WHO)
    return Crew(vehicle, found[0].value if found else number, on=False)


def _aboard(context: Context, vehicle: str) -> Sequence[Option]:
    known = context.board.vehicles.get(vehicle)
    return [Option(each.id, (each.id,), each.role) for each in (known.crew if known else ())]


def _whose_check(context: Context, _given: Given) -> str:
    vehicle = to_check(context)
    return vehicle.id if vehicle else ""


def _whose_emergency(context: Context, _given: Given) -> str:
    vehicles = emergencies(context)
    return vehicles[0].id if len(vehicles) == 1 else ""


STATUS = Typed("s", (vehicle_slot(), Slot("status", statuses)), _status)
CHECK = Typed("k", (vehicle_slot(_whose_check), words_slot("reason", optional=True)), _check)
ACKNOWLEDGE = Typed("e", (vehicle_slot(_whose_emergency),), _acknowledge)
CREW = Typed(
    "w",
    (
        vehicle_slot(),
        choice_slot("on or off", Option("on", ("on",)), Option("off", ("off",))),
        choice_slot(
            "role",
            Option("officer", ("officer",)),
            Option("paramedic", ("paramedic",)),
            optional=True,
        ),
        words_slot(_WHO),
    ),
    _crew,
)
