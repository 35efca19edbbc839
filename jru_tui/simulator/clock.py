"""The scenario's own clock: it can run faster, stand still, and jump."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

FASTEST = 3600
"""An hour a second: faster than anyone can watch."""


class SimulatorClock:
    """Scenario time (UTC), driven by a monotonic source in seconds.

    `now` is what everything that wants a clock is handed.

    Args:
        at: scenario time at the start, UTC.
        speed: scenario seconds for each real second.
        source: returns real seconds, never fewer than before.
    """

    def __init__(
        self, at: datetime, speed: float = 1.0, source: Callable[[], float] = monotonic
    ) -> None:
        self._source = source
        self._at = at
        self._since = source()
        self._speed = _checked(speed)
        self._paused = False

    def now(self) -> datetime:
        """The scenario's time at this moment."""
        if self._paused:
            return self._at
        return self._at + timedelta(seconds=(self._source() - self._since) * self._speed)

    @property
    def speed(self) -> float:
        """Scenario seconds for each real second while it runs."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        checked = _checked(speed)
        self.seek(self.now())
        self._speed = checked

    @property
    def paused(self) -> bool:
        """Test whether it stands still."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self.seek(self.now())
        self._paused = paused

    def seek(self, at: datetime) -> None:
        """Jump to a moment, forwards or back; running or paused as before."""
        self._at = at
        self._since = self._source()


def _checked(speed: float) -> float:
    if not (math.isfinite(speed) and 0 < speed <= FASTEST):
        raise ValueError(f"speed {speed:g} is not possible: give one above 0, up to {FASTEST}")
    return speed
