"""The commands about a vehicle and its crew."""

from jru_tui.tui.commands import forms_vehicles, gates_vehicles, steps
from jru_tui.tui.commands.spec import CommandSpec

VEHICLE_COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        id="status",
        title="Book a status",
        keys=("s",),
        label="Status",
        help="Book a vehicle's status for its crew: type the state code.",
        group="Vehicle",
        rank=3,
        dangerous=True,
        why_not=gates_vehicles.status,
        begin=steps.status,
        typed=forms_vehicles.STATUS,
    ),
    CommandSpec(
        id="check",
        title="Welfare check",
        keys=("k",),
        label="Check",
        help="The crew was asked and is well: its check clock starts again.",
        group="Vehicle",
        rank=6,
        dangerous=True,
        why_not=gates_vehicles.check,
        begin=steps.check,
        typed=forms_vehicles.CHECK,
    ),
    CommandSpec(
        id="acknowledge",
        title="Acknowledge an emergency",
        keys=("e",),
        label="Emergency",
        help="You have taken note of it; it stays until its status is cleared.",
        group="Vehicle",
        rank=14,
        dangerous=True,
        why_not=gates_vehicles.acknowledge,
        begin=steps.acknowledge,
        typed=forms_vehicles.ACKNOWLEDGE,
    ),
    CommandSpec(
        id="crew",
        title="Change a crew",
        keys=("w",),
        label="Crew",
        help="Show who is on since when; log a member on or off.",
        group="Vehicle",
        rank=18,
        dangerous=True,
        why_not=gates_vehicles.crew,
        begin=steps.crew,
        typed=forms_vehicles.CREW,
    ),
)
