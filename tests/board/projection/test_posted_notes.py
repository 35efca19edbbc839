"""A note that dispatch echoes back is one note, whatever id and time dispatch gives it."""

from datetime import timedelta

import pytest

from jru_tui.board.commands import Note, Undo
from jru_tui.board.decisions.decide import decide
from jru_tui.board.events import Commanded
from jru_tui.board.records import NoteRecord
from tests.board.conftest import Stage

SAID = "caller is his brother"


def written(stage: Stage, text: str, when: str, *, post: bool = True) -> str:
    """A note of the supervisor's; gives its id."""
    decided = decide(stage.board, Note(text, call="K1"))
    assert isinstance(decided, Commanded)
    stage.apply(Commanded(decided.command, post=post), stage.at(when), "supervisor")
    return stage.last_id


def listed(stage: Stage, *notes: NoteRecord, version: int = 2) -> None:
    stage.call("K1", "18:00", version=version, notes=notes, updated_at=stage.at("18:30"))


def said(stage: Stage) -> list[str]:
    return [line.text for line in stage.board.log(call="K1") if line.is_note]


@pytest.mark.parametrize("text", [SAID, f" {SAID}", SAID.replace(" ", "  "), SAID.upper()])
@pytest.mark.parametrize("seconds", [-30, 0, 5, 3_600])
def test_an_echo_stands_once(stage: Stage, text: str, seconds: int) -> None:
    stage.call("K1", "18:00", version=1)
    written(stage, SAID, "18:05")
    at = stage.at("18:05") + timedelta(seconds=seconds)
    listed(stage, NoteRecord("n7", at, "JRU desk", text))
    assert said(stage) == [f"note: {SAID}"]
    listed(stage, version=3)
    assert said(stage) == [f"note: {SAID}"]


LONG = "caller is his brother, who says that the dog is loose and that nobody has a key"


@pytest.mark.parametrize(
    ("echo", "is_own"),
    [
        (LONG[:50], True),
        (f"{LONG[:50]}…", True),
        (LONG[:30], False),
        (f"{LONG[:50]} wolf", False),
        (f"Neighbour: {LONG}", False),
    ],
)
def test_an_echo_that_was_cut_has_nothing_of_anybody_else(
    stage: Stage, echo: str, is_own: bool
) -> None:
    stage.call("K1", "18:00", version=1)
    written(stage, LONG, "18:05")
    listed(stage, NoteRecord("n7", stage.at("18:06"), "control", echo))
    assert said(stage) == [f"note: {LONG}", *([] if is_own else [echo])]


def test_an_echo_by_its_id_needs_no_words(stage: Stage) -> None:
    stage.call("K1", "18:00", version=1)
    note = written(stage, SAID, "18:05")
    listed(stage, NoteRecord(note, stage.at("18:05"), "", f"SC 1: {SAID}"))
    assert said(stage) == [f"note: {SAID}"]


def test_what_somebody_else_wrote_before_or_says_again_is_a_note_of_theirs(stage: Stage) -> None:
    stage.call("K1", "18:00", version=1)
    written(stage, SAID, "18:05")
    notes = [NoteRecord(f"n{minute}", stage.at(f"18:{minute}"), "", SAID) for minute in (10, 20)]
    before = NoteRecord("n0", stage.at("18:01"), "", SAID)
    listed(stage, before, *notes)
    assert said(stage) == [SAID, f"note: {SAID}", SAID]


def test_two_notes_of_the_same_words_have_two_echoes(stage: Stage) -> None:
    stage.call("K1", "18:00", version=1)
    written(stage, "no answer", "18:05")
    written(stage, "no answer", "18:10")
    echoes = [NoteRecord(f"n{at}", stage.at(f"18:{at}"), "", "no answer") for at in ("06", "11")]
    listed(stage, *echoes)
    assert said(stage) == ["note: no answer", "note: no answer"]


def test_a_note_that_was_not_posted_has_no_echo(stage: Stage) -> None:
    stage.call("K1", "18:00", version=1)
    written(stage, SAID, "18:05", post=False)
    listed(stage, NoteRecord("n7", stage.at("18:06"), "control", SAID))
    assert said(stage) == [f"note: {SAID}", SAID]


def test_a_note_that_was_taken_back_comes_back_struck_out_and_stands_once(stage: Stage) -> None:
    stage.call("K1", "18:00", version=1)
    note = written(stage, SAID, "18:05")
    stage.apply(Commanded(Undo(note), post=True), stage.at("18:06"), "supervisor")
    struck = NoteRecord("n8", stage.at("18:06"), "", f"Struck out: {SAID}")
    listed(stage, NoteRecord("n7", stage.at("18:05"), "", SAID), struck)
    lines = [line for line in stage.board.log(call="K1") if line.is_note]
    assert [(line.text, line.undone) for line in lines] == [(f"note: {SAID}", True)]
