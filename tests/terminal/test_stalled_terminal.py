"""A terminal that takes nothing, as behind Ctrl+S or a connection that is dead, holds nobody up."""

import os
import signal
from pathlib import Path

import pytest

from tests.terminal.conftest import Dispatch, Start, Terminal

_REDRAWS = 200
"""So many frames of a whole screen are many times what a terminal and the program hold."""


@pytest.fixture
def board(open_terminal: Start, dispatch: Dispatch, tmp_path: Path) -> Terminal:
    """A board whose terminal takes no more, with more frames under way than may wait."""
    dispatch.call("K-1", 5, grade="G2", type="fall", summary="A fall")
    terminal = open_terminal("run", "--feed", dispatch.url, "--journal", tmp_path / "j.db")
    terminal.see("K-1", "A fall")
    terminal.stall()
    terminal.press(*["\x0c"] * _REDRAWS)
    return terminal


@pytest.mark.parametrize("number", [None, signal.SIGTERM, signal.SIGINT])
def test_it_is_left_all_the_same(board: Terminal, number: signal.Signals | None) -> None:
    if number is None:
        board.press("q", "\r", "\r")
    else:
        os.kill(board.pid, number)
    assert board.ended_unseen() == 0


def test_commands_are_saved_and_all_is_drawn_when_it_goes_on(
    board: Terminal, dispatch: Dispatch
) -> None:
    board.press("n", "Gate is locked\r")
    dispatch.call("K-2", 0, grade="G1", type="weapon", summary="A knife")
    board.go_on()
    board.see("A fall", "K-2", "note: Gate is locked")
    assert board.quit() == 0
