"""The gate of holds: until when what was said about a call is kept from a purge."""

from jru_tui.board.board import Board
from jru_tui.board.commands import Hold
from jru_tui.board.decisions.refusal import Refusal, no_such_call


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
