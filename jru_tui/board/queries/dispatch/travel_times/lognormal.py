"""The log-normal distribution of durations: shares, and what is left of one that has begun.

`statistics.NormalDist` has the same, but importing it costs as much as the whole of `board`.
"""

from math import erf, exp, log, sqrt

Z90 = 1.2815515655446004
"""Standard deviations from the middle to the 90th centile."""

_MOST_SIGMAS = 8.0
_STEPS = 40


def share_below(ratio: float, spread: float) -> float:
    """The share of durations that are at most `ratio` times the median.

    Args:
        ratio: a duration by the median.
        spread: the standard deviation of its logarithm.
    """
    if ratio <= 0:
        return 0.0
    if spread <= 0:
        return 1.0 if ratio >= 1 else 0.0
    return normal_share(log(ratio) / spread)


def left_of(median: float, spread: float, elapsed: float, share: float) -> float:
    """Return the rest of a duration that has begun, at that share of all such rests.

    Args:
        median: of the whole duration, in any unit of time.
        spread: the standard deviation of its logarithm.
        elapsed: what has gone, in the same unit.
        share: 0.5 for the median of what is left.

    Returns:
        What is left, in the same unit.
    """
    begun = share_below(elapsed / median, spread)
    return max(0.0, median * exp(spread * _quantile(begun + (1 - begun) * share)) - elapsed)


def normal_share(z: float) -> float:
    """The share of a normal distribution that lies up to `z` standard deviations from its mean."""
    return (1 + erf(z / sqrt(2))) / 2


def _quantile(share: float) -> float:
    """Standard deviations below which that share lies, by bisection."""
    low, high = -_MOST_SIGMAS, _MOST_SIGMAS
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if normal_share(middle) < share:
            low = middle
        else:
            high = middle
    return high
