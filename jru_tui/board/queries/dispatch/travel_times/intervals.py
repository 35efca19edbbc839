"""Predictive intervals: between which times the next journey lies, told from those before it.

What is left open of each journey is stretched, so that it scatters as the next one will. Its 10th
and 90th centile are counted as Hyndman and Fan (1996) recommend: as likely too far out as too far
in. From few of them that scatters a lot, so they are shrunk towards Student's distribution, which
is wider than the normal one by what is not known of the spread itself (Geisser 1993). Where the
mean deviation is nearer to the standard deviation than the normal distribution has it (Geary 1935),
there are two kinds of ways and hardly any tails: what they are shrunk towards is narrower then.
"""

from collections.abc import Sequence
from math import pi, sqrt

from jru_tui.board.queries.dispatch.travel_times.calibration import Centiles
from jru_tui.board.queries.dispatch.travel_times.lognormal import Z90

WORTH_OF_SPREAD = 1
"""Journeys that the settings' own spread is worth."""
WORTH_OF_SHAPE = 60
"""Journeys that Student's distribution is worth against centiles that were counted."""
WORTH_OF_ALL = 80
"""Journeys that the centiles of all ways are worth against those of one band of distances."""
_GEARY = sqrt(2 / pi)
"""The mean deviation of a normal distribution, in standard deviations; 1 for two heaps."""
_NARROWER = 3.0
"""How much narrower an interval is for each part by which that is more."""
_NARROWEST = 0.8
"""The part that is left at least: two heaps without any noise lie just within it."""
_WORTH_OF_HEAPS = 10
"""Journeys that the normal distribution's own counts for against it."""
_MOST_LEVERAGE = 0.8
_CAUTION = 1.01
"""How much wider than counted an interval is: rather that than too narrow, by as much."""
_THIRD = 1 / 3


def stretched(rest: float, leverage: float) -> float:
    """Return what is left open of a journey, at the scale of what will be of the next one like it.

    With `h` for its leverage the variance of the first is `1 - h` of the noise, as it was learned
    from, and that of the next `1 + h`, as what was learned is uncertain, too.

    Args:
        rest: what is left open of it.
        leverage: by how much of itself it was predicted, from 0 to 1.
    """
    most = min(_MOST_LEVERAGE, leverage)
    return rest * sqrt((1 + most) / (1 - most))


def spread_of(rests: Sequence[float], prior: float) -> float:
    """The standard deviation of what is left open, shrunk towards that of the settings."""
    squares = sum(rest * rest for rest in rests)
    return sqrt((WORTH_OF_SPREAD * prior**2 + squares) / (WORTH_OF_SPREAD + len(rests)))


def interval_of(rests: Sequence[float], prior: float) -> Centiles:
    """The 10th and 90th centile of what is left open of the next journey.

    Args:
        rests: what is left open of each, `stretched`; may be empty.
        prior: the standard deviation by the settings.

    Returns:
        Both in the unit of `rests`.
    """
    if not rests:
        return Centiles(-Z90 * prior, Z90 * prior)
    off = student_90(WORTH_OF_SPREAD + len(rests)) * spread_of(rests, prior) * narrowing(rests)
    return Centiles(shrunk(rests, 0.1, -off), shrunk(rests, 0.9, off))


def narrowing(rests: Sequence[float]) -> float:
    """Return the part of Student's interval that is left where there are two heaps of journeys."""
    n = len(rests)
    deviation = sqrt(sum(rest * rest for rest in rests) / n)
    if not deviation:
        return 1.0
    more = sum(map(abs, rests)) / n / deviation - _GEARY
    return max(_NARROWEST, 1 - _NARROWER * max(0.0, more) * n / (n + _WORTH_OF_HEAPS))


def student_90(freedom: float) -> float:
    """The 90th centile of Student's distribution with so many degrees of freedom, 2 at least.

    By the first terms of its expansion about the normal one (Cornish and Fisher 1937).
    """
    first = (Z90**3 + Z90) / 4
    second = (5 * Z90**5 + 16 * Z90**3 + 3 * Z90) / 96
    return Z90 + first / freedom + second / freedom**2


def shrunk(
    rests: Sequence[float], share: float, prior: float, worth: float = WORTH_OF_SHAPE
) -> float:
    """The centile of some, shrunk towards one that is known.

    Args:
        rests: what is left open.
        share: 0.1 for the 10th centile.
        prior: the centile that they are shrunk towards.
        worth: as many of them as that counts for.
    """
    n = len(rests)
    if not n:
        return prior
    return (n * _CAUTION * _centile(rests, share) + worth * prior) / (n + worth)


def _centile(values: Sequence[float], share: float) -> float:
    """The value at a share, between two of them in line; the last ones for more."""
    ordered = sorted(values)
    n = len(ordered)
    place = min(n, max(1.0, (n + _THIRD) * share + _THIRD)) - 1
    below = int(place)
    above = min(below + 1, n - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
