"""A pair of vehicle and demand: the cheapest way to come, when it is there, what that costs."""

from collections.abc import Iterator

from msgspec.structs import replace

from jru_tui.board.dispatch_rules import DispatchRules
from jru_tui.board.queries.dispatch.approaches import Pair, approaches
from jru_tui.board.queries.dispatch.arrival import arrival_of, chance
from jru_tui.board.queries.dispatch.crews import OFFICER
from jru_tui.board.queries.dispatch.demands import Demand, DemandKind
from jru_tui.board.queries.dispatch.reasons import Action, Drawback
from jru_tui.board.queries.dispatch.resources import Resource, Stage
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.queries.dispatch.solver.objective import (
    doubt_points,
    lone_points,
    need_points,
    wait_points,
)

_LONGEST_ESTIMATE_S = 4 * 3_600
"""A feed that expects a vehicle later than this does not mean it."""


OVERRUN = 0.1
"""The part of a shift's end that an arrival after it counts: another crew goes first, and nobody
waits for the next shift where there is none."""


def pair(situation: Situation, demand: Demand, resource: Resource, travel_s: float) -> Pair | None:
    """The cheapest way of a vehicle to a demand; None where it cannot come.

    Args:
        situation: the board.
        demand: what it is needed for.
        resource: the vehicle.
        travel_s: seconds of driving between them.
    """
    weights = situation.rules.dispatch
    lacking = lacking_of(demand, resource)
    if demand.kind is DemandKind.SUPPORT and len(lacking) == len(demand.needs):
        return None
    # An officer that its judgement asks for is among its needs already.
    unguarded = demand.dangerous and resource.officers == 0 and OFFICER not in demand.needs
    needs = need_points(demand, len(lacking) + unguarded, weights)
    lone = lone_points(demand, weights) if resource.lone else 0.0
    expected_s = _expected_s(situation, demand, resource)
    best = None
    for way in approaches(resource, demand, weights, situation.now):
        seconds = int(way.before.seconds + travel_s + 0.5)
        if expected_s is not None:
            seconds = expected_s
        sure_s = seconds
        if way.action is Action.WHEN_CLEAR:
            sure_s = int(way.before.high + travel_s + 0.5)
        if way.action is Action.STAND_DOWN and not _worth_leaving(demand, seconds, weights):
            continue
        points = way.points + needs + lone + overrun_points(demand, resource, seconds, weights)
        points += wait_points(demand, seconds, weights)
        points += doubt_points(demand, seconds, sure_s, weights)
        if best is None or points < best.points:
            best = Pair(way, seconds, points, sure_s, expected_s is not None)
    if best is not None and leaves_another(demand, resource):
        more = unsure_points(situation, demand, resource, best)
        return replace(best, points=best.points + more) if more else best
    return best


def leaves_another(demand: Demand, resource: Resource) -> bool:
    """Tell whether a vehicle would leave a call for one that has somebody on the way."""
    if demand.kind is not DemandKind.CALL or not demand.coming:
        return False
    elsewhere = resource.stage is Stage.MOVING and resource.serves not in ("", demand.id)
    return elsewhere and resource.vehicle.id not in demand.coming


def unsure_points(situation: Situation, demand: Demand, resource: Resource, found: Pair) -> float:
    """Points for targets that a vehicle is not sure to meet sooner than whoever is on the way.

    Nobody is turned round for a minute that is only estimated: of a target that the first misses
    and the second would meet, as much counts as missed as its chance does not rise.

    Args:
        situation: the board.
        demand: the call, with somebody on the way.
        resource: the vehicle, on its way to another call.
        found: the way that it would come.
    """
    late = [target for target in demand.targets if target.missed and found.seconds <= target.left_s]
    if not late:
        return 0.0
    coming = list(_coming(situation, demand))
    if not coming:
        return 0.0
    first, soonest = min(coming, key=lambda pair_: pair_[1].seconds)
    late = [target for target in late if soonest.seconds > target.left_s]
    if not late:
        return 0.0
    now = arrival_of(situation, demand, first, soonest)
    then = arrival_of(situation, demand, resource, found)
    return sum(
        target.missed * (1 - max(0.0, chance(then, target.left_s) - chance(now, target.left_s)))
        for target in late
    )


def _coming(situation: Situation, demand: Demand) -> Iterator[tuple[Resource, Pair]]:
    """Yield who is on the way to a call, each with its own way."""
    travel = situation.travel(demand)
    for resource, travel_s in zip(situation.resources, travel, strict=True):
        if resource.vehicle.id in demand.coming:
            found = pair(situation, demand, resource, travel_s)
            if found is not None:
                yield resource, found


def overruns(resource: Resource, seconds: float) -> bool:
    """Tell whether a crew's shift would be over before it is there.

    Of a shift that ends soon, wherever it goes, its own drawback says so.
    """
    return seconds >= resource.duty_left_s and Drawback.SHIFT_ENDS not in resource.drawbacks


def overrun_points(
    demand: Demand, resource: Resource, seconds: float, weights: DispatchRules
) -> float:
    """Points for a way that lasts longer than the shift; none for whoever is on it already.

    Args:
        demand: what it is needed for.
        resource: the vehicle.
        seconds: until it is there.
        weights: what a shift's end counts.
    """
    sent = resource.vehicle.id in demand.coming or demand.kind is DemandKind.EMERGENCY
    return (
        0.0
        if sent or not overruns(resource, seconds)
        else OVERRUN * weights.shift_end * demand.part
    )


def _worth_leaving(demand: Demand, seconds: int, weights: DispatchRules) -> bool:
    """Return True if leaving a scene is worth it: to be there soon, or within a target."""
    soon = seconds <= weights.patience_minutes * 60
    helps = demand.kind is DemandKind.EMERGENCY
    return helps or soon or any(seconds <= target.left_s for target in demand.targets)


def lacking_of(demand: Demand, resource: Resource) -> tuple[str, ...]:
    """List the needs of a demand that a crew does not meet."""
    return tuple(need for need in demand.needs if need not in resource.skills)


def _expected_s(situation: Situation, demand: Demand, resource: Resource) -> int | None:
    """The feed's own estimate for a vehicle that is on its way, where it has not passed."""
    response = demand.coming.get(resource.vehicle.id)
    if response is None or response.eta_at is None:
        return None
    seconds = int((response.eta_at - situation.now).total_seconds())
    return seconds if 0 < seconds <= _LONGEST_ESTIMATE_S else None
