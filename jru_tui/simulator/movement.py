"""Movement of the simulator's vehicles: how long each way takes, and where a vehicle is on it.

Hidden travel times come of roads, traffic and delays. A board only learns them as its vehicles
arrive, so its predictions can be wrong. Each is drawn by itself from a seed, the vehicle and the
place: whoever decides, the same way takes the same time.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from math import log
from random import Random

from msgspec import Struct

from jru_tui.board import Place, Position, distance_km
from jru_tui.simulator.wall_times import ZONE

_DETOURS = (1.15, 1.6)
"""Kilometres by road for one in a straight line, from the straightest road to the worst."""
_SLOWEST_KMH, _MORE_KMH_A_KM, _FASTEST_KMH = 28.0, 3.0, 80.0
"""Short ways lead through towns."""
_RUSH_HOURS, _RUSH_PART = (7, 8, 16, 17, 18, 19), 0.75
_NOISE = 0.22
"""Standard deviation of the logarithm of a travel time."""
_HOLD_UPS, _HOLD_UP_MINUTES = 0.08, (2.0, 8.0)
"""One way in twelve meets a level crossing, a flood or a wrong turning."""
_TURNOUT_S, _TURNOUT_NOISE = 75.0, 0.45
_PARKED_S = 20.0


class Traffic(Struct, frozen=True):
    """Hidden travel times.

    Attributes:
        seed: other seeds are other nights on the same roads.
    """

    seed: int

    def turnout(self, vehicle: str, at: datetime) -> timedelta:
        """Return how long a crew takes to set out.

        Args:
            vehicle: its id.
            at: when it is told, UTC.
        """
        random = self._random("turnout", vehicle, at.isoformat())
        seconds = random.lognormvariate(log(_TURNOUT_S), _TURNOUT_NOISE)
        return timedelta(seconds=max(5, round(seconds)))

    def drive_time(
        self, vehicle: str, goal: tuple[float, float], km: float, at: datetime
    ) -> timedelta:
        """Return how long a way takes.

        Args:
            vehicle: its id.
            goal: where it drives to.
            km: the straight distance.
            at: when it sets out, UTC.
        """
        random = self._random(vehicle, *map(str, goal))
        detour = random.uniform(*_DETOURS)
        rush = _RUSH_PART if at.astimezone(ZONE).hour in _RUSH_HOURS else 1.0
        kmh = min(_FASTEST_KMH, _SLOWEST_KMH + _MORE_KMH_A_KM * km) * rush
        seconds = 3_600 * km * detour / kmh * random.lognormvariate(0.0, _NOISE) + _PARKED_S
        held_up = random.random() < _HOLD_UPS
        if held_up:
            seconds += 60 * random.uniform(*_HOLD_UP_MINUTES)
        return timedelta(seconds=round(seconds))

    def _random(self, *about: str) -> Random:
        return Random(" ".join((str(self.seed), *about)))  # noqa: S311 - a game of chance


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
