"""What a board costs on a journal of years, beside one on a journal of one shift."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import program
from benchmarks.board_screen import is_painted, listed_calls
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import Record
from benchmarks.lab import PATIENCE_S, Lab, firsts, ms, note_on, wholes
from benchmarks.processes import cpu_s, memory
from benchmarks.results import Series
from benchmarks.shift_journal import ONE_SHIFT, shift_case, shift_journal
from benchmarks.terminal import Reaction, Terminal

ROWS: Mapping[str, str] = {
    "age-key": "arrow key to frame, after many shifts",
    "age-feed": "CPU for a document of the feed with one changed call, after many shifts",
    "age-command": "key to the frame that shows a durable command (undo), after many shifts",
    "age-esc": "Esc to the board without the dialog, after many shifts",
    "age-find": "words typed and entered to the calls that hold them, after many shifts",
    "age-shifts": "key to the page of past shifts, after many shifts",
    "age-figures": "key to the page of figures, after many shifts",
    "age-memory": "memory of the board (PSS), after many shifts",
}

_SIZES = (10_000, 100_000, 1_000_000)
_UNITS = {"age-memory": "MB", "age-feed": "CPU ms"}
_WINDOW_S, _QUIET_S = 0.15, 0.1
_SETTLE_S = 5.0
_IDLE_S, _POLL_S = 4.0, 30.0
_PLACES = ("Alder Street, Deal", "Elder Street, Deal")
_UNPACK_S = 3_600.0
"""Seconds after which a journal of the largest size has its checkpoint, on a busy machine."""


class AgedBoard:
    """A running board, and what was done on it.

    Attributes:
        terminal: its terminal.
        reactions: to what was done, by row.
        feed_cpu_ms: what each changed document took, without what the board does by itself.
    """

    def __init__(self, terminal: Terminal, feed: FeedServer) -> None:
        self.terminal = terminal
        self.reactions: dict[str, list[Reaction]] = {row: [] for row in ROWS}
        self.feed_cpu_ms: list[float] = []
        self._feed = feed
        self._idle = 0.0

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

    def watch_idle(self) -> None:
        """See what it takes when nothing happens."""
        self.terminal.read_for(1.0)
        before = cpu_s(self.terminal.pid)
        self.terminal.read_for(_IDLE_S)
        self._idle = (cpu_s(self.terminal.pid) - before) / _IDLE_S

    def hear(self) -> None:
        """Change a call that is open, and wait until the board has heard of it and is quiet."""
        terminal, feed = self.terminal, self._feed
        call = next(name for name in listed_calls(terminal.screen) if _is_open(feed.record(name)))
        where = feed.record(call)["where"]
        place = _PLACES[where["text"] == _PLACES[0]]
        terminal.drain()
        before = cpu_s(terminal.pid)
        version = feed.change(call, where={**where, "text": place})
        changed_at = feed.changed_at
        reaction = terminal.react(
            lambda: feed.wait_for(version, _POLL_S), window_s=0.2, quiet_s=0.2, patience_s=_POLL_S
        )
        self.reactions["age-feed"].append(reaction)
        spent = cpu_s(terminal.pid) - before - self._idle * (terminal.read_at - changed_at)
        self.feed_cpu_ms.append(ms(max(0.0, spent)))

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
            if "age-feed" in lab.wanted:
                lab.take_turns(1, beside.watch_idle, aged.watch_idle)
                lab.take_turns(lab.count(30, 2), beside.hear, aged.hear)
        found = {row: (aged.reactions[row], beside.reactions[row]) for row in ROWS}
        for row, (reactions, others) in found.items():
            if row == "age-memory":
                continue
            said = note or note_on([*reactions, *others])
            if row == "age-feed":
                yield _series(row, size, aged.feed_cpu_ms, beside.feed_cpu_ms, said)
                continue
            times: Callable[[list[Reaction]], list[float]] = firsts if row == "age-key" else wholes
            yield _series(row, size, times(reactions), times(others), said)
        used = [[memory(board.terminal.pid).pss] for board in (aged, beside)]
        yield _series("age-memory", size, used[0], used[1], note)


def _series(row: str, size: int, samples: list[float], floor: list[float], note: str) -> Series:
    return Series(
        row=row,
        case=shift_case(size),
        unit=_UNITS.get(row, "ms"),
        samples=samples,
        floor=floor,
        beside=shift_case(ONE_SHIFT),
        size=size,
        note=note,
    )


@contextmanager
def _board(lab: Lab, journal: Path, feed: FeedServer) -> Iterator[AgedBoard]:
    with lab.workspace.board(journal, feed.url) as terminal:
        yield AgedBoard(terminal, feed)


def _is_open(call: Record) -> bool:
    return bool(call["state"] == "open")
