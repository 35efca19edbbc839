"""A long journal without a checkpoint: the running shift at once, the rest behind it."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import program
from benchmarks.history import History, nights_for
from jru_tui.board.board import Board
from jru_tui.board.checkpoint import take_checkpoint
from jru_tui.board.rules import Rules
from jru_tui.desk.checkpoints import FEW
from jru_tui.journal.board_loader import (
    CHECKPOINT_EVERY,
    board_from_checkpoint,
    keep_checkpoint,
)
from jru_tui.journal.checkpoint import checkpoint_file, read_position, remove_checkpoint
from jru_tui.journal.sqlite.file_access import head_at
from tests.terminal.conftest import Start

WAITS = """
import asyncio, pathlib
from jru_tui.cli.sessions import background_replay
beside = background_replay.checkpoint_beside
async def wait(path, rules, beat):
    while not pathlib.Path(path).with_name("go on").exists():
        await asyncio.sleep(0.05)
    await beside(path, rules, beat)
background_replay.checkpoint_beside = wait
"""
"""Lets the rest be read once a file is there."""


def test_the_running_shift_is_on_screen_while_the_rest_is_read(
    open_terminal: Start, tmp_path: Path
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


WRITES = """
from pathlib import Path
from jru_tui.journal import checkpoint_writer

fill = checkpoint_writer.fill
def wait(*arguments, **named):
    Path({gate!r}).read_bytes()
    return fill(*arguments, **named)

checkpoint_writer.fill = wait
checkpoint_writer.main()
Path({done!r}).write_bytes(b"written")
"""
"""Writes to a disk that has what is written to a checkpoint once another file is opened."""

QUITS = """
import pathlib, threading
from jru_tui.journal import board_loader, checkpoint_writer, new_checkpoint

begin = new_checkpoint.NewCheckpoint.begin
def begun(*arguments):
    pathlib.Path({begun!r}).touch()
    begin(*arguments)

new_checkpoint.NewCheckpoint.begin = begun
new_checkpoint.fill = lambda *_, **__: threading.Event().wait()
board_loader._SOON_COPIED = 1
checkpoint_writer.__name__ = "stalled"
"""
"""A board with that disk, to which any checkpoint is a large one."""


@pytest.mark.parametrize("purged", [False, True])
def test_a_checkpoint_that_takes_long_is_written_behind_the_end_of_its_board(
    open_terminal: Start, tmp_path: Path, *, purged: bool
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    events = [*map(program.event, History(nights=5, vehicles=3, now=now).events())]
    journal, begun = tmp_path / "journal.sqlite", tmp_path / "begun"
    gate, done = tmp_path / "gate", tmp_path / "done"
    os.mkfifo(gate)
    os.mkfifo(done)
    history = History(nights=5, vehicles=3, now=now)
    asyncio.run(program.write_journal(journal, history.events(), now))
    board = Board(Rules())
    board.fold(events[:-FEW])
    head = head_at(journal, board.events)
    keep_checkpoint(journal, Rules(), take_checkpoint(board), head, None)
    (tmp_path / "stalled.py").write_text(WRITES.format(gate=str(gate), done=str(done)))
    shown = open_terminal(
        *("run", "--journal", journal, "--feed", "http://127.0.0.1:9/feed"),
        first=QUITS.format(begun=str(begun)),
        PYTHONPATH=str(tmp_path),
    )
    shown.see("Feed lost")
    assert not begun.exists()
    assert shown.quit() == 0
    assert begun.exists()
    assert read_position(journal) == head.position
    if purged:
        remove_checkpoint(journal)
    gate.write_bytes(b"")
    assert done.read_bytes() == b"written"
    left = board_from_checkpoint(journal, Rules())
    if purged:
        assert left is None  # words that were erased would be in it
        assert not checkpoint_file(journal).exists()
    else:
        assert left is not None
        assert left.events == read_position(journal) == head_at(journal, left.events).position
        assert left.events > len(events)
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".journal")]
