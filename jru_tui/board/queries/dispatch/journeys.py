"""Journeys that were driven: what calibration learns from, and is judged by."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.events import Event, VehicleReported
from jru_tui.board.queries.dispatch.geometry import distance_km
from jru_tui.board.records import Position
from jru_tui.board.views import Call, Response

SHORTEST_TRAVEL_S = 10
LONGEST_TRAVEL_S = 4 * 3_600
LONGEST_TURNOUT_S = 3_600
LONGEST_SCENE_S = 12 * 3_600
FARTHEST_KM = 300.0
"""What is beyond these is a slip of somebody's clock or place."""
_LATEST = timedelta(minutes=3)
"""A position that is so much newer than the setting out lies on the way."""
_MOVING = ("allocated", "en_route")


class Journey(Struct, frozen=True):
    """A journey of one vehicle to one call, as it was.

    Attributes:
        call: the call.
        vehicle: the vehicle.
        at: when it was sent or, where that is not known, set out.
        status: its status before, by its code; empty where not known.
        start: where it set out from, None where not known.
        km: the straight distance from there, None where either end is not known.
        turnout_s: seconds from being sent to setting out, None where either is not known.
        travel_s: seconds from setting out to arrival, the same.
        scene_s: seconds from arrival to clear, the same.
    """

    call: str
    vehicle: str
    at: datetime
    status: str = ""
    start: Position | None = None
    km: float | None = None
    turnout_s: float | None = None
    travel_s: float | None = None
    scene_s: float | None = None

    @property
    def driven(self) -> bool:
        """Test whether it has a distance and a travel time that can be true."""
        if self.km is None or self.travel_s is None:
            return False
        credible = SHORTEST_TRAVEL_S <= self.travel_s <= LONGEST_TRAVEL_S
        return credible and 0 <= self.km <= FARTHEST_KM

    @property
    def turned_out(self) -> bool:
        """Test whether it has a turnout that can be true."""
        return self.turnout_s is not None and 0 <= self.turnout_s <= LONGEST_TURNOUT_S


def scene_times(journeys: Iterable[Journey]) -> Iterator[float]:
    """Seconds at scene, of every journey that tells of them and can be true."""
    for journey in journeys:
        if journey.scene_s is not None and 0 < journey.scene_s <= LONGEST_SCENE_S:
            yield journey.scene_s


class JourneyLog:
    """Starting points of journeys: the one thing about them that a board does not keep.

    Fold the journal's events in, in their order; then `journeys` puts them beside the board's own
    times. It grows by one position for each vehicle and call.
    """

    def __init__(self) -> None:
        self._last: dict[str, Position] = {}
        self._starts: dict[tuple[str, str], Position] = {}

    def take(self, event: Event) -> None:
        """Fold one event in; most say nothing about a journey."""
        if not isinstance(event.fact, VehicleReported):
            return
        record = event.fact.vehicle
        if record.status in _MOVING and record.call:
            start = self._start(record.position, record.id, record.status_at)
            if start is not None:
                self._starts.setdefault((record.id, record.call), start)
        if record.position is not None:
            self._last[record.id] = record.position

    def journeys(self, board: Board) -> Iterator[Journey]:
        """Every journey that the board's calls tell of, in the order of the calls."""
        for call in board.calls.values():
            vehicles = [response.vehicle for response in call.responses]
            for response in call.responses:
                # Of two ways of one vehicle to one call nobody knows where the second began.
                once = vehicles.count(response.vehicle) == 1
                if response.vehicle in board.vehicles:
                    yield self._journey(board, call, response, known=once)

    def _start(self, position: Position | None, vehicle: str, since: datetime) -> Position | None:
        """Return the place of a vehicle as it set out: this one if it is recent, else its last."""
        if position is not None and (position.at is None or position.at - since <= _LATEST):
            return position
        return self._last.get(vehicle)

    def _journey(self, board: Board, call: Call, response: Response, *, known: bool) -> Journey:
        start = self._starts.get((response.vehicle, call.id)) if known else None
        at = response.allocated_at or response.en_route_at or response.started_at
        history = board.said.timelines.get(response.vehicle)
        return Journey(
            call.id,
            response.vehicle,
            at,
            "" if history is None else history.status_at(at),
            start,
            distance_km(start, call.where),
            _seconds(response.allocated_at, response.en_route_at),
            _seconds(response.en_route_at, response.at_scene_at),
            _seconds(response.at_scene_at, response.clear_at),
        )


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds()
