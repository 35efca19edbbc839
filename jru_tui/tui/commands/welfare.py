"""The command that acknowledges a welfare check."""

from jru_tui.board import Check
from jru_tui.tui.commands.context import Context, to_check
from jru_tui.tui.commands.line.grammar import Given, Made, TypedForm
from jru_tui.tui.commands.line.slots import vehicle_slot, words_slot
from jru_tui.tui.commands.spec import NO_VEHICLE, CommandSpec, Step, any_of


def _gate(context: Context) -> str:
    """Require a crew that can be asked whether it is well."""
    subject = context.subject
    if subject is not None and not any_of(context, (Check(subject.id),), NO_VEHICLE):
        return ""  # without looking through the fleet: it can be asked, whoever else is meant
    meant = to_check(context)
    vehicles = [meant.id] if meant else list(context.board.vehicles)
    return any_of(context, (Check(vehicle) for vehicle in vehicles), NO_VEHICLE)


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.check import CheckDialog

    return CheckDialog(context, to_check(context))


def _typed(_context: Context, given: Given) -> Made:
    return Check(given["vehicle"], given.get("reason", ""))


def _default_vehicle(context: Context, _given: Given) -> str:
    vehicle = to_check(context)
    return vehicle.id if vehicle else ""


COMMANDS = (
    CommandSpec(
        id="check",
        title="Welfare check",
        keys=("k",),
        label="Check",
        help="The crew was asked and is well: its check clock starts again.",
        group="Vehicle",
        rank=7,
        dangerous=True,
        why_not=_gate,
        begin=_begin,
        typed=TypedForm(
            "k", (vehicle_slot(_default_vehicle), words_slot("reason", optional=True)), _typed
        ),
    ),
)
