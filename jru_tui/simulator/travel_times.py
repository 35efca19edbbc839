"""Hidden travel times of the simulator: roads, traffic and delays.

A board only learns them as its vehicles arrive, so its predictions can be wrong. Each is drawn by
itself from a seed, the vehicle and the place: whoever decides, the same way takes the same time.
"""

from datetime import datetime, timedelta
from math import log
from random import Random

from msgspec import Struct

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
