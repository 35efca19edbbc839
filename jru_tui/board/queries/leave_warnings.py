"""Warnings for a supervisor who leaves the board: what nobody would look after."""

from collections.abc import Iterator

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.projection.calls.urgency import waiting_keys
from jru_tui.board.rules import EMERGENCY


def find_leave_warnings(board: Board) -> Iterator[str]:
    """Say what would be left behind: emergencies, the most urgent waiting calls, unsent commands.

    The sentences have no full stop: `JRU 1 is in an emergency on K-1031`.
    """
    for vehicle in board.vehicles.values():
        if vehicle.status == EMERGENCY:
            on_call = f" on {board.call_name(vehicle.call)}" if vehicle.call else ""
            yield f"{vehicle.name} is in an emergency{on_call}"
    for first, last in waiting_keys(0):
        for call in board.open_calls().between(first, last):
            if call.waiting:
                yield f"{call.name} ({_judged(call)}) waits"
    for command_id in board.owed:
        command = board.command(command_id)
        said = board.words_in_full(command) if command is not None else "a command"
        yield f"not accepted by dispatch yet: {said}"


def _judged(call: Call) -> str:
    return " ".join(filter(None, (call.grade, call.category))) or "not graded"
