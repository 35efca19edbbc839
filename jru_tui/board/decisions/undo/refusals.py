"""Undos that are refused because of their side effects, each with the command to use instead.

It raises no emergency, takes no crew from a scene, and neither frees nor books a vehicle whose
crew has pressed something newer.
"""

from itertools import takewhile

from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    Close,
    EndBackUp,
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
from jru_tui.board.commands import (
    Acknowledge,
    Command,
    Crew,
    EndMarker,
    MarkPlace,
    MarkShift,
    OfferRole,
    SetStatus,
    Settle,
    TakeRole,
)
from jru_tui.board.decisions.refusal import Instead, Refusal
from jru_tui.board.decisions.undo.effects import (
    AT_SCENE,
    beyond_obedience,
    presses_after,
    presses_since,
)
from jru_tui.board.projection.orders import Order, vehicle_of
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.rules import EMERGENCY
from jru_tui.board.views import Vehicle

_OPENLY: dict[type, tuple[str, Instead]] = {
    Assign: ("assign it instead", "assign"),
    StandDown: ("stand it down instead", "stand-down"),
    Close: ("close the call instead", "close"),
}


def refuse_undo(
    board: Board,
    order: Order,
    undone: Order,
    posted_as: Command | None,
    *,
    again: bool,
    besides: frozenset[str] = frozenset(),
) -> Refusal | None:
    """Refuse what would hurt somebody; None where nothing would.

    Args:
        board: as it stands.
        order: what is taken back, or given again.
        undone: the command that is undone: the order, or its undo.
        posted_as: what dispatch would be told.
        again: whether the order is given again.
        besides: ids of the orders that are taken back with it, as one.
    """
    if isinstance(order.command, Acknowledge):
        return Refusal("an acknowledgement cannot be undone")
    if isinstance(order.command, OpenCall):
        call = order.command.call
        return Refusal(f"{call} stays in the record: close it instead", "close")
    if not again and (later := _built_on(board, order, besides)) is not None:
        return _after(board, order, later)
    for vehicle, press in presses_after(board, order, again=again, besides=besides).items():
        view = board.vehicles.get(vehicle)
        if view is None or press is None:
            continue
        refused = (
            _raises_emergency(board, view, press, posted_as)
            or _leaves_scene(board, order, view, press, posted_as, again=again)
            or _contradicts_crew(board, undone, view, posted_as)
            or _joins_closed_call(board, view, press, posted_as)
        )
        if refused is not None:
            return refused
    return _closes_on_crew(board, undone, posted_as, again=again)


def _built_on(board: Board, order: Order, besides: frozenset[str]) -> Order | None:
    """Find a later command that makes no sense without this one, and is to stand."""
    later = takewhile(lambda other: other.id != order.id, board.store.orders.newest())
    stays = (other for other in later if other.id not in besides)
    builds = (other for other in stays if other.number > order.number and _builds_on(other, order))
    return next(builds, None)


def _after(board: Board, order: Order, later: Order) -> Refusal:
    words = board.words(later.command)
    if isinstance(order.command, Close) and not isinstance(later.command, Reopen):
        return Refusal(f"“{words}” came after it: reopen the call instead", "reopen")
    return Refusal(f"“{words}” came after it: undo that first", "undo")


