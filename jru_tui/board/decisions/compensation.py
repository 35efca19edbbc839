"""Compensating commands: what undoes a command at the dispatch system, which has no undo."""

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    Close,
    EndBackUp,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    RightCare,
    StandDown,
)
from jru_tui.board.commands import Command, DispatchCommand, Note, SetStatus, Undo
from jru_tui.board.decisions.calls import DUPLICATE, usual_outcome
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.posted_notes import struck_out
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.rules import EMERGENCY, STAGES


def concerns_dispatch(board: Board, command: Command) -> bool:
    """Tell whether dispatch is told of a command; the rest is this board's own business."""
    if isinstance(command, Undo):
        order = board.undone_order(command)
        return order is not None and concerns_dispatch(board, order.command)
    if isinstance(command, OpenCall):
        return True
    return isinstance(command, DispatchCommand) and not board.is_local(getattr(command, "call", ""))


def compensation(board: Board, undo: Undo) -> Command | None:
    """Return what dispatch is told for an undo; None where it is told nothing.

    The answer is the same before the undo is folded in and after.
    """
    order = board.undone_order(undo)
    if order is None or not concerns_dispatch(board, order.command):
        return None
    again = undo.undoes in board.standing.undos
    return order.command if again else _opposite(board, order)


def press_before(board: Board, order: Order, vehicle: str) -> Press | None:
    """Find what a vehicle did before an order was given; None where that is not known.

    Args:
        board: the board as it stands.
        order: the order that was given.
        vehicle: the vehicle that it concerns.
    """
    timeline = board.store.timelines.get(vehicle)
    return timeline.before(order.number) if timeline else None


def _opposite(board: Board, order: Order) -> Command:
    match order.command:
        case Assign(call=call, vehicle=vehicle):
            return _sent_back(board, order, call, vehicle)
        case StandDown(call=call, vehicle=vehicle):
            return Assign(call, vehicle, reason="stand-down undone")
        case Close(call=call):
            return Reopen(call)
        case Reopen(call=call):
            return _closed_again(board, order, call)
        case SetStatus(vehicle=vehicle):
            return _booked_back(board, order, vehicle)
        case Regrade() | Relocate() | RightCare() as amendment:
            return _amended_back(board, order, amendment)
        case Note(text=text, call=call, vehicle=vehicle):
            return Note(struck_out(text), call, vehicle)
        case BackUp(call=call):
            return EndBackUp(call, order.id, "cancelled")
        case EndBackUp(back_up=asked, count=some) if asked in board.store.orders.standing:
            again = board.store.orders.standing[asked].command
            return structs.replace(again, count=some) if some else again
        case _:
            return order.command


def _amended_back(
    board: Board, order: Order, amendment: Regrade | Relocate | RightCare
) -> Regrade | Relocate | RightCare:
    if isinstance(amendment, RightCare):
        return _decided_before(board, order, amendment.call)
    if isinstance(amendment, Regrade):
        return Regrade(amendment.call, amendment.was_grade, amendment.was_category)
    return Relocate(amendment.call, amendment.was)


def _decided_before(board: Board, order: Order, call: str) -> RightCare:
    """Return the decision that holds without an order: the one before it, else that police go."""
    for earlier in reversed(board.store.calls[call].orders):
        if earlier.number < order.number and isinstance(earlier.command, RightCare):
            return earlier.command
    return RightCare(call)


def _sent_back(board: Board, order: Order, call: str, vehicle: str) -> Command:
    """Return the end of an assignment: back to the call that it left for it, or free."""
    before = press_before(board, order, vehicle)
    left = board.calls.get(before.call) if before is not None else None
    if left is not None and left.open and left.id != call:
        return Assign(left.id, vehicle, reason="diversion undone")
    return StandDown(call, vehicle)


def _closed_again(board: Board, order: Order, call: str) -> Close:
    """Return the closing that a reopening took away: the supervisor's, else the feed's."""
    entry = board.store.calls[call]
    for earlier in reversed(entry.orders):
        if earlier.number < order.number and isinstance(earlier.command, Close):
            return earlier.command
    view = board.calls[call]
    reported = entry.record.outcome if entry.record is not None else None
    outcome = reported or usual_outcome(board, view)
    return Close(call, outcome, duplicate_of=view.linked_to if outcome == DUPLICATE else "")


def _booked_back(board: Board, order: Order, vehicle: str) -> SetStatus:
    """Return the booking of the status that holds without an order.

    Where the feed has taken the order over: of what stood before it.
    """
    timeline = board.store.timelines.get(vehicle)
    presses = timeline.backwards() if timeline else iter(())
    press = next((press for press in presses if press.order != order.id), None)
    assert isinstance(order.command, SetStatus)
    if press is not None and press.status == order.command.status:
        press = press_before(board, order, vehicle) or press
    if press is None:
        return order.command
    call = press.call
    if not call and press.status in (*STAGES, EMERGENCY):
        call = board.vehicles[vehicle].call or ""
    return SetStatus(vehicle, press.status, call)
