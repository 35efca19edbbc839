"""What can be done with vehicles and their crews now, and which one is meant."""

from jru_tui.board.commands import Acknowledge, Check, SetStatus
from jru_tui.board.queries.alerts import check_clock
from jru_tui.board.rules import EMERGENCY
from jru_tui.board.views import Vehicle
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gates import NO_VEHICLE, any_of


def status(context: Context) -> str:
    """There is a vehicle whose status can be booked."""
    vehicles = [context.subject] if context.subject else list(context.board.vehicles.values())
    return any_of(
        context,
        (
            SetStatus(vehicle.id, code)
            for vehicle in vehicles
            for code in context.board.rules.statuses
        ),
        NO_VEHICLE,
    )


def check(context: Context) -> str:
    """There is a crew that can be asked whether it is well."""
    meant = to_check(context)
    vehicles = [meant.id] if meant else list(context.board.vehicles)
    return any_of(context, (Check(vehicle) for vehicle in vehicles), NO_VEHICLE)


def to_check(context: Context) -> Vehicle | None:
    """The vehicle that a check is meant for, where that is clear without asking.

    The one in focus; else the one whose check is due, those of the selected call first; else the
    only one on the selected call.
    """
    if context.focused is not None:
        return context.focused
    due = [each for each in context.board.vehicles.values() if _is_due(context, each)]
    subject = context.subject
    if subject is not None and (not due or subject in due):
        return subject
    return due[0] if len(due) == 1 else None


def acknowledge(context: Context) -> str:
    """A vehicle is in an emergency that nobody has taken note of."""
    return any_of(
        context,
        (Acknowledge(each.id) for each in emergencies(context)),
        "no vehicle is in an emergency",
    )


def emergencies(context: Context) -> list[Vehicle]:
    """The vehicles in an emergency, those that nobody has taken note of first."""
    found = [each for each in context.board.vehicles.values() if each.status == EMERGENCY]
    return sorted(found, key=lambda each: (each.acknowledged_at is not None, each.since))


def crew(context: Context) -> str:
    """There is a vehicle to log a crew on to."""
    return "" if context.board.vehicles else NO_VEHICLE


def _is_due(context: Context, vehicle: Vehicle) -> bool:
    clock = check_clock(context.board, vehicle, context.now)
    return clock is not None and clock.missed > 0
