"""Memory of a board on a shift, and of each call beyond."""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.board_screen import is_painted
from benchmarks.lab import PATIENCE_S, Lab
from benchmarks.processes import memory
from benchmarks.results import Series
from benchmarks.workspace import fleet_board

ROWS: Mapping[str, str] = {
    "memory": "resident memory of the board",
}

_SHIFT = 20
_MANY = 10_000
_SETTLE_S = (4.0, 1.5)


def measure(lab: Lab) -> Iterator[Series]:
    """Look at a bare app, a board of a shift and one of many calls."""
    lab.say("memory")
    of_shift, note = _resident(lab, _SHIFT)
    shift = [board for board, _ in of_shift]
    yield Series(
        row="memory",
        case="on a shift",
        unit="MB",
        samples=shift,
        floor=[floor for _, floor in of_shift],
        beside="bare Textual app",
        note=note,
    )
    if lab.quick:
        return
    of_many, note = _resident(lab, _MANY)
    beyond = [
        (larger - smaller) * 1_000 / (_MANY - _SHIFT)
        for (larger, _), smaller in zip(of_many, shift, strict=False)
    ]
    yield Series(row="memory", case="a call beyond", unit="kB", samples=beyond, note=note)


def _resident(lab: Lab, calls: int) -> tuple[list[tuple[float, float]], str]:
    """Megabytes of the board with so many calls, and of the bare app beside it, some times over.

    Returns:
        Them; and which could not be had, in words.
    """
    found, note = [], ""
    for _ in range(lab.count(3, 1)):
        with (
            fleet_board(lab.workspace, calls=calls, vehicles=3) as (board, _),
            lab.workspace.floor("bare") as bare,
        ):
            if board.wait(partial(is_painted, open_calls=calls), PATIENCE_S) is None:
                note = f"a board of {calls:,} calls did not start within {PATIENCE_S:.0f} s"
                continue
            board.read_for(_SETTLE_S[lab.quick])
            bare.drain()
            found.append((memory(board.pid).rss, memory(bare.pid).rss))
    return found, note
