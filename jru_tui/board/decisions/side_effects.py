"""Side effects of a command, in sentences that are shown before it runs."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    Assign,
    Close,
    EndNextCall,
    Hold,
    Link,
    NextCall,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    RightCare,
    StandDown,
    Unlink,
)
from jru_tui.board.call_views import Call, Response
from jru_tui.board.commands import (
    Acknowledge,
    Check,
    Command,
    EndMarker,
    MarkPlace,
    SetStatus,
    Settle,
    Undo,
)
from jru_tui.board.decisions.undo.effects import undo_effects
from jru_tui.board.formatting import join_words
from jru_tui.board.projection.calls.amendments import judged, named_place
from jru_tui.board.projection.markers import is_within
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.phrases import outstanding_words
from jru_tui.board.projection.place_index import MOST_RADIUS_M
from jru_tui.board.queries.call_search import calls_like
from jru_tui.board.records import Place
from jru_tui.board.rules import EMERGENCY, ON_A_CALL

_AT_SCENE = "at_scene"
_MOST_ALIKE = 2
_MOST_WARNED = 3


_NOBODY: Mapping[str, str] = {}


def consequences(
    board: Board, command: Command, takers: Mapping[str, str] = _NOBODY
) -> tuple[str, ...]:
    """Sentences without a full stop: `JRU 3 leaves K-1036 (G2), which waits again`.

    Args:
        board: as it stands.
        command: the command that would change it.
        takers: ids of the vehicles that the same decision sends, by the id of the call.
    """
    match command:
        case Assign(vehicle=vehicle, call=call):
            leaves = _leaves(board, vehicle, stays_on=call, takers=takers)
            return (*leaves, *_takes(board, vehicle, call))
        case StandDown(vehicle=vehicle, call=call):
            return tuple(_leaves_call(board, vehicle, call, takers))
        case SetStatus():
            return tuple(_books(board, command))
        case Close(call=call_id) if call_id in board.calls:
            return tuple(_ends(board, board.calls[call_id]))
        case OpenCall(where=where, type=type_):
            return tuple(_same_place(board, where, type_))
        case Regrade() | Relocate() | Link() | Unlink() if command.call in board.calls:
            return tuple(_amends(board, board.calls[command.call], command))
        case Undo():
            return tuple(undo_effects(board, command))
        case _:
            text = _SAID.get(type(command), "")
            return (text,) if text else _records(board, command)


_PLANNED = "the plan offers a vehicle for it"
_NOT_PLANNED = "the plan offers no vehicle for it; it stays open until somebody closes it"
_KEPT = "no purge erases its records before that day"
_MAY_BE_ERASED = "a purge may erase its records"
_SAID: dict[type[Command], str] = {
    Reopen: "it waits again: no vehicle is put back on it",
    NextCall: "nothing is sent yet: once it is free, an alert asks you to send it",
    EndNextCall: "any vehicle may take the call again",
    Check: "the check clock starts again",
    Acknowledge: "the emergency stays until its status is cleared; this cannot be undone",
}


def _records(board: Board, command: Command) -> tuple[str, ...]:
    """Say what changes where no vehicle and no call is moved."""
    match command:
        case MarkPlace() | EndMarker():
            return tuple(_warns(board, command))
        case RightCare(instead=instead):
            return (_NOT_PLANNED if instead else _PLANNED,)
        case Hold(until=until):
            return (_MAY_BE_ERASED if until is None else _KEPT,)
        case Settle(in_favour_of="feed"):
            return ("your command is withdrawn; the board follows the feed",)
        case Settle():
            return ("your command stands from now on, until the feed reports something newer",)
        case _:
            return ()


def no_saving_reason(board: Board, call: Call, outcome: str) -> str:
    """Say why closing a call like this saves nothing; empty where it may.

    Args:
        board: the board as it stands.
        call: the call that it concerns.
        outcome: the code of the outcome.
    """
    known = board.rules.outcomes.get(outcome)
    if known is not None and not known.attended:
        return "not attended: saves nothing"
    return "nobody arrived: saves nothing" if call.first_arrival_at is None else ""


def not_restored(board: Board, command: Command) -> tuple[str, ...]:
    """List in sentences what an undo that was carried out did not bring back."""
    order = board.store.orders.withdrawn.get(command.undoes) if isinstance(command, Undo) else None
    return () if order is None else tuple(_stays_so(board, order))


def _stays_so(board: Board, order: Order) -> Iterator[str]:
    for vehicle_id, press in order.presses:
        vehicle = board.vehicles[vehicle_id]
        before = board.store.timelines[vehicle_id].before(order.number)
        was_so = before is not None and (before.status, before.call) == (press.status, press.call)
        if (vehicle.status, vehicle.call or "") == (press.status, press.call) and not was_so:
            label = board.rules.status(vehicle.status).label
            yield f"the feed still shows {vehicle.name} {label}"


def _books(board: Board, command: SetStatus) -> Iterator[str]:
    vehicle = board.vehicles.get(command.vehicle)
    if vehicle is None:
        return
    before, after = vehicle.status == EMERGENCY, command.status == EMERGENCY
    if after and not before:
        yield f"raises an emergency for {vehicle.name}: an officer needs help"
    if before and not after:
        yield f"ends the emergency of {vehicle.name}"
    if command.status not in ON_A_CALL:
        yield from _leaves(board, vehicle.id, stays_on="")


def _leaves(
    board: Board, vehicle_id: str, *, stays_on: str, takers: Mapping[str, str] = _NOBODY
) -> Iterator[str]:
    vehicle = board.vehicles.get(vehicle_id)
    if vehicle is not None and vehicle.call != stays_on:
        yield from _leaves_call(board, vehicle_id, vehicle.call or "", takers)


def _takes(board: Board, vehicle_id: str, call_id: str) -> Iterator[str]:
    """Name the vehicle whose next call another one takes, and the next call of one that is sent."""
    vehicle, call = board.vehicles.get(vehicle_id), board.calls.get(call_id)
    if vehicle is None or call is None:
        return
    if call.next_for is not None and call.next_for.vehicle != vehicle_id:
        yield f"{call.name} is no longer the next call of {_name(board, call.next_for.vehicle)}"
    for other in vehicle.next_calls:
        if other != call_id:
            yield f"{board.call_name(other)} stays the next call of {vehicle.name}"


def _leaves_call(
    board: Board, vehicle_id: str, call_id: str, takers: Mapping[str, str]
) -> Iterator[str]:
    vehicle, call = board.vehicles.get(vehicle_id), board.calls.get(call_id)
    if vehicle is None or call is None or not call.open:
        return
    code = call.grade or call.category
    named = f"{call.name} ({code})" if code else call.name
    others = any(response.vehicle != vehicle.id for response in call.on_it)
    leaves = "leaves the scene of" if vehicle.status == _AT_SCENE else "leaves"
    if others or call.linked_to:
        after = ""
    elif call_id in takers:
        after = f", which {_name(board, takers[call_id])} takes"
    else:
        after = ", which waits again until another is sent"
    yield f"{vehicle.name} {leaves} {named}{after}"


def _warns(board: Board, command: MarkPlace | EndMarker) -> Iterator[str]:
    """Say which open calls show the warning, or do so no longer."""
    if isinstance(command, MarkPlace):
        place, radius_m, ends = command.where, command.radius_m, ""
    else:
        marker = board.store.markers.get(command.marker)
        if marker is None:
            return
        place, radius_m, ends = marker.where, marker.radius_m, " no longer"
    radius_m = min(MOST_RADIUS_M, radius_m or board.rules.places.radius_m)
    there = [
        call.name
        for call in board.open_calls()
        if call.open and is_within(call.where, place, radius_m)
    ]
    if len(there) > _MOST_WARNED:
        there = [*there[:_MOST_WARNED], f"{len(there) - _MOST_WARNED} more"]
    named = join_words(there) or "every call there"
    yield f"{named} {'show' if len(there) > 1 else 'shows'} this warning{ends}"


def _same_place(board: Board, place: Place, type_: str) -> Iterator[str]:
    """Name the open calls that a new one may be the same as."""
    for call in calls_like(board, place, type_)[:_MOST_ALIKE]:
        words = f"{board.rules.type_label(call.type)}, {named_place(call.where)}"
        yield f"{call.id} is already open there: {words}"


def _amends(board: Board, call: Call, command: Regrade | Relocate | Link | Unlink) -> Iterator[str]:
    match command:
        case Regrade(grade=grade, category=category):
            yield f"{judged(call.grade, call.category)} → {judged(grade, category)}"
        case Relocate(where=where) if where not in (call.where, replace(call.where, area=None)):
            yield _moves(call.where, where)
            if call.where.area and not where.area:
                yield "its area will not be known"
            if where.lat is None and call.where.lat is not None:
                yield "no coordinates: the distance of vehicles will not be known"
        case Link(duplicate_of=other) if call.by_hand and not _is_by_hand(board, other):
            yield f"{call.id} is closed: it is the same call as {other}"
            names = [_name(board, response.vehicle) for response in call.on_it]
            if names:
                yield (
                    f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} then on {other}"
                )

        case Link() if call.waiting:
            yield f"{call.name} no longer waits; both stay open until they are closed"
        case Link():
            yield "both stay open until they are closed"
        case Unlink() if call.open and not call.on_it:
            yield f"{call.name} waits again"


def _moves(before: Place, after: Place) -> str:
    """Say from where to where a call is moved: in degrees where the words stay the same."""
    if named_place(before) == named_place(after):
        return f"{_degrees(before)} → {_degrees(after)}"
    return f"{named_place(before)} → {named_place(after)}"


def _degrees(place: Place) -> str:
    known = place.lat is not None and place.lon is not None
    return f"{place.lat} {place.lon}" if known else "no coordinates"


def _is_by_hand(board: Board, call_id: str) -> bool:
    return call_id in board.calls and board.calls[call_id].by_hand


def _ends(board: Board, call: Call) -> Iterator[str]:
    names = [
        _name(board, response.vehicle) for response in call.on_it if not _in_danger(board, response)
    ]
    if names:
        yield f"frees {' and '.join(names)}"
    for other_response in call.on_it:
        if _in_danger(board, other_response):
            yield f"{_name(board, other_response.vehicle)} stays in its emergency"
    for request in call.back_up:
        if request.outstanding:
            words = outstanding_words(request)
            yield f"back-up is still outstanding: {words}"


def _name(board: Board, vehicle_id: str) -> str:
    vehicle = board.vehicles.get(vehicle_id)
    return vehicle.name if vehicle else vehicle_id


def _in_danger(board: Board, response: Response) -> bool:
    vehicle = board.vehicles.get(response.vehicle)
    return vehicle is not None and vehicle.status == EMERGENCY
