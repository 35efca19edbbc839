"""Handling of posted commands: what the simulator does for them, and what it refuses.

Every command that decides about a call makes it the supervisor's: the script's control leaves it
alone from then on. A note decides nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct

from jru_tui.board import (
    STAGES,
    STATUSES,
    Assign,
    BackUp,
    Close,
    DispatchCommand,
    EndBackUp,
    Note,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    RightCare,
    SetStatus,
    StandDown,
    back_up_words,
    right_care_words,
)
from jru_tui.simulator.crews import CrewActions
from jru_tui.simulator.scenario import KEEPS_CALL, Opens
from jru_tui.simulator.simulation_state import (
    FREE,
    NOT_READY,
    SimulatedCall,
    SimulatedVehicle,
    SimulationState,
)


class PostedCommand(Struct, frozen=True):
    """A command as it was posted; `at` is this system's own time of receiving it."""

    id: str
    at: datetime
    by: str
    command: DispatchCommand


class CannotObey(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The command is impossible now; the message is the reason in words."""


def obey(state: SimulationState, crews: CrewActions, posted: PostedCommand) -> None:
    """Carry out one command.

    Args:
        state: the state of the simulation.
        crews: the crews, which act afterwards.
        posted: the command.

    Raises:
        CannotObey: it is impossible; nothing has changed.
    """
    _OBEY[type(posted.command)](state, crews, posted, posted.command)


def _call(state: SimulationState, call: str) -> SimulatedCall:
    if call not in state.calls:
        raise CannotObey(f"there is no call {call}")
    return state.calls[call]


def _open_call(state: SimulationState, call: str) -> SimulatedCall:
    found = _call(state, call)
    if found.record.state == "closed":
        raise CannotObey(f"call {call} is closed")
    return found


def _vehicle(state: SimulationState, vehicle: str) -> SimulatedVehicle:
    found = state.vehicles.get(vehicle)
    if found is None or not found.listed:
        raise CannotObey(f"there is no vehicle {vehicle} here")
    return found


def _open(
    state: SimulationState, _crews: CrewActions, posted: PostedCommand, command: OpenCall
) -> None:
    if command.call in state.calls:
        raise CannotObey(f"call {command.call} already exists")
    state.open(
        Opens(
            posted.at,
            command.call,
            command.type or "other",
            command.origin or "police",
            command.where,
            command.summary,
            command.grade or None,
            command.category or None,
            callback=command.callback or None,
            people=command.people or None,
        )
    )
    # The script's control knows nothing of it.
    state.calls[command.call].touched = True


def _regrade(
    state: SimulationState, _crews: CrewActions, posted: PostedCommand, command: Regrade
) -> None:
    call = _open_call(state, command.call)
    call.touched = True
    grade, category = command.grade or None, command.category or None
    state.change_call(posted.at, command.call, grade=grade, category=category)


def _relocate(
    state: SimulationState, _crews: CrewActions, posted: PostedCommand, command: Relocate
) -> None:
    _open_call(state, command.call).touched = True
    state.change_call(posted.at, command.call, where=command.where)


def _right_care(
    state: SimulationState, _crews: CrewActions, posted: PostedCommand, command: RightCare
) -> None:
    _open_call(state, command.call).touched = True
    words = right_care_words(command.instead)
    state.note(posted.at, command.call, "control", f"control was told of {words}", posted.id)


def _assign(
    state: SimulationState, crews: CrewActions, posted: PostedCommand, command: Assign
) -> None:
    call, vehicle = _open_call(state, command.call), _vehicle(state, command.vehicle)
    record = vehicle.record
    if record.status in NOT_READY:
        label = STATUSES[record.status].label
        raise CannotObey(f"{command.vehicle} is {label} and cannot be sent")
    if record.call == command.call:
        raise CannotObey(f"{command.vehicle} is on call {command.call} already")
    if record.call is not None:
        if record.status not in ("allocated", "en_route") or not command.reason:
            raise CannotObey(f"{command.vehicle} is on call {record.call}")
        state.calls[record.call].touched = True
        state.leave(posted.at, command.vehicle, "available")
    call.touched = True
    crews.send(posted.at, command.vehicle, command.call)


def _stand_down(
    state: SimulationState, crews: CrewActions, posted: PostedCommand, command: StandDown
) -> None:
    call, vehicle = _open_call(state, command.call), _vehicle(state, command.vehicle)
    if vehicle.record.call != command.call:
        raise CannotObey(f"{command.vehicle} is not on call {command.call}")
    call.touched = True
    crews.free(posted.at, command.vehicle)


def _close(
    state: SimulationState, crews: CrewActions, posted: PostedCommand, command: Close
) -> None:
    call = _open_call(state, command.call)
    call.touched = True
    for vehicle in call.on_it:
        crews.free(posted.at, vehicle)
    spared = {"ambulance": command.ambulance_spared, "patrol": command.patrol_spared}
    spares = [service for service, was_spared in spared.items() if was_spared]
    state.close(posted.at, command.call, command.outcome, spares)


def _reopen(
    state: SimulationState, _crews: CrewActions, posted: PostedCommand, command: Reopen
) -> None:
    call = _call(state, command.call)
    if call.record.state == "open":
        raise CannotObey(f"call {command.call} is already open")
    call.touched = True
    state.change_call(
        posted.at,
        command.call,
        state="open",
        closed_at=None,
        outcome=None,
        ambulance_spared=False,
        patrol_spared=False,
    )


def _status(
    state: SimulationState, crews: CrewActions, posted: PostedCommand, command: SetStatus
) -> None:
    vehicle = _vehicle(state, command.vehicle)
    if command.status not in STATUSES:
        raise CannotObey(f"'{command.status}' is not a status here")
    current = vehicle.record.call
    if current is not None and command.call not in ("", current):
        raise CannotObey(f"{command.vehicle} is on call {current}")
    target = command.call or current
    if target is not None:
        _open_call(state, target).touched = True
    if target is not None and command.status in STAGES:
        crews.proceed(posted.at, command.vehicle, target, command.status)
        return
    if current is not None and command.status not in KEEPS_CALL:
        state.leave(posted.at, command.vehicle, command.status)
    elif current is not None:
        vehicle.turn += 1
        state.change_vehicle(posted.at, command.vehicle, status=command.status, status_at=posted.at)
    else:
        state.book(posted.at, command.vehicle, command.status)
    vehicle.taken = command.status not in FREE
    crews.look_for_missed(posted.at, command.vehicle)


def _note(
    state: SimulationState, _crews: CrewActions, posted: PostedCommand, command: Note
) -> None:
    if command.call:
        _call(state, command.call)
        state.note(posted.at, command.call, posted.by, command.text, posted.id)
    else:
        _vehicle(state, command.vehicle)


def _back_up(
    state: SimulationState, _crews: CrewActions, posted: PostedCommand, command: BackUp
) -> None:
    _open_call(state, command.call)
    words = back_up_words(command.what, command.count, command.text)
    state.note(posted.at, command.call, "control", f"back-up is on its way: {words}", posted.id)


def _end_back_up(
    state: SimulationState, _crews: CrewActions, posted: PostedCommand, command: EndBackUp
) -> None:
    _call(state, command.call)
    ended = "at scene" if command.ended == "at_scene" else "cancelled"
    some = f"{command.count} of the " if command.count else ""
    state.note(posted.at, command.call, "control", f"{some}back-up {ended}", posted.id)


_OBEY: dict[type, Callable[[SimulationState, CrewActions, PostedCommand, Any], None]] = {
    OpenCall: _open,
    Regrade: _regrade,
    Relocate: _relocate,
    RightCare: _right_care,
    Assign: _assign,
    StandDown: _stand_down,
    Close: _close,
    Reopen: _reopen,
    SetStatus: _status,
    Note: _note,
    BackUp: _back_up,
    EndBackUp: _end_back_up,
}
