"""The statuses that a command books: assigning sets one, standing down and closing free.

An emergency is no matter of a call: closing one frees its vehicles, but not from that.
"""

from collections.abc import Iterable
from datetime import datetime

from jru_tui.board.commands import Assign, Close, Command, Link, SetStatus, StandDown
from jru_tui.board.projection.calls.response_times import FactSource
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.rules import EMERGENCY
from jru_tui.board.views import Vehicle


def booked_presses(
    command: Command, order_id: str, at: datetime, heard: int, vehicles: Iterable[Vehicle]
) -> tuple[tuple[str, Press], ...]:
    """The presses that a command makes for its vehicles, as pairs of vehicle and press.

    Args:
        command: what was asked.
        order_id: the id of its event.
        at: from when it counts.
        heard: see `Press`.
        vehicles: as they stand, to know who is on a call that is closed.
    """

    def press(vehicle: str, status: str, call: str = "") -> tuple[str, Press]:
        return vehicle, Press(at, FactSource.SUPERVISOR, heard, status, call, order_id)

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
                        heard,
                        vehicle.status,
                        other,
                        order_id,
                    ),
                )
                for vehicle in vehicles
                if vehicle.call == call
            )
        case Close(call=call):
            return tuple(
                press(other_vehicle.id, "available")
                for other_vehicle in vehicles
                if other_vehicle.call == call and other_vehicle.status != EMERGENCY
            )
        case _:
            return ()
