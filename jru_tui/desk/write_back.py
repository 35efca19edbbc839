"""Messages to the dispatch system: what the outbox is handed for each command.

An undo goes out as a compensating command with an id of its own, in a word that every dispatch
system knows: nothing that was sent is ever taken out of the queue.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.commands import (
    Assign,
    BackUp,
    Close,
    Command,
    EndBackUp,
    Note,
    Reopen,
    SetStatus,
    StandDown,
    Undo,
)
from jru_tui.board.events import Commanded, Event
from jru_tui.board.projection.echoes import struck_out
from jru_tui.board.projection.orders import Order
from jru_tui.board.views import Vehicle
from jru_tui.feeds.outbox.models import Posting, posting

_TOLD = Assign | StandDown | Close | Reopen | SetStatus | Note | BackUp | EndBackUp


def postings(board: Board, before: Mapping[str, Posting]) -> dict[str, Posting]:
    """Map by id everything that the dispatch system has not answered yet, oldest first.

    What is among those of `before` stays as it is: under one key goes out one command, whatever
    the board says by the next try.
    """
    return {
        id_: before[id_]
        if id_ in before
        else structs.replace(_posting(board, event), sent=id_ in board.sent)
        for id_, event in board.owed.items()
    }


def concerns_dispatch(board: Board, command: Command) -> bool:
    """Test whether dispatch is told of a command; the rest is this board's own business."""
    if isinstance(command, Undo):
        order = _order(board, command)
        return order is not None and concerns_dispatch(board, order.command)
    return isinstance(command, _TOLD)


def _order(board: Board, undo: Undo) -> Order | None:
    """The order that an undo takes back, or (an undo of an undo) gives again."""
    return board.undone_order(undo)


def _posting(board: Board, event: Event) -> Posting:
    assert isinstance(event.fact, Commanded)
    command = event.fact.command
    more: dict[str, str | datetime] = {}
    told: Command = command
    if isinstance(command, Undo):
        order = _order(board, command)
        more["undoes"] = command.undoes
        if order is not None:
            again = board.is_redo(command)
            told = order.command if again else _opposite(board, order)
    told, openings = _by_number(board, told)
    return posting(event.id, told, event.at, event.by, **more, **openings)


def _by_number(board: Board, command: Command) -> tuple[Command, dict[str, datetime]]:
    """The command with the numbers of its calls, and when these were opened.

    Only where a number was used again: to the dispatch system it may mean another call.
    """
    numbers: dict[str, str] = {}
    openings: dict[str, datetime] = {}
    for name, opened in (("call", "opened_at"), ("duplicate_of", "duplicate_of_opened_at")):
        call = board.calls.get(getattr(command, name, ""))
        if call is not None and call.naming is not None:
            numbers[name], openings[opened] = call.number, call.opened_at
    return structs.replace(command, **numbers), openings


def _opposite(board: Board, order: Order) -> Command:
    """The command that takes another back, on the board as it stands without it."""
    match order.command:
        case Assign(call=call, vehicle=vehicle):
            return _sent_back(board, order, call, vehicle)
        case StandDown(call=call, vehicle=vehicle):
            return Assign(call, vehicle, reason="stand-down undone")
        case Close(call=call):
            return Reopen(call)
        case Reopen(call=call):
            return Close(call, board.calls[call].outcome or "resolved")
        case SetStatus(vehicle=vehicle, status=booked):
            view = board.vehicles[vehicle]
            # Where the feed has taken it over: back to what stood before it was booked.
            taken_over = view.status == booked
            return _before(board, order, vehicle) if taken_over else _as_it_is(view)
        case Note(text=text, call=call, vehicle=vehicle):
            return Note(struck_out(text), call, vehicle)
        case BackUp(call=call):
            return EndBackUp(call, order.id, "cancelled")
        case EndBackUp(back_up=asked, count=some) if (request := board.order(asked)) is not None:
            again = request.command
            return structs.replace(again, count=some) if some else again
        case _:
            return order.command


def _before(board: Board, order: Order, vehicle: str) -> SetStatus:
    """Return a vehicle's status before an order, or its present one if none is older."""
    timeline = board.feed_records.history(vehicle)
    press = timeline.before(order.number) if timeline else None
    if press is None:
        return _as_it_is(board.vehicles[vehicle])
    return SetStatus(vehicle, press.status, press.call)


def _as_it_is(vehicle: Vehicle) -> SetStatus:
    return SetStatus(vehicle.id, vehicle.status, vehicle.call or "")


def _sent_back(board: Board, order: Order, call: str, vehicle: str) -> Command:
    """The end of an assignment: back to the call that it left for it, or free."""
    left = board.calls.get(_before(board, order, vehicle).call)
    if left is not None and left.open and left.id != call:
        return Assign(left.id, vehicle, reason="diversion undone")
    return StandDown(call, vehicle)
