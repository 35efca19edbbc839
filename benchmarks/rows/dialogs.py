"""Dialogs: opened for the first time and again, and left with Esc."""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.board_screen import is_painted
from benchmarks.lab import PATIENCE_S, Lab, ms, note_on, sizes, wholes
from benchmarks.processes import cpu_s
from benchmarks.results import Series
from benchmarks.terminal import Reaction, Terminal
from benchmarks.workspace import fleet_board

ROWS: Mapping[str, str] = {
    "dialog": "key to the whole dialog, opened before",
    "dialog-first": "the same at its first use",
    "dialog-first-cpu": "CPU time of that",
    "esc": "Esc to the board without the dialog",
    "dialog-bytes": "bytes to open and to close the dialog for assigning",
}

DIALOGS = {
    "assign": b"a",
    "close": b"c",
    "status": b"s",
    "note": b"n",
    "call in full": b"\r",
    "command line": b":",
    "help": b"?",
}
"""The dialogs that are measured, by the key that opens them."""

_QUICK = ("assign", "close", "note", "help")
_WINDOW_S, _QUIET_S = 0.15, 0.12
_CALLS = 20
_LOADED_S = 3.0
"""Seconds behind the first frame, in which dialogs are loaded while nobody presses a key."""


class Visits:
    """What opening and leaving one dialog took."""

    def __init__(self) -> None:
        self.first: list[Reaction] = []
        self.again: list[Reaction] = []
        self.left: list[Reaction] = []
        self.first_cpu: list[float] = []
        self.again_cpu: list[float] = []

    def open(self, board: Terminal, key: bytes, *, before: bool) -> None:
        """Open it; `before`: not for the first time."""
        used = cpu_s(board.pid)
        (self.again if before else self.first).append(_press(board, key))
        used = ms(cpu_s(board.pid) - used)
        (self.again_cpu if before else self.first_cpu).append(used)

    def all(self) -> list[Reaction]:
        """The reactions to every key of it."""
        return [*self.first, *self.again, *self.left]


def measure(lab: Lab) -> Iterator[Series]:
    """Open and leave each dialog on boards that were just started, between keys of the bare app."""
    visits = {dialog: Visits() for dialog in (_QUICK if lab.quick else DIALOGS)}
    keys: list[Reaction] = []
    note = ""
    for number in range(lab.count(5, 1)):
        lab.say(f"dialogs, board {number + 1}")
        with (
            fleet_board(lab.workspace, calls=_CALLS, vehicles=3, interval_s=60) as (board, _),
            lab.workspace.floor("bare") as bare,
        ):
            if board.wait(partial(is_painted, open_calls=_CALLS), PATIENCE_S) is None:
                note = f"a board did not start within {PATIENCE_S:.0f} s"
                break
            board.read_for(_LOADED_S)
            bare.read_for(0.1)
            for turn in range(1 + lab.count(4, 1)):
                for dialog, visit in visits.items():
                    visit.open(board, DIALOGS[dialog], before=turn > 0)
                    visit.left.append(_press(board, b"\x1b"))
                    keys.append(lab.press(bare, b"x"))
    pressed = [*keys, *(key for visit in visits.values() for key in visit.all())]
    yield from _series(visits, keys, note or note_on(pressed))


def _press(board: Terminal, key: bytes) -> Reaction:
    return board.press(key, window_s=_WINDOW_S, quiet_s=_QUIET_S)


def _series(visits: Mapping[str, Visits], keys: list[Reaction], note: str) -> Iterator[Series]:
    for dialog, visit in visits.items():
        yield Series(
            row="dialog",
            case=dialog,
            samples=wholes(visit.again),
            floor=wholes(keys),
            beside="key of a bare Textual app",
            note=note,
        )
    for dialog, visit in visits.items():
        yield Series(
            row="dialog-first",
            case=dialog,
            samples=wholes(visit.first),
            floor=wholes(visit.again),
            beside="opened before",
            note=note,
        )
    for dialog, visit in visits.items():
        yield Series(
            row="dialog-first-cpu",
            case=dialog,
            unit="CPU ms",
            samples=visit.first_cpu,
            floor=visit.again_cpu,
            beside="opened before",
            note=note,
        )
    left = [reaction for visit in visits.values() for reaction in visit.left]
    yield Series(row="esc", samples=wholes(left), note=note)
    assign = visits["assign"]
    for case, reactions in (("open", assign.again), ("close", assign.left)):
        kilobytes = [size / 1_000 for size in sizes(reactions)]
        yield Series(row="dialog-bytes", case=case, unit="kB", samples=kilobytes, note=note)
