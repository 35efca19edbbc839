"""Median, p95 and p99 of samples, and what one is beside another."""

from collections.abc import Sequence
from math import ceil
from typing import Literal

Statistic = Literal["p50", "p95", "p99"]
_PARTS = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


def quantile(samples: Sequence[float], statistic: Statistic) -> float:
    """The sample that so many per cent of all are at most (nearest rank).

    Raises:
        ValueError: there are no samples.
    """
    if not samples:
        raise ValueError("there are no samples")
    ranked = sorted(samples)
    return ranked[max(0, ceil(_PARTS[statistic] * len(ranked)) - 1)]


def ratio(samples: Sequence[float], floor: Sequence[float], statistic: Statistic) -> float | None:
    """One quantile divided by that of the floor; None where either has no samples or is zero."""
    if not samples or not floor:
        return None
    below = quantile(floor, statistic)
    return quantile(samples, statistic) / below if below else None
