"""Arrow keys on boards of growing size, beside the bare app."""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.board_screen import is_painted
from benchmarks.lab import PATIENCE_S, Lab, firsts, ms, named, note_on, sizes, wholes
from benchmarks.processes import cpu_s
from benchmarks.results import Series
from benchmarks.terminal import Reaction, Terminal
from benchmarks.workspace import fleet_board

ROWS: Mapping[str, str] = {
    "arrow": "arrow key to the first frame with its effect",
    "arrow-whole": "arrow key to the frame that completes its effect",
    "arrow-cpu": "CPU for an arrow key",
    "arrow-bytes": "bytes for an arrow key",
    "scale": "arrow key to its first frame, 1,000 vehicles and 2,000 open calls",
    "scale-whole": "arrow key to its whole effect, 1,000 vehicles and 2,000 open calls",
    "scale-cpu": "CPU for that key",
}

_UP, _DOWN = b"\x1b[A", b"\x1b[B"
_SIZES = (20, 1_000, 100_000)
_SCALE = (2_000, 1_000)
"""Calls and vehicles of a large force."""
_BESIDE = "bare Textual app"


class Presses:
    """The reactions of the bare app and of the board to keys that they get in turns.

    Attributes:
        bare: the bare app's reactions.
        board: the board's.
        bare_cpu_ms: CPU milliseconds of the bare app for one key, with what it does by itself.
        board_cpu_ms: the same of the board.
    """

    def __init__(self) -> None:
        self.bare: list[Reaction] = []
        self.board: list[Reaction] = []
        self.bare_cpu_ms: list[float] = []
        self.board_cpu_ms: list[float] = []

    def take(self, lab: Lab, bare: Terminal, board: Terminal, calls: int) -> None:
        """Go down a list of so many calls, and back up where it ends, for all samples."""
        count = lab.count(300, 20)
        before = cpu_s(bare.pid), cpu_s(board.pid)
        for number in range(count):
            key = _DOWN if number % (2 * calls - 2) < calls - 1 else _UP
            self.bare.append(lab.press(bare, key))
            self.board.append(lab.press(board, key))
        self.bare_cpu_ms.append(ms(cpu_s(bare.pid) - before[0]) / count)
        self.board_cpu_ms.append(ms(cpu_s(board.pid) - before[1]) / count)


def measure(lab: Lab) -> Iterator[Series]:
    """Press arrow keys on each board."""
    if any(row.startswith("arrow") for row in lab.wanted):
        for calls in lab.sizes(_SIZES, _SIZES[:2]):
            found = _presses(lab, calls, 3, f"{calls:,} calls")
            yield from _series(found, "arrow", named(calls, "calls"), calls)
    if any(row.startswith("scale") for row in lab.wanted) and not lab.quick:
        calls, vehicles = _SCALE
        found = _presses(lab, calls, vehicles, f"{vehicles:,} vehicles")
        yield from _series(found, "scale", "", None)


def _presses(lab: Lab, calls: int, vehicles: int, said: str) -> Presses | str:
    """The reactions on a board of that size; or why there are none."""
    lab.say(f"starting a board of {said}")
    with (
        fleet_board(lab.workspace, calls=calls, vehicles=vehicles) as (board, _),
        lab.workspace.floor("bare") as bare,
    ):
        if board.wait(partial(is_painted, open_calls=calls), PATIENCE_S) is None:
            return f"not on the board within {PATIENCE_S:.0f} s"
        board.read_for(lab.count(5, 1))
        bare.drain()
        lab.say(f"arrow keys on {said}")
        presses = Presses()
        presses.take(lab, bare, board, calls)
        return presses


def _series(found: Presses | str, row: str, case: str, size: float | None) -> Iterator[Series]:
    note = found if isinstance(found, str) else note_on([*found.board, *found.bare])
    bare, board = ([], []) if isinstance(found, str) else (found.bare, found.board)

    def series(suffix: str, unit: str, samples: list[float], floor: list[float]) -> Series:
        return Series(
            row=row + suffix,
            case=case,
            unit=unit,
            samples=samples,
            floor=floor,
            beside=_BESIDE,
            size=size,
            note=note,
        )

    yield series("", "ms", firsts(board), firsts(bare))
    yield series("-whole", "ms", wholes(board), wholes(bare))
    cpu = ([], []) if isinstance(found, str) else (found.board_cpu_ms, found.bare_cpu_ms)
    yield series("-cpu", "CPU ms", *cpu)
    yield series("-bytes", "B", sizes(board), sizes(bare))
