"""The command that acknowledges an officer's emergency."""

from jru_tui.board import Acknowledge
from jru_tui.tui.commands.context import Context, emergencies
from jru_tui.tui.commands.line.grammar import Given, Made, TypedForm
from jru_tui.tui.commands.line.slots import vehicle_slot
from jru_tui.tui.commands.spec import CommandSpec, Step, any_of


def _gate(context: Context) -> str:
    """Require a vehicle in an emergency that nobody has acknowledged."""
    acknowledgements = (Acknowledge(vehicle.id) for vehicle in emergencies(context))
    return any_of(context, acknowledgements, "no vehicle is in an emergency")


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.acknowledge import AcknowledgeDialog

    return AcknowledgeDialog(context)


def _typed(_context: Context, given: Given) -> Made:
    return Acknowledge(given["vehicle"])


def _default_vehicle(context: Context, _given: Given) -> str:
    vehicles = emergencies(context)
    return vehicles[0].id if len(vehicles) == 1 else ""


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
        why_not=_gate,
        begin=_begin,
        typed=TypedForm("e", (vehicle_slot(_default_vehicle),), _typed),
    ),
)
