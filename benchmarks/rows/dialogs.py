"""Dialogs: opened for the first time and again, and left with Esc."""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.board_screen import is_painted
from benchmarks.lab import PATIENCE_S, Lab, note_on, sizes, wholes
from benchmarks.results import Series
from benchmarks.terminal import Reaction, Terminal
from benchmarks.workspace import fleet_board

ROWS: Mapping[str, str] = {
    "dialog": "key to the whole dialog, opened before",
    "dialog-first": "the same at its first use",
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


class Visits:
    """What opening and leaving one dialog took."""

    def __init__(self) -> None:
        self.first: list[Reaction] = []
        self.again: list[Reaction] = []
        self.left: list[Reaction] = []

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
            board.read_for(1.0)
            bare.read_for(0.1)
            for turn in range(1 + lab.count(4, 1)):
                for dialog, visit in visits.items():
                    opened = _press(board, DIALOGS[dialog])
                    (visit.again if turn else visit.first).append(opened)
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
    left = [reaction for visit in visits.values() for reaction in visit.left]
    yield Series(row="esc", samples=wholes(left), note=note)
    assign = visits["assign"]
    for case, reactions in (("open", assign.again), ("close", assign.left)):
        kilobytes = [size / 1_000 for size in sizes(reactions)]
        yield Series(row="dialog-bytes", case=case, unit="kB", samples=kilobytes, note=note)
