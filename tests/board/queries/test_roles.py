"""A role's commands: a supervisor gives all, a controller assigns and notes, a viewer looks on."""

from datetime import UTC, datetime

import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.commands import Command, HandOver, Note, Role
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.decisions.compound_decisions import decide_all
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import CallReported, Event, Fact, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules

NOW = datetime(2020, 10, 30, 22, tzinfo=UTC)


@pytest.fixture
def board() -> Board:
    board = Board(Rules())
    facts: tuple[Fact, ...] = (
        CallReported(CallRecord("K-1036", NOW, grade="G1")),
        VehicleReported(VehicleRecord("JRU3", "available", NOW, "JRU 3")),
    )
    board.fold([Event(f"e{n}", NOW, NOW, "feed", fact) for n, fact in enumerate(facts)])
    return board


@pytest.mark.parametrize("command", [Assign("K-1036", "JRU3"), Note("Gate", call="K-1036")])
@pytest.mark.parametrize("role", ["supervisor", "controller"])
def test_a_controller_assigns_and_notes(board: Board, command: Command, role: Role) -> None:
    assert isinstance(decide_all(board, command, Actor("70002", role=role)), tuple)


@pytest.mark.parametrize("command", [Close("K-1036", "resolved"), Reopen("K-1036"), HandOver("x")])
def test_the_rest_is_for_a_supervisor(board: Board, command: Command) -> None:
    refused = decide_all(board, command, Actor("70002", role="controller"))
    assert refused == Refusal("a controller cannot do this: it is for a supervisor")
    decided = decide_all(board, command, Actor("70002"))
    assert decided != refused


@pytest.mark.parametrize(
    "command", [Assign("K-1036", "JRU3"), StandDown("K-1036", "JRU3"), Note("x", call="K-1036")]
)
def test_a_viewer_gives_none(board: Board, command: Command) -> None:
    refused = decide_all(board, command, Actor("wall", role="viewer"))
    assert isinstance(refused, Refusal)
    assert refused.reason.startswith("a viewer can only watch")
