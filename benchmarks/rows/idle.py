"""CPU of a board that nobody touches, on a feed that has nothing new."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

from benchmarks.board_screen import is_painted
from benchmarks.lab import PATIENCE_S, Lab, named
from benchmarks.processes import cpu_s
from benchmarks.results import Series
from benchmarks.terminal import Terminal
from benchmarks.workspace import fleet_board

ROWS: Mapping[str, str] = {
    "idle": "CPU of an idle board, clocks running, polled every 5 s",
}

_SIZES = (3, 30, 300, 1_000)
_WINDOW_S = (15.0, 4.0)
_SETTLE_S = (6.0, 1.0)
_CALLS_A_VEHICLE = 2


def measure(lab: Lab) -> Iterator[Series]:
    """Leave boards of all sizes and an app with one clock alone, in the same windows."""
    window_s, settle_s = (_WINDOW_S[lab.quick], _SETTLE_S[lab.quick])
    with ExitStack() as stack:
        clock = stack.enter_context(lab.workspace.floor("clock"))
        boards: dict[int, Terminal] = {}
        for vehicles in lab.sizes(_SIZES, _SIZES[:1]):
            lab.say(f"starting a board of {vehicles:,} vehicles")
            calls = max(20, _CALLS_A_VEHICLE * vehicles)
            board, _ = stack.enter_context(
                fleet_board(lab.workspace, calls=calls, vehicles=vehicles, interval_s=5)
            )
            if board.wait(partial(is_painted, open_calls=calls), PATIENCE_S):
                boards[vehicles] = board
            else:
                yield _series(vehicles, note=f"not on the board within {PATIENCE_S:.0f} s")
        lab.say("idling")
        running = [clock, *boards.values()]
        _read_all(running, settle_s)
        used: dict[Terminal, list[float]] = {terminal: [] for terminal in running}
        for _ in range(lab.count(4, 1)):
            before = {terminal: cpu_s(terminal.pid) for terminal in running}
            _read_all(running, window_s)
            for terminal in running:
                spent = cpu_s(terminal.pid) - before[terminal]
                used[terminal].append(spent * 60 / window_s)
        for vehicles, board in boards.items():
            yield _series(vehicles, used[board], used[clock])


def _series(
    vehicles: int, samples: Sequence[float] = (), floor: Sequence[float] = (), note: str = ""
) -> Series:
    return Series(
        row="idle",
        case=named(vehicles, "vehicles"),
        unit="CPU s/min",
        samples=[*samples],
        floor=[*floor],
        beside="Textual app with one clock",
        size=vehicles,
        note=note,
    )


def _read_all(terminals: list[Terminal], seconds: float) -> None:
    """Read what all of them write, a little of each in turn."""
    turn_s = 0.5
    for _ in range(round(seconds / turn_s)):
        for terminal in terminals:
            terminal.read_for(turn_s / len(terminals))
