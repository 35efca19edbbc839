"""Journeys that were driven: what calibration learns from, and is judged by."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

SHORTEST_TRAVEL_S = 10
LONGEST_TRAVEL_S = 4 * 3_600
LONGEST_TURNOUT_S = 3_600
LONGEST_SCENE_S = 12 * 3_600
FARTHEST_KM = 300.0
"""What is beyond these is a slip of somebody's clock or place, as in `reports.measures`."""


class Journey(Struct, frozen=True):
    """One vehicle's way to one call, as it was.

    Attributes:
        call: the call.
        vehicle: the vehicle.
        at: when it was sent or, where that is not known, set out.
        status: its status before, by its code; empty where not known.
        start: latitude and longitude that it set out from, None where not known.
        goal: the same of the call.
        km: the straight distance between them, None where either is not known.
        turnout_s: seconds from being sent to setting out, None where either is not known.
        travel_s: seconds from setting out to arrival, the same.
        scene_s: seconds from arrival to clear, the same.
    """

    call: str
    vehicle: str
    at: datetime
    status: str = ""
    start: tuple[float, float] | None = None
    goal: tuple[float, float] | None = None
    km: float | None = None
    turnout_s: float | None = None
    travel_s: float | None = None
    scene_s: float | None = None

    @property
    def driven(self) -> bool:
        """Whether it tells how long a distance takes, and that can be true."""
        if self.km is None or self.travel_s is None:
            return False
        return (
            SHORTEST_TRAVEL_S <= self.travel_s <= LONGEST_TRAVEL_S and 0 <= self.km <= FARTHEST_KM
        )

    @property
    def turned_out(self) -> bool:
        """Whether it tells how long setting out takes, and that can be true."""
        return self.turnout_s is not None and 0 <= self.turnout_s <= LONGEST_TURNOUT_S


def scene_times(journeys: Iterable[Journey]) -> Iterator[float]:
    """Seconds at scene, of every journey that tells of them and can be true."""
    for journey in journeys:
        if journey.scene_s is not None and 0 < journey.scene_s <= LONGEST_SCENE_S:
            yield journey.scene_s
