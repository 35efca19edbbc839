"""Vehicles nearest to an officer who needs help: everybody on duty, whatever they are doing."""

from math import ceil

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.decisions.availability import availability, doing_words
from jru_tui.board.queries.dispatch.travel_times.geometry import distance_km
from jru_tui.board.records import Place
from jru_tui.board.rules import Availability, Rules
from jru_tui.board.views import Vehicle

_NOT_THERE = ("off_duty", "out_of_service")


class NearbyVehicle(Struct, frozen=True):
    """A vehicle that could come to an officer who needs help.

    Attributes:
        vehicle: its id.
        name: and its name.
        availability: as its status says.
        km: the straight distance, None where either place is unknown.
        minutes: an estimate from that distance and the settings' average speed.
        reason: what it is doing, in words.
    """

    vehicle: str
    name: str
    availability: Availability
    km: float | None
    minutes: int | None
    reason: str


def place_of(board: Board, vehicle: Vehicle) -> Place:
    """Return a vehicle's place as far as it is known: its position, in the words of its call."""
    call = board.calls.get(vehicle.call or "")
    where = call.where if call else Place()
    if vehicle.position is None:
        return where
    return Place(where.text, vehicle.position.lat, vehicle.position.lon, where.area)


def nearest(board: Board, vehicle: Vehicle) -> tuple[NearbyVehicle, ...]:
    """The other vehicles, the nearest first; those whose distance is unknown come last.

    One that is in an emergency itself stands behind all that could come.
    """
    where = place_of(board, vehicle)
    others = []
    for other in board.vehicles.values():
        if other.id == vehicle.id or other.status in _NOT_THERE:
            continue
        km = distance_km(other.position, where)
        minutes = estimated_minutes(km, board.rules)
        can, doing = availability(board, other), doing_words(board, other)
        others.append(NearbyVehicle(other.id, other.name, can, km, minutes, doing))
    return tuple(sorted(others, key=lambda each: _order(board, each)))


def _order(board: Board, other: NearbyVehicle) -> tuple[bool, bool, float, str]:
    in_need = board.vehicles[other.vehicle].status == "emergency"
    return in_need, other.km is None, other.km or 0.0, other.vehicle


def estimated_minutes(km: float | None, rules: Rules) -> int | None:
    """Estimate the minutes for a distance at the settings' average speed; at least one."""
    return None if km is None else max(1, ceil(km / rules.average_kmh * 60))
