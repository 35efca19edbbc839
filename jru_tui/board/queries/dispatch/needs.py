"""Needs of a call: skills that it asks for, and those that nobody who is on it has."""

from collections.abc import Collection, Iterable, Iterator

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.queries.dispatch.crews import CLINICAL, OFFICER, spelt
from jru_tui.board.queries.dispatch.reasons import Service
from jru_tui.board.queries.dispatch.resources import Fleet
from jru_tui.board.queries.dispatch.targets import Judgement

_URGENT_RANK = 1
"""Down to this rank a judgement asks for somebody of the service that made it."""
_ASKED: dict[Service, str] = {"police": OFFICER, "ambulance": CLINICAL}
_DONE = ("clear", "off_duty")
"""Ends of a way after which a crew has done what it came for."""


def inferred_needs(
    call: Call, judgements: Iterable[Judgement], fleet: Fleet, board: Board
) -> tuple[str, ...]:
    """List what an urgent judgement asks for without saying so: an officer, or a clinician.

    What the ambulance service has judged an emergency is a patient's, and what the police have is
    not for a paramedic alone. Where no crew is known, or somebody of another service is on the
    call, nothing is asked for.

    Args:
        call: the call.
        judgements: its judgements.
        fleet: the board's vehicles.
        board: as it stands.
    """
    if any(response.vehicle not in board.vehicles for response in call.on_it):
        return ()
    urgent = (
        judgement for judgement in judgements if judgement.grade is not None and judgement.attend
    )
    skills = {_ASKED[judgement.service] for judgement in urgent if judgement.rank <= _URGENT_RANK}
    stated = {spelt(need) for need in call.needs}
    return tuple(sorted(skills - stated)) if fleet.has_crews else ()


def lacking_on(
    call: Call, fleet: Fleet, inferred: tuple[str, ...] = (), without: Collection[str] = ()
) -> tuple[str, ...]:
    """List the needs of a call that nobody meets who is on it, in one spelling.

    What a crew brought that was at the scene, and was clear by its own word, is done.

    Args:
        call: the call.
        fleet: the board's vehicles.
        inferred: what its judgements ask for besides.
        without: the ids of vehicles that are not counted.
    """
    named = (fleet.by_id.get(vehicle) for vehicle in helpers_of(call))
    here = [unit for unit in named if unit is not None]
    brought = {
        skill
        for unit in (*here, *fleet.on(call.id))
        if unit.vehicle.id not in without
        for skill in unit.skills
    }
    return tuple(need for need in (*map(spelt, call.needs), *inferred) if need not in brought)


def helpers_of(call: Call) -> Iterator[str]:
    """Yield the vehicles that are on a call, and those that were there and are done.

    One that was sent on to another call, or stood down on its way, may not have been done.
    """
    yield from (response.vehicle for response in call.on_it)
    for response in () if call.reopened else call.responses:
        if response.at_scene_at is not None and response.end in _DONE:
            yield response.vehicle
