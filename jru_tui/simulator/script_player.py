"""The script's facts, played in turn; those that no longer fit what was done are dropped.

- A call that the supervisor has decided on: the script sends nobody and does not close it. Notes,
  grades and marks still come, and a vehicle that was already on its way goes on as written.
- A vehicle that the supervisor has sent somewhere: its script is dropped until it is free. Crews
  still change, and a status that the script booked meanwhile is taken up when it is clear.
- A call that the script wanted such a vehicle for waits until that vehicle is free.
"""

from jru_tui.board import STAGES
from jru_tui.simulator import scenario as script
from jru_tui.simulator.crews import CrewActions
from jru_tui.simulator.movement import point_of
from jru_tui.simulator.scenario import KEEPS_CALL, Books
from jru_tui.simulator.simulation_state import FREE, NOT_READY, SimulationState

CONTROL = "control"
"""Who writes the script's notes."""


def play(state: SimulationState, crews: CrewActions, fact: script.Fact) -> None:
    """Apply one fact of the script, if it still fits.

    Args:
        state: the state of the simulation.
        crews: the crews, which act afterwards.
        fact: the fact.
    """
    match fact:
        case script.Opens():
            state.open(fact)
        case script.Notes():
            state.note(fact.at, fact.call, CONTROL, fact.text)
        case script.Regrades():
            record = state.calls[fact.call].record
            grade, category = fact.grade or record.grade, fact.category or record.category
            state.change_call(fact.at, fact.call, grade=grade, category=category)
        case script.MarksCall():
            record = state.calls[fact.call].record
            flags, needs = (*record.flags, *fact.flags), (*record.needs, *fact.needs)
            state.change_call(fact.at, fact.call, flags=flags, needs=needs)
        case script.Closes():
            _close(state, fact)
        case script.CrewsVehicle():
            state.change_vehicle(fact.at, fact.vehicle, crew=fact.crew)
        case script.Stands():
            _stand(state, fact)
        case script.FallsSilent():
            state.vehicles[fact.vehicle].route.fall_silent(fact.at)
        case script.Books():
            _book(state, crews, fact)


def _stand(state: SimulationState, fact: script.Stands) -> None:
    """A vehicle that is on no call says where it is, or no more where it is."""
    vehicle, point = state.vehicles[fact.vehicle], point_of(fact.place)
    if vehicle.record.call is not None:
        return
    if point is None:
        vehicle.route.hide(fact.at)
    else:
        vehicle.route.stand(fact.at, point)


def _close(state: SimulationState, fact: script.Closes) -> None:
    call = state.calls[fact.call]
    missed = call.late and not call.reached
    if call.touched or missed or call.on_it:
        return
    if fact.duplicate_of is not None:
        state.note(fact.at, fact.call, CONTROL, f"Duplicate of {fact.duplicate_of}")
    state.close(fact.at, fact.call, fact.outcome, fact.spares)


def _book(state: SimulationState, crews: CrewActions, fact: Books) -> None:
    vehicle = state.vehicles[fact.vehicle]
    still_on_it = fact.call is not None and vehicle.record.call == fact.call
    if fact.call is None:
        _stand_by(state, fact)
    elif fact.status in STAGES and not still_on_it:
        _send(state, fact)
    elif still_on_it and not vehicle.taken:
        _go_on(state, fact)
    elif fact.status not in (*STAGES, *KEEPS_CALL, *FREE):
        _stand_by(state, fact)
    crews.look_for_missed(fact.at, fact.vehicle)


def _send(state: SimulationState, fact: Books) -> None:
    """The script's control sends a vehicle to a call, or a crew deploys itself."""
    assert fact.call is not None
    call, vehicle = state.calls[fact.call], state.vehicles[fact.vehicle]
    first = fact.status == "allocated" or call.record.origin == "self"
    if not first or call.touched or call.record.state == "closed":
        return
    busy = vehicle.taken or vehicle.record.call is not None or vehicle.record.status in NOT_READY
    if busy and vehicle.listed:
        call.late = True
        vehicle.missed.append(fact.call)
    elif not busy:
        _stage(state, fact)


def _go_on(state: SimulationState, fact: Books) -> None:
    """A vehicle goes on with its call as written, or leaves it."""
    assert fact.call is not None
    if fact.status in STAGES:
        _stage(state, fact)
    elif fact.status in KEEPS_CALL:
        if fact.place is not None:
            state.vehicles[fact.vehicle].route.drive(fact.at, point_of(fact.place))
        state.change_vehicle(fact.at, fact.vehicle, status=fact.status, status_at=fact.at)
    else:
        state.leave(fact.at, fact.vehicle, fact.status, fact.place)
        state.close_if_done(fact.at, fact.call)


def _stage(state: SimulationState, fact: Books) -> None:
    assert fact.call is not None
    vehicle, goal = state.vehicles[fact.vehicle], point_of(state.calls[fact.call].record.where)
    if fact.status == "en_route":
        vehicle.route.drive(fact.at, goal, fact.arrives_at)
    elif fact.status == "at_scene":
        vehicle.route.stand(fact.at, goal)
    state.respond(fact.at, fact.vehicle, fact.call, fact.status)


def _stand_by(state: SimulationState, fact: Books) -> None:
    """A vehicle books a status that concerns no call."""
    vehicle = state.vehicles[fact.vehicle]
    if vehicle.record.call is not None:
        vehicle.resume = fact
    elif not vehicle.taken or fact.status in NOT_READY:
        state.book(fact.at, fact.vehicle, fact.status, fact.place)
