"""A legal hold: until when what was said about a call is not erased, by whom, and why."""

from datetime import UTC, datetime

import pytest

from jru_tui.board import Close, Hold, Undo, concerns_dispatch, decide
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import Event, Held
from jru_tui.journal.care.retention import choose_events
from jru_tui.settings import Retention
from tests.board.conftest import Stage

UNTIL = datetime(2027, 10, 30, tzinfo=UTC)
LATER = datetime(2028, 10, 30, tzinfo=UTC)


def test_it_stands_at_the_call_and_in_the_log_with_who_why_and_until(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.do(Hold("K1", UNTIL, "coroner's inquest"), "18:02")
    held = stage.board.calls["K1"].hold
    assert held is not None
    assert (held.until, held.reason, held.at) == (UNTIL, "coroner's inquest", stage.at("18:02"))
    assert held.by == stage.board.order(stage.last_id).by  # type: ignore[union-attr]
    said = [entry.text for entry in stage.board.log(call="K1")]
    assert any("held until 30 Oct 2027" in text and "inquest" in text for text in said)
    assert not concerns_dispatch(stage.board, Hold("K1", UNTIL, "x"))


def test_a_closed_call_is_held_and_the_newest_word_counts(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.do(Close("K1", "advice"), "18:01")
    stage.do(Hold("K1", UNTIL, "inquest"), "18:02")
    stage.do(Hold("K1", LATER, "inquest adjourned"), "18:03")
    held = stage.board.calls["K1"].hold
    assert held is not None
    assert held.until == LATER
    stage.do(Undo(stage.last_id, confirmed=True), "18:04")
    held = stage.board.calls["K1"].hold
    assert held is not None
    assert held.until == UNTIL
    stage.do(Hold("K1", None, "inquest closed"), "18:05")
    assert stage.board.calls["K1"].hold is None
    stage.do(Undo(stage.last_id, confirmed=True), "18:06")
    assert stage.board.calls["K1"].hold is not None


def test_what_makes_no_sense_is_refused(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    assert decide(stage.board, Hold("K1", None, "over")) == Refusal("K1 is not held")
    assert isinstance(decide(stage.board, Hold("K2", UNTIL, "x")), Refusal)
    assert isinstance(decide(stage.board, Hold("K1", UNTIL, " ")), Refusal)
    over = Hold("K1", stage.at("17:00"), "x")
    assert decide(stage.board, over) == Refusal("until when? That day is in the past")
    stage.do(Hold("K1", UNTIL, "x"), "18:02")
    assert isinstance(decide(stage.board, Hold("K1", UNTIL, "x")), Refusal)


@pytest.mark.parametrize("by_command_line", [False, True])
def test_a_held_call_is_kept_by_a_purge_until_then(stage: Stage, by_command_line: bool) -> None:
    """`journal hold` writes a fact of its own where no board is open: it counts the same."""
    stage.call("K1", "18:00", grade="G3", state="closed", closed_at=stage.at("18:10"))
    if by_command_line:
        at = stage.at("18:20")
        fact = Held("K1", UNTIL, "inquest")
        stage.board.apply(Event("h1", at, at, "supervisor", fact, "SC 9"))
        assert stage.board.last_order() is not None
    else:
        stage.do(Hold("K1", UNTIL, "inquest"), "18:20")
    assert stage.board.calls["K1"].hold is not None
    retention = Retention(days=30)
    kept = choose_events([], stage.board, retention, datetime(2027, 10, 29, tzinfo=UTC))
    assert [(each.call, each.reason) for each in kept.kept] == [
        ("K1", "held until 2027-10-30: inquest")
    ]
    assert choose_events([], stage.board, retention, UNTIL).calls == {"K1"}
