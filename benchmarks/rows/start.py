"""From the start of the program to its first frame, and to a key that has its effect."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.board_screen import is_painted, selected_call
from benchmarks.feed_server import FeedServer
from benchmarks.lab import PATIENCE_S, Lab, ms
from benchmarks.results import Series
from benchmarks.screen import Screen
from benchmarks.shift_journal import ONE_SHIFT, shift_case, shift_journal
from benchmarks.terminal import ProgramEndedError, Terminal

ROWS: Mapping[str, str] = {
    "start": "start to the first painted frame",
    "interactive": "start to the effect of a key that is pressed at the first frame",
}

_SIZES = (10_000, 100_000, 1_000_000)
_DOWN = b"\x1b[B"
_KEY_PATIENCE_S = 10.0


class Starts:
    """The samples of one program, started again and again.

    Attributes:
        frames: milliseconds to its first painted frame.
        keys: milliseconds to the effect of a key that was pressed then.
        note: what went wrong; empty for nothing.
    """

    def __init__(self) -> None:
        self.frames: list[float] = []
        self.keys: list[float] = []
        self.note = ""

    def take(self, terminal: Terminal, *, board: bool) -> bool:
        """Add the sample of a program that was just started, and end it; False if it had none."""
        try:
            with terminal:
                self.note = self._take(terminal, board=board)
        except ProgramEndedError as ended:
            self.note = " ".join(str(ended).split())
        return not self.note

    def _take(self, terminal: Terminal, *, board: bool) -> str:
        at = terminal.wait(is_painted if board else _is_ready, PATIENCE_S)
        if at is None:
            return f"no frame within {PATIENCE_S:.0f} s"
        self.frames.append(ms(at - terminal.started_at))
        before = _looked_at(terminal.screen)
        terminal.send(_DOWN)
        at = terminal.wait(lambda screen: _looked_at(screen) != before, _KEY_PATIENCE_S)
        if at is None:
            return "a key at the first frame had no effect"
        self.keys.append(ms(at - terminal.started_at))
        return ""


def measure(lab: Lab) -> Iterator[Series]:
    """Start the bare app and the board in turns; then boards on short and long journals."""
    journal, feed = shift_journal(lab.workspace, ONE_SHIFT)
    with feed:
        bare, shift = Starts(), Starts()

        def start_bare(starts: Starts = bare) -> bool:
            return starts.take(lab.workspace.floor("bare"), board=False)

        def start_shift(starts: Starts = shift) -> bool:
            return starts.take(lab.workspace.board(journal, feed.url), board=True)

        # Compiled files and the disk's cache are as they are on the second day.
        start_bare(Starts())
        if start_shift(shift_warm := Starts()):
            lab.take_turns(lab.count(20, 3), start_bare, start_shift)
        note = shift.note or shift_warm.note
        if "start" in lab.wanted:
            yield Series(
                row="start",
                case=shift_case(ONE_SHIFT),
                samples=shift.frames,
                floor=bare.frames,
                beside="bare Textual app",
                size=ONE_SHIFT,
                note=note,
            )
        if "interactive" in lab.wanted:
            yield Series(
                row="interactive",
                samples=shift.keys,
                floor=bare.keys,
                beside="bare Textual app",
                note=note,
            )
        if "start" in lab.wanted and not note:
            for size in lab.sizes(_SIZES, _SIZES[:1]):
                yield _long(lab, size, (journal, feed), shift)


def _long(lab: Lab, size: int, short: tuple[Path, FeedServer], shift: Starts) -> Series:
    """Start boards on a long journal and on that of one shift in turns."""
    lab.say(f"writing a journal of {size:,} events")
    journal, feed = shift_journal(lab.workspace, size)
    lab.say(f"starting on {size:,} events")
    beside, long = Starts(), Starts()
    with feed:

        def start_long(starts: Starts = long) -> bool:
            return starts.take(lab.workspace.board(journal, feed.url), board=True)

        # What a first start leaves behind for the next one counts for the next one.
        first = Starts()
        if start_long(first):
            lab.take_turns(
                lab.count(4, 1),
                lambda: beside.take(lab.workspace.board(short[0], short[1].url), board=True),
                start_long,
            )
    journal.unlink()
    return Series(
        row="start",
        case=shift_case(size),
        samples=long.frames,
        floor=beside.frames or shift.frames,
        beside="one shift",
        size=size,
        note=first.note or long.note,
    )


def _is_ready(screen: Screen) -> bool:
    return "ready" in screen.text


def _looked_at(screen: Screen) -> str:
    """What a key changes: the board's selected call, or the line of the bare app."""
    return selected_call(screen) or screen.line(0)
