"""Decisions about entries: notes, strikes, dismissals, holds, and what ends a dispute."""

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Hold
from jru_tui.board.commands import Dismiss, EntryCommand, MarkShift, Note, Settle, Strike
from jru_tui.board.decisions.refusal import Refusal, no_such_call, no_such_vehicle
from jru_tui.board.projection.orders import Order
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import LogEntry


def decide_entry(board: Board, command: EntryCommand) -> EntryCommand | Refusal:
    """Decide what is to be written about a call or a vehicle; gives it back if it may be."""
    if command.call and command.call not in board.calls:
        return no_such_call(command.call)
    if command.vehicle and command.vehicle not in board.vehicles:
        return no_such_vehicle(command.vehicle)
    match command:
        case Note(text=text):
            if not text.strip():
                return Refusal("a note needs words")
            if not command.call and not command.vehicle:
                return Refusal("a note belongs to a call or a vehicle: select one")
        case Strike():
            return _strike(board, command)
        case Dismiss():
            return _dismiss(board, command)
    return command


def _dismiss(board: Board, command: Dismiss) -> Dismiss | Refusal:
    keys = [key.split(":") if isinstance(key, str) else key for key in command.keys]
    if any(tuple(key[:1]) == ("emergency",) for key in keys):
        return Refusal("an emergency cannot be dismissed: acknowledge it, then book a status")
    if not command.reason.strip():
        return Refusal("give a reason: it goes in the log")
    if all(board.dismissed(key) is not None for key in command.keys):
        return Refusal("that alert is already dismissed")
    return command


def _strike(board: Board, command: Strike) -> Strike | Refusal:
    lines = board.log(call=command.call) if command.call else board.log(vehicle=command.vehicle)
    line = next((entry for entry in lines if entry.id == command.note), None)
    refused = strike_refusal(line)
    return Refusal(refused) if refused else command


def strike_refusal(line: LogEntry | None) -> str:
    """Say why an entry of a log cannot be struck through; empty where it can."""
    if line is None or not line.is_note:
        return "there is no such note"
    return "that note is already struck through" if line.undone or line.struck else ""


def decide_settle(board: Board, command: Settle) -> Settle | Refusal:
    """A settlement needs its dispute."""
    for call in board.open_calls():
        if call.dispute is not None and call.dispute.command == command.disputed:
            return command
    return Refusal("nothing is in dispute here")


def decide_mark(board: Board, command: MarkShift) -> MarkShift | Refusal:
    """A shift is taken over, and ended, one after the other."""
    marks = (order for order in board.handovers() if isinstance(order.command, MarkShift))
    last = next(marks, None)
    running = last is not None and _starts(last) and not _is_past(board, last)
    if command.what == "start" and running:
        return Refusal("the shift is already running")
    if command.what == "end" and not running:
        return Refusal("no shift has been taken over")
    return command


def _starts(mark: Order) -> bool:
    return isinstance(mark.command, MarkShift) and mark.command.what == "start"


def _is_past(board: Board, mark: Order) -> bool:
    """Test whether another shift has begun since, so that nobody ended the one that was marked."""
    if board.written_at is None:
        return False
    return shift_at(board.rules.hours, mark.at) != shift_at(board.rules.hours, board.written_at)


def decide_hold(board: Board, command: Hold) -> Hold | Refusal:
    """Decide a hold, or its end; a call that is closed can be held as well."""
    call = board.calls.get(command.call)
    if call is None:
        return no_such_call(command.call)
    if not command.reason.strip():
        return Refusal("why? A hold needs a reason")
    if command.until is None:
        return command if call.hold is not None else Refusal(f"{call.name} is not held")
    if board.written_at is not None and command.until <= board.written_at:
        return Refusal("until when? That day is over")
    held = call.hold
    if held is not None and (held.until, held.reason) == (command.until, command.reason):
        return Refusal(f"{call.name} is held until then already")
    return command
