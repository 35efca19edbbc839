"""The commands that acknowledge: an officer's emergency, and a welfare check."""

from jru_tui.board import Acknowledge, Check
from jru_tui.tui.commands.context import Context, emergencies, to_check
from jru_tui.tui.commands.line.grammar import Given, Made, TypedForm
from jru_tui.tui.commands.line.slots import vehicle_slot, words_slot
from jru_tui.tui.commands.spec import NO_VEHICLE, CommandSpec, Step, any_of


def _gate_emergency(context: Context) -> str:
    """Require a vehicle in an emergency that nobody has acknowledged."""
    acknowledgements = (Acknowledge(vehicle.id) for vehicle in emergencies(context))
    return any_of(context, acknowledgements, "no vehicle is in an emergency")


def _begin_emergency(context: Context) -> Step:
    from jru_tui.tui.dialogs.acknowledge import AcknowledgeDialog

    return AcknowledgeDialog(context)


def _typed_emergency(_context: Context, given: Given) -> Made:
    return Acknowledge(given["vehicle"])


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


def _typed_check(_context: Context, given: Given) -> Made:
    return Check(given["vehicle"], given.get("reason", ""))


def _default_check(context: Context, _given: Given) -> str:
    vehicle = to_check(context)
    return vehicle.id if vehicle else ""


COMMANDS = (
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
        help="The crew was asked and is well: its check clock starts again.",
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
