"""The command that books a vehicle's status."""

from jru_tui.board import SetStatus
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Made, Slot, TypedForm
from jru_tui.tui.commands.line.slots import statuses, vehicle_slot
from jru_tui.tui.commands.spec import NO_VEHICLE, CommandSpec, Step, any_of


def _gate(context: Context) -> str:
    """Require a vehicle whose status can be booked."""
    vehicles = [context.subject] if context.subject else list(context.board.vehicles.values())
    codes = context.board.rules.statuses
    bookings = (SetStatus(vehicle.id, code) for vehicle in vehicles for code in codes)
    return any_of(context, bookings, NO_VEHICLE)


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.status import StatusDialog

    return StatusDialog(context, context.subject)


def _typed(_context: Context, given: Given) -> Made:
    return SetStatus(given["vehicle"], given["status"])


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
        why_not=_gate,
        begin=_begin,
        typed=TypedForm("s", (vehicle_slot(), Slot("status", statuses)), _typed),
    ),
)
