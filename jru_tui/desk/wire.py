"""What a command looks like to the dispatch system: what the outbox is handed.

An undo goes out as a compensating command with an id of its own, in a word that every dispatch
system knows: nothing that was sent is ever taken out of the queue.
"""

from collections.abc import Iterator

from jru_tui.board.board import Board
from jru_tui.board.commands import Assign, Close, Command, Note, Reopen, SetStatus, StandDown, Undo
from jru_tui.board.events import Commanded, Event
from jru_tui.feeds.outbox import Posting, posting


def postings(board: Board) -> Iterator[Posting]:
    """Everything that the dispatch system has not answered yet, oldest first."""
    for event in board.owed.values():
        yield _posting(board, event)


def _posting(board: Board, event: Event) -> Posting:
    assert isinstance(event.fact, Commanded)
    command = event.fact.command
    if not isinstance(command, Undo):
        return posting(event.id, command, event.at, event.by)
    again = board.standing.undos.get(command.undoes)
    order = board.said.withdrawn.get(command.undoes)
    opposite: Command = command
    if again in board.said.standing:
        opposite = board.said.standing[again].command
    elif order is not None:
        opposite = _opposite(board, order.command)
    return posting(event.id, opposite, event.at, event.by, undoes=command.undoes)


def _opposite(board: Board, undone: Command) -> Command:
    """The command that takes another back, on the board as it stands without it."""
    match undone:
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
            return undone
