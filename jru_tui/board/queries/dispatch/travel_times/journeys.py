"""Journeys that were driven: what calibration learns from, and is judged by."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call, Response
from jru_tui.board.geometry import distance_km
from jru_tui.board.records import Position

SHORTEST_TRAVEL_S = 10
LONGEST_TRAVEL_S = 4 * 3_600
LONGEST_TURNOUT_S = 3_600
LONGEST_SCENE_S = 12 * 3_600
FARTHEST_KM = 300.0
"""What is beyond these is a slip of somebody's clock or place."""
MOST_JOURNEYS = 1_000
"""Journeys that calibration learns from, the newest: some months of a few vehicles."""


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
    def over_at(self) -> datetime:
        """The moment of its last known stage before the scene was left."""
        return self.at + timedelta(seconds=(self.turnout_s or 0.0) + (self.travel_s or 0.0))

    @property
    def driven(self) -> bool:
        """Test whether it has a distance and a travel time that can be true."""
        if self.km is None or self.travel_s is None:
            return False
        credible = SHORTEST_TRAVEL_S <= self.travel_s <= LONGEST_TRAVEL_S
        return credible and 0 <= self.km <= FARTHEST_KM

    @property
    def is_learned_from(self) -> bool:
        """Test whether it tells something of travel times or turnouts."""
        return self.travel_s is not None or self.turned_out

    @property
    def turned_out(self) -> bool:
        """Test whether it has a turnout that can be true."""
        return self.turnout_s is not None and 0 <= self.turnout_s <= LONGEST_TURNOUT_S


def scene_times(journeys: Iterable[Journey]) -> Iterator[float]:
    """Seconds at scene, of every journey that tells of them and can be true."""
    for journey in journeys:
        if journey.scene_s is not None and 0 < journey.scene_s <= LONGEST_SCENE_S:
            yield journey.scene_s


def list_journeys(board: Board) -> Iterator[Journey]:
    """Every journey that the board's calls tell of, those of the newest calls first."""
    for call in board.newest_calls():
        yield from journeys_to(board, call)


def journeys_to(board: Board, call: Call) -> Iterator[Journey]:
    """The journeys that one call tells of, in the order of its responses."""
    vehicles = [response.vehicle for response in call.responses]
    for response in call.responses:
        if response.vehicle in board.vehicles:
            # Of two ways of one vehicle to one call nobody knows where the second began.
            once = vehicles.count(response.vehicle) == 1
            yield _journey(board, call, response, known=once)


def _journey(board: Board, call: Call, response: Response, *, known: bool) -> Journey:
    start = board.store.journey_origins.origin(response.vehicle, call.id) if known else None
    at = response.allocated_at or response.en_route_at or response.started_at
    history = board.store.timelines.get(response.vehicle)
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
