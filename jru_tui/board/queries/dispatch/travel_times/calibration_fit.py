"""Calibration from the unit's own journeys, shrunk towards the settings where there are few.

A level, a slope over the logarithm of the distance with a bend, and the hours of the day are fitted
to what the settings do not explain of the logarithms of travel times. Each is shrunk to nothing by
its credibility (Bühlmann 1967; here as the mode of a normal model with the settings as its prior).
Intervals are the 10th and 90th centiles of what is left (`intervals`), and by distance they are
shrunk towards those of all journeys.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log, sqrt

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board.queries.dispatch.travel_times.calibration import (
    BANDS_KM,
    BEND,
    HOURS,
    LEAST_KM,
    Calibration,
    Centiles,
    Pace,
    shipped,
)
from jru_tui.board.queries.dispatch.travel_times.intervals import (
    WORTH_OF_ALL,
    interval_of,
    shrunk,
    stretched,
)
from jru_tui.board.queries.dispatch.travel_times.journeys import Journey, scene_times
from jru_tui.board.queries.dispatch.travel_times.lognormal import Z90
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import local_time

_LEVEL, _SLOPE, _BEND, _HOUR = 0.35, 0.25, 0.25, 0.15
"""Prior standard deviations: how far a force's roads may be from the settings."""
_TURNOUT_LEVEL = 0.5
"""The same of turnouts: of the logarithm of their median."""
_WORTH = 20
"""Journeys that the settings' own spread and times at scene are worth."""
_WORTH_OF_TOTAL = 5
"""Journeys that the widths of turnout and way alone are worth against those of both together."""
_OUTLIER = 6.0
"""Robust standard deviations beyond which a journey is no journey: a wrong place or time."""
_SWEEPS = 40
_SETTLED = 1e-9
"""A spread that changes by less than this between two sweeps does not change any more."""
_LEAST_TURNOUT_S = 5.0
_MAD_TO_SIGMA = 1.4826


class _Fit(Struct):
    """Corrections to the settings' logarithm of a travel time."""

    level: float = 0.0
    slope: float = 0.0
    bend: float = 0.0
    hours: list[float] = []
    spread: float = 0.0
    inverse: Sequence[Sequence[float]] = ()
    """By row and column of the terms of the line: what they know of each other."""
    shares: Mapping[int, float] = {}
    """By hour: how much of its own part one way of it decides."""

    def rest(self, way: "_Way") -> float:
        """Return what is left open of a way."""
        line = self.level + self.slope * way.x + self.bend * max(0.0, way.x - BEND)
        return way.rest - line - self.hours[way.hour]

    def stretched_rest(self, way: "_Way") -> float:
        """Return what is left open of a way, as much as will be of the next one like it."""
        terms = _terms(way.x)
        leverage = sum(
            term * other * value
            for term, row in zip(terms, self.inverse, strict=True)
            for other, value in zip(terms, row, strict=True)
        )
        return stretched(self.rest(way), leverage + self.shares.get(way.hour, 0.0))


class _Way(Struct):
    """A travel time: its hour, the logarithm of its distance, what the settings leave open."""

    hour: int
    x: float
    rest: float
    km: float


def calibrate(journeys: Iterable[Journey], rules: Rules) -> Calibration:
    """Learn speeds, turnouts and times at scene; the same journeys always give the same.

    Args:
        journeys: in any order.
        rules: the settings that they correct, and the zone of the local clock.
    """
    prior = shipped(rules)
    all_journeys = list(journeys)
    if not all_journeys:
        return prior
    ways = [_way(journey, prior, rules) for journey in all_journeys if journey.driven]
    plausible = _without_outliers(ways)
    fit = _fit(plausible, rules.travel.spread)
    paces = tuple(
        Pace(pace.log_s + fit.level + more, pace.slope + fit.slope, fit.bend)
        for pace, more in zip(prior.paces, fit.hours, strict=True)
    )
    scene = list(scene_times(all_journeys))
    found = replace(
        prior,
        paces=paces,
        travel=_travel_centiles(plausible, fit, rules.travel.spread),
        scene_s=_shrunk_median(scene, prior.scene_s),
        scene_spread=_shrunk_spread(scene, prior.scene_s, prior.scene_spread),
        journeys=len(plausible),
        set_aside=sum(journey.travel_s is not None for journey in all_journeys) - len(plausible),
    )
    found = _with_turnouts(found, [journey for journey in all_journeys if journey.turned_out])
    return replace(found, total=_stretch(found, all_journeys, fit, rules))


