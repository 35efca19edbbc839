"""The command that logs crew members on to a vehicle and off it."""

from collections.abc import Sequence

from jru_tui.board import Crew
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.name_matching import NameMatcher
from jru_tui.tui.commands.line.slots import choice_slot, vehicle_slot, words_slot
from jru_tui.tui.commands.spec import NO_VEHICLE, CommandSpec, Step

_MEMBER = "number +skills"
_SKILL = "+"
"""Begins a skill, behind the number of a member who logs on."""


def _gate(context: Context) -> str:
    """Require a vehicle to log a crew on to."""
    return "" if context.board.vehicles else NO_VEHICLE


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.crew import CrewDialog

    return CrewDialog(context, context.subject)


def _typed(context: Context, given: Given) -> Made:
    vehicle, words = given["vehicle"], given[_MEMBER].split()
    number = " ".join(word for word in words if not word.startswith(_SKILL))
    if given["on or off"] == "on":
        skills = tuple(word[1:] for word in words if word.startswith(_SKILL) and word[1:])
        return Crew(vehicle, number, role=given.get("role", "officer"), skills=skills)
    found = NameMatcher(_members(context, vehicle)).meant(number, Slot("number", ends=True))
    if len(found) > 1:
        numbers = ", ".join(option.value for option in found)
        return LineError(f"“{number}” could be {numbers}", _MEMBER)
    return Crew(vehicle, found[0].value if found else number, on=False)


def _members(context: Context, vehicle: str) -> Sequence[Option]:
    known = context.board.vehicles.get(vehicle)
    crew = known.crew if known else ()
    return [Option(member.id, (member.id,), member.role) for member in crew]


COMMANDS = (
    CommandSpec(
        id="crew",
        title="Change a crew",
        keys=("w",),
        label="Crew",
        help="Show who is on since when; log a member on or off.",
        group="Vehicle",
        rank=18,
        dangerous=True,
        why_not=_gate,
        begin=_begin,
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
            _typed,
        ),
    ),
)
