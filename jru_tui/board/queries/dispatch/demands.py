"""Demands for vehicles: calls that nobody has reached, skills that are missing, officers.

Read once for each board. Each demand is for one vehicle.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from itertools import filterfalse, repeat
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call, Response
from jru_tui.board.danger_flags import is_danger
from jru_tui.board.queries.dispatch.crews import spelt
from jru_tui.board.queries.dispatch.needs import inferred_needs, lacking_on
from jru_tui.board.queries.dispatch.reasons import Service
from jru_tui.board.queries.dispatch.resources import Fleet, Resource, Stage, main_call
from jru_tui.board.queries.dispatch.targets import (
    Judgement,
    RunningTarget,
    elapsed,
    judgements,
    running_targets,
)
from jru_tui.board.queries.dispatch.travel_times.travel_sources import Location, location
from jru_tui.board.rules import EMERGENCY

EMERGENCY_WEIGHT = 20_000.0
"""A minute that an officer waits for help: as much as a C1 that is missed, and by minutes."""
_UNLISTED_PART = 0.5
"""What a call counts that the feed no longer lists: it may be over."""
_JUDGEMENT: Callable[[tuple[Call, Judgement]], Judgement] = itemgetter(1)
_SOONEST_S = 180.0
"""Of a vehicle of another service that should have been there already."""
MOST_CALLS = 2_000
"""Open calls that are read, the first of the list; and those that vehicles are on. A plan takes no
more time than for so many, whatever a feed lists."""


class DemandKind(Enum):
    """A reason to need a vehicle."""

    EMERGENCY = auto()
    """An officer needs help."""
    CALL = auto()
    """A call that nobody has reached."""
    SUPPORT = auto()
    """A call whose crews are there and lack a skill that it needs."""
    STAYS = auto()
    """A further vehicle that is on its way to a call: somebody wanted several."""


class Promise(Struct, frozen=True):
    """The vehicle that a call is kept for, as its next one.

    Attributes:
        vehicle: its id.
        free: it is no longer busy, so that it can be sent now.
        lacking: how many needs of the call its crew does not meet.
    """

    vehicle: str
    free: bool
    lacking: int = 0


class Demand(Struct, frozen=True):
    """A demand for one vehicle.

    Attributes:
        kind: what for.
        id: the call's id, or that of the vehicle whose officer needs help.
        call: the call; None for an officer who is on none.
        goal: where.
        rank: how urgent, 0 first.
        weight: points for a minute past the target of its most urgent judgement.
        part: how much it counts; less than 1 for a call that may be over.
        targets: its clocks that still run.
        elapsed_s: how long it has waited.
        needs: what it needs and nobody brings yet, in one spelling; also what goes without saying,
            as `inferred_needs` has it.
        dangerous: it has a flag of danger, and nobody is there.
        coming: the unit's vehicles that are on their way, each with its response if it has one.
        outside_s: when somebody of another service, or the busy vehicle that it is promised to, is
            likely there, in seconds; None for nobody.
        promise: the vehicle that it is kept for; None for none, or one that cannot come.
    """

    kind: DemandKind
    id: str
    call: Call | None
    goal: Location
    rank: int
    weight: float
    part: float = 1.0
    targets: tuple[RunningTarget, ...] = ()
    elapsed_s: int = 0
    needs: tuple[str, ...] = ()
    dangerous: bool = False
    coming: Mapping[str, Response | None] = {}
    outside_s: float | None = None
    promise: Promise | None = None


def promised_to(demand: Demand) -> tuple[str, ...]:
    """List the vehicle that a call is kept for and that is free: it counts as sent already."""
    return (demand.promise.vehicle,) if demand.promise is not None and demand.promise.free else ()


def read_demands(
    board: Board, fleet: Fleet, calls: Iterable[Call], now: datetime
) -> tuple[Demand, ...]:
    """List everything that vehicles are needed for, the most urgent first.

    Args:
        board: as it stands.
        fleet: its vehicles.
        calls: the open calls that are considered.
        now: the board's time.
    """
    demands = [
        officer_demand(board, unit) for unit in fleet.resources if unit.vehicle.status == EMERGENCY
    ]
    for call in calls:
        if call.open:
            demands += of_call(board, call, fleet, now)
    return _in_order(board, demands)


def read_calls(board: Board, fleet: Fleet) -> Iterator[Call]:
    """Yield the first open calls of the list, and those that vehicles are on.

    Args:
        board: as it stands.
        fleet: its vehicles.
    """
    open_calls = board.open_calls()
    yield from open_calls[:MOST_CALLS]
    for call_id in fleet.calls():
        place = open_calls.index_of(call_id)
        if place is not None and place >= MOST_CALLS:
            yield open_calls[place]


def of_call(board: Board, call: Call, fleet: Fleet, now: datetime) -> Iterator[Demand]:
    """List the demands of one open call; none where it has enough, or duplicates another.

    Args:
        board: the board as it stands.
        call: the call that it concerns.
        fleet: the vehicles at this moment.
        now: the present moment, UTC.
    """
    if main_call(board, call) is not call or call.left_to:
        return  # another call stands for it, or the police leave it to somebody else
    judged_calls = judgements_by_call(board, call)
    all_judgements = tuple(map(_JUDGEMENT, judged_calls))
    if not any(judgement.attend for judgement in all_judgements):
        return
    demand = demand_of(board, call, judged_calls, fleet, now)
    reached = is_reached(call, fleet)
    if not reached:
        yield demand
    if not reached:
        for _ in range(len(demand.coming) - 1):
            yield staying(demand)
        return
    lacking = lacking_on(
        call,
        fleet,
        inferred_needs(call, all_judgements, fleet, board),
        without=demand.coming.keys(),
    )
    for vehicle in demand.coming:
        skills = fleet.by_id[vehicle].skills
        yield staying(demand, tuple(need for need in lacking if need in skills))
        lacking = tuple(need for need in lacking if need not in skills)
    if lacking:
        yield replace(demand, kind=DemandKind.SUPPORT, targets=(), needs=lacking, coming={})


def staying(demand: Demand, needs: tuple[str, ...] = ()) -> Demand:
    """Return the demand that keeps a further vehicle on its way to a call.

    Args:
        demand: the demand of the call.
        needs: what the scene lacks until it is there.
    """
    return replace(demand, kind=DemandKind.STAYS, targets=(), needs=needs, dangerous=False)


def demand_of(
    board: Board,
    call: Call,
    judged_calls: tuple[tuple[Call, Judgement], ...],
    fleet: Fleet,
    now: datetime,
) -> Demand:
    """Return a demand of one vehicle for a call, whoever else is on it.

    Args:
        board: as it stands.
        call: the call.
        judged_calls: as `judgements_by_call` has it.
        fleet: the board's vehicles.
        now: the board's time.
    """
    all_judgements = tuple(map(_JUDGEMENT, judged_calls))
    duplicates = duplicates_of(board, call)
    needs, flags = _stated_needs(call, duplicates)
    part = 1.0 if call.unlisted_at is None else _UNLISTED_PART
    return Demand(
        DemandKind.CALL,
        call.id,
        call,
        location(call.where, board.rules.areas),
        rank=min(judgement.rank for judgement in all_judgements),
        weight=part * max(judgement.late for judgement in all_judgements),
        part=part,
        targets=tuple(
            _targets(board, call, judged_calls, now, part)
            if duplicates
            else running_targets(call, all_judgements, board.rules, now, part)
        ),
        elapsed_s=elapsed(call, now),
        needs=(
            *needs,
            *filterfalse(needs.__contains__, inferred_needs(call, all_judgements, fleet, board)),
        ),
        dangerous=any(is_danger(flag, board.rules.danger_flags) for flag in flags)
        and not is_reached(call, fleet),
        coming=_coming(call, fleet),
        outside_s=_outside_s(board, call, now),
    )


def duplicates_of(board: Board, call: Call) -> tuple[Call, ...]:
    """List the open calls that were linked to this one as its duplicates."""
    if not board.call_lists.linked:
        return ()
    return tuple(other for other in board.linked_calls() if other.linked_to == call.id)


def _stated_needs(
    call: Call, duplicates: Iterable[Call]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the needs, in one spelling, and the flags of a call and its duplicates."""
    needs, flags = tuple(map(spelt, call.needs)), call.flags
    for other in duplicates:
        needs += tuple(need for need in map(spelt, other.needs) if need not in needs)
        flags += other.flags
    return needs, flags


