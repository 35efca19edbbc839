"""Effects of an undo or redo: the statuses that vehicles return to, and sentences about them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close, Link, Regrade, Relocate, Reopen, StandDown
from jru_tui.board.call_views import Call
from jru_tui.board.commands import SetStatus, Settle, Undo
from jru_tui.board.projection.calls.amendments import judged, named_place
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.vehicles.status_history import Press, newest_if
from jru_tui.board.rules import EMERGENCY
from jru_tui.board.views import Vehicle

_LATE = timedelta(hours=1)
"""How long before a command a press may lie that is heard of after it, and still matters."""
AT_SCENE = "at_scene"
"""The status of a crew that nobody may be taken from by the way."""


def presses_after(
    board: Board, order: Order, *, again: bool, besides: frozenset[str] = frozenset()
) -> Mapping[str, Press | None]:
    """Work out each vehicle's newest press once an order is taken back, or given `again`.

    None where nothing is known of a vehicle then.

    Args:
        board: the board as it stands.
        order: the order that is taken back, or given again.
        again: it is given again.
        besides: ids of the orders that are taken back with it, as one.
    """
    dropped, added = _changes(board, order, again=again)
    vehicles = {vehicle for vehicle, _ in (*dropped, *added)}
    standing = board.store.orders.standing
    together = [standing[other] for other in sorted(besides) if other in standing]
    dropped += tuple(press for other in together for press in other.presses)
    return {vehicle: _newest(board, vehicle, dropped, added) for vehicle in sorted(vehicles)}


def presses_since(board: Board, vehicle: str, undone: Order) -> list[Press]:
    """List the presses of a crew that were heard of after a command was given, in their order.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        undone: the command after which they were heard of.
    """
    timeline = board.store.timelines.get(vehicle)
    known = timeline.since(undone.given_at - _LATE) if timeline is not None else ()
    return [press for press in known if press.sequence > undone.number and not press.order]


def expected_of(undone: Order) -> Mapping[str, tuple[str, str]]:
    """Tell what dispatch will show when it obeys: status and call, by vehicle.

    Nothing where it was not told: then the crew pressed the same by itself.
    """
    if not undone.posted:
        return {}
    match undone.posted_as:
        case Assign(call=call, vehicle=vehicle):
            return {vehicle: ("allocated", call)}
        case StandDown(vehicle=vehicle):
            return {vehicle: ("available", "")}
        case SetStatus(vehicle=vehicle, status=status, call=call):
            return {vehicle: (status, call)}
        case None:
            return {vehicle: (press.status, press.call) for vehicle, press in undone.presses}
        case _:
            return {}


def beyond_obedience(board: Board, vehicle: str, undone: Order) -> list[Press]:
    """List what a crew has pressed since a command, without what shows that dispatch obeys it.

    The same again is the crew's own word. Who is at scene, or in an emergency, is there by
    whosever word.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        undone: the command that dispatch was told.
    """
    pressed = presses_since(board, vehicle, undone)
    shown = (pressed[0].status, pressed[0].call) if pressed else None
    obeys = shown is not None and expected_of(undone).get(vehicle) == shown
    return pressed[1:] if obeys and pressed[0].status not in (AT_SCENE, EMERGENCY) else pressed


_Presses = tuple[tuple[str, Press], ...]


def _changes(board: Board, order: Order, *, again: bool) -> tuple[_Presses, _Presses]:
    """Tell which presses go and which come."""
    goes, comes = ((), order.presses) if again else (order.presses, ())
    if not isinstance(order.command, Settle):
        return goes, comes
    disputed = order.command.disputed
    if order.command.in_favour_of == "feed":
        about = board.store.orders.standing.get(disputed) or board.store.orders.withdrawn.get(
            disputed
        )
        presses = about.presses if about is not None else ()
        return ((*goes, *presses), comes) if again else (goes, (*comes, *presses))
    about = board.store.orders.standing.get(disputed)
    if about is None or isinstance(about.command, Close | Reopen):
        return goes, comes  # what was closed or opened counts from when it was said
    at = order.at if again else about.given_at
    moved = tuple(
        (vehicle_id, structs.replace(press, at=at)) for vehicle_id, press in about.presses
    )
    return (*goes, *about.presses), (*comes, *moved)


def _newest(board: Board, vehicle: str, dropped: _Presses, added: _Presses) -> Press | None:
    timeline = board.store.timelines.get(vehicle)
    dropped_orders = {press.order for vehicle_id, press in dropped if vehicle_id == vehicle}
    comes = [press for vehicle_id, press in added if vehicle_id == vehicle]
    return newest_if(timeline.backwards() if timeline is not None else (), dropped_orders, comes)


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
    vehicles = dict(order.presses).keys() - stay
    others = [response for response in call.on_it if response.vehicle not in vehicles]
    return call.open and not others and not call.linked_to
