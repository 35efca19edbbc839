"""The gate: whether a command may run on the board as it stands, and if not, why not.

Every way in (key, palette, typed line, click) asks here, so the same rule holds in all of them.
Nothing is changed: the answer is the fact to write into the journal, or a refusal.
"""

from jru_tui.board.board import Board
from jru_tui.board.commands import (
    CallCommand,
    Command,
    EntryCommand,
    HandOver,
    MarkShift,
    Settle,
    Undo,
    VehicleCommand,
)
from jru_tui.board.decisions.calls import decide_call
from jru_tui.board.decisions.entries import decide_entry, decide_mark, decide_settle, decide_undo
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.decisions.vehicles import decide_vehicle
from jru_tui.board.events import Commanded

__all__ = ["Refusal", "decide"]


def decide(board: Board, command: Command) -> Commanded | Refusal:
    """Decide a command on the current board."""
    decided = _decided(board, command)
    return decided if isinstance(decided, Refusal) else Commanded(decided)


def _decided(board: Board, command: Command) -> Command | Refusal:
    if isinstance(command, CallCommand):
        return decide_call(board, command)
    if isinstance(command, VehicleCommand):
        return decide_vehicle(board, command)
    if isinstance(command, EntryCommand):
        return decide_entry(board, command)
    match command:
        case Settle():
            return decide_settle(board, command)
        case Undo():
            return decide_undo(board, command)
        case MarkShift():
            return decide_mark(board, command)
        case HandOver():
            return command
