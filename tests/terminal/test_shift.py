"""A shift at a real terminal: start, assign, close, undo, quit, start again."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.conftest import Dispatch, Start, Terminal

_LOOK_AGAIN = "so check it first"


def live(start: Start, settings: Path, journal: Path, **more: Any) -> Terminal:
    return start("run", "--config", settings, "--journal", journal, "--as", "SC 70001", **more)


def status(journal: Path, home: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "jru_tui", "status", "--journal", str(journal), "--json"]
    environment = {**os.environ, "HOME": str(home)}
    done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def a_night(dispatch: Dispatch) -> None:
    dispatch.vehicle("JRU1")
    dispatch.vehicle("JRU2", "refreshments")
    dispatch.call("K-1", 10, grade="G1", type="assault", summary="Two men fighting")
    dispatch.call("K-2", 5, grade="G3", type="fall")


def test_the_demo_opens_on_a_lively_moment_and_lets_one_act(open_terminal: Start) -> None:
    board = open_terminal("demo", "east_kent_first_weekend")
    board.see("DEMO", "2 waiting", "K-1037", "JRU 3")
    board.press("a")
    board.see("Assign a vehicle to K-1037")
    # The best is a diversion: it is shown with its reason, and takes a second Enter.
    board.press("\r", "\r")
    board.see("JRU 3 assigned", "◇ JRU 3")
    assert board.quit() == 0
    assert "Traceback" not in board.bytes.decode(errors="replace")


def test_the_clock_goes_on_under_two_dialogs(open_terminal: Start) -> None:
    board = open_terminal("demo", "east_kent_first_weekend")
    board.see("DEMO", "2 waiting")
    board.press(":")
    board.see("tab completes")
    board.press("\x10")
    board.see("letters of its name")
    before = board.screen.display[0]
    board.wait(lambda _: board.screen.display[0] != before, "the clock go on")


def test_keys_that_come_in_one_burst_answer_one_dialog(open_terminal: Start) -> None:
    board = open_terminal("demo", "east_kent_first_weekend")
    board.see("DEMO", "2 waiting")
    board.press("A\r\r")
    board.see("JRU 3 assigned", "◇ JRU 3")
    assert board.quit() == 0


def close_selected(board: Terminal, *shown: str) -> None:
    """Close the selected call as its preset says, once its dialog shows these words.

    The feed's echo of what was commanded before may come at that very moment. The board then does
    nothing and asks to look again: so does this.
    """
    for _ in range(5):
        board.press("c")
        board.see("Close K-1", *shown)
        board.press("\r")
        board.wait(
            lambda text: any(
                said in text for said in ("closed, ", "press Enter again", _LOOK_AGAIN)
            ),
            "the closing, a warning, or nothing",
        )
        if "press Enter again" in board.text:
            board.press("\r")
            board.see("closed, ")
        if _LOOK_AGAIN not in board.text:
            return
        board.leave(_LOOK_AGAIN)
    pytest.fail("the board never stood still")


def test_a_shift_from_first_assignment_to_restart(
    open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path
) -> None:
    a_night(dispatch)
    journal = tmp_path / "journal.db"
    board = live(open_terminal, settings, journal)
    board.see("2 waiting", "K-1", "● feed")

    board.press("a", "\r")
    board.see("JRU 1 assigned", "1 waiting", "ALLOCATED")
    board.wait(lambda _: any(each["command"] == "assign" for each in dispatch.posted), "the post")

    board.press("u")
    board.see("2 waiting")
    board.wait(lambda _: dispatch.posted[-1]["command"] == "stand-down", "the undo's post")
    board.see("everybody has left")  # the feed's echo: only then was a crew sent and stood down

    close_selected(board, "stood down")
    board.see("1 waiting", "closed this shift", "stood down")
    board.wait(lambda _: dispatch.posted[-1]["command"] == "close", "the close's post")
    assert dispatch.posted[-1]["by"] == "SC 70001"

    assert board.quit() == 0

    dispatch.down = True
    again = live(open_terminal, settings, journal)
    screen = again.see("1 waiting", "closed this shift", "feed lost")
    assert "K-2" in screen
    dispatch.down = False
    again.see("● feed")
    assert again.quit() == 0
    assert [each["command"] for each in dispatch.posted] == ["assign", "stand-down", "close"]


def test_nothing_that_was_shown_is_missing_after_a_kill(
    open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path
) -> None:
    a_night(dispatch)
    journal = tmp_path / "journal.db"
    board = live(open_terminal, settings, journal)
    board.see("2 waiting", "● feed")
    board.press("a", "\r")
    board.see("JRU 1 assigned")
    paper = tmp_path / "paper.html"
    board.wait(lambda _: paper.exists(), "the paper page")
    os.kill(board.pid, signal.SIGKILL)
    kept = status(journal, tmp_path)
    assert "Board of" in paper.read_text("utf-8")
    vehicle = kept["vehicles"][0]
    assert (vehicle["id"], vehicle["status"], vehicle["call"]) == ("JRU1", "allocated", "K-1")


def test_a_second_board_on_the_same_journal_is_refused_by_name(
    open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path
) -> None:
    a_night(dispatch)
    journal = tmp_path / "journal.db"
    first = live(open_terminal, settings, journal)
    first.see("2 waiting")
    second = live(open_terminal, settings, journal)
    second.wait(lambda text: "by SC 70001" in text.replace("\n", ""), "who writes")
    assert second.ended() == 1
    looking_on = live(
        lambda *words, **more: open_terminal(*words, "--read-only", **more), settings, journal
    )
    looking_on.see("2 waiting")
    looking_on.press("a")
    looking_on.see("this board is read-only")
    first.press("a", "\r")
    looking_on.see("1 waiting", "ALLOCATED")


def test_an_export_beside_the_open_board_stands_in_its_log(
    open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path
) -> None:
    a_night(dispatch)
    journal = tmp_path / "journal.db"
    board = live(open_terminal, settings, journal)
    board.see("2 waiting", "● feed")
    page = open_terminal("handover", "--config", settings, "--journal", journal)
    assert page.ended() == 0
    assert "not noted" not in page.bytes.decode()
    board.press("L")
    board.see("exported handover as text")


def test_a_command_beside_the_open_board_is_carried_out_by_it(
    open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path
) -> None:
    a_night(dispatch)
    journal = tmp_path / "journal.db"
    board = live(open_terminal, settings, journal)
    board.see("2 waiting", "● feed")
    given = open_terminal("command", "a k-1 jru1", "--journal", journal, "--as", "SC 9")
    assert given.ended() == 0
    assert "K-1: JRU 1 assigned." in given.bytes.decode()
    board.see("1 waiting", "ALLOCATED")
    again = open_terminal("command", "a k-1 jru1", "--journal", journal)
    assert again.ended() == 1
    assert "not done: JRU 1" in again.bytes.decode()
    board.wait(lambda _: bool(dispatch.posted), "the post")
    assert (dispatch.posted[0]["command"], dispatch.posted[0]["by"]) == ("assign", "SC 9")


def test_every_board_on_a_journal_goes_by_the_clock_of_its_dispatch_system(
    open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path
) -> None:
    # It plays the first night of JRU 3, at five to eleven.
    dispatch.ahead = datetime(2020, 10, 30, 22, 55, tzinfo=UTC) - dispatch.started
    a_night(dispatch)
    journal = tmp_path / "journal.db"
    board = live(open_terminal, settings, journal)
    board.see("Fri 30 Oct", "2 waiting", "● feed", "22:5")
    looking_on = live(
        lambda *words, **more: open_terminal(*words, "--read-only", **more), settings, journal
    )
    looking_on.see("Fri 30 Oct", "2 waiting", "22:5")
    dispatch.down = True
    board.press("a", "\r")
    board.see("JRU 1 assigned")
    assert board.quit() == 0

    again = live(open_terminal, settings, journal)
    again.see("Fri 30 Oct", "1 waiting", "feed lost", "22:5")
    dispatch.down = False
    again.wait(lambda _: bool(dispatch.posted), "the post")
    assert dispatch.posted[0]["command"] == "assign"


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (200, 60)])
def test_every_size_shows_what_waits_and_how_to_get_help(
    open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    a_night(dispatch)
    board = live(open_terminal, settings, tmp_path / "journal.db", size=size)
    board.see("2 waiting", "K-1", "JRU 1", "● feed", "? Help")
    board.press("?")
    board.see("Assign a vehicle")
    board.leave("Assign a vehicle")
    assert board.quit() == 0


def leaf_through(board: Terminal, pages: dict[str, str]) -> None:
    """Open each page by its key, see its words, and leave it."""
    for page, words in pages.items():
        board.press(page)
        board.see(words)
        board.leave(words)
        # A page that is made anew is empty for a moment: the board itself says that it was left.
        board.see("Calls  open")


def test_a_whole_shift_from_the_keyboard(
    open_terminal: Start, dispatch: Dispatch, settings: Path, tmp_path: Path
) -> None:
    a_night(dispatch)
    journal = tmp_path / "journal.db"
    board = live(open_terminal, settings, journal)
    board.see("2 waiting", "● feed")
    board.press("S")
    board.see("enter take the shift over")
    board.press("\r")
    board.see("shift taken over")
    board.press("a", "\r")
    board.see("JRU 1 assigned")
    board.press("1", "s")
    board.see("Status of JRU 1")
    board.press("6", "\r")
    board.see("JRU 1 at scene", "AT SCENE")
    board.press("k")
    board.see("the check clock starts again")
    board.press("\r")
    board.see("JRU 1 welfare check")
    board.press("b")
    board.see("Back-up for K-1")
    board.press("\r")
    board.see("back-up asked: ambulance")
    board.press("n")
    board.see("Note on K-1")
    board.press("t", "w", "o", " ", "h", "u", "r", "t", "\r")
    board.see("note: two hurt")
    board.press("u")
    board.see("undid: note: two hurt")
    board.press("U")
    board.see("undone by you", "sent to dispatch")
    board.press("\r")
    board.see("redid: note: two hurt")
    close_selected(board, "frees JRU 1", "outstanding: ambulance")
    board.see("closed, resolved", "1 attended")
    leaf_through(board, {"h": "Vehicles and crews", "p": "Report: this shift", "L": "newest last"})
    board.press(":", *"c k-2 advice", "\r")
    board.see("closed, advice")
    board.press("S")
    board.see("enter end the shift")
    board.press("\r")
    board.see("shift ended")
    assert board.quit() == 0
    kept = status(journal, tmp_path)
    assert kept["shift"]["attended"] == 1
    # Both were closed within a second: which stands first is not said.
    outcomes = {call["id"]: call["outcome"] for call in kept["calls"]}
    assert outcomes == {"K-1": "resolved", "K-2": "advice"}
