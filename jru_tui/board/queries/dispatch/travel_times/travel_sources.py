"""Travel times: sources of them behind one small protocol.

A source is a look-up that answers at once, or says that it does not know. One that has to ask
somebody (a routing engine over HTTP) answers from what it was told before and asks elsewhere: no
key waits for it. Sources are tried in order; the straight line stands behind them all.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from jru_tui.board.geometry import Vector, vector, vector_km
from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.queries.dispatch.travel_times.calibration import (
    Calibration,
    Centiles,
    Pace,
    centiles,
    shipped,
)
from jru_tui.board.queries.dispatch.travel_times.minutes_table import Areas, areas_of
from jru_tui.board.records import Place
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import local_time

_ENOUGH = 30
"""Journeys from which on they count for more than the settings."""


class Location(Struct, frozen=True):
    """A start or an end of a way, as far as is known.

    Attributes:
        lat: WGS 84 degrees, None where not known.
        lon: the same.
        vector: the same point on the unit sphere, None where not known.
        areas: every name of its area.
        text: the place in words, empty for none.
    """

    lat: float | None = None
    lon: float | None = None
    vector: Vector | None = None
    areas: Areas = frozenset()
    text: str = ""


def location(place: Place, names: Mapping[str, str]) -> Location:
    """A place as a location; `names` are the settings' names of areas by code."""
    point = None
    if place.lat is not None and place.lon is not None:
        point = vector(place.lat, place.lon)
    areas = areas_of(place.area, names)
    return Location(place.lat, place.lon, point, areas, place.text or "")


class TravelSource(Protocol):
    """A predictor of how long vehicles travel. It never waits and never fails: it knows or not."""

    @property
    def word(self) -> ArrivalSource:
        """The source, in one word."""

    def seconds(
        self, starts: Sequence[Location], goal: Location, at: datetime
    ) -> Sequence[float | None]:
        """Median seconds of driving from each start to one goal.

        Args:
            starts: where the vehicles are.
            goal: where the call is.
            at: when they set out, in UTC.

        Returns:
            One for each start, in their order; None for one that it does not know.
        """

    def centiles(self, start: Location, goal: Location, at: datetime) -> Centiles:
        """Return the centiles of a time of `seconds`, for the same pair.

        Args:
            start: the place to start from.
            goal: the place to reach.
            at: the moment, UTC.
        """


class SameSpread:
    """The base of a source that is off by as much on every way.

    Args:
        spread: how far its times may be off: the standard deviation of the logarithm.
    """

    def __init__(self, spread: float) -> None:
        self._centiles = centiles(spread)

    def centiles(self, start: Location, goal: Location, at: datetime) -> Centiles:
        """The same for every way: `start`, `goal` and `at` are not regarded."""
        del start, goal, at
        return self._centiles


class StraightLine:
    """Source 1: the straight line, by the settings or by the unit's own journeys.

    Args:
        calibration: what is known of speeds; `Calibration.shipped` where nothing is.
        rules: the zone of the clock on the wall.
    """

    def __init__(self, calibration: Calibration, rules: Rules) -> None:
        self._calibration = calibration
        self._rules = rules
        self._asked_at: datetime | None = None
        self._asked = calibration.paces[0]

    @property
    def word(self) -> ArrivalSource:
        """`journeys` where enough of them were measured to count for more than the settings."""
        enough = self._calibration.journeys >= _ENOUGH
        return ArrivalSource.JOURNEYS if enough else ArrivalSource.DISTANCE

    def seconds(
        self, starts: Sequence[Location], goal: Location, at: datetime
    ) -> Sequence[float | None]:
        """Return travel times by distance and hour; None where a place is not known.

        Args:
            starts: the places to start from.
            goal: the place to reach.
            at: the moment, UTC.
        """
        end = goal.vector
        if end is None:
            return [None] * len(starts)
        seconds = self._pace(at).seconds
        return [
            None if start.vector is None else seconds(vector_km(start.vector, end))
            for start in starts
        ]

    def _pace(self, at: datetime) -> Pace:
        """The pace of the hour; a plan asks for the same moment again and again."""
        if at != self._asked_at:
            self._asked_at = at
            self._asked = self._calibration.paces[local_time(self._rules.hours, at).hour]
        return self._asked

    def centiles(self, start: Location, goal: Location, at: datetime) -> Centiles:
        """Return the spread of a travel time: short ways scatter more.

        Args:
            start: the place to start from.
            goal: the place to reach.
            at: the moment, UTC.
        """
        del at
        km = 0.0
        if start.vector is not None and goal.vector is not None:
            km = vector_km(start.vector, goal.vector)
        return self._calibration.travel_centiles(km)


class TravelModel:
    """A model that predicts arrivals: the sources in order, and what was learned of crews.

    Args:
        rules: the settings.
        calibration: what was learned from journeys; None for the settings alone.
        sources: those that are asked before the straight line, the best first.

    Attributes:
        calibration: turnouts, times at scene, and the spread of arrivals.
    """

    def __init__(
        self,
        rules: Rules,
        calibration: Calibration | None = None,
        sources: Sequence[TravelSource] = (),
    ) -> None:
        self.calibration = calibration or shipped(rules)
        self._sources = (*sources, StraightLine(self.calibration, rules))

    def seconds(
        self, starts: Sequence[Location], goal: Location, at: datetime
    ) -> Sequence[float | None]:
        """Return travel times by the first source that knows each.

        Args:
            starts: the places to start from.
            goal: the place to reach.
            at: the moment, UTC.
        """
        first, *others = self._sources
        found = first.seconds(starts, goal, at)
        for source in others:
            if None not in found:
                break
            missing = [index for index, seconds in enumerate(found) if seconds is None]
            more = source.seconds([starts[index] for index in missing], goal, at)
            known = dict(zip(missing, more, strict=True))
            found = [known.get(index, seconds) for index, seconds in enumerate(found)]
        return found

    def source(self, start: Location, goal: Location, at: datetime) -> TravelSource | None:
        """The source that answers for one pair; None where none knows.

        Args:
            start: the place to start from.
            goal: the place to reach.
            at: the moment, UTC.
        """
        for source in self._sources:
            if source.seconds((start,), goal, at)[0] is not None:
                return source
        return None