def _way(journey: Journey, prior: Calibration, rules: Rules) -> _Way:
    assert journey.km is not None
    assert journey.travel_s is not None
    hour = local_time(rules.hours, journey.at).hour
    x = log(max(LEAST_KM, journey.km))
    return _Way(hour, x, log(journey.travel_s) - prior.paces[hour].log_s - x, journey.km)


def _without_outliers(ways: list[_Way]) -> list[_Way]:
    """Ways whose time can belong to their distance."""
    if not ways:
        return ways
    middle = _median([way.rest for way in ways])
    off = _median([abs(way.rest - middle) for way in ways]) * _MAD_TO_SIGMA
    most = _OUTLIER * max(off, _LEVEL)
    return [way for way in ways if abs(way.rest - middle) <= most]


class _Sums:
    """Sums over the ways of one hour: all that a fit needs of them, however many they are.

    Attributes:
        n: how many ways.
        rests: the sum of the squares of what the settings leave open.
        first: the sums of each term of the line, and of what is left open, by `_terms`.
        second: the sums of their products, term by term.
    """

    def __init__(self) -> None:
        self.n = 0
        self.rests = 0.0
        self.first = [0.0] * (_TERMS + 1)
        self.second = [[0.0] * (_TERMS + 1) for _ in range(_TERMS)]

    def add(self, way: _Way) -> None:
        """Add one way."""
        terms = (*_terms(way.x), way.rest)
        self.n += 1
        self.rests += way.rest * way.rest
        for place, term in enumerate(terms):
            self.first[place] += term
        for row, term in zip(self.second, terms, strict=False):
            for place, other in enumerate(terms):
                row[place] += term * other

    def left(self, line: Sequence[float]) -> float:
        """Sum of what a line leaves open."""
        return self.first[-1] - sum(part * own for part, own in zip(line, self.first, strict=False))

    def squares(self, line: Sequence[float]) -> float:
        """Sum of the squares of what a line leaves open; the hour's own part is in its level."""
        across = sum(part * row[-1] for part, row in zip(line, self.second, strict=True))
        inner = sum(
            part * other * value
            for part, row in zip(line, self.second, strict=True)
            for other, value in zip(line, row, strict=False)
        )
        return max(0.0, self.rests - 2 * across + inner)


_TERMS = 3


def _terms(x: float) -> tuple[float, float, float]:
    """The terms of the line at the logarithm of a distance: level, slope, bend."""
    return 1.0, x, max(0.0, x - BEND)


def _fit(ways: Sequence[_Way], spread: float) -> _Fit:
    """Fit by turns: the line for given hours, the hours for a given line."""
    fit = _Fit(hours=[0.0] * HOURS, spread=spread)
    by_hour: dict[int, _Sums] = defaultdict(_Sums)
    for way in ways:
        by_hour[way.hour].add(way)
    line: Sequence[float] = (0.0,) * _TERMS
    for _ in range(_SWEEPS if ways else 0):
        noise = fit.spread**2
        line = _line(by_hour, fit.hours, noise)
        for hour, sums in by_hour.items():
            fit.hours[hour] = sums.left(line) / (sums.n + noise / _HOUR**2)
        squares = sum(
            sums.squares((line[0] + fit.hours[hour], *line[1:])) for hour, sums in by_hour.items()
        )
        before = fit.spread
        fit.spread = sqrt((_WORTH * spread**2 + squares) / (_WORTH + len(ways)))
        if abs(fit.spread - before) < _SETTLED:
            break
    fit.level, fit.slope, fit.bend = line
    noise = fit.spread**2
    fit.shares = {hour: 1 / (sums.n + noise / _HOUR**2) for hour, sums in by_hour.items()}
    fit.inverse = _inverse(by_hour, noise)
    return fit


def _inverse(by_hour: Mapping[int, _Sums], noise: float) -> Sequence[Sequence[float]]:
    """Invert the sums of products that a line is fitted to, with what its prior adds."""
    columns = []
    for goal in range(_TERMS):
        rows = [[0.0] * (_TERMS + 1) for _ in range(_TERMS)]
        rows[goal][-1] = 1.0
        for place, prior in enumerate((_LEVEL, _SLOPE, _BEND)):
            rows[place][place] = noise / prior**2
        for sums in by_hour.values():
            for row, more in zip(rows, sums.second, strict=True):
                for place, value in enumerate(more[:_TERMS]):
                    row[place] += value
        columns.append(_solved(rows))
    return columns


