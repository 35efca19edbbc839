"""A source of travel times: answers of a routing engine, looked up at once.

A plan never waits for it. What is not known yet is noted as wanted; `engine` asks for it, and the
plan is made again when the answer is there.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from jru_tui.board import ArrivalSource, Location, SameSpread

Spot = tuple[float, float]
"""Latitude and longitude in WGS 84 degrees, rounded: some 100 m apart."""
Way = tuple[Spot, Spot]

_DECIMALS = 3
_GOOD_FOR = timedelta(minutes=30)
"""After this a way is asked for again: traffic changes."""
_MOST_KEPT = 20_000
_MOST_WANTED = 2_000
_LONGEST_S = 24 * 3_600


class RouteSource(SameSpread):
    """A source of travel times that answers from what the engine told before.

    Args:
        spread: how far its times may be off: the standard deviation of the logarithm.
        clock: the time, UTC.

    Attributes:
        wanted: set while there are ways to be asked for.
    """

    def __init__(self, spread: float, clock: Callable[[], datetime]) -> None:
        super().__init__(spread)
        self.wanted = asyncio.Event()
        self._clock = clock
        self._known: dict[Way, tuple[datetime, float | None]] = {}
        self._missing: dict[Way, None] = {}
        self._lost = False

    @property
    def word(self) -> ArrivalSource:
        """`route`."""
        return ArrivalSource.ROUTE

    def seconds(
        self, starts: Sequence[Location], goal: Location, at: datetime
    ) -> Sequence[float | None]:
        """Return the travel times that are known by now; note what is missing.

        Args:
            starts: the places to start from.
            goal: the place to reach.
            at: the moment, which the engine does not regard.
        """
        del at
        end = _spot(goal)
        if end is None:
            return [None] * len(starts)
        now = self._clock()
        return [self._seconds(_spot(start), end, now) for start in starts]

    def next_ways(self, most_starts: int, most_goals: int) -> tuple[list[Spot], list[Spot]]:
        """Take ways to be asked for as one table: its starts and its goals; both empty for none.

        Args:
            most_starts: so many starts at most.
            most_goals: and so many goals.
        """
        goals = list(dict.fromkeys(goal for _, goal in self._missing))[:most_goals]
        starts = list(dict.fromkeys(start for start, goal in self._missing if goal in goals))
        starts = starts[:most_starts]
        for start in starts:
            for goal in goals:
                self._missing.pop((start, goal), None)
        if not self._missing:
            self.wanted.clear()
        return starts, goals

    def learn(self, times: Mapping[Way, float | None]) -> None:
        """Take in what the engine told; None for a way that there is not."""
        now = self._clock()
        self._lost = False
        for way, seconds in times.items():
            self._known.pop(way, None)
            credible = seconds is not None and 0 <= seconds <= _LONGEST_S
            self._known[way] = now, seconds if credible else None
        for way in list(self._known)[: max(0, len(self._known) - _MOST_KEPT)]:
            del self._known[way]

    def want_again(self, starts: Iterable[Spot], goals: Sequence[Spot]) -> None:
        """Put ways back that could not be asked for.

        Until the engine answers again, ways that it told too long ago count as not known.
        """
        self._lost = True
        for start in starts:
            for goal in goals:
                self._want((start, goal))

    def _seconds(self, start: Spot | None, goal: Spot, now: datetime) -> float | None:
        if start is None:
            return None
        known = self._known.get((start, goal))
        if known is None:
            self._want((start, goal))
            return None
        if now - known[0] > _GOOD_FOR:
            self._want((start, goal))
            return None if self._lost else known[1]
        return known[1]

    def _want(self, way: Way) -> None:
        if len(self._missing) < _MOST_WANTED:
            self._missing[way] = None
            self.wanted.set()


def _spot(location: Location) -> Spot | None:
    if location.lat is None or location.lon is None:
        return None
    return round(location.lat, _DECIMALS), round(location.lon, _DECIMALS)
