"""What a board costs on a journal of years, beside one on a journal of one shift."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import program
from benchmarks.board_screen import is_painted
from benchmarks.feed_server import FeedServer
from benchmarks.lab import PATIENCE_S, Lab, firsts, note_on, wholes
from benchmarks.processes import memory
from benchmarks.results import Series
from benchmarks.shift_journal import ONE_SHIFT, shift_case, shift_journal
from benchmarks.terminal import Reaction, Terminal

ROWS: Mapping[str, str] = {
    "age-key": "arrow key to frame, after many shifts",
    "age-command": "key to the frame that shows a durable command (undo), after many shifts",
    "age-esc": "Esc to the board without the dialog, after many shifts",
    "age-find": "words typed and entered to the calls that hold them, after many shifts",
    "age-shifts": "key to the page of past shifts, after many shifts",
    "age-figures": "key to the page of figures, after many shifts",
    "age-memory": "memory of the board (PSS), after many shifts",
}

_SIZES = (10_000, 100_000, 1_000_000)
_WINDOW_S, _QUIET_S = 0.15, 0.1
_SETTLE_S = 5.0
_UNPACK_S = 3_600.0
"""Seconds after which a journal of the largest size has its checkpoint, on a busy machine."""


class AgedBoard:
    """A running board, and what was done on it.

    Attributes:
        terminal: its terminal.
        reactions: to what was done, by row.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.reactions: dict[str, list[Reaction]] = {row: [] for row in ROWS}

    def begin(self) -> bool:
        """Wait for its first frame and for what is done behind that; write a note to take back."""
        if self.terminal.wait(is_painted, PATIENCE_S) is None:
            return False
        self.terminal.read_for(_SETTLE_S)
        for keys in (b"n", b"seen by the supervisor", b"\r"):
            self._press(keys)
        return True

    def take(self) -> None:
        """Do each thing once."""
        for keys in (b"\x1b[B", b"\x1b[A"):
            self._note("age-key", keys)
        self._note("age-command", b"u")
        for keys in (b"U", b"\r", b"n"):
            self._press(keys)
        self._note("age-esc", b"\x1b")
        self._press(b"/")
        self._note("age-find", b"deal\r")
        self._press(b"\x1b")
        for row, key in (("age-shifts", b"P"), ("age-figures", b"p")):
            self._note(row, key)
            self._press(b"\x1b")

    def _note(self, row: str, keys: bytes) -> None:
        self.reactions[row].append(self._press(keys))

    def _press(self, keys: bytes) -> Reaction:
        return self.terminal.press(keys, window_s=_WINDOW_S, quiet_s=_QUIET_S)


def measure(lab: Lab) -> Iterator[Series]:
    """Let boards on a short and on a long journal do the same in turns."""
    for size in lab.sizes(_SIZES, ()):
        lab.say(f"writing a journal of {size:,} events, and its checkpoint")
        with ExitStack() as stack:
            journals: list[tuple[Path, FeedServer]] = []
            for events in (ONE_SHIFT, size):
                journal, feed = shift_journal(lab.workspace, events)
                stack.callback(feed.close)
                stack.callback(journal.unlink, missing_ok=True)
                leave_checkpoint(lab, journal)
                journals.append((journal, feed))
            lab.say(f"boards on one shift and on {size:,} events")
            yield from compare(lab, size, *journals)


def leave_checkpoint(lab: Lab, journal: Path) -> None:
    """Have the program read all of a journal, as it is where a board has run on it all the time."""
    config = ("--config", str(lab.workspace.settings(5)))
    subprocess.run(
        (*program.COMMAND, "status", "--whole", "--journal", str(journal), *config),
        env=lab.workspace.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=_UNPACK_S,
    )


def compare(
    lab: Lab, size: int, short: tuple[Path, FeedServer], long: tuple[Path, FeedServer]
) -> Iterator[Series]:
    """Measure boards on two journals in turns.

    Args:
        lab: how.
        size: events of the long one.
        short: a journal and its feed.
        long: the same.
    """
    with _board(lab, *short) as beside, _board(lab, *long) as aged:
        note = "" if beside.begin() and aged.begin() else "a board did not start"
        if not note:
            lab.take_turns(lab.count(12, 2), beside.take, aged.take)
        found = {row: (aged.reactions[row], beside.reactions[row]) for row in ROWS}
        for row, (reactions, others) in found.items():
            if row == "age-memory":
                continue
            times: Callable[[list[Reaction]], list[float]] = firsts if row == "age-key" else wholes
            yield _series(
                row, size, times(reactions), times(others), note or note_on([*reactions, *others])
            )
        used = [[memory(board.terminal.pid).pss] for board in (aged, beside)]
        yield _series("age-memory", size, used[0], used[1], note)


def _series(row: str, size: int, samples: list[float], floor: list[float], note: str) -> Series:
    return Series(
        row=row,
        case=shift_case(size),
        unit="MB" if row == "age-memory" else "ms",
        samples=samples,
        floor=floor,
        beside=shift_case(ONE_SHIFT),
        size=size,
        note=note,
    )


@contextmanager
def _board(lab: Lab, journal: Path, feed: FeedServer) -> Iterator[AgedBoard]:
    with lab.workspace.board(journal, feed.url) as terminal:
        yield AgedBoard(terminal)
