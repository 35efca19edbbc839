"""Vehicles nearest to an officer who needs help: everybody on duty, whatever they are doing."""

from jru_tui.board.board import Board
from jru_tui.board.decisions.availability import availability, doing_words
from jru_tui.board.queries.dispatch.candidates import Candidate, estimated_minutes
from jru_tui.board.queries.dispatch.geometry import distance_km
from jru_tui.board.records import Place
from jru_tui.board.views import Vehicle

_NOT_THERE = ("off_duty", "out_of_service")


def place_of(board: Board, vehicle: Vehicle) -> Place:
    """Return a vehicle's place as far as it is known: its position, in the words of its call."""
    call = board.calls.get(vehicle.call or "")
    where = call.where if call else Place()
    if vehicle.position is None:
        return where
    return Place(where.text, vehicle.position.lat, vehicle.position.lon, where.area)


def nearest(board: Board, vehicle: Vehicle) -> tuple[Candidate, ...]:
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
        others.append(Candidate(other.id, other.name, can, km, minutes, doing))
    return tuple(sorted(others, key=lambda each: _order(board, each)))


def _order(board: Board, other: Candidate) -> tuple[bool, bool, float, str]:
    in_need = board.vehicles[other.vehicle].status == "emergency"
    return in_need, other.km is None, other.km or 0.0, other.vehicle
