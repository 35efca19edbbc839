"""What may run, and what is said when it may not."""

import pytest

from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.commands import Command, Note, SetStatus, Settle, Undo
from tests.board.conftest import Stage
from tests.narrowing import present


@pytest.fixture
def board(stage: Stage) -> Stage:
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.vehicle("JRU2", "available", "18:00")
    stage.vehicle("JRU3", "refreshments", "18:05")
    stage.vehicle("JRU4", "dancing", "18:05")
    stage.call("K1", "18:05", grade="G1")
    stage.call("K2", "18:06", grade="G2")
    return stage


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (Assign("K9", "JRU2"), "K9 is not on the board"),
        (Assign("", "JRU2"), "no call is selected"),
        (Assign("K2", "JRU9"), "there is no vehicle JRU9"),
        (Assign("K1", "JRU1"), "JRU 1 is on K1 already"),
        (Assign("K2", "JRU1"), "JRU 1 cannot be sent: at scene K1 (G1)"),
        (Assign("K2", "JRU3"), "JRU 3 is refreshments: give a reason to send it anyway"),
        (Assign("K2", "JRU4"), "JRU 4 cannot be sent: unknown: dancing"),
        (StandDown("K2", "JRU2"), "JRU 2 is not on K2"),
        (Close("K2", "vanished"), "there is no outcome “vanished”"),
        (Close("K2", "resolved", minutes=-1), "-1 minutes is out of range: a call saves 0 to 1440"),
        (Close("K2", "duplicate"), "name the call that it duplicates"),
        (Close("K2", "duplicate", duplicate_of="K2"), "K2 is not another call on the board"),
        (Reopen("K2"), "K2 is open"),
        (SetStatus("JRU2", "asleep"), "there is no status “asleep”"),
        (SetStatus("JRU2", "available"), "JRU 2 is available already"),
        (SetStatus("JRU2", "at_scene"), "JRU 2 is on no call: assign it first, then at scene"),
        (SetStatus("JRU2", "at_scene", "K2"), "JRU 2 is not on K2: assign it first"),
        (Note(" ", call="K1"), "a note needs words"),
        (Note("x"), "a note belongs to a call or a vehicle: select one"),
        (Settle("e1", "feed"), "nothing is in dispute here"),
        (Undo("e1"), "nothing to undo"),
    ],
)
def test_a_command_that_cannot_run_says_why(board: Stage, command: Command, reason: str) -> None:
    assert board.refused(command) == reason


def test_a_closed_call_takes_no_vehicle_until_it_is_reopened(board: Stage) -> None:
    board.do(Close("K2", "advice"), "18:20")
    assert board.refused(Assign("K2", "JRU2")) == "K2 is closed: reopen it first"
    assert board.refused(Close("K2", "advice")) == "K2 is already closed"
    board.do(Reopen("K2"), "18:22")
    board.do(Assign("K2", "JRU2"), "18:23")


def test_a_reason_sends_a_conditionally_available_vehicle(board: Stage) -> None:
    board.do(Assign("K2", "JRU3", reason="only one near"), "18:20")
    assert board.unit("JRU3").call == "K2"
    assert "JRU 3 assigned: only one near" in board.log("K2")


def test_a_booked_status_keeps_the_call_where_the_status_belongs_to_it(board: Stage) -> None:
    board.do(SetStatus("JRU1", "committed"), "18:20")
    assert board.unit("JRU1").call == "K1"
    board.do(SetStatus("JRU1", "available"), "18:30")
    assert board.unit("JRU1").call is None
    assert board.view("K1").to_close


def test_undo_takes_back_the_newest_first(board: Stage) -> None:
    board.do(Note("one", call="K1"), "18:20")
    first = present(board.board.last_order()).id
    board.do(Note("two", call="K1"), "18:21")
    board.undo("18:22")
    board.undo("18:23")
    assert board.refused(Undo(first)) == "it is no longer in force"
