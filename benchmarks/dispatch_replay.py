"""`python -m benchmarks.dispatch_replay`: shifts by the plan, and by the nearest free vehicle.

Both rules play the same drawn shifts on the same hidden travel times. It counts decisions and
minutes of the simulated night, not the time of this machine, and runs inside the program.

The oracle knows the hidden times. From where the plan's crews were when a call came in it counts
the targets that not even the right crew, sent that second, could have met. It takes each call by
itself, also where two of them needed one crew: so no controller misses fewer from there.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

from benchmarks.scenario_generator import generate_scenario
from benchmarks.shift_replay import Played, by_plan, nearest_free, play_shifts
from jru_tui.board import (
    Board,
    Rules,
    calibrate,
    coverage,
    list_journeys,
    predictions,
    shipped,
)

_CODES = ("G1", "C1", "G2", "C2")
_RULES = {"nearest free": nearest_free, "plan": by_plan}


def main() -> None:
    """Play the shifts that the command line asks for, and print what became of the targets."""
    options = _options()
    seeds = range(options.first, options.first + options.seeds)
    played: dict[str, list[Played]] = {name: [] for name in _RULES}
    for seed in seeds:
        drawn = generate_scenario(
            seed,
            shifts=options.shifts,
            vehicles=options.vehicles,
            calls=options.calls,
            size=options.size,
        )
        for name, rule in _RULES.items():
            played[name].append(play_shifts(drawn, rule, with_reach=rule is by_plan))
    nights = options.seeds * options.shifts
    heading = (
        f"{nights} shifts of {options.calls} calls and {options.vehicles} vehicles, seeds "
        f"{seeds[0]} to {seeds[-1]}, a county of {options.size:g} times Kent's size: "
        "missed of all, and mean minutes to the first arrival"
    )
    columns = "".join(f"{code:>18}" for code in _CODES)
    lines = [heading, f"{'':22}{columns}{'sent':>8}"]
    for name, ends in played.items():
        cells = "".join(_cell(ends, code) for code in _CODES)
        lines.append(f"{name:22}{cells}{sum(end.sent for end in ends):>8}")
    lines += _oracle(played["plan"])
    lines.append(_coverage([end.board for end in played["nearest free"]]))
    sys.stdout.write("\n".join(lines) + "\n")


def _cell(ends: Sequence[Played], code: str) -> str:
    counts = [end.missed(code) for end in ends]
    missed, calls = (sum(column) for column in zip(*counts, strict=True))
    seconds = [end.response_s(code) * end.missed(code)[1] for end in ends]
    mean = sum(seconds) / max(1, calls) / 60
    return f"{f'{missed} of {calls}, {mean:.1f}':>18}"


def _oracle(ends: Sequence[Played]) -> Iterator[str]:
    """Tell what was missed by nobody's fault, and how much of the rest the plan met."""
    for off_scenes, name in ((False, "oracle"), (True, "oracle, off scenes")):
        cells, shares = "", ""
        for code in _CODES:
            counts = [end.missed(code) for end in ends]
            missed, calls = (sum(column) for column in zip(*counts, strict=True))
            least = sum(end.unreachable(code, off_scenes=off_scenes) for end in ends)
            cells += f"{f'{least} of {calls}':>18}"
            shares += f"{f'{(calls - missed) / max(1, calls - least):.0%}':>18}"
        yield f"{name:22}{cells}"
        yield f"{'  met by the plan':22}{shares}"


def _coverage(boards: Sequence[Board]) -> str:
    """Tell how well intervals hold on the second half, learned from the first."""
    rules = Rules()
    half = len(boards) // 2
    journeys = [list(list_journeys(board)) for board in boards]
    learned = calibrate([journey for some in journeys[:half] for journey in some], rules)
    unseen = [journey for some in journeys[half:] for journey in some]
    held, plain = (
        coverage(predictions(unseen, calibration, rules))
        for calibration in (learned, shipped(rules))
    )
    return (
        f"10-90 % intervals on {held.count} journeys that were not learned from: {held.share:.1%} "
        f"inside as learned from {learned.journeys}, {plain.share:.1%} by the settings alone"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=12, help="how many of them")
    parser.add_argument("--shifts", type=int, default=3, help="shifts of each seed")
    parser.add_argument("--calls", type=int, default=24, help="calls a shift")
    parser.add_argument("--vehicles", type=int, default=5, help="vehicles on duty, at most six")
    parser.add_argument("--size", type=float, default=1.0, help="of the county; 1 is Kent's")
    return parser.parse_args()


if __name__ == "__main__":
    main()
