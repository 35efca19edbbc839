"""The first frame is painted before the screen is loaded, and nobody can tell.

`held` programs stop behind their first frame, until the file that they wait for is there: what is
typed, resized or signalled then comes in between.
"""

import os
import re
import signal
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyte.screens import Char

from tests.terminal.conftest import Dispatch, Start, Terminal

HELD = """
import time
from pathlib import Path
from jru_tui.tui.terminal.opened_terminal import OpenedTerminal
show = OpenedTerminal.show
def hold(self, frame):
    import sys
    assert "textual" not in sys.modules
    show(self, frame)
    until = time.monotonic() + 60
    while not Path({go!r}).exists() and not {ends} and time.monotonic() < until:
        time.sleep(0.01)
OpenedTerminal.show = hold
"""
FRAME_ENDS = b"\x1b[?2026l"
KNOWS_FRAMES = b"\x1b[?2026;2$y"
BARS = "━─=-"
_LOCAL_FLAGS = 3
_COOKED = termios.ECHO | termios.ICANON | termios.ISIG

Cell = tuple[Any, ...]


class HeldBoard:
    """A board that stands at its first frame."""

    def __init__(self, start: Start, folder: Path, *arguments: str, **more: Any) -> None:
        self.go_file = folder / "go"
        held = HELD.format(go=str(self.go_file), ends="self.is_ended")
        self.terminal: Terminal = start(*arguments, first=held, **more)
        self.terminal.see("Vehicles" if arguments[0] == "run" else " waiting")
        self.terminal.wait(
            lambda _: self.terminal.bytes.count(FRAME_ENDS) == 1, "the end of the first frame"
        )

    def go(self) -> None:
        """Load the screen."""
        self.go_file.touch()

    def second_frame(self) -> None:
        """Read as far as the first frame of the screen, and not beyond."""
        self.terminal.wait(
            lambda _: self.terminal.bytes.count(FRAME_ENDS) == 2, "the screen's own frame"
        )


@pytest.fixture
def held(open_terminal: Start, tmp_path: Path) -> Callable[..., HeldBoard]:
    return lambda *arguments, **more: HeldBoard(open_terminal, tmp_path, *arguments, **more)


