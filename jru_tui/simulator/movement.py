"""The position of a moving vehicle, on a straight line between two places."""

from bisect import bisect_right
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board import Place, Position, distance_km
from jru_tui.simulator.travel_times import Traffic

Point = tuple[float, float]
"""Latitude and longitude in WGS 84 degrees."""

BEAT_S = 30
"""A moving vehicle reports its position this often, so that documents do not change each second."""
PARKED_BEAT_S = 300
"""A vehicle that stands still reports where it is this often, as tracking units do."""
SHORTEST_S = 60
"""Not even a call round the corner is reached sooner."""

_DECIMALS = 5


_SOMEWHERE = timedelta(minutes=20)
"""How long the way to a place without coordinates takes."""


def point_of(place: Place) -> Point | None:
    """A scenario's place as a point; None where it has no coordinates."""
    if place.lat is None or place.lon is None:
        return None
    return place.lat, place.lon


def km_between(start: Point, goal: Point) -> float:
    """Distance along a straight line in km."""
    distance = distance_km(Position(*start), Place(lat=goal[0], lon=goal[1]))
    assert distance is not None
    return distance


class RouteLeg(Struct, frozen=True):
    """A drive from one point to another; one that stands still starts and ends at once.

    `known` is false where the vehicle reports no position on it, `silent` where it reports none any
    more once it stands: its tracking unit is off, so that its last position ages.
    """

    starts_at: datetime
    ends_at: datetime
    start: Point
    goal: Point
    known: bool = True
    silent: bool = False

    def position(self, moment: datetime) -> Position:
        """The last position reported by `moment`: one each beat, and one on arrival."""
        if moment >= self.ends_at:
            parked = timedelta(seconds=PARKED_BEAT_S)
            beats = 0 if self.silent else (moment - self.ends_at) // parked
            return Position(*self.goal, at=self.ends_at + beats * parked)
        beats = (moment - self.starts_at) // timedelta(seconds=BEAT_S)
        reported = self.starts_at + beats * timedelta(seconds=BEAT_S)
        part = (reported - self.starts_at) / (self.ends_at - self.starts_at)
        lat, lon = (
            round(a + (b - a) * part, _DECIMALS) for a, b in zip(self.start, self.goal, strict=True)
        )
        return Position(lat, lon, at=reported)


class Route:
    """The legs of one vehicle in the order of time; each cuts the one before short.

    Args:
        at: when it is first seen.
        point: and where.
        kmh: its average speed along a straight line.
        vehicle: its id.
        traffic: how long ways truly take; None for that even speed.
    """

    def __init__(
        self,
        at: datetime,
        point: Point,
        kmh: float,
        vehicle: str = "",
        traffic: Traffic | None = None,
    ) -> None:
        self._kmh = kmh
        self._vehicle = vehicle
        self._traffic = traffic
        self._starts = [at]
        self._legs = [RouteLeg(at, at, point, point)]

    def position(self, moment: datetime) -> Position | None:
        """The last reported position; before the first leg, where that one starts.

        None while the vehicle reports none.
        """
        leg = self._leg(moment)
        return leg.position(moment) if leg.known else None

    def point(self, moment: datetime) -> Point:
        """The point where the vehicle is, whether it reports that or not."""
        position = self._leg(moment).position(moment)
        return position.lat, position.lon

    def _leg(self, moment: datetime) -> RouteLeg:
        return self._legs[max(0, bisect_right(self._starts, moment) - 1)]

    def drive_time(self, at: datetime, goal: Point) -> timedelta:
        """Return how long the way to `goal` takes: truly, or at the average speed."""
        km = km_between(self.point(at), goal)
        if self._traffic is not None:
            return max(
                timedelta(seconds=SHORTEST_S),
                self._traffic.drive_time(self._vehicle, goal, km, at),
            )
        return timedelta(seconds=max(SHORTEST_S, round(km / self._kmh * 3600)))

    def drive(
        self, at: datetime, goal: Point | None, arrives_at: datetime | None = None
    ) -> datetime:
        """Set out for `goal`; without a time of arrival as long as it takes. Return arrival.

        Args:
            at: the moment, UTC.
            goal: the place to reach; None where nobody knows where that is.
            arrives_at: the moment of arrival, UTC; None to predict it.
        """
        if goal is None:
            arrives_at = arrives_at or at + _SOMEWHERE
            here = self.point(at)
            self._add(RouteLeg(at, arrives_at, here, here, known=False))
            return arrives_at
        arrives_at = arrives_at or at + self.drive_time(at, goal)
        self._add(RouteLeg(at, arrives_at, self.point(at), goal))
        return arrives_at

    def stand(self, at: datetime, point: Point | None = None) -> None:
        """Stop at `point` from now on, or where the vehicle is."""
        here = point or self.point(at)
        if point is not None or self._legs[-1].ends_at > at:
            self._add(RouteLeg(at, at, here, here))

    def hide(self, at: datetime) -> None:
        """Stop where the vehicle is, and report no position from now on."""
        here = self.point(at)
        self._add(RouteLeg(at, at, here, here, known=False))

    def fall_silent(self, at: datetime) -> None:
        """Stop where the vehicle is; it reports that once, and nothing until it moves again."""
        here = self.point(at)
        self._add(RouteLeg(at, at, here, here, silent=True))

    def _add(self, leg: RouteLeg) -> None:
        self._starts.append(leg.starts_at)
        self._legs.append(leg)
