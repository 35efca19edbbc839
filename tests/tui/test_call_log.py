"""The log in a call that is opened in full."""

import io
from datetime import timedelta
from typing import Any

from rich.console import Console

from jru_tui.board.commands import Note
from jru_tui.board.events import Commanded, Event
from jru_tui.tui.screens.call_text import log
from tests.tui.test_lines import THESE


def drawn(busy: Any, *notes: str) -> str:
    board = busy.board
    for number, words in enumerate(notes):
        at = busy.at("22:48") + timedelta(seconds=number)
        note = Commanded(Note(words, call="K-1037"))
        board.apply(Event(f"long{number}", at, at, "supervisor", note, by="SC 1"))
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(log(board, board.calls["K-1037"], THESE))
    return " ".join(console.export_text().split())


def test_a_long_note_is_there_to_its_end(busy: Any) -> None:
    assert "the end." in drawn(busy, "word " * 3_000 + "the end.")


def test_many_long_notes_are_cut_and_say_so(busy: Any) -> None:
    said = drawn(busy, *["word " * 3_000 + "the end."] * 50)
    assert "the end." not in said
    assert said.count("more characters") == 50
    assert len(said) < 400_000