def _line(by_hour: Mapping[int, _Sums], hours: Sequence[float], noise: float) -> Sequence[float]:
    """Level, slope and bend of the line through all ways, shrunk towards 0 by the noise there is.

    Args:
        by_hour: the sums of the ways of each hour.
        hours: what each hour adds.
        noise: the variance of what is left open.
    """
    rows = [[0.0] * (_TERMS + 1) for _ in range(_TERMS)]
    for place, prior in enumerate((_LEVEL, _SLOPE, _BEND)):
        rows[place][place] = noise / prior**2
    for hour, sums in by_hour.items():
        for row, more, first in zip(rows, sums.second, sums.first, strict=False):
            for place, value in enumerate(more):
                row[place] += value
            row[-1] -= hours[hour] * first
    return _solved(rows)


def _solved(rows: list[list[float]]) -> Sequence[float]:
    """Solve linear equations by elimination; what is shrunk is never singular."""
    for place, row in enumerate(rows):
        for other in rows:
            if other is not row:
                part = other[place] / row[place]
                other[:] = [value - part * own for value, own in zip(other, row, strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


def _travel_centiles(ways: Sequence[_Way], fit: _Fit, prior: float) -> tuple[Centiles, ...]:
    rests = [(way.km, fit.stretched_rest(way)) for way in ways]
    low, high = interval_of([rest for _, rest in rests], prior)
    found, least = [], -1.0
    for most in BANDS_KM:
        band = [rest for km, rest in rests if least < km <= most]
        found.append(
            Centiles(
                exp(shrunk(band, 0.1, low, WORTH_OF_ALL)),
                exp(shrunk(band, 0.9, high, WORTH_OF_ALL)),
            )
        )
        least = most
    return tuple(found)


def _with_turnouts(found: Calibration, journeys: Sequence[Journey]) -> Calibration:
    """Median turnouts by status, and one interval for all."""
    by_status: dict[str, list[float]] = defaultdict(list)
    for journey in journeys:
        assert journey.turnout_s is not None
        by_status[journey.status].append(max(_LEAST_TURNOUT_S, journey.turnout_s))
    medians = dict(found.turnouts)
    prior = log(found.turnout.high) / Z90
    worth = (prior / _TURNOUT_LEVEL) ** 2
    rests = []
    for status, times in by_status.items():
        median = _shrunk_median(times, found.turnout_of(status).seconds, worth)
        rests += [stretched(log(time / median), 1 / (len(times) + worth)) for time in times]
        medians[status] = median
    low, high = interval_of(rests, prior)
    return replace(found, turnouts=medians, turnout=Centiles(exp(low), exp(high)))


def _stretch(found: Calibration, journeys: Sequence[Journey], fit: _Fit, rules: Rules) -> Centiles:
    """Stretch the interval of turnout and travel until it holds what the settings promise.

    Args:
        found: the calibration, with the intervals of each alone.
        journeys: all that were learned from.
        fit: the way alone.
        rules: the zone of the local clock, and the settings' spread.
    """
    prior = shipped(rules)
    below, above = [], []
    for journey in journeys:
        if not (journey.driven and journey.turned_out):
            continue
        assert journey.turnout_s is not None
        assert journey.travel_s is not None
        assert journey.km is not None
        way = _way(journey, prior, rules)
        travel_s = journey.travel_s * exp(-fit.stretched_rest(way))
        spread = found.travel_centiles(journey.km)
        expected = found.arrival(travel_s, spread, found.turnout_of(journey.status))
        late = journey.turnout_s + journey.travel_s - expected.seconds
        below.append(-late / max(1.0, expected.seconds - expected.low))
        above.append(late / max(1.0, expected.high - expected.seconds))
    low = shrunk(below, 0.9, 1.0, _WORTH_OF_TOTAL)
    high = shrunk(above, 0.9, 1.0, _WORTH_OF_TOTAL)
    return Centiles(max(0.0, low), max(0.0, high))


def _shrunk_median(times: Sequence[float], prior: float, worth: float = _WORTH) -> float:
    if not times:
        return prior
    middle = _median([log(time) for time in times])
    return exp((len(times) * middle + worth * log(prior)) / (len(times) + worth))


def _shrunk_spread(times: Sequence[float], median: float, prior: float) -> float:
    squares = sum(log(time / median) ** 2 for time in times)
    return sqrt((_WORTH * prior**2 + squares) / (_WORTH + len(times)))


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[~middle]) / 2
