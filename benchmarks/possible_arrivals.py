"""The reach of crews by hidden times: who could be at a call how soon, had it been sent at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board import Assign, StandDown, VehicleRecord
from jru_tui.simulator.command_handling import PostedCommand
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.world import World

_ON_THE_WAY = ("allocated", "en_route")
_WITHIN = timedelta(hours=4)
"""An arrival later than this is none."""


class PossibleArrival(Struct, frozen=True):
    """An arrival that would have happened.

    Attributes:
        at: when, UTC.
        leaves_scene: the crew would have been taken off the scene of another call.
    """

    at: datetime
    leaves_scene: bool


def possible_arrivals(
    scenario: Scenario, posted: Sequence[PostedCommand], call: str, now: datetime
) -> Sequence[PossibleArrival]:
    """List when each crew that could be sent to a call would be there, by the hidden times.

    Each by itself, taken off whatever it is doing: diverted, called from its meal, or stood down
    from a scene of any grade.

    Args:
        scenario: what happens.
        posted: the commands so far.
        call: the call.
        now: when the crews are sent, UTC.
    """
    return [
        PossibleArrival(at, leaves_scene=_is_at_work(vehicle))
        for vehicle in World(scenario, posted).document(now).vehicles
        for at in _arrivals(scenario, [*posted, *_orders(vehicle, call, now)], call, vehicle.id)
    ]


def _is_at_work(vehicle: VehicleRecord) -> bool:
    return vehicle.call is not None and vehicle.status not in _ON_THE_WAY


def _orders(vehicle: VehicleRecord, call: str, now: datetime) -> list[PostedCommand]:
    commands: list[Assign | StandDown] = []
    if vehicle.call is not None and _is_at_work(vehicle):
        commands.append(StandDown(vehicle.call, vehicle.id))
    commands.append(Assign(call, vehicle.id, "to see how soon"))
    return [
        PostedCommand(f"reach {place}", now, "reach", command)
        for place, command in enumerate(commands)
    ]


def _arrivals(
    scenario: Scenario, posted: Sequence[PostedCommand], call: str, vehicle: str
) -> Iterator[datetime]:
    """Yield the arrival of a vehicle at a call; none where it is not sent in the end."""
    for record in World(scenario, posted).whole(posted[-1].at + _WITHIN).calls:
        for response in record.responses if record.id == call else ():
            if response.vehicle == vehicle and response.at_scene_at is not None:
                yield response.at_scene_at
