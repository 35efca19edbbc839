"""The commands about a vehicle: its status, its crew, its emergency and welfare checks."""

from collections.abc import Sequence

from jru_tui.board import Acknowledge, Check, Crew, SetStatus
from jru_tui.tui.commands.context import Context, emergencies, to_check
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.name_matching import NameMatcher
from jru_tui.tui.commands.line.slots import choice_slot, statuses, vehicle_slot, words_slot
from jru_tui.tui.commands.spec import NO_VEHICLE, CommandSpec, Step, any_of


def _gate_status(context: Context) -> str:
    """Require a vehicle whose status can be booked."""
    vehicles = [context.subject] if context.subject else list(context.board.vehicles.values())
    codes = context.board.rules.statuses
    bookings = (SetStatus(vehicle.id, code) for vehicle in vehicles for code in codes)
    return any_of(context, bookings, NO_VEHICLE)


def _begin_status(context: Context) -> Step:
    from jru_tui.tui.dialogs.status import StatusDialog

    return StatusDialog(context, context.subject)


def _typed_status(_context: Context, arguments: Given) -> Made:
    return SetStatus(arguments["vehicle"], arguments["status"])


_MEMBER = "number +skills"
_SKILL = "+"
"""Begins a skill, behind the number of a member who logs on."""


def _gate_crew(context: Context) -> str:
    """Require a vehicle to log a crew on to."""
    return "" if context.board.vehicles else NO_VEHICLE


def _begin_crew(context: Context) -> Step:
    from jru_tui.tui.dialogs.crew import CrewDialog

    return CrewDialog(context, context.subject)


def _typed_crew(context: Context, arguments: Given) -> Made:
    vehicle, words = arguments["vehicle"], arguments[_MEMBER].split()
    number = " ".join(word for word in words if not word.startswith(_SKILL))
    if arguments["on or off"] == "on":
        skills = tuple(word[1:] for word in words if word.startswith(_SKILL) and word[1:])
        return Crew(vehicle, number, role=arguments.get("role", "officer"), skills=skills)
    found = NameMatcher(_members_crew(context, vehicle)).meant(number, Slot("number", ends=True))
    if len(found) > 1:
        numbers = ", ".join(option.value for option in found)
        return LineError(f"“{number}” could be {numbers}", _MEMBER)
    return Crew(vehicle, found[0].value if found else number, on=False)


def _members_crew(context: Context, vehicle: str) -> Sequence[Option]:
    known = context.board.vehicles.get(vehicle)
    crew = known.crew if known else ()
    return [Option(member.id, (member.id,), member.role) for member in crew]


def _gate_emergency(context: Context) -> str:
    """Require a vehicle in an emergency that nobody has acknowledged."""
    acknowledgements = (Acknowledge(vehicle.id) for vehicle in emergencies(context))
    return any_of(context, acknowledgements, "no vehicle is in an emergency")


def _begin_emergency(context: Context) -> Step:
    from jru_tui.tui.dialogs.acknowledge import AcknowledgeDialog

    return AcknowledgeDialog(context)


def _typed_emergency(_context: Context, arguments: Given) -> Made:
    return Acknowledge(arguments["vehicle"])


def _default_emergency(context: Context, _given: Given) -> str:
    vehicles = emergencies(context)
    return vehicles[0].id if len(vehicles) == 1 else ""


def _gate_check(context: Context) -> str:
    """Require a crew that can be asked whether it is well."""
    subject = context.subject
    if subject is not None and not any_of(context, (Check(subject.id),), NO_VEHICLE):
        return ""  # without looking through the fleet: it can be asked, whoever else is meant
    meant = to_check(context)
    vehicles = [meant.id] if meant else list(context.board.vehicles)
    return any_of(context, (Check(vehicle) for vehicle in vehicles), NO_VEHICLE)


def _begin_check(context: Context) -> Step:
    from jru_tui.tui.dialogs.check import CheckDialog

    return CheckDialog(context, to_check(context))


def _typed_check(_context: Context, arguments: Given) -> Made:
    return Check(arguments["vehicle"], arguments.get("reason", ""))


def _default_check(context: Context, _given: Given) -> str:
    vehicle = to_check(context)
    return vehicle.id if vehicle else ""


COMMANDS = (
    CommandSpec(
        id="status",
        title="Book a status",
        keys=("s",),
        label="Status",
        help="Book a vehicle's status for its crew: type the state code.",
        group="Vehicle",
        rank=3,
        dangerous=True,
        why_not=_gate_status,
        begin=_begin_status,
        typed=TypedForm("s", (vehicle_slot(), Slot("status", statuses)), _typed_status),
    ),
    CommandSpec(
        id="crew",
        title="Change a crew",
        keys=("w",),
        label="Crew",
        help="Show who is on, and since when; log a member on or off.",
        group="Vehicle",
        rank=18,
        dangerous=True,
        for_supervisors=True,
        why_not=_gate_crew,
        begin=_begin_crew,
        typed=TypedForm(
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
                words_slot(_MEMBER),
            ),
            _typed_crew,
        ),
    ),
    CommandSpec(
        id="acknowledge",
        title="Acknowledge an emergency",
        keys=("e",),
        label="Emergency",
        help="Confirm that you have seen it; it stays until its status is cleared.",
        group="Vehicle",
        rank=14,
        dangerous=True,
        why_not=_gate_emergency,
        begin=_begin_emergency,
        typed=TypedForm("e", (vehicle_slot(_default_emergency),), _typed_emergency),
    ),
    CommandSpec(
        id="check",
        title="Welfare check",
        keys=("k",),
        label="Check",
        help="Record that the crew is well: its check clock starts again.",
        group="Vehicle",
        rank=7,
        dangerous=True,
        why_not=_gate_check,
        begin=_begin_check,
        typed=TypedForm(
            "k", (vehicle_slot(_default_check), words_slot("reason", optional=True)), _typed_check
        ),
    ),
)
