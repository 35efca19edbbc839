"""However the program ends or stops, the terminal is as it was before."""

import os
import signal
import termios

import pytest

from tests.terminal.conftest import Start, Terminal

SET = (b"\x1b[?1049h", b"\x1b[>27u", b"\x1b[?2004h", b"\x1b[?1003h", b"\x1b[?1006h", b"\x1b[?25l")
TAKEN_BACK = (
    b"\x1b[?1049l",
    b"\x1b[<u",
    b"\x1b[?2004l",
    b"\x1b[?1003l",
    b"\x1b[?1006l",
    b"\x1b[?25h",
)
_LOCAL_FLAGS = 3
_COOKED = termios.ECHO | termios.ICANON | termios.ISIG


def modes(board: Terminal) -> int:
    """Whether the terminal echoes and hands over whole lines."""
    flags: int = termios.tcgetattr(board.fd)[_LOCAL_FLAGS]
    return flags & _COOKED


@pytest.fixture
def board(open_terminal: Start) -> Terminal:
    """The demo on its first frame."""
    terminal = open_terminal("demo", "east_kent_first_weekend")
    terminal.see("DEMO", "2 waiting")
    assert modes(terminal) == 0
    for sequence in SET:
        assert sequence in terminal.bytes
    return terminal


def is_given_back(board: Terminal) -> bool:
    said = [
        board.bytes.count(begin) == board.bytes.count(end)
        for begin, end in zip(SET, TAKEN_BACK, strict=True)
    ]
    return all(said) and modes(board) == _COOKED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_order(board: Terminal, number: signal.Signals) -> None:
    os.kill(board.pid, number)
    board.wait(lambda _: is_given_back(board), "the terminal given back")
    board.ended()
    assert "Traceback" not in board.bytes.decode(errors="replace")


def test_quitting_gives_it_back_with_what_was_typed_meanwhile(board: Terminal) -> None:
    board.send(b"q\rqq\x1b[?62;22c")
    board.wait(lambda _: is_given_back(board), "the terminal given back")
    assert board.ended() == 0


def test_a_fault_gives_it_back(open_terminal: Start) -> None:
    board = open_terminal(
        "demo",
        "east_kent_first_weekend",
        first="from jru_tui.tui.widgets.call_list import CallList as C\n"
        "C.action_move = lambda *_: {}[1]",
    )
    board.see("2 waiting", "K-1037")
    board.press("j")
    board.wait(lambda _: is_given_back(board), "the terminal given back")
    assert board.ended() == 1
    assert board.bytes.rfind(b"\x1b[?1049l") < board.bytes.find(b"Details for a bug report")


def test_it_stops_and_goes_on(board: Terminal) -> None:
    os.kill(board.pid, signal.SIGTSTP)
    board.wait(lambda _: is_given_back(board), "the terminal given back")
    board.wait_until_stopped()
    board.bytes = b""
    os.kill(board.pid, signal.SIGCONT)
    board.wait(lambda _: SET[1] in board.bytes, "the terminal taken over")
    board.wait(lambda _: "2 waiting" in board.text, "the board drawn again")
    assert modes(board) == 0
    assert board.bytes.count(SET[1]) == 1
    board.press("?")
    board.see("Assign a vehicle")