def judgements_by_call(board: Board, call: Call) -> tuple[tuple[Call, Judgement], ...]:
    """List the gravest judgement of each service, by a call and its duplicates, with whose it is.

    Whoever rings second about a fight and says that there is a knife has rung about this one.
    """
    duplicates = duplicates_of(board, call)
    if not duplicates:
        return tuple(zip(repeat(call), judgements(call, board.rules), strict=False))
    found: dict[Service, tuple[Call, Judgement]] = {}
    for one in (call, *duplicates):
        for judgement in judgements(one, board.rules):
            _, known = found.get(judgement.service, (one, None))
            graver = known is None or (
                bool(judgement.code) and (not known.code or judgement.rank < known.rank)
            )
            if graver:
                found[judgement.service] = one, judgement
    coded = tuple(pair for pair in found.values() if pair[1].code)
    return coded or tuple(found.values())


def _targets(
    board: Board,
    call: Call,
    judgements_of_calls: tuple[tuple[Call, Judgement], ...],
    now: datetime,
    part: float,
) -> Iterator[RunningTarget]:
    """Yield the clocks that run; that of a duplicate's judgement from when the duplicate came."""
    if call.first_arrival_at is not None:
        return
    for one in dict.fromkeys(one.id for one, _ in judgements_of_calls):
        own = [(other, judgement) for other, judgement in judgements_of_calls if other.id == one]
        own_judgements = tuple(judgement for _, judgement in own)
        yield from running_targets(own[0][0], own_judgements, board.rules, now, part)


