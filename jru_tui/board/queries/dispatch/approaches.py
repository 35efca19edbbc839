"""Approaches: the ways in which a vehicle could come, what each needs first, and the cheapest.

A crew at a scene has two: it is taken from there, or it comes when it is clear.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from jru_tui.board.call_views import Response
from jru_tui.board.dispatch_rules import DispatchRules
from jru_tui.board.queries.dispatch.demands import Demand, DemandKind
from jru_tui.board.queries.dispatch.reasons import Action, Drawback, Precondition, Unable
from jru_tui.board.queries.dispatch.resources import Resource, Stage
from jru_tui.board.queries.dispatch.travel_times.calibration import Duration

_FIRST: dict[Drawback, tuple[Precondition, ...]] = {
    Drawback.POSITION_UNKNOWN: (Precondition.ASK_POSITION,),
    Drawback.UNLISTED: (Precondition.ASK_LISTED, Precondition.GIVE_REASON),
}
STILL = Duration(0.0, 0.0, 0.0)


class Approach(Struct, frozen=True):
    """A way in which a vehicle can come to a call.

    Attributes:
        action: what it is.
        before: from now until it sets out.
        points: what it costs, besides waiting and what it costs elsewhere.
        first: what has to be done before.
    """

    action: Action
    before: Duration
    points: float
    first: tuple[Precondition, ...] = ()


class Pair(Struct, frozen=True):
    """The cheapest way of one vehicle to one demand.

    Attributes:
        way: how it comes.
        seconds: until it is there, from now.
        points: what that costs.
        sure_s: the same at the 90th centile of when it is clear; that of one that is clear.
        estimated: whether the time is the feed's own estimate.
    """

    way: Approach
    seconds: int
    points: float
    sure_s: int
    estimated: bool = False


def unable(resource: Resource, demand: Demand) -> Unable | None:
    """Return the reason for not sending a vehicle to a call; None where it can be sent."""
    if resource.unable is Unable.NOT_SAVED and demand.kind is not DemandKind.EMERGENCY:
        return Unable.NOT_SAVED
    if resource.vehicle.id in demand.coming:
        return None
    if demand.kind is DemandKind.EMERGENCY:
        return None if resource.helps else resource.unable or Unable.STATUS
    if demand.id in (resource.on, resource.serves):
        return Unable.ON_THIS_CALL
    return resource.unable


def approaches(
    resource: Resource, demand: Demand, weights: DispatchRules, now: datetime
) -> Iterator[Approach]:
    """Every way in which a vehicle could come; none where it cannot.

    Args:
        resource: the vehicle.
        demand: what it is needed for.
        weights: what each way costs.
        now: the board's time.
    """
    if resource.vehicle.id in demand.coming:
        response = demand.coming[resource.vehicle.id]
        yield Approach(Action.ON_ITS_WAY, _setting_out(resource, response, now), 0.0)
        return
    if demand.kind is DemandKind.STAYS or unable(resource, demand) is not None:
        return
    if demand.kind is DemandKind.EMERGENCY:
        yield _to_an_officer(resource, demand)
        return
    points = resource.points * demand.part
    if demand.goal.areas and resource.whereabouts.location.areas:
        points += 0 if demand.goal.areas & resource.whereabouts.location.areas else weights.area
    if demand.kind is DemandKind.SUPPORT:
        points += weights.reason
    first = tuple(step for drawback in resource.drawbacks for step in _FIRST.get(drawback, ()))
    for action, more, steps in _actions(resource, demand, weights):
        before = resource.turnout
        if action is Action.WHEN_CLEAR:
            before = Duration(*(sum(pair) for pair in zip(before, resource.clear, strict=True)))
        together = (*steps, *(step for step in first if step not in steps))
        yield Approach(action, before, points + more, together)


def _actions(
    resource: Resource, demand: Demand, weights: DispatchRules
) -> Iterator[tuple[Action, int, tuple[Precondition, ...]]]:
    reason = (Precondition.GIVE_REASON,)
    match resource.stage:
        case Stage.FREE:
            yield Action.SEND, 0, ()
        case Stage.DEPLOYABLE:
            yield Action.DEPLOY, weights.reason, reason
        case Stage.MEAL:
            yield Action.BREAK_MEAL, weights.meal, reason
        case Stage.MOVING:
            yield Action.DIVERT, weights.reason, reason
        case Stage.AT_SCENE | Stage.WAITS:
            if _may_leave(resource, demand, weights):
                points = weights.leave_scene + weights.reason
                yield Action.STAND_DOWN, points, (Precondition.STAND_DOWN, *reason)
            promised = resource.next_calls and demand.id not in resource.next_calls
            more = weights.reason if promised else 0
            yield Action.WHEN_CLEAR, weights.ask + more, (Precondition.ASK_CLEAR,)


def _may_leave(resource: Resource, demand: Demand, weights: DispatchRules) -> bool:
    """Return True if a crew may be taken from a scene, as what it is wanted for is graver."""
    above = resource.scene_rank - demand.rank
    least = min(1, weights.leave_scene_ranks) if resource.spare else weights.leave_scene_ranks
    return resource.stage is Stage.AT_SCENE and above >= least


def _to_an_officer(resource: Resource, demand: Demand) -> Approach:
    """Whatever it is doing: it is there already, it is on its way there, or it is sent."""
    if demand.call is not None and resource.serves == demand.call.id:
        allocated = resource.vehicle.status == "allocated"
        return Approach(Action.ON_ITS_WAY, resource.turnout if allocated else STILL, 0.0)
    action = Action.SEND
    if resource.stage is Stage.MOVING:
        action = Action.DIVERT
    elif resource.stage is Stage.MEAL:
        action = Action.BREAK_MEAL
    elif resource.on:
        action = Action.STAND_DOWN
    return Approach(action, resource.turnout, 0.0)


def _setting_out(resource: Resource, response: Response | None, now: datetime) -> Duration:
    """Return the time until a vehicle moves that has been sent."""
    if resource.unable is Unable.NOT_SAVED:
        return resource.turnout
    if resource.vehicle.status != "allocated":
        return STILL
    told_at = response.allocated_at if response is not None else None
    elapsed_s = (now - (told_at or resource.vehicle.since)).total_seconds()
    if elapsed_s >= resource.turnout.high:
        # It should have set out: whatever keeps it, nothing says for how long.
        return resource.turnout
    return Duration(*(max(0.0, seconds - elapsed_s) for seconds in resource.turnout))
