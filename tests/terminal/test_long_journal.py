"""A long journal without a checkpoint: the running shift at once, the rest behind it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import program
from benchmarks.history import History, nights_for
from jru_tui.journal.boards import CHECKPOINT_EVERY
from jru_tui.journal.checkpoint import checkpoint_file

WAITS = """
import asyncio, pathlib
from jru_tui.cli.sessions import past_reading
beside = past_reading.checkpoint_beside
async def wait(path, rules, beat):
    while not pathlib.Path(path).with_name("go on").exists():
        await asyncio.sleep(0.05)
    await beside(path, rules, beat)
past_reading.checkpoint_beside = wait
"""
"""Lets the rest be read once a file is there."""


def test_the_running_shift_is_on_screen_while_the_rest_is_read(
    open_terminal: Callable[..., Any], tmp_path: Path
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    nights = nights_for(CHECKPOINT_EVERY, 3) + 5
    past = History(nights=nights, vehicles=3, now=now)
    journal = tmp_path / "journal.sqlite"
    asyncio.run(program.write_journal(journal, past.events(), now))
    feed = "http://127.0.0.1:9/feed"
    board = open_terminal("run", "--journal", journal, "--feed", feed, first=WAITS)
    board.see("still being read")
    assert not checkpoint_file(journal).exists()
    board.press("n")
    board.see("not until the whole journal is read")
    board.press(":", "note he is awake\r")
    board.see("not until the whole journal is read")
    board.leave("note he is awake")
    journal.with_name("go on").touch()
    board.wait(lambda text: "Feed lost" in text, "the feed asked")
    assert "being read" not in board.text
    assert checkpoint_file(journal).exists()
    board.insist("n", lambda text: "Note on" in text)
    board.leave("Note on")
    assert board.quit() == 0
