"""Deadlines and shortfalls of a plan: until when to send whom, and which targets nobody meets.

A deadline is the last moment at which a vehicle can be sent to a call and still meet a target. A
shortfall is a target that even the best plan does not meet: by how much, and what would help.
"""

from collections.abc import Iterator
from datetime import timedelta

from jru_tui.board.queries.dispatch.demands import Demand, DemandKind
from jru_tui.board.queries.dispatch.models import Deadline, Offer, Shortfall, TargetForecast
from jru_tui.board.queries.dispatch.reasons import Action, Help, Service
from jru_tui.board.queries.dispatch.solver.assignment_problem import FORBIDDEN
from jru_tui.board.queries.dispatch.solver.solution import Solution
from jru_tui.board.queries.dispatch.targets import RunningTarget

_NOT_SENT = (None, Action.ON_ITS_WAY, Action.WHEN_CLEAR)


def deadlines(solution: Solution) -> Iterator[Deadline]:
    """Yield the deadline of each call of a plan that has one, the most urgent call first."""
    for row, demand in enumerate(solution.demands):
        if demand.kind is DemandKind.CALL and demand.targets:
            found = deadline_of(solution, row)
            if found is not None:
                yield found


def deadline_of(solution: Solution, row: int) -> Deadline | None:
    """Return the deadline of one call: by the vehicle that the plan has for it.

    Where it has none, or one that is not clear yet, by whoever would be there first of those that
    it leaves alone: that is the last moment at which somebody can be sent without waiting.

    Args:
        solution: the board, solved.
        row: the call's demand in it.
    """
    demand = solution.demands[row]
    left_s = [target.left_s for target in demand.targets if target.is_known and target.left_s >= 0]
    if not left_s:
        return None
    offer = solution.chosen(row)
    if offer is None or offer.action is Action.WHEN_CLEAR:
        offer = _quickest(solution, row)
    return None if offer is None else _deadline(solution, demand, offer)


def _deadline(solution: Solution, demand: Demand, offer: Offer) -> Deadline | None:
    if offer.action in _NOT_SENT:
        return None
    seconds = offer.arrival.seconds
    left = [
        (target.left_s - seconds, target.code)
        for target in demand.targets
        if target.is_known and seconds <= target.left_s
    ]
    if not left:
        return None
    spare_s, code = min(left)
    at = solution.situation.now + timedelta(seconds=spare_s)
    return Deadline(demand.id, code, offer.vehicle, offer.name, at)


def _quickest(solution: Solution, row: int) -> Offer | None:
    """Choose whoever would be there first, of those that could be sent and are kept for nobody."""
    able = (
        solution.offer(row, column)
        for column, cost in enumerate(solution.costs[row])
        if cost < FORBIDDEN and not solution.kept_for(row, column)
    )
    offers = [offer for offer in able if offer.action not in _NOT_SENT]
    return min(offers, key=lambda offer: offer.arrival.seconds, default=None)


_HELP: dict[Service, Help] = {"police": "patrol", "ambulance": "ambulance"}


def shortfalls(demand: Demand, offer: Offer | None) -> Iterator[Shortfall]:
    """List the targets that a call misses.

    Args:
        demand: the call.
        offer: the vehicle that the plan has for it; None for nobody of the unit.
    """
    hoped = {(target.service, target.code) for target in _hoped(offer)}
    for target in demand.targets:
        late_s = _late_s(demand, target, offer)
        waits = (target.service, target.code) in hoped
        if (late_s is None and not waits) or not target.is_known:
            continue
        yield Shortfall(
            call=demand.id,
            code=target.code,
            service=target.service,
            late_s=late_s or 0,
            lost=target.left_s < 0,
            vehicle=offer.vehicle if offer is not None else "",
            name=offer.name if offer is not None else "",
            coming=offer is not None and offer.action is Action.ON_ITS_WAY,
            ask=_ask(demand, target),
            hoped=waits,
            diverted=offer is None and bool(demand.coming),
        )


def _hoped(offer: Offer | None) -> Iterator[TargetForecast]:
    """Yield the targets that a vehicle meets only if it is clear when it is expected to be."""
    yield from (target for target in (offer.targets if offer is not None else ()) if target.hoped)


def _late_s(demand: Demand, target: RunningTarget, offer: Offer | None) -> int | None:
    """Seconds past the target when somebody comes, or now if nobody does; None where it is met."""
    if offer is not None:
        seconds = offer.arrival.seconds
    elif demand.outside_s is not None:
        seconds = int(demand.outside_s)
    elif target.pressing:
        return max(0, -target.left_s)
    else:
        return None
    return seconds - target.left_s if seconds > target.left_s else None


def _ask(demand: Demand, target: RunningTarget) -> Help | None:
    """The help that this service would send, unless it has been asked for."""
    assert demand.call is not None
    kind = _HELP[target.service]
    is_asked = any(help_.what == kind and help_.outstanding for help_ in demand.call.back_up)
    return None if is_asked else kind
