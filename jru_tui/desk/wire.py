"""What a command looks like to the dispatch system (FEED.md's `POST`, one JSON object each).

An undo goes out as a compensating command with an id of its own, named in words that every
dispatch system knows: nothing that was sent is ever taken out of the queue.
"""

from datetime import datetime
from typing import Any

from msgspec import to_builtins

from jru_tui.board.board import Board
from jru_tui.board.commands import Assign, Close, Command, Note, Reopen, SetStatus, StandDown, Undo
from jru_tui.board.events import Commanded, Event


def body(board: Board, event: Event) -> dict[str, Any]:
    """The JSON object for one owed command; `undoes` names the command that it takes back."""
    assert isinstance(event.fact, Commanded)
    command: Command | None = event.fact.command
    told: dict[str, Any] = {"id": event.id, "at": _stamp(event.at), "by": event.by}
    if isinstance(command, Undo):
        told["undoes"] = command.undoes
        order = board.said.withdrawn.get(command.undoes)
        command = _opposite(board, order.command) if order else None
    return to_builtins(command) | told if command else {"command": "undo"} | told


def _opposite(board: Board, command: Command) -> Command | None:
    match command:
        case Assign(call=call, vehicle=vehicle):
            return StandDown(call, vehicle)
        case StandDown(call=call, vehicle=vehicle):
            return Assign(call, vehicle, reason="stand-down undone")
        case Close(call=call):
            return Reopen(call)
        case Reopen(call=call):
            return Close(call, board.calls[call].outcome or "resolved")
        case SetStatus(vehicle=vehicle):
            view = board.vehicles[vehicle]
            return SetStatus(vehicle, view.status, view.call or "")
        case Note(text=text, call=call, vehicle=vehicle):
            return Note(f"Struck out: {text}", call, vehicle)
        case _:
            return None


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
