"""Statuses that a command books: assigning, standing down and closing set one.

An emergency is no matter of a call: closing one frees its vehicles, but not from that.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from jru_tui.board.call_commands import Assign, Close, Link, StandDown
from jru_tui.board.commands import Command, SetStatus
from jru_tui.board.projection.calls.call_state import RULINGS, CallState
from jru_tui.board.projection.calls.response_times import FactSource
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.projection.vehicles.vehicle_state import VehicleState
from jru_tui.board.rules import EMERGENCY, STAGES
from jru_tui.board.views import Vehicle

_BOOKING = frozenset((Assign, StandDown, SetStatus, Link, Close))
_TOLD_BY_CLAIMS = frozenset((*STAGES, EMERGENCY))
"""In these a vehicle that names no call may be on one all the same, by the views of calls."""


def booked_presses(
    command: Command,
    order_id: str,
    at: datetime,
    sequence: int,
    vehicles: Iterable[Vehicle],
    *,
    freed: Iterable[str] | None = None,
) -> tuple[tuple[str, Press], ...]:
    """The presses that a command makes for its vehicles, as pairs of vehicle and press.

    Args:
        command: what was asked.
        order_id: the id of its event.
        at: from when it counts.
        sequence: see `Press`.
        vehicles: as they stand, to know who is on a call that is closed.
        freed: ids of those whom a closing frees, where that is known without their views.
    """
    if type(command) not in _BOOKING:
        return ()

    def press(vehicle: str, status: str, call: str = "") -> tuple[str, Press]:
        return vehicle, Press(at, FactSource.SUPERVISOR, sequence, status, call, order_id)

    match command:
        case Assign(call=call, vehicle=vehicle):
            return (press(vehicle, "allocated", call),)
        case StandDown(call=call, vehicle=vehicle):
            # One that has been sent on to another call is not free for leaving this one.
            on = {
                other_vehicle.call for other_vehicle in vehicles if other_vehicle.id == vehicle
            } - {None, call}
            return () if on else (press(vehicle, "available"),)
        case SetStatus(vehicle=vehicle, status=status, call=call):
            return (press(vehicle, status, call),)
        case Link(call=call, duplicate_of=other, merged_from=earliest) if earliest is not None:
            # They are where they were; only the number of their call is another.
            return tuple(
                (
                    vehicle.id,
                    Press(
                        max(vehicle.since, earliest),
                        FactSource.SUPERVISOR,
                        sequence,
                        vehicle.status,
                        other,
                        order_id,
                    ),
                )
                for vehicle in vehicles
                if vehicle.call == call
            )
        case Close() if freed is not None:
            return tuple(press(vehicle, "available") for vehicle in freed)
        case Close(call=call):
            return tuple(
                press(other_vehicle.id, "available")
                for other_vehicle in vehicles
                if other_vehicle.call == call and other_vehicle.status != EMERGENCY
            )
        case _:
            return ()


def find_freed(entry: CallState | None, vehicles: Mapping[str, VehicleState]) -> list[str] | None:
    """List the vehicles that a closing of a call frees now, in the order of their first report.

    They are those whose views say that they are on the call, and in no emergency.

    Thousands of calls are closed in a journal that is read from its first event: to put the views
    of each together before its closing would cost as much as all the rest.

    Args:
        entry: the call; None where nobody has named it.
        vehicles: every vehicle, by id.

    Returns:
        None where only the views tell: the call was closed before, or its list has dropped a
        vehicle, which may have been freed by that; or a crew pressed a stage and named no call.
    """
    if entry is None or not _was_open_throughout(entry):
        return None
    freed = []
    for vehicle_id in entry.vehicles:
        vehicle = vehicles.get(vehicle_id)
        press = vehicle.timeline.newest() if vehicle is not None else None
        if vehicle is None or press is None or vehicle.record is None:
            continue
        if not press.call and press.status in _TOLD_BY_CLAIMS:
            return None
        if press.call == entry.id and press.status != EMERGENCY:
            freed.append(vehicle)
    return [vehicle.record.id for vehicle in sorted(freed, key=_first_report) if vehicle.record]


def _was_open_throughout(entry: CallState) -> bool:
    """Test whether nothing but its own presses can have taken a vehicle off a call."""
    return (
        entry.record is not None
        and entry.record.state == "open"
        and not entry.off_list
        and not entry.past_closings
        and not any(type(order.command) in RULINGS for order in entry.orders)
    )


def _first_report(vehicle: VehicleState) -> int:
    return vehicle.number
