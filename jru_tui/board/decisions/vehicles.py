"""Decisions about a vehicle: book a status, check, acknowledge, change its crew, its next call."""

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import EndNextCall, NextCallCommand
from jru_tui.board.call_views import Call
from jru_tui.board.commands import Acknowledge, Check, Crew, SetStatus, VehicleCommand
from jru_tui.board.decisions.refusal import Refusal, no_such_call, no_such_vehicle
from jru_tui.board.rules import EMERGENCY, OFF_DUTY, ON_A_CALL, STAGES, Availability
from jru_tui.board.views import Vehicle


def decide_vehicle(board: Board, command: VehicleCommand) -> VehicleCommand | Refusal:
    """Decide a command about a vehicle; gives it back, filled in, if it may run."""
    vehicle = board.vehicles.get(command.vehicle)
    if vehicle is None:
        return no_such_vehicle(command.vehicle)
    match command:
        case SetStatus():
            return _set_status(board, command, vehicle)
        case Check():
            return _check(command, vehicle)
        case Acknowledge():
            if vehicle.status != EMERGENCY:
                return Refusal(f"{vehicle.name} is not in an emergency")
            if vehicle.acknowledged_at is not None:
                return Refusal(f"{vehicle.name}'s emergency is acknowledged already")
            return command
        case Crew():
            return _crew(board, command, vehicle)


def _set_status(board: Board, command: SetStatus, vehicle: Vehicle) -> SetStatus | Refusal:
    if command.status not in board.rules.statuses:
        return Refusal(f"there is no status “{command.status}”")
    stays = command.status in ON_A_CALL
    call = command.call or ((vehicle.call or "") if stays else "")
    if call and call not in board.calls:
        return no_such_call(call)
    label = board.rules.status(command.status).label
    if command.status in STAGES and call and not board.calls[call].open:
        return Refusal(f"{board.call_name(call)} is closed: reopen it first")
    if command.status in STAGES and not call:
        return Refusal(f"{vehicle.name} is on no call: assign it first, then {label}")
    if call and call != vehicle.call:
        return Refusal(f"{vehicle.name} is not on {board.call_name(call)}: assign it first")
    if vehicle.status == command.status and (vehicle.call or "") == call:
        return Refusal(f"{vehicle.name} is {label} already")
    return structs.replace(command, call=call)


def _check(command: Check, vehicle: Vehicle) -> Check | Refusal:
    if vehicle.status == EMERGENCY:
        return Refusal(f"{vehicle.name} is in an emergency: clear that by booking its status")
    return command


def _crew(board: Board, command: Crew, vehicle: Vehicle) -> Crew | Refusal:
    member = command.member.strip()
    if not member:
        return Refusal("who? Give a role and a number")
    aboard = next(
        (
            other_vehicle
            for other_vehicle in board.vehicles.values()
            if any(one.id == member for one in other_vehicle.crew)
        ),
        None,
    )
    if command.on and aboard is not None:
        if aboard.id == vehicle.id:
            return Refusal(f"{member} is already on {vehicle.name}")
        return Refusal(f"{member} is on {aboard.name}: log off there first")
    if not command.on and (aboard is None or aboard.id != vehicle.id):
        return Refusal(f"{member} is not on {vehicle.name}")
    return structs.replace(command, member=member)


def availability(board: Board, vehicle: Vehicle) -> Availability:
    """Read a vehicle's availability off its status, unless something is unclear about it."""
    declared = board.rules.status(vehicle.status).availability
    if vehicle.dispute is not None or vehicle.also_on:
        return "busy"
    if declared == "free" and (vehicle.unlisted_at is not None or vehicle.call is not None):
        return "conditional"
    return declared


def doing_words(board: Board, vehicle: Vehicle) -> str:
    """Say what a vehicle is doing, as the reason why it can or cannot be sent."""
    if vehicle.dispute is not None:
        return "in dispute: settle that first"
    if vehicle.also_on:
        claims = filter(None, (vehicle.call, *vehicle.also_on))
        return f"claimed by {', '.join(map(board.call_name, claims))}"
    label = board.rules.status(vehicle.status).label
    if vehicle.call is not None:
        call = board.calls.get(vehicle.call)
        code = call and (call.grade or call.category)
        label += f" {board.call_name(vehicle.call)}" + (f" ({code})" if code else "")
    if vehicle.unlisted_at is not None:
        label += ", no longer listed by the feed"
    return label


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
        or _refuse_second_call(board, call, vehicle)
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


def _refuse_second_call(board: Board, call: Call, vehicle: Vehicle) -> Refusal | None:
    """Refuse a second vehicle for a call, and a second call for a vehicle."""
    if call.next_for is not None:
        if call.next_for.vehicle == vehicle.id:
            return Refusal(f"{call.name} is the next call of {vehicle.name} already")
        other = board.vehicles.get(call.next_for.vehicle)
        name = other.name if other is not None else call.next_for.vehicle
        return Refusal(f"{call.name} is the next call of {name}: take it back first")
    if vehicle.next_calls:
        call_name = board.call_name(vehicle.next_calls[0])
        return Refusal(f"the next call of {vehicle.name} is {call_name}: take that back first")
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
