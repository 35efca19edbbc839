"""The real program is killed again and again while it polls a feed and takes keys.

What the screen has shown as written is in the journal, once and in order, and the next start goes
on from there. `make torture` kills it a thousand times; the seed is printed with what it finds.
"""

import os
import random
import re
import signal
from collections import Counter
from pathlib import Path

from jru_tui.board import Commanded, Event, Note, VehicleReported
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.sqlite.file_access import load
from jru_tui.tui.dialogs.dialog import AGAIN, CHANGED
from tests.terminal.conftest import Dispatch, Terminal
from tests.torture.test_torture import SEED

KILLS = int(os.environ.get("TORTURE_KILLS", "3"))
_LOOK_EVERY = 50
"""Kills between two looks at the whole journal; the notes are looked for after each."""


def test_what_was_shown_as_written_survives_every_kill(dispatch: Dispatch, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    journal = tmp_path / "journal.sqlite"
    dispatch.vehicle("JRU1")
    dispatch.vehicle("JRU2")
    dispatch.call("K-1", 10, grade="G2", type="assault", summary="Two men fighting")
    settings = tmp_path / "jru.toml"
    settings.write_text(f'[feed]\nurl = "{dispatch.url}/feed"\ninterval_s = 1\n')
    shown: list[str] = []
    position = 0
    for number in range(KILLS):
        told = f"seed {SEED}, kill {number + 1}"
        arguments = ["run", "--config", str(settings), "--journal", str(journal), "--as", "SC 1"]
        board = Terminal(arguments, tmp_path, (140, 60))
        board.see("K-1", "Two men fighting", "a Assign")
        status = chance.choice(("available", "standby", "refreshments"))
        dispatch.press("JRU2", status)
        first, second = f"first{number}x", f"second{number}x"
        give_note(board, first)
        shown.append(first)
        board.press(":", f"n k-1 {second}\r")
        board.watch(chance.random() * 0.4)
        os.kill(board.pid, signal.SIGKILL)
        if is_written(board.text, second):
            shown.append(second)
        board.close()
        events = [event for _, event in load(journal, after=position)]
        missing = lost(events, shown, number)
        assert missing == [], told
        if number % _LOOK_EVERY == 0 or number == KILLS - 1:
            assert verify_journal(journal).findings == (), told
    every = [event for _, event in load(journal)]
    assert max(Counter(event.id for event in every).values()) == 1, f"seed {SEED}"
    assert lost(every, shown) == [], f"seed {SEED}"
    assert any(isinstance(event.fact, VehicleReported) for event in every)


def give_note(board: Terminal, note: str) -> None:
    """Type a note for the call, and wait until the screen shows it as written.

    What has changed since the last letter is to be read first: Enter is asked for once more then.
    """
    board.press(":", f"n k-1 {note}\r")
    while not is_written(board.wait(lambda text: is_written(text, note) or asks(text), note), note):
        board.press("\r")
        board.wait(lambda text: is_written(text, note) or not asks(text), "an answer to Enter")


def asks(screen: str) -> bool:
    """Test whether the command line asks for another Enter."""
    return AGAIN in screen or CHANGED in screen


def is_written(screen: str, note: str) -> bool:
    """Test whether a screen has a note in its log, with its time, and not only as a preview."""
    return re.search(rf"\d\d:\d\d:\d\d +you +note: {note}\b", screen) is not None


def lost(events: list[Event], shown: list[str], number: int | None = None) -> list[str]:
    """Give the notes that were shown and are not in the journal, or are in it twice.

    Args:
        events: of the journal.
        shown: the notes that the screen has shown as written.
        number: of the kill whose notes alone are asked for; None for all.
    """
    notes = Counter(
        fact.command.text
        for fact in (event.fact for event in events)
        if isinstance(fact, Commanded) and isinstance(fact.command, Note)
    )
    asked = shown if number is None else [text for text in shown if text.endswith(f"t{number}x")]
    return [text for text in asked if notes[text] != 1]


def test_the_control_misses_a_note_that_was_never_written() -> None:
    assert lost([], ["first0x"]) == ["first0x"]


def test_what_enter_would_write_is_not_taken_for_written() -> None:
    preview = "│ ▸ note: first0x                │\n│   note: first0x                │"
    assert not is_written(preview, "first0x")
    assert is_written(f"{preview}\n│ 20:01:07 you   note: first0x           │", "first0x")
