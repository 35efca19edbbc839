"""Speeds, turnouts and times at scene: from the settings, or from journeys.

The logarithm of a travel time is a pace, plus a slope over the logarithm of the distance, plus the
hour of the clock. `calibration_fit` learns them; `shipped` is what the settings say.
"""

from collections.abc import Mapping
from datetime import datetime
from math import exp, hypot, log
from typing import NamedTuple

from msgspec import Struct

from jru_tui.board.queries.dispatch.travel_times.lognormal import Z90, left_of
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import local_time

HOURS = 24
LEAST_KM = 0.2
"""No way is shorter: even round the corner a car is parked and turned."""
BEND_KM = 12.0
"""Beyond this distance a way is mostly out of towns."""
BEND = log(BEND_KM)
SCENE_SPREAD = 0.6
"""How far times at scene scatter before any were measured."""
TURNOUT_SPREAD = 0.4
"""The same of turnouts."""
NO_TURNOUT_S = 60
"""For a status that the settings give none for."""
BANDS_KM = (2.0, 8.0, float("inf"))
"""Ways up to these distances have an interval of their own."""


class Centiles(NamedTuple):
    """The 10th and 90th centile of a duration, as parts of its median."""

    low: float
    high: float


class Duration(NamedTuple):
    """Seconds: the median, the 10th and the 90th centile."""

    seconds: float
    low: float
    high: float


class Pace(NamedTuple):
    """Travel time over distance at one hour.

    `exp(log_s) * km ** slope` from `LEAST_KM` on, and beyond `BEND_KM` with `bend` more slope: in
    towns every km takes long, and out of them the speed limit ends what longer ways gain.
    """

    log_s: float
    slope: float
    bend: float = 0.0

    def seconds(self, km: float) -> float:
        """Return the travel time over that distance."""
        x = log(max(LEAST_KM, km))
        return exp(self.log_s + self.slope * x + self.bend * max(0.0, x - BEND))


class Calibration(Struct, frozen=True):
    """The calibration that travel times, turnouts and times at scene are predicted from.

    Attributes:
        paces: by the hour of the local clock, 24 of them.
        travel: the centiles of a travel time, by `BANDS_KM`.
        turnouts: median seconds, by status.
        turnout: the centiles of a turnout.
        total: by how much the interval of turnout and travel together is stretched on each side.
        scene_s: the median time at scene.
        scene_spread: the standard deviation of its logarithm.
        journeys: how many were learned from.
        set_aside: how many were not, as they cannot be true.
    """

    paces: tuple[Pace, ...]
    travel: tuple[Centiles, ...]
    turnouts: Mapping[str, float]
    turnout: Centiles
    total: Centiles
    scene_s: float
    scene_spread: float
    journeys: int = 0
    set_aside: int = 0

    def travel_centiles(self, km: float) -> Centiles:
        """Return the centiles of a travel time over that distance."""
        for most, centiles in zip(BANDS_KM, self.travel, strict=True):
            if km <= most:
                return centiles
        return self.travel[-1]

    def travel_seconds(self, km: float, at: datetime, rules: Rules) -> float:
        """Median seconds of driving over a straight distance.

        Args:
            km: the distance.
            at: when the vehicle sets out, in UTC.
            rules: the zone of the local clock.
        """
        return self.paces[local_time(rules.hours, at).hour].seconds(km)

    def arrival(self, travel_s: float, spread: Centiles, before: Duration | None) -> Duration:
        """Turnout and way together.

        Args:
            travel_s: median seconds of driving.
            spread: its centiles.
            before: from being sent to setting out; None or nothing for a vehicle on the move.
        """
        below, above = travel_s * (1 - spread.low), travel_s * (spread.high - 1)
        if before is None or not before.seconds:
            return Duration(travel_s, travel_s - below, travel_s + above)
        seconds = travel_s + before.seconds
        below = self.total.low * hypot(below, before.seconds - before.low)
        above = self.total.high * hypot(above, before.high - before.seconds)
        return Duration(seconds, max(0.0, seconds - below), seconds + above)

    def turnout_of(self, status: str) -> Duration:
        """Return the time that a crew in that status takes to set out."""
        seconds = self.turnouts.get(status, NO_TURNOUT_S)
        return Duration(seconds, seconds * self.turnout.low, seconds * self.turnout.high)

    def left_at_scene(self, gone_s: float) -> Duration:
        """Return the time that a crew still stays at a scene after `gone_s` seconds there."""
        return _left(self.scene_s, self.scene_spread, gone_s)

    def left_of_wait(self, usual_s: float, gone_s: float) -> Duration:
        """Return the time that a crew still waits to hand somebody over.

        Args:
            usual_s: seconds that such a wait should last.
            gone_s: seconds that it has lasted.
        """
        return _left(usual_s, SCENE_SPREAD, gone_s)


def _left(median_s: float, spread: float, gone_s: float) -> Duration:
    low, middle, high = (left_of(median_s, spread, gone_s, share) for share in (0.1, 0.5, 0.9))
    return Duration(middle, low, high)


def centiles(spread: float) -> Centiles:
    """Return the centiles of a log-normal duration whose logarithm has that standard deviation."""
    return Centiles(exp(-Z90 * spread), exp(Z90 * spread))


def shipped(rules: Rules) -> Calibration:
    """Return the settings' own figures, as they are before any journey was measured."""
    travel = rules.travel
    speeds = [rules.average_kmh * travel.hours.get(str(hour), 1.0) for hour in range(HOURS)]
    return Calibration(
        paces=tuple(Pace(log(3_600 * travel.detour / speed), 1.0) for speed in speeds),
        travel=(centiles(travel.spread),) * len(BANDS_KM),
        turnouts=dict(travel.turnout),
        turnout=centiles(TURNOUT_SPREAD),
        total=Centiles(1.0, 1.0),
        scene_s=travel.scene_minutes * 60.0,
        scene_spread=SCENE_SPREAD,
    )
