"""What a caller's words must never do to the supervisor's terminal: the bytes are read."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jru_tui.journal.sqlite.journal import open_journal
from tests.journal import hostile
from tests.terminal.conftest import Dispatch, Start, Terminal

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
    board = open_terminal("run", "--feed", f"{dispatch.url}/feed", "--journal", tmp_path / "a.db")
    board.see("9 waiting", "● feed")
    for _ in range(9):
        board.press("\r")
        board.see("next part")
        board.leave("next part")
        board.press("j")
    board.press("/", "b", "o", "o", "m")
    board.see("filter: boom")
    board.press("\r", "?")
    board.see("Stand a vehicle down")
    board.leave("Stand a vehicle down")
    assert board.quit() == 0

    commands = set(re.findall(rb"\x1b[\]P_^X][^\x07\x1b]*", board.bytes))
    assert commands <= _TEXTUALS_OWN
    rest = _OURS.sub(b"", board.bytes)
    assert b"\x1b" not in rest, rest[max(0, rest.find(b"\x1b") - 40) :][:120]
    assert not re.search(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]", rest)
    assert not re.search("[\u0080-\u009f\u202a-\u202e\u2066-\u2069]", rest.decode("utf-8"))


def test_no_word_is_lost(open_terminal: Start, dispatch: Dispatch, tmp_path: Path) -> None:
    dispatch.vehicle("JRU1")
    dispatch.call("K-1", 1, grade="G1", type="fall", summary=HOSTILE["markup"])
    board = open_terminal("run", "--feed", f"{dispatch.url}/feed", "--journal", tmp_path / "a.db")
    board.see("1 waiting")
    board.press("\r")
    board.see("[@click=app.quit]boom[/] [/foo] [ @click=app.bell]x[/]")


def steering(written: bytes) -> list[bytes]:
    """What of the bytes that went to a terminal is neither text nor a control of our own."""
    commands = set(re.findall(rb"\x1b[\]P_^X][^\x07\x1b]*", written)) - _TEXTUALS_OWN
    rest = _OURS.sub(b"", written)
    found = re.findall(rb"\x1b.{,20}|[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]", rest)
    marks = re.findall("[\u0080-\u009f\u202a-\u202e\u2066-\u2069]", rest.decode("utf-8"))
    return [*commands, *found, *(mark.encode() for mark in marks)]


@pytest.fixture
async def foreign_journal(tmp_path: Path) -> Path:
    """A journal by somebody else: its chain right, hostile text in every field of every event."""
    path = tmp_path / "foreign" / "shift.sqlite"
    async with await open_journal(path, by="\x1b[2J", clock=lambda: datetime.now(UTC)) as kept:
        await kept.append(list(hostile.hostile_events()))
    return path


def walk(board: Terminal) -> None:
    """Open every page that shows a journal's words, and come back to the board."""
    board.see("open 9", "/ Find")
    for key in ("\r", "L", "P", "h", "p", "F"):
        board.press(key)
        board.wait(lambda text: "/ Find" not in text, f"the page of {key!r}")
        board.press("\x1b")
        board.see("/ Find")
    board.press("P")
    board.see("Shifts", "open")
    board.press("\r")
    board.see("its log")
    board.press("\r")
    board.wait(lambda text: "its log" not in text, "the log of the shift")
    board.leave("Log")
    board.leave("its log")
    board.press("\x1b")
    board.see("/ Find")
    for line in ("v K", "L ", "focus "):
        board.press(":", *line)
        board.see(f":{line.strip()}")
        board.leave(f":{line.strip()}")


def test_a_journal_by_somebody_else_steers_nothing(
    open_terminal: Start, foreign_journal: Path
) -> None:
    board = open_terminal("run", "--read-only", "--journal", foreign_journal)
    walk(board)
    board.press("q")
    board.ended()
    assert steering(board.bytes) == []
