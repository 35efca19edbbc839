"""The gate: whether a command may run on the board as it stands, and if not, why not.

Every way in (key, palette, click, and whatever comes) asks here, so the same rule holds in all of
them. Nothing is changed: the answer is the fact to write into the journal, or a refusal.
"""

from datetime import datetime

from msgspec import Struct, structs

from jru_tui.board.board import Board
from jru_tui.board.commands import (
    Assign,
    Close,
    Command,
    Note,
    Reopen,
    SetStatus,
    Settle,
    StandDown,
    Undo,
)
from jru_tui.board.events import Commanded
from jru_tui.board.suggest import availability, who_could_go
from jru_tui.board.views import Call, Vehicle


class Refusal(Struct, frozen=True):
    """Why a command cannot run now, in the supervisor's words."""

    reason: str


_ON_A_CALL = ("allocated", "en_route", "at_scene", "committed", "committed_deployable", "escort")
"""Statuses that a vehicle can have because of a call, so that booking one keeps it there."""


def decide(board: Board, command: Command, now: datetime) -> Commanded | Refusal:
    """Decide a command on the current board."""
    match command:
        case Assign():
            return _assign(board, command, now)
        case StandDown():
            return _stand_down(board, command)
        case Close():
            return _close(board, command)
        case Reopen():
            return _reopen(board, command)
        case SetStatus():
            return _set_status(board, command)
        case Note():
            return _note(board, command)
        case Settle():
            return _settle(board, command)
        case Undo():
            return _undo(board, command)


def _assign(board: Board, command: Assign, now: datetime) -> Commanded | Refusal:
    call, vehicle = board.calls.get(command.call), board.vehicles.get(command.vehicle)
    if call is None:
        return _no_such_call(command.call)
    if vehicle is None:
        return _no_such_vehicle(command.vehicle)
    if not call.open:
        return Refusal(f"{call.id} is closed: reopen it first")
    if any(each.vehicle == vehicle.id for each in call.on_it):
        return Refusal(f"{vehicle.name} is on {call.id} already")
    why = _why_unavailable(board, vehicle, call, now)
    match availability(board, vehicle):
        case "busy":
            return Refusal(f"{vehicle.name} cannot be sent: {why}")
        case "conditional" if not command.reason.strip():
            return Refusal(f"{vehicle.name} is {why}: give a reason to send it all the same")
    return Commanded(command)


def _why_unavailable(board: Board, vehicle: Vehicle, call: Call, now: datetime) -> str:
    return next(
        each.reason for each in who_could_go(board, call.id, now) if each.vehicle == vehicle.id
    )


def _stand_down(board: Board, command: StandDown) -> Commanded | Refusal:
    call = board.calls.get(command.call)
    if call is None:
        return _no_such_call(command.call)
    if not any(each.vehicle == command.vehicle for each in call.on_it):
        vehicle = board.vehicles.get(command.vehicle)
        return Refusal(f"{vehicle.name if vehicle else command.vehicle} is not on {call.id}")
    return Commanded(command)


def _close(board: Board, command: Close) -> Commanded | Refusal:
    call = board.calls.get(command.call)
    if call is None:
        return _no_such_call(command.call)
    if not call.open:
        return Refusal(f"{call.id} is closed already")
    if command.outcome not in board.rules.outcomes:
        return Refusal(f"there is no outcome “{command.outcome}”")
    if command.minutes is not None and command.minutes < 0:
        return Refusal("minutes saved cannot be less than 0")
    if command.outcome == "duplicate":
        if not command.duplicate_of:
            return Refusal("a duplicate names the other call")
        if command.duplicate_of == call.id or command.duplicate_of not in board.calls:
            return Refusal(f"{command.duplicate_of} is not another call on the board")
    return Commanded(command)


def _set_status(board: Board, command: SetStatus) -> Commanded | Refusal:
    vehicle = board.vehicles.get(command.vehicle)
    if vehicle is None:
        return _no_such_vehicle(command.vehicle)
    if command.status not in board.rules.statuses:
        return Refusal(f"there is no status “{command.status}”")
    stays = command.status in (*_ON_A_CALL, "emergency")
    call = command.call or ((vehicle.call or "") if stays else "")
    if call and call not in board.calls:
        return _no_such_call(call)
    if command.status in ("allocated", "en_route", "at_scene") and not call:
        said = board.rules.status(command.status).label
        return Refusal(f"{vehicle.name} is on no call: assign it first, then {said}")
    if call and call != vehicle.call:
        return Refusal(f"{vehicle.name} is not on {call}: assign it first")
    if vehicle.status == command.status and (vehicle.call or "") == call:
        return Refusal(f"{vehicle.name} is {board.rules.status(command.status).label} already")
    return Commanded(structs.replace(command, call=call))


def _reopen(board: Board, command: Reopen) -> Commanded | Refusal:
    call = board.calls.get(command.call)
    if call is None:
        return _no_such_call(command.call)
    return Refusal(f"{call.id} is open") if call.open else Commanded(command)


def _note(board: Board, command: Note) -> Commanded | Refusal:
    if not command.text.strip():
        return Refusal("a note needs words")
    if command.call and command.call not in board.calls:
        return _no_such_call(command.call)
    if command.vehicle and command.vehicle not in board.vehicles:
        return _no_such_vehicle(command.vehicle)
    if not command.call and not command.vehicle:
        return Refusal("a note belongs to a call or a vehicle: select one")
    return Commanded(command)


def _settle(board: Board, command: Settle) -> Commanded | Refusal:
    for call in board.open_calls():
        if call.dispute is not None and call.dispute.command == command.disputed:
            return Commanded(command)
    return Refusal("nothing is in dispute here")


def _undo(board: Board, command: Undo) -> Commanded | Refusal:
    last = board.last_order()
    if last is None:
        return Refusal("nothing to undo")
    if last.id != command.undoes:
        return Refusal("only the newest command can be undone: undo step by step")
    return Commanded(command)


def _no_such_call(call_id: str) -> Refusal:
    return Refusal(f"{call_id} is not on the board" if call_id else "no call is selected")


def _no_such_vehicle(vehicle: str) -> Refusal:
    return Refusal(f"there is no vehicle {vehicle}" if vehicle else "no vehicle is chosen")
