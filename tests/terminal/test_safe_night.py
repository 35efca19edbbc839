"""A night driven by keys, with a dispatch system that counts what it is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import Dispatch, Start, Terminal

Opening = Callable[..., Terminal]


@pytest.fixture
def night(open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path) -> Opening:
    """Opens the board on two waiting calls and three vehicles, for whoever is at it."""
    for vehicle in ("JRU1", "JRU2", "JRU3"):
        dispatch.vehicle(vehicle)
    dispatch.call("K-1", 10, grade="G1", type="assault", summary="Two men fighting")
    dispatch.call("K-2", 5, grade="G3", type="fall")

    def begin(by: str = "SC 70001") -> Terminal:
        journal = tmp_path / "shift.db"
        board = open_terminal("run", "--config", settings, "--journal", journal, "--as", by)
        board.see("K-1", "JRU 3", "● feed")
        return board

    return begin


def said(dispatch: Dispatch) -> list[str]:
    """What was posted, in the order of posting."""
    return [
        " ".join(
            str(command[key])
            for key in ("command", "call", "vehicle", "status", "text")
            if command.get(key)
        )
        for command in dispatch.posted
    ]


def typing(text: str) -> bool:
    """Whether the line for commands is open, however many colons stand in it."""
    return "tab completes" in text or "there is no command" in text


def marker(board: Terminal, dispatch: Dispatch, words: str) -> None:
    """Write a note and wait until it is posted: whatever was posted before it has come by then."""
    board.press("n")
    board.see("Note on")
    board.press(*words, "\r")
    board.wait(lambda _: any(each.get("text") == words for each in dispatch.posted), "the post")


def test_digits_capitals_and_escapes_post_nothing(night: Opening, dispatch: Dispatch) -> None:
    board = night()
    dialogs = {
        "A": "Assign a vehicle to K-1",
        "a": "Assign a vehicle to K-1",
        "c": "Close K-1",
        "b": "Back-up for K-1",
        "k": "Welfare check",
        "l": "is a duplicate of",
        "S": "take the shift over",
        "s": "Which vehicle?",
        "w": "Which vehicle?",
    }
    for key, words in dialogs.items():
        board.press(key)
        board.see(words)
        board.press(*"1234567890")
        board.leave(words)
    marker(board, dispatch, "nothing but this")
    assert said(dispatch) == ["note K-1 nothing but this"]
    assert board.quit() == 0


def test_card_three_is_jru_3_and_enter_sends_it(night: Opening, dispatch: Dispatch) -> None:
    board = night()
    board.press("A")
    board.see("Assign a vehicle to K-1")
    board.press("3")
    board.wait(lambda _: "▌3  JRU 3" in board.text, "the choice move")
    assert dispatch.posted == []
    board.press("\r")
    board.see("JRU 3 assigned")
    marker(board, dispatch, "sent")
    assert said(dispatch) == ["assign K-1 JRU3", "note K-1 sent"]


def test_undo_takes_no_crew_from_a_scene(night: Opening, dispatch: Dispatch) -> None:
    board = night()
    board.press("a", "\r")
    board.see("JRU 1 assigned")
    board.wait(lambda _: bool(dispatch.posted), "the post")
    dispatch.press("JRU1", "at_scene", "K-1")
    board.see("AT SCENE")
    board.press("u")
    board.see("stand it down instead (d)")
    board.press("d")
    board.see("JRU 1 leaves the scene of K-1 (G1), which waits again")
    board.leave("Stand a vehicle down")
    marker(board, dispatch, "still there")
    assert said(dispatch) == ["assign K-1 JRU1", "note K-1 still there"]
    assert dispatch.vehicles["JRU1"]["status"] == "at_scene"


def test_undo_raises_no_emergency_after_a_restart(night: Opening, dispatch: Dispatch) -> None:
    """It was cleared; the undo would have told dispatch of an emergency that is none."""
    dispatch.vehicle("JRU2", "emergency")
    board = night()
    board.see("EMERGENCY", "acknowledges")
    board.insist("\r", lambda text: "enter acknowledges" not in text)
    board.insist(":", typing)
    board.press("\x15", *"s jru2 2")
    board.see("ends the emergency of JRU 2")
    board.press("\r")
    board.see("JRU 2 available")
    board.wait(lambda _: bool(dispatch.posted), "the post")
    assert board.quit() == 0

    again = night()
    again.press("u")
    again.see("it would raise JRU 2's emergency again")
    marker(again, dispatch, "all well")
    assert said(dispatch) == ["status JRU2 available", "note K-1 all well"]


def test_after_a_restart_ones_own_command_is_shown_first(
    night: Opening, dispatch: Dispatch
) -> None:
    board = night()
    board.press("a", "\r")
    board.see("JRU 1 assigned")
    board.wait(lambda _: bool(dispatch.posted), "the post")
    assert board.quit() == 0

    again = night()
    again.press("u")
    again.see("given by you, before this board was started", "sent to dispatch: K-1: JRU 1")
    assert len(dispatch.posted) == 1
    again.press("\r")
    again.see("undid: JRU 1 assigned")
    again.wait(lambda _: len(dispatch.posted) == 2, "the post")
    assert said(dispatch) == ["assign K-1 JRU1", "stand-down K-1 JRU1"]


def cursor_line(text: str) -> str:
    """The line that the cursor is on: the rest of a screen changes with the clock."""
    return next((line for line in text.splitlines() if "▌" in line), "")


def cursor_left(line: str) -> Callable[[str], bool]:
    """Give a question whether the cursor is on another line than this one."""
    return lambda text: cursor_line(text) not in {"", line}


def test_what_another_supervisor_did_is_undone_only_from_the_log(
    night: Opening, dispatch: Dispatch
) -> None:
    board = night()
    board.press("a", "\r")
    board.see("JRU 1 assigned")
    board.wait(lambda _: bool(dispatch.posted), "the post")
    assert board.quit() == 0

    other = night("SC 70002")
    other.press("u")
    other.see("you have nothing to undo; L undoes what others did")
    other.press("L")
    other.see("newest last")
    for _ in range(12):
        before = cursor_line(other.text)
        if "JRU 1 assigned" in before:
            break
        other.press("\x1b[A")
        other.wait(cursor_left(before), "the cursor move")
    other.press("u")
    other.see("given by SC 70001")
    other.press("\r")
    other.wait(lambda _: len(dispatch.posted) == 2, "the post")
    assert said(dispatch) == ["assign K-1 JRU1", "stand-down K-1 JRU1"]
    assert dispatch.posted[-1]["by"] == "SC 70002"


def test_q_asks_once_and_ctrl_c_says_how_to_leave(night: Opening, dispatch: Dispatch) -> None:
    board = night()
    board.press("\x03")
    board.see("q leaves the board")
    board.press("q")
    board.see("This would be left behind", "K-1 (G1) waits")
    board.leave("This would be left behind")
    dispatch.down = True
    board.press("a", "\r")
    board.see("JRU 1 assigned")
    board.press("\x11")
    board.see("not accepted by dispatch yet: K-1: JRU 1 assigned")
    board.press("\r")
    assert board.ended() == 0


def test_a_call_by_hand_is_told_once_and_merged_with_the_feeds(
    night: Opening, dispatch: Dispatch
) -> None:
    board = night()
    board.press("O")
    board.see("Open a call by hand, H-1")
    board.press("\t", "\t", "\t", *"Sea Street, Herne Bay", "\r")
    board.see("opened by hand", "H-1")
    board.press("g")
    board.see("Regrade H-1")
    board.press("\x1b[H", "\r")
    board.see("regraded ungraded → G1")
    dispatch.call("K-9", 0, type="fall", where={"text": "Sea Street, Herne Bay"})
    board.see("K-9")
    board.press("l")
    board.see("H-1 is closed: it is the same call as K-9")
    board.press("\r")
    board.see("merged with K-9")
    marker(board, dispatch, "all well")
    assert said(dispatch)[:2] == ["open-call H-1", "regrade H-1"]
    assert len(dispatch.posted) == 3
