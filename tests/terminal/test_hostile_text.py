"""What a caller's words must never do to the supervisor's terminal: the bytes are read."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.terminal.conftest import Dispatch

Start = Callable[..., Any]

HOSTILE = {
    "clear the screen": "before\x1b[2Jafter",
    "clipboard": "\x1b]52;c;aGFja2Vk\x07",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "eight-bit control": "\x9b2J\x9d0;owned\x9c",
    "bidi": "safe\u202egnp.exe",
    "markup": "[@click=app.quit]boom[/] [/foo] [ @click=app.bell]x[/]",
    "nul and bell": "a\x00b\x07c",
}

_OURS = re.compile(
    rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]"  # control sequences
    rb"|\x1b[=>78cMDEH]"  # keypad, cursor, reset
    rb"|\x1b[()][A-Z0-9]"  # character sets
    rb"|\x1b\]22;(?:default|pointer)\x07"  # the mouse pointer
)

_TEXTUALS_OWN = {b"\x1b]22;default", b"\x1b]22;pointer"}
"""The shapes of the mouse pointer: nothing else may be sent to the terminal as a command."""


def test_nothing_runs_and_nothing_leaks(
    open_terminal: Start, dispatch: Dispatch, tmp_path: Path
) -> None:
    dispatch.vehicle("JRU1", name=HOSTILE["title"], area=HOSTILE["clear the screen"])
    for number, (what, text) in enumerate(HOSTILE.items()):
        dispatch.call(
            f"K-{number}",
            number,
            grade=text[:40],
            type=text,
            summary=f"{what} {text}",
            origin=text,
            flags=[text],
            where={"text": text},
            notes=[{"id": "n", "at": dispatch.stamp(), "by": text, "text": text}],
        )
    dispatch.call("K-LONG", 1, grade="G1", type="fall", summary="long " + "x" * 1_000_000)
    board = open_terminal(
        "run", "--feed", f"{dispatch.url}/feed", "--journal", tmp_path / "j" / "a.db"
    )
    board.see("9 waiting", "● feed")
    for _ in range(9):
        board.press("\r")
        board.see("other part")
        board.leave("other part")
        board.press("j")
    board.press("/", "b", "o", "o", "m")
    board.see("boom")
    board.press("\r", "?")
    board.see("Look")
    board.leave("Look")
    board.press("q")
    assert board.ended() == 0

    commands = set(re.findall(rb"\x1b[\]P_^X][^\x07\x1b]*", board.bytes))
    assert commands <= _TEXTUALS_OWN
    rest = _OURS.sub(b"", board.bytes)
    assert b"\x1b" not in rest, rest[max(0, rest.find(b"\x1b") - 40) :][:120]
    assert not re.search(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]", rest)
    assert not re.search("[\u0080-\u009f\u202a-\u202e\u2066-\u2069]", rest.decode("utf-8"))


def test_no_word_is_lost(open_terminal: Start, dispatch: Dispatch, tmp_path: Path) -> None:
    dispatch.vehicle("JRU1")
    dispatch.call("K-1", 1, grade="G1", type="fall", summary=HOSTILE["markup"])
    board = open_terminal(
        "run", "--feed", f"{dispatch.url}/feed", "--journal", tmp_path / "j" / "a.db"
    )
    board.see("1 waiting")
    board.press("\r")
    board.see("[@click=app.quit]boom[/] [/foo] [ @click=app.bell]x[/]")
