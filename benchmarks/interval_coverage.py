"""`python -m benchmarks.interval_coverage`: do intervals hold on shifts that were not learned from?

It learns from so many journeys on roads of many shapes, predicts shifts of the same roads that it
has not seen, and counts the share of arrivals between the 10th and the 90th centile: 80 % is right.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import cache
from statistics import fmean, pstdev

from benchmarks.roads import ROADS, Roads, shifts
from jru_tui.board import Coverage, Journey, Rules, calibrate, coverage, predictions

SIZES = (14, 30, 100, 300)
_CALLS = 28
_SHIFTS_SEEN = 15
_HELD_OUT = 10
"""Sets of unseen shifts; seeds take them in turn."""
_RULES = Rules()


def main() -> None:
    """Print a table of the share inside for each shape of road and each number of journeys."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=40, help="of each shape and size")
    seeds = range(parser.parse_args().seeds)
    heads = "".join(f"{f'{size} journeys':>18}" for size in SIZES)
    lines = [f"{'share inside, % (spread)':24}{heads}"]
    means: list[list[float]] = [[] for _ in SIZES]
    for roads in ROADS:
        line = f"{roads.__name__.replace('_', ' '):24}"
        for size, column in zip(SIZES, means, strict=True):
            shares = [held.share for held in unseen(roads, size, seeds)]
            column.append(fmean(shares))
            line += f"{f'{fmean(shares):.1%} ({pstdev(shares):.1%})':>18}"
        lines.append(line)
    lines.append(f"{'mean of all':24}" + "".join(f"{fmean(column):>18.1%}" for column in means))
    lines.append(f"{'within 3 points':24}" + "".join(f"{_within(column):>18}" for column in means))
    sys.stdout.write("\n".join(lines) + "\n")


def unseen(roads: Roads, journeys: int, seeds: range) -> list[Coverage]:
    """How intervals hold on shifts that were not learned from, for each seed.

    Args:
        roads: the true seconds of driving.
        journeys: how many are learned from.
        seeds: of what is learned from.
    """
    later = _held_out(roads)
    return [
        coverage(
            predictions(
                later[seed % _HELD_OUT], calibrate(_learned(roads, journeys, seed), _RULES), _RULES
            )
        )
        for seed in seeds
    ]


def mean_share(found: Sequence[Coverage]) -> float:
    """The mean of the shares inside."""
    return fmean(held.share for held in found)


@cache
def _held_out(roads: Roads) -> list[list[Journey]]:
    return [shifts(roads, _SHIFTS_SEEN, 5_000 + part, _CALLS) for part in range(_HELD_OUT)]


def _learned(roads: Roads, journeys: int, seed: int) -> list[Journey]:
    return shifts(roads, -(-journeys // _CALLS), seed, min(_CALLS, journeys))[:journeys]


def _within(shares: Sequence[float]) -> str:
    near = sum(abs(share - 0.8) <= 0.03 for share in shares)
    return f"{near} of {len(shares)}"


if __name__ == "__main__":
    main()
