"""The call that an event is about is the same whether commands are remembered or looked up."""

from datetime import UTC, datetime

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import Undo
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    CommandSent,
    Event,
    Fact,
    Unlisted,
)
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.board.subjects import CallSubjects

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
FACTS: tuple[tuple[Fact, str], ...] = (
    (CallReported(CallRecord("K-1", NOW)), "K-1"),
    (Commanded(Assign("K-1", "v1")), "K-1"),
    (CommandSent("e2"), "K-1"),
    (CommandAnswered("e2", accepted=True), "K-1"),
    (Commanded(Undo("e2")), "K-1"),
    (Commanded(Undo("e5")), "K-1"),
    (CommandSent("e6"), "K-1"),
    (Commanded(Undo("unknown")), ""),
    (CommandAnswered("e8", accepted=False), ""),
    (Unlisted("vehicle", "v1"), ""),
    (Unlisted("call", "K-1"), "K-1"),
)


def test_a_command_is_found_by_what_is_remembered_or_by_the_board() -> None:
    events = [
        Event(f"e{number}", NOW, NOW, "supervisor", fact, "SC 1")
        for number, (fact, _) in enumerate(FACTS, 1)
    ]
    board = Board(Rules())
    board.fold(events)
    expected = [call for _, call in FACTS]
    for subjects in (CallSubjects(), CallSubjects(board.read_command)):
        assert [subjects.call_of(event) for event in events] == expected
