"""Effects of an undo, in sentences: each vehicle and call, from what to what."""

from collections.abc import Iterator

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close, Link, Regrade, Relocate, Reopen
from jru_tui.board.call_views import Call
from jru_tui.board.commands import Undo
from jru_tui.board.decisions.undo.presses import presses_after
from jru_tui.board.projection.calls.amendments import judged, named_place
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.views import Vehicle


def undo_effects(board: Board, undo: Undo, besides: frozenset[str] = frozenset()) -> Iterator[str]:
    """Say what an undo changes on the board: `JRU 2: allocated K-1037 → available`.

    Args:
        board: as it stands.
        undo: the undo.
        besides: ids of the orders that are taken back with it, as one.
    """
    order = board.undone_order(undo)
    if order is None:
        return
    again = undo.undoes in board.standing.undos
    call_id, stay = getattr(order.command, "call", ""), set[str]()
    for vehicle_id, press in presses_after(board, order, again=again, besides=besides).items():
        vehicle = board.vehicles.get(vehicle_id)
        if vehicle is None or press is None:
            continue
        if press.call and press.call == call_id:
            stay.add(vehicle_id)
        yield _moved(board, vehicle, press)
    yield from _calls(board, order, stay, again=again)


def _moved(board: Board, vehicle: Vehicle, press: Press) -> str:
    label = board.rules.status(vehicle.status).label
    if (press.status, press.call) == (vehicle.status, vehicle.call or ""):
        on_call = f", on {board.call_name(vehicle.call)}" if vehicle.call else ""
        return f"the feed still shows {vehicle.name} {label}{on_call}"
    after = board.rules.status(press.status).label
    return f"{vehicle.name}: {_doing(label, vehicle.call)} → {_doing(after, press.call)}"


def _doing(label: str, call: str | None) -> str:
    return f"{label} {call}" if call else label


def _calls(board: Board, order: Order, stay: set[str], *, again: bool) -> Iterator[str]:
    """Say what becomes of the call; `stay` has the ids of vehicles that are on it afterwards."""
    call = board.calls.get(getattr(order.command, "call", ""))
    if call is None:
        return
    match order.command:
        case Regrade(grade=grade, category=category) as regrade:
            was = judged(regrade.was_grade, regrade.was_category)
            after = judged(grade, category) if again else was
            yield f"{call.id}: {judged(call.grade, call.category)} → {after}"
        case Relocate(where=where, was=before):
            after = named_place(where if again else before)
            yield f"{call.id}: {named_place(call.where)} → {after}"
        case Link(duplicate_of=other, merged_from=merged) if merged is not None:
            yield f"{call.id} {'is closed, and is' if again else 'is open again, beside'} {other}"
    closes = isinstance(order.command, Close if again else Reopen)
    opens = isinstance(order.command, Reopen if again else Close)
    if closes:
        yield f"{call.id} is closed again"
    elif opens:
        yield f"{call.id} is open again"
    elif isinstance(order.command, Assign) and not again and _waits_without(call, order, stay):
        yield f"{call.id} waits again"


def _waits_without(call: Call, order: Order, stay: set[str]) -> bool:
    gone = dict(order.presses).keys() - stay
    others = [response for response in call.on_it if response.vehicle not in gone]
    return call.open and not others and not call.linked_to