def _builds_on(later: Order, order: Order) -> bool:
    if {vehicle for vehicle, _ in order.presses} & {vehicle for vehicle, _ in later.presses}:
        return True
    match order.command, later.command:
        case (BackUp(), EndBackUp(back_up=asked)) | (MarkPlace(), EndMarker(marker=asked)):
            return asked == order.id
        case (_, Settle(disputed=which)) | (OfferRole(), TakeRole(offer=which)):
            return which == order.id
        case (MarkShift(), MarkShift()) | (TakeRole(), OfferRole() | TakeRole()):
            return True
        case Crew(member=member), Crew(member=other):
            return member == other
        case Reopen(call=call), (Assign(call=other) | BackUp(call=other)):
            return call == other
        case (
            Assign(call=call) | StandDown(call=call) | Close(call=call) | Reopen(call=call),
            Close(call=other) | Reopen(call=other),
        ):
            return call == other
        case EndNextCall(vehicle=vehicle), NextCall(vehicle=other):
            return vehicle == other
        case (
            (Regrade(call=call), Regrade(call=other))
            | (Relocate(call=call), Relocate(call=other))
            | (RightCare(call=call), RightCare(call=other))
            | (Hold(call=call), Hold(call=other))
            | (NextCall(call=call), EndNextCall(call=other))
            | (Link(call=call) | Unlink(call=call), Link(call=other) | Unlink(call=other))
        ):
            return call == other
        case _:
            return False


def _raises_emergency(
    board: Board, vehicle: Vehicle, press: Press, posted_as: Command | None
) -> Refusal | None:
    raises = isinstance(posted_as, SetStatus) and posted_as.status == EMERGENCY
    if vehicle.status == EMERGENCY or not (raises or press.status == EMERGENCY):
        return None
    label = board.rules.status(EMERGENCY).label
    return Refusal(
        f"it would raise {vehicle.name}'s emergency again: book {label} as its status", "status"
    )


def _leaves_scene(
    board: Board,
    order: Order,
    vehicle: Vehicle,
    press: Press,
    posted_as: Command | None,
    *,
    again: bool,
) -> Refusal | None:
    """Refuse to take a crew from a scene, unless nobody but this order ever put it there."""
    if vehicle.status != AT_SCENE:
        return None
    now = board.store.timelines[vehicle.id].newest()
    if not again and now is not None and now.order == order.id:
        return None
    stays = (press.status, press.call) == (AT_SCENE, vehicle.call or "")
    if stays and not _is_about(posted_as, vehicle):
        return None
    return _openly(f"{vehicle.name} is at scene of {vehicle.call}", posted_as)


def _contradicts_crew(
    board: Board, undone: Order, vehicle: Vehicle, posted_as: Command | None
) -> Refusal | None:
    if not _is_about(posted_as, vehicle):
        return None  # the vehicle follows its crew's newest press, whatever becomes of the order
    pressed = beyond_obedience(board, vehicle.id, undone)
    if not pressed:
        return None
    status = board.rules.status(pressed[-1].status).label
    return _openly(f"{vehicle.name} has been reported {status} since", posted_as)


def _joins_closed_call(
    board: Board, vehicle: Vehicle, press: Press, posted_as: Command | None
) -> Refusal | None:
    call = board.calls.get(press.call)
    if call is None or call.open or vehicle.call == call.id or not _is_about(posted_as, vehicle):
        return None
    return _openly(f"{call.id} was closed since, and {vehicle.name} would be on it", posted_as)


def _closes_on_crew(
    board: Board, undone: Order, posted_as: Command | None, *, again: bool
) -> Refusal | None:
    """Refuse to close a call that somebody is at, or has come to since."""
    call = board.calls.get(posted_as.call) if isinstance(posted_as, Close) else None
    if call is None:
        return None
    for response in call.on_it:
        vehicle = board.vehicles.get(response.vehicle)
        name = vehicle.name if vehicle is not None else response.vehicle
        if response.stage == AT_SCENE:
            return _openly(f"{name} is at scene of {call.id}", posted_as)
        if not again or presses_since(board, response.vehicle, undone):
            return _openly(f"{name} is on {call.id}", posted_as)
    return None


def _is_about(posted_as: Command | None, vehicle: Vehicle) -> bool:
    return posted_as is not None and vehicle_of(posted_as) == vehicle.id


def _openly(reason: str, posted_as: Command | None) -> Refusal:
    act, instead = _OPENLY.get(type(posted_as), ("book its status instead", "status"))
    return Refusal(f"{reason}: {act}", instead)
