"""Positions of vehicles: their own, that of the call they are at, or that of their last scene."""

from datetime import datetime
from itertools import islice

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.dispatch_rules import TravelRules
from jru_tui.board.queries.dispatch.reasons import Drawback
from jru_tui.board.queries.dispatch.travel_times.travel_sources import Location, location
from jru_tui.board.records import Place, Position
from jru_tui.board.views import Vehicle

PRESSES = 8
"""Of a crew's latest presses so many are looked at for what it did before."""
_AHEAD_S = 300
"""How far the time of a position may lie ahead before a clock must be wrong."""


class Whereabouts(Struct, frozen=True):
    """The place of a vehicle, as far as it is known.

    Attributes:
        location: where it would set out from.
        km_off: how far it may be from there, as its position is old; 0 where it is not.
        age_s: how old its position is, where it is old; else None.
        drawback: what is wrong with it; None where nothing is.
    """

    location: Location
    km_off: float = 0.0
    age_s: int | None = None
    drawback: Drawback | None = None


def locate(board: Board, vehicle: Vehicle, scene: Call | None, now: datetime) -> Whereabouts:
    """Find out where a vehicle is.

    Args:
        board: as it stands.
        vehicle: the vehicle.
        scene: the call at whose scene it is; None where it is at none.
        now: the board's time.
    """
    place, age_s = _place(board, vehicle, scene, now)
    located = location(place, board.rules.areas)
    if located.vector is None:
        return Whereabouts(located, drawback=Drawback.POSITION_UNKNOWN)
    km_off = _km_off(age_s, board.rules.travel)
    if age_s is None or not km_off:
        return Whereabouts(located)
    odd = Drawback.POSITION_OLD if age_s > 0 else Drawback.POSITION_AHEAD
    return Whereabouts(located, km_off, int(age_s), odd)


def _place(
    board: Board, vehicle: Vehicle, scene: Call | None, now: datetime
) -> tuple[Place, float | None]:
    """Choose the newest place, with the seconds since then; None where nobody says when."""
    if scene is not None and scene.where.lat is not None:
        # It is where its call is, whatever its position last said.
        return _at(scene.where, vehicle), None
    position = vehicle.position
    left, left_at = _last_scene(board, vehicle)
    if left is not None and left_at is not None and _is_newer(left_at, position):
        return _at(left, vehicle), (now - left_at).total_seconds()
    if position is None:
        return Place(area=vehicle.area), None
    age_s = None if position.at is None else (now - position.at).total_seconds()
    return Place(None, position.lat, position.lon, vehicle.area), age_s


def _at(place: Place, vehicle: Vehicle) -> Place:
    return Place(place.text, place.lat, place.lon, vehicle.area)


def _is_newer(left_at: datetime, position: Position | None) -> bool:
    if position is None:
        return True
    return position.at is not None and position.at < left_at


def _last_scene(board: Board, vehicle: Vehicle) -> tuple[Place | None, datetime | None]:
    """Find the scene that a crew left last, and when; None where its latest presses tell none."""
    history = board.store.timelines.get(vehicle.id)
    left_at = None
    for press in islice(history.backwards(), PRESSES) if history is not None else ():
        call = board.calls.get(press.call) if press.status == "at_scene" else None
        if call is not None and call.where.lat is not None:
            return call.where, left_at
        left_at = press.at
    return None, None


def _km_off(age_s: float | None, travel: TravelRules) -> float:
    """Return how far a vehicle may have moved away from a position of that age."""
    if age_s is None:
        return 0.0
    if age_s < -_AHEAD_S:
        return travel.drift_km / 2
    hours = max(0.0, age_s / 3_600 - travel.fresh_minutes / 60)
    return min(travel.drift_km, travel.drift_kmh * hours)
