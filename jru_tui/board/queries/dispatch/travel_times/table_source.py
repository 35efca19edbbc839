"""A source of travel times: the force's own table of minutes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from jru_tui.board.geometry import vector_km
from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.queries.dispatch.travel_times.minutes_table import MinutesTable, spelt
from jru_tui.board.queries.dispatch.travel_times.travel_sources import Location, SameSpread

_NEAR_KM = 5.0
"""A vehicle this near to a place of the table starts from there."""
_MOST_KEPT = 2_000
"""Locations whose names are kept: those of a large board."""


class TableSource(SameSpread):
    """A source that looks a way up in the force's own table.

    Args:
        table: the minutes.
        spread: how far they may be off: the standard deviation of the logarithm.
    """

    def __init__(self, table: MinutesTable, spread: float) -> None:
        super().__init__(spread)
        self._table = table
        self._known = frozenset(name for way in table.minutes for name in way)
        self._names: dict[Location, tuple[str, ...]] = {}

    @property
    def word(self) -> ArrivalSource:
        """`table`."""
        return ArrivalSource.TABLE

    def seconds(
        self, starts: Sequence[Location], goal: Location, at: datetime
    ) -> Sequence[float | None]:
        """Return travel times by the nearest place of the table or, where none is near, by area.

        Args:
            starts: the places to start from.
            goal: the place to reach.
            at: the moment, which the table does not regard.
        """
        del at
        goals = self._names_of(goal)
        return [self._seconds(start, goals) for start in starts]

    def _seconds(self, start: Location, goals: Sequence[str]) -> float | None:
        minutes = self._table.minutes
        for name in self._names_of(start):
            for goal in goals:
                found = minutes.get((name, goal), minutes.get((goal, name)))
                if found is not None:
                    return found * 60
        return None

    def _names_of(self, location: Location) -> tuple[str, ...]:
        """Find the names of a location once: a plan asks for the same ones again and again."""
        names = self._names.get(location)
        if names is None:
            if len(self._names) >= _MOST_KEPT:
                self._names.clear()
            names = self._names[location] = tuple(self._find_names(location))
        return names

    def _find_names(self, location: Location) -> Iterator[str]:
        """Yield the names that a location may have in the table, the likeliest first."""
        if location.vector is not None and self._table.points:
            away = {
                name: vector_km(location.vector, point)
                for name, point in self._table.points.items()
            }
            nearest = min(away, key=away.__getitem__)
            if away[nearest] <= _NEAR_KM:
                yield nearest
        if spelt(location.text) in self._known:
            yield spelt(location.text)
        yield from sorted(location.areas & self._known)
