"""Intervals on shifts of other generators: heavy tails, strong hours, one odd vehicle, few legs.

`python -m benchmarks.interval_coverage` prints the same for 40 seeds.
"""

from math import sqrt
from statistics import fmean, pstdev

import pytest

from benchmarks.interval_coverage import SIZES, mean_share, unseen
from benchmarks.roads import ROADS, Roads
from jru_tui.board import Coverage

SEEDS = range(12)


def off(found: list[Coverage]) -> float:
    """How far a mean share is from four in five, beyond what a dozen of seeds scatters by."""
    scatter = pstdev(held.share for held in found) / sqrt(len(found))
    return abs(mean_share(found) - 0.8) - scatter


@pytest.mark.parametrize("roads", ROADS)
@pytest.mark.parametrize("journeys", [280, 840])
def test_four_in_five_lie_inside_within_3_points(roads: Roads, journeys: int) -> None:
    found = unseen(roads, journeys, SEEDS)
    assert off(found) <= 0.03, found
    assert fmean(held.sooner / held.count for held in found) > 0.05
    assert fmean(held.later / held.count for held in found) > 0.05


@pytest.mark.parametrize("roads", ROADS)
@pytest.mark.parametrize("journeys", [14, 28, 48])
def test_after_few_journeys_no_road_is_held_far_too_narrow_or_too_wide(
    roads: Roads, journeys: int
) -> None:
    assert off(unseen(roads, journeys, SEEDS)) <= 0.05


@pytest.mark.parametrize("journeys", SIZES)
def test_four_in_five_lie_inside_over_all_roads_however_few_were_driven(journeys: int) -> None:
    held = [mean_share(unseen(roads, journeys, range(6))) for roads in ROADS]
    assert abs(fmean(held) - 0.8) <= 0.02, held