def looks(terminal: Terminal) -> list[list[Cell]]:
    """What is seen in every cell: a blank has no ink, and digits and bars of clocks run on."""

    def look(cell: Char) -> Cell:
        if cell.data == " ":
            return (" ", cell.bg)
        if cell.data in BARS:
            return ("─", cell.bg)
        shown = "0" if cell.data.isdigit() else cell.data
        return (shown, cell.bg, cell.fg, cell.bold, cell.reverse, cell.strikethrough)

    screen = terminal.screen
    return [[look(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


KINDS = {
    "256 colours": {},
    "all colours": {"COLORTERM": "truecolor"},
    "16 colours": {"TERM": "xterm"},
    "no colour": {"NO_COLOR": "1", "COLORTERM": "truecolor"},
    "plain glyphs": {"TERM": "linux"},
    "light": {"JRU_TUI_THEME": "battenburg-light", "COLORTERM": "truecolor"},
    "Textual's": {"JRU_TUI_THEME": "gruvbox", "COLORTERM": "truecolor"},
    "the terminal's": {"JRU_TUI_THEME": "ansi-dark"},
}


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        ((80, 24), "256 colours"),
        ((120, 30), "256 colours"),
        ((140, 36), "all colours"),
        ((60, 15), "all colours"),
        *(((120, 30), kind) for kind in list(KINDS)[2:]),
    ],
)
def test_the_screens_own_first_frame_changes_no_cell(
    held: Callable[..., HeldBoard], size: tuple[int, int], kind: str
) -> None:
    board = held("demo", "east_kent_first_weekend", size=size, **KINDS[kind])
    first = looks(board.terminal)
    assert any(cell[1] != "default" for line in first for cell in line) or kind == "the terminal's"
    board.terminal.send(KNOWS_FRAMES)
    board.go()
    board.second_frame()
    assert looks(board.terminal) == first


@pytest.mark.parametrize("size", [(80, 24), (140, 36)])
def test_nor_does_it_with_advice_marks_and_a_next_call(
    held: Callable[..., HeldBoard], size: tuple[int, int]
) -> None:
    board = held("demo", "first_look", size=size, COLORTERM="truecolor")
    first = looks(board.terminal)
    board.terminal.send(KNOWS_FRAMES)
    board.go()
    board.second_frame()
    assert looks(board.terminal) == first


def test_a_board_that_looks_on_is_painted_first_too(
    held: Callable[..., HeldBoard], dispatch: Dispatch
) -> None:
    board = held("run", "--read-only", "--feed", dispatch.url, size=(120, 30))
    first = looks(board.terminal)
    assert "READ-ONLY" in board.terminal.text
    board.terminal.send(KNOWS_FRAMES)
    board.go()
    board.second_frame()
    assert looks(board.terminal) == first


def test_keys_that_are_typed_in_between_have_their_effect_once_and_in_order(
    held: Callable[..., HeldBoard],
) -> None:
    board = held("demo", "east_kent_first_weekend")
    board.terminal.send(b"j", b"\x1b[B", b"n", b"first words", b"\r", b"n", b"second", b"\r")
    before = board.terminal.bytes
    board.terminal.watch(0.3)
    assert board.terminal.bytes == before, "what is typed is echoed"
    board.go()
    text = board.terminal.see("you   note: second")
    assert re.search(r"▌. ?K-1035", text)
    board.terminal.press("L")
    text = board.terminal.see("note: first words", "note: second")
    log = [line for line in text.splitlines() if "note:" in line]
    assert [re.findall("note: (first words|second)", line) for line in log] == [
        ["first words"],
        ["second"],
    ]
    assert all("K-1035" in line for line in log)


def test_an_escape_and_the_key_after_it_are_two_keys(held: Callable[..., HeldBoard]) -> None:
    board = held("demo", "east_kent_first_weekend")
    board.terminal.send(b"/", b"\x1b", b"j", apart=0.3)
    board.go()
    board.terminal.wait(
        lambda text: re.search(r"▌. ?K-1038", text) is not None and "filter" not in text,
        "the next call selected",
    )


def test_a_terminal_that_was_made_larger_in_between_is_filled(
    held: Callable[..., HeldBoard],
) -> None:
    board = held("demo", "east_kent_first_weekend", size=(80, 24))
    board.terminal.resize(140, 36)
    board.go()
    text = board.terminal.see("opens it in full", "Help")
    assert text.splitlines()[-1].rstrip().endswith("? Help")
    assert "K-1037" in text


def is_given_back(terminal: Terminal) -> bool:
    flags: int = termios.tcgetattr(terminal.fd)[_LOCAL_FLAGS]
    ends = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[<u", b"\x1b[?2004l")
    return flags & _COOKED == _COOKED and all(terminal.bytes.count(end) == 1 for end in ends)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_in_between_gives_the_terminal_back(
    held: Callable[..., HeldBoard], number: signal.Signals
) -> None:
    board = held("demo", "east_kent_first_weekend")
    os.kill(board.terminal.pid, number)
    board.go()
    board.terminal.wait(lambda _: is_given_back(board.terminal), "the terminal given back")
    board.terminal.ended()
    assert b"Traceback" not in board.terminal.bytes


def test_a_stop_in_between_is_a_stop_with_the_terminal_given_back(
    held: Callable[..., HeldBoard],
) -> None:
    board = held("demo", "east_kent_first_weekend")
    os.kill(board.terminal.pid, signal.SIGTSTP)
    board.go()
    board.terminal.wait(lambda _: is_given_back(board.terminal), "the terminal given back")
    board.terminal.wait_until_stopped()
    board.terminal.bytes = b""
    os.kill(board.terminal.pid, signal.SIGCONT)
    board.terminal.wait(lambda _: b"\x1b[?1049h" in board.terminal.bytes, "the screen taken again")
    board.terminal.press("?")
    board.terminal.see("Assign a vehicle")


def test_ctrl_c_in_between_is_the_key_that_tells_how_to_leave(
    held: Callable[..., HeldBoard],
) -> None:
    board = held("demo", "east_kent_first_weekend")
    board.terminal.send(b"\x03")
    board.go()
    board.terminal.see("q leaves the board")
    assert board.terminal.quit() == 0


def test_a_fault_in_between_gives_the_terminal_back(open_terminal: Start) -> None:
    terminal = open_terminal(
        "demo",
        first="import jru_tui.tui.terminal.opened_terminal as o\n"
        "show = o.OpenedTerminal.show\n"
        "def fail(self, frame):\n    show(self, frame)\n    {}[1]\n"
        "o.OpenedTerminal.show = fail",
    )
    assert terminal.ended() == 1
    assert is_given_back(terminal)
    assert terminal.bytes.rfind(b"\x1b[?1049l") < terminal.bytes.find(b"Details for a bug report")


@pytest.mark.parametrize("size", [(59, 24), (80, 14)])
def test_a_terminal_that_is_too_small_is_told_so_and_nothing_is_painted_before(
    open_terminal: Start, size: tuple[int, int]
) -> None:
    terminal = open_terminal("demo", "east_kent_first_weekend", size=size)
    terminal.see("60")
    assert FRAME_ENDS not in terminal.bytes
    assert b"2 waiting" not in terminal.bytes
