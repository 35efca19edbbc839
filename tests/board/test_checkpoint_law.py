"""A board that goes on from a checkpoint, and one that was told everything, are the same.

Whatever was reported in whatever order, wherever the history is cut, however often, and however
little of it is left in memory.
"""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jru_tui.board.archive import MemoryArchive
from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    OpenCall,
    Reopen,
)
from jru_tui.board.checkpoint import read_through_to, rely_on, restored_board, take_checkpoint
from jru_tui.board.commands import (
    MarkShift,
)
from jru_tui.board.events import (
    CallReported,
)
from jru_tui.board.records import (
    CallRecord,
    Place,
)
from tests.board.histories import RULES, START, answers, differences, history, written
from tests.narrowing import present


def test_a_board_told_all_at_once_lists_its_calls_as_one_told_event_by_event() -> None:
    """The commands of two calls are not confirmed; the later call's was given first."""
    closed = CallRecord("K1", START - timedelta(hours=1), state="closed", closed_at=START)
    by_hand = OpenCall("L1", where=Place("Dover"), type="fall")
    events = written([CallReported(closed), by_hand, Reopen("K1")])
    at_once, one_by_one = Board(RULES), Board(RULES)
    at_once.fold(events)
    for event in events:
        one_by_one.apply(event)
    assert [call.id for call in at_once.unconfirmed_calls()] == ["K1", "L1"]
    assert differences(answers(one_by_one), answers(at_once)) == {}


@given(history, st.lists(st.integers(0, 40), max_size=3), st.booleans())
@settings(max_examples=150)
def test_a_board_from_a_checkpoint_is_the_board_from_all(
    told: list[Any], cuts: list[int], reopened: bool
) -> None:
    events = written(told)
    whole = Board(RULES)
    whole.fold(events)
    archive = MemoryArchive()
    board = Board(RULES)
    start = 0
    for cut in sorted({min(cut, len(events)) for cut in cuts}):
        board.fold(events[start:cut])
        archive.write(take_checkpoint(board))
        rely_on(board, archive)
        if reopened:
            board = present(restored_board(RULES, archive))
        start = cut
    for event in events[start:]:
        board.apply(event)
    assert differences(answers(board), answers(whole)) == {}


@given(history, st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=60)
def test_a_board_of_the_end_alone_becomes_the_board_of_all(
    told: list[Any], start: int, cut: int
) -> None:
    """It shows the running shift while a checkpoint is made, and then stands as that one does."""
    events = written(told)
    whole, past, shown = Board(RULES), Board(RULES), Board(RULES)
    whole.fold(events)
    shown.events = min(start, len(events))
    shown.fold(events[start:])
    assert shown.events == len(events)
    archive = MemoryArchive()
    past.fold(events[:cut])
    archive.write(take_checkpoint(past))
    read = restored_board(RULES, archive)
    assert read is not None
    shown.stand_as(read)
    shown.fold(events[cut:])
    assert differences(answers(shown), answers(whole)) == {}


@given(history, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), max_size=3))
@settings(max_examples=100)
def test_what_comes_while_a_checkpoint_is_written_is_not_lost(
    told: list[Any], cuts: list[tuple[int, int]]
) -> None:
    """Each cut is followed by some events until the archive is there to be read."""
    events = written(told)
    whole, board, start = Board(RULES), Board(RULES), 0
    whole.fold(events)
    archive = MemoryArchive()
    for cut, meanwhile in sorted(cuts):
        first = max(start, cut)
        board.fold(events[start:first])
        pieces = take_checkpoint(board)
        start = first + meanwhile
        board.fold(events[first:start])
        archive = archive.copy()
        archive.write(pieces)
        if meanwhile and events[first:start]:
            read_through_to(board, archive)
        else:
            rely_on(board, archive)
    board.fold(events[start:])
    assert differences(answers(board), answers(whole)) == {}
    archive.write(take_checkpoint(board))
    rely_on(board, archive)
    assert differences(answers(board), answers(whole)) == {}


@given(history)
@settings(max_examples=40)
def test_what_is_asked_changes_nothing(told: list[Any]) -> None:
    events = written(told)
    archive, board = MemoryArchive(), Board(RULES)
    for event in events:
        board.apply(event)
        archive.write(take_checkpoint(board))
        rely_on(board, archive)
    first = answers(board)
    assert differences(answers(board), first) == {}


def test_what_is_taken_back_while_the_first_checkpoint_is_written_stays_taken_back() -> None:
    events = written([MarkShift("start"), "undo"])
    board = Board(RULES)
    board.fold(events[:1])
    pieces = take_checkpoint(board)
    board.fold(events[1:])
    archive = MemoryArchive()
    archive.write(pieces)
    read_through_to(board, archive)
    assert board.last_order() is None
    assert [*board.handovers()] == []


@given(history)
@settings(max_examples=100)
def test_after_each_event_every_call_is_as_it_would_be_put_together(told: list[Any]) -> None:
    """Calls that a vehicle has left are not put together anew for what it does next."""
    board = Board(RULES)
    for event in written(told):
        board.apply(event)
        tell = board.call_view_builder.tell
        outdated = [
            call for call, view in board.call_views.items() if view != tell(board.store.calls[call])
        ]
        assert outdated == []
