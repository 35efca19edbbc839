"""Decisions about a busy vehicle's next call."""

from jru_tui.board.board import Board
from jru_tui.board.call_commands import EndNextCall, NextCallCommand
from jru_tui.board.call_views import Call
from jru_tui.board.decisions.refusal import Refusal, no_such_call, no_such_vehicle
from jru_tui.board.decisions.vehicles import availability
from jru_tui.board.rules import EMERGENCY, OFF_DUTY
from jru_tui.board.views import Vehicle


def decide_next_call(board: Board, command: NextCallCommand) -> NextCallCommand | Refusal:
    """Decide whether a call is kept for a vehicle, or no longer; gives it back if it may be."""
    call, vehicle = board.calls.get(command.call), board.vehicles.get(command.vehicle)
    if call is None:
        return no_such_call(command.call)
    if isinstance(command, EndNextCall):
        return _end(command, call, vehicle)
    if vehicle is None:
        return no_such_vehicle(command.vehicle)
    return (
        _not_waiting(board, call)
        or _taken(board, call, vehicle)
        or _free(board, vehicle)
        or command
    )


def _end(command: EndNextCall, call: Call, vehicle: Vehicle | None) -> EndNextCall | Refusal:
    kept_for = call.next_for
    if kept_for is not None and kept_for.vehicle == command.vehicle:
        return command
    name = vehicle.name if vehicle is not None else command.vehicle
    return Refusal(f"{call.name} is not the next call of {name}" if name else not_next(call))


def not_next(call: Call) -> str:
    """Say that a call is kept for no vehicle."""
    return f"{call.name} is not the next call of any vehicle"


def _not_waiting(board: Board, call: Call) -> Refusal | None:
    """Refuse a call that nobody has to come to: a next call is one that waits."""
    if not call.open:
        return Refusal(f"{call.name} is closed: reopen it first", "reopen")
    if call.linked_to:
        main = board.call_name(call.linked_to)
        return Refusal(f"{call.name} is a duplicate of {main}: choose that one")
    if call.on_it:
        return Refusal(f"somebody is on {call.name}: a next call is one that waits")
    if call.left_to:
        return Refusal(f"{call.name} is left to others: the police do not attend")
    return None


def _taken(board: Board, call: Call, vehicle: Vehicle) -> Refusal | None:
    """Refuse a second vehicle for a call, and a second call for a vehicle."""
    if call.next_for is not None:
        if call.next_for.vehicle == vehicle.id:
            return Refusal(f"{call.name} is the next call of {vehicle.name} already")
        other = board.vehicles.get(call.next_for.vehicle)
        name = other.name if other is not None else call.next_for.vehicle
        return Refusal(f"{call.name} is the next call of {name}: take it back first")
    if vehicle.next_calls:
        kept = board.call_name(vehicle.next_calls[0])
        return Refusal(f"the next call of {vehicle.name} is {kept}: take that back first")
    return None


def _free(board: Board, vehicle: Vehicle) -> Refusal | None:
    """Refuse a vehicle that is not busy: it is sent, or nobody is on it."""
    if vehicle.status == EMERGENCY:
        return Refusal(f"{vehicle.name} is in an emergency")
    if vehicle.status in OFF_DUTY:
        return Refusal(f"{vehicle.name} is {board.rules.status(vehicle.status).label}")
    if availability(board, vehicle) == "free":
        return Refusal(f"{vehicle.name} is free: assign it instead", "assign")
    return None
