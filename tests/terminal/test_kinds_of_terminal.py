"""Other terminals: without UTF-8, without a cursor, with a poor font, too small."""

from pathlib import Path

import pytest

from tests.terminal.conftest import Dispatch, Start

LIGHT = set("─│┌┐└┘├┤┬┴┼")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"TERM": "dumb"}, "cannot draw a board"),
        ({"LANG": "en_GB.ISO-8859-1", "LC_ALL": ""}, "not set to UTF-8"),
    ],
)
def test_a_terminal_that_would_show_it_broken_is_refused(
    open_terminal: Start, variables: dict[str, str], said: str
) -> None:
    board = open_terminal("demo", "east_kent_first_weekend", **variables)
    assert board.ended() == 1
    assert said in " ".join(board.text.split())
    assert b"\x1b[?1049h" not in board.bytes


@pytest.mark.parametrize("term", ["linux", "vt100", "putty-256color"])
def test_a_poor_font_gets_ascii_and_light_lines_by_itself(open_terminal: Start, term: str) -> None:
    board = open_terminal("demo", "east_kent_first_weekend", TERM=term)
    screen = board.see("DEMO", "2 waiting", "o AVAILABLE")
    assert all(sign < "\u0100" or sign in LIGHT for sign in screen)


PUTTY = "\x1b[>0;136;0c"
"""PuTTY's answer to what it is, whatever `TERM` it was told to say."""


def test_putty_is_known_by_its_answer_where_term_says_xterm(open_terminal: Start) -> None:
    board = open_terminal("demo", "east_kent_first_weekend", TERM="xterm")
    board.see("DEMO", "2 waiting", "○ AVAILABLE")
    assert b"\x1b[>c" in board.bytes
    board.press(PUTTY)
    board.see("DEMO", "o AVAILABLE")
    board.wait(lambda text: all(sign < "\u0100" or sign in LIGHT for sign in text), "plain signs")
    board.press("a")  # its answer is no key: the first one opens its dialog
    board.see("Assign a vehicle to K-1037")


@pytest.mark.parametrize(
    ("answer", "glyphs"), [("\x1b[>41;370;0c", "auto"), ("\x1b[>0;276;0c", "auto"), (PUTTY, "full")]
)
def test_another_terminal_or_a_setting_keeps_all_glyphs(
    open_terminal: Start, answer: str, glyphs: str
) -> None:
    board = open_terminal(
        "demo", "east_kent_first_weekend", TERM="xterm", JRU_TUI_BOARD_GLYPHS=glyphs
    )
    board.see("DEMO", "○ AVAILABLE")
    board.press(answer, "a")
    board.see("Assign a vehicle to K-1037")
    board.press("\x1b")
    board.see("○ AVAILABLE")


def test_the_setting_chooses_plain_glyphs_anywhere(open_terminal: Start) -> None:
    board = open_terminal("demo", "east_kent_first_weekend", JRU_TUI_BOARD_GLYPHS="plain")
    screen = board.see("DEMO", "2 waiting", "o AVAILABLE")
    assert all(sign < "\u0100" or sign in LIGHT for sign in screen)


def test_the_setting_chooses_all_glyphs_anywhere(open_terminal: Start) -> None:
    board = open_terminal(
        "demo", "east_kent_first_weekend", TERM="linux", JRU_TUI_BOARD_GLYPHS="full"
    )
    board.see("DEMO", "○ AVAILABLE")


def test_a_window_that_is_too_small_says_so_takes_no_key_and_goes_on_where_it_was(
    open_terminal: Start,
) -> None:
    board = open_terminal("demo", "east_kent_first_weekend", size=(50, 12))
    board.see("This terminal has 50x12", "60x15")
    board.press("a", "\r", "c", "\r", "\x10", "\r", "q")
    board.see("This would be left behind")
    board.resize(140, 36)
    board.wait(lambda text: "left behind" not in text and "2 waiting" in text, "the board alone")
    board.press("a")
    board.see("Assign a vehicle to K-1037")
    board.resize(59, 20)
    board.see("59x20")
    board.press("\r")
    board.resize(140, 36)
    board.see("Assign a vehicle to K-1037", "2 waiting")
    board.press("\r")
    board.see("again to send it, with this reason")
    board.press("\r")
    board.see("JRU 3 assigned", "◇ JRU 3")
    board.resize(60, 14)
    board.see("60x14")
    assert board.quit() == 0


def test_an_emergency_is_named_in_a_window_that_is_too_small(
    open_terminal: Start, dispatch: Dispatch, tmp_path: Path
) -> None:
    dispatch.vehicle("JRU1")
    board = open_terminal(
        "run", "--feed", f"{dispatch.url}/feed", "--journal", tmp_path / "a.db", size=(50, 12)
    )
    board.see("50x12")
    dispatch.vehicle("JRU1", "emergency", status_at=dispatch.now())
    board.see("JRU 1 EMERGENCY", "50x12")
    board.resize(140, 36)
    board.see("EMERGENCY", "enter acknowledges")
