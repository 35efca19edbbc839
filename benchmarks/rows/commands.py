"""Commands: from the key to the frame that shows what is durable by then."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial

from benchmarks import program
from benchmarks.board_screen import is_painted
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import fleet
from benchmarks.lab import PATIENCE_S, Lab, note_on, wholes
from benchmarks.results import Series
from benchmarks.terminal import Reaction, Terminal

ROWS: Mapping[str, str] = {
    "command": "key to the frame that shows a command which is durable",
}

_CALLS = 20
_WINDOW_S, _QUIET_S = 0.15, 0.08
_FIRST_NOTE = b"seen by the supervisor"


def measure(lab: Lab) -> Iterator[Series]:
    """Undo a note with one key, redo it, and write notes, between keys that commit a row."""
    folder = lab.workspace.new_folder()
    journal = folder / "journal.db"
    lab.say("commands")
    listing = fleet(calls=_CALLS, vehicles=3, now=datetime.now(UTC))
    one_key: list[Reaction] = []
    enter: list[Reaction] = []
    floor: list[Reaction] = []
    with (
        FeedServer(listing) as feed,
        lab.workspace.board(journal, feed.url, interval_s=60) as board,
        lab.workspace.floor("commit", str(folder / "floor.db")) as commit,
    ):
        board.wait(partial(is_painted, open_calls=_CALLS), PATIENCE_S)
        board.read_for(1.0)
        commit.read_for(0.1)
        _write_note(board, _FIRST_NOTE)
        for turn in range(lab.count(40, 6)):
            floor.append(_press(commit, b"x"))
            if turn % 2:
                _press(board, b"U")
                enter.append(_press(board, b"\r"))
            else:
                one_key.append(_press(board, b"u"))
        for turn in range(lab.count(20, 2)):
            floor.append(_press(commit, b"x"))
            enter.append(_write_note(board, b"note " + b"abcdefghijklmnopqrstuvwxyz"[turn:]))
        events = asyncio.run(program.events_in(journal, lab.workspace.now))
    given = len(one_key) + len(enter) + 1
    note = note_on([*one_key, *enter, *floor])
    if events < given:
        note = f"only {events} events are durable of {given} commands"
    for case, reactions in (("one key (undo)", one_key), ("Enter in a dialog", enter)):
        yield Series(
            row="command",
            case=case,
            samples=wholes(reactions),
            floor=wholes(floor),
            beside="bare Textual app that commits a row",
            note=note,
        )


def _write_note(board: Terminal, words: bytes) -> Reaction:
    """Write a note on the selected call; gives the reaction to the Enter that ends it."""
    _press(board, b"n")
    _press(board, words)
    return _press(board, b"\r")


def _press(terminal: Terminal, keys: bytes) -> Reaction:
    return terminal.press(keys, window_s=_WINDOW_S, quiet_s=_QUIET_S)