def is_reached(call: Call, fleet: Fleet) -> bool:
    """Return True if somebody is there, or was and the call was not opened again.

    A call with nobody left on it waits again, whoever had reached it. A crew that is on it, but
    neither on its way nor at scene, has taken somebody to hospital or into custody: it has been
    there.
    """
    if call.waiting and not fleet.on(call.id):
        return False
    if call.first_arrival_at is not None and not call.reopened:
        return True
    if any(response.at_scene_at is not None for response in call.on_it):
        return True
    return any(
        unit.stage is not Stage.MOVING and unit.vehicle.status != EMERGENCY
        for unit in fleet.on(call.id)
    )


def _coming(call: Call, fleet: Fleet) -> dict[str, Response | None]:
    """The unit's own vehicles that are on their way to a call, each with what is told of it.

    A crew that set out before the call was opened says so itself, and nothing else tells of it.
    """
    responses = {response.vehicle: response for response in call.on_it}
    return {
        unit.vehicle.id: responses.get(unit.vehicle.id)
        for unit in fleet.on(call.id)
        if unit.stage is Stage.MOVING
    }


def _outside_s(board: Board, call: Call, now: datetime) -> float | None:
    """Estimate the arrival of a vehicle that the board does not know, in seconds from now."""
    soonest = None
    for response in call.on_it:
        if response.vehicle in board.vehicles:
            continue
        way_s = board.rules.travel.same_area_minutes * 60
        left_s = way_s - (now - response.started_at).total_seconds()
        if response.eta_at is not None:
            left_s = (response.eta_at - now).total_seconds()
        soonest = min(soonest or left_s, left_s)
    return None if soonest is None else max(_SOONEST_S, soonest)


def officer_demand(board: Board, unit: Resource) -> Demand:
    """Help for the officer of a vehicle: where that is or, if nobody knows, where its call is.

    Args:
        board: as it stands.
        unit: the vehicle.
    """
    goal = unit.whereabouts.location
    if goal.vector is None and unit.call is not None:
        goal = location(unit.call.where, board.rules.areas)
    return Demand(
        DemandKind.EMERGENCY, unit.vehicle.id, unit.call, goal, rank=-1, weight=EMERGENCY_WEIGHT
    )


def _in_order(board: Board, demands: Sequence[Demand]) -> tuple[Demand, ...]:
    """The most urgent first, then the oldest; of equals the one that the board heard of first.

    What a call is called decides nothing.
    """
    keys = [_urgency(demand) for demand in demands]
    times = Counter(keys)
    tied = {demand.id for demand, key in zip(demands, keys, strict=True) if times[key] > 1}
    numbers = {}
    if len(tied) > 1:
        numbers = {call: entry.number for call in tied if (entry := board.store.calls.get(call))}
    ordered = sorted(
        zip(keys, demands, strict=True), key=lambda pair: (*pair[0], numbers.get(pair[1].id, 0))
    )
    return tuple(demand for _, demand in ordered)


def _urgency(demand: Demand) -> tuple[float, float]:
    opened = demand.call.opened_at.timestamp() if demand.call is not None else 0.0
    return -demand.weight, opened
