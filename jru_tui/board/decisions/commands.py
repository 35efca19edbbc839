"""The decision on any command but an undo: asks the module of its subject, and the role."""

from jru_tui.board.board import Board
from jru_tui.board.call_commands import AmendCommand, CallCommand, NextCallCommand, OpenCall
from jru_tui.board.commands import (
    Command,
    EntryCommand,
    HandOver,
    MarkerCommand,
    MarkShift,
    Settle,
    VehicleCommand,
)
from jru_tui.board.decisions.amendments import decide_amendment, decide_opening
from jru_tui.board.decisions.calls import decide_call
from jru_tui.board.decisions.entries import decide_entry, decide_mark, decide_marker, decide_settle
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.decisions.vehicles import decide_next_call, decide_vehicle


def decide_command(board: Board, command: Command) -> Command | Refusal:
    """Decide a command that is no undo; gives it back, filled in, if it may run.

    Raises:
        TypeError: it is an undo, which is decided by its plan, or hands a role over.
    """
    if isinstance(command, CallCommand):
        return decide_call(board, command)
    if isinstance(command, NextCallCommand):
        return decide_next_call(board, command)
    if isinstance(command, MarkerCommand):
        return decide_marker(board, command)
    if isinstance(command, AmendCommand):
        return decide_amendment(board, command)
    if isinstance(command, VehicleCommand):
        return decide_vehicle(board, command)
    if isinstance(command, EntryCommand):
        return decide_entry(board, command)
    return _decide_other(board, command)


def _decide_other(board: Board, command: Command) -> Command | Refusal:
    """Decide what is about neither a call, a vehicle nor a place that is known."""
    match command:
        case OpenCall():
            return decide_opening(board, command)
        case Settle():
            return decide_settle(board, command)
        case MarkShift():
            return decide_mark(board, command)
        case HandOver():
            return command
    raise TypeError(f"this is decided elsewhere: {command!r}")
