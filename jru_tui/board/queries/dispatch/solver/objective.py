"""The objective: points for each call by when somebody reaches it. The fewer, the better.

    points(call, vehicle) = wait(arrival) + doubt + needs + danger + what the way costs
    points(call, nobody)  = wait(never) + all its needs + nobody

`wait(t)` for an arrival in `t` minutes is the sum of

    waiting x weight x felt(t)               `weight`: the `late` of its most urgent judgement
    late x (felt(t) - felt(left))            for each running clock, where t > left; `overdue` times
                                             of a G1 or C1
    missed + missed_minutes x late           for each of these that has not passed yet

`felt(t)` is `t` up to `patience_minutes` (P) and 2 P - P²/t beyond it: it always grows, ever more
slowly, towards 2 P, which is what never to be reached counts. So minutes are worth most while they
can still help, and a target that is lost far away does not hold a vehicle that can meet another. A
target that has passed is missed no more, whoever comes; its minutes count on. A target of the lower
ranks that is not pressing is not missed by sending nobody now. Where a vehicle that is not clear
yet is in time by the median, and not by the 90th centile of when it is clear, `doubt` is added:
nobody waits for a crew that may be clear where another one makes it.

`nobody` is the setting, and 5 minutes late, or up to 10 for a call that has waited long: of equals
the oldest goes first. Where a vehicle of another service is on its way, sending nobody costs what
its arrival does. A call that is no longer listed counts half.

`danger` is what an officer alone costs at a call with a flag of danger (`lone_points`). Such a call
needs an officer: a crew without any lacks one need more. A G1 or G2 needs an officer, and a C1 or
C2 clinical skills, though nobody has written it down (`inferred_needs`).

An officer's emergency is a call of weight 20,000 that nobody may be left out of. A skill that is
missing at a scene costs its needs, and less the sooner it comes: also where a vehicle is on its way
to bring it, which is not turned round for the same lack elsewhere. Any other further vehicle on its
way to a call costs nothing where it is.

A plan's points are the sum over all demands, and `divert_minutes` late for each vehicle that leaves
the call it was sent to. Where it goes to a call with somebody on the way, who would miss a target
that it meets, the target counts as missed but for the part by which its chance rises
(`pairs.unsure_points`). The best plan has the fewest.
"""

from math import inf

from jru_tui.board.dispatch_rules import MOST_NEEDS, DispatchRules
from jru_tui.board.queries.dispatch.demands import Demand, DemandKind
from jru_tui.board.queries.dispatch.targets import overdue_factor

_NOBODY_MINUTES = 5.0
_AGE_PART = 0.01
_EMERGENCY_ALONE = 1_000_000.0
_FOR_SKILLS = (DemandKind.SUPPORT, DemandKind.STAYS)
_SUPPORT_PART = 0.9
"""The part of a skill's worth that is gone when it comes too late to matter."""


def felt(minutes: float, patience: float) -> float:
    """Waiting as it counts: every minute in full at first, then ever less."""
    if minutes <= patience:
        return minutes
    return 2 * patience - patience * patience / minutes


def wait_points(demand: Demand, seconds: float, weights: DispatchRules) -> float:
    """Points for an arrival in so many seconds; `inf` for never.

    Args:
        demand: the call or officer that needs a vehicle.
        seconds: the duration in seconds.
        weights: the weights of the settings.
    """
    patience = weights.patience_minutes
    wait = felt(seconds / 60, patience)
    if demand.kind in _FOR_SKILLS:
        return (
            _SUPPORT_PART * need_points(demand, len(demand.needs), weights) * wait / (2 * patience)
        )
    points = weights.waiting * demand.weight * wait
    for target in demand.targets:
        if seconds > target.left_s:
            points += target.late * (wait - felt(max(0, target.left_s) / 60, patience))
            if seconds < inf or target.pressing:
                points += target.missed
    return points


def unserved_points(demand: Demand, weights: DispatchRules) -> float:
    """Points for sending nobody: nobody ever comes, or whoever of another service is on the way."""
    needs = need_points(demand, len(demand.needs), weights)
    if demand.kind in _FOR_SKILLS:
        return needs
    if demand.kind is DemandKind.EMERGENCY:
        return wait_points(demand, inf, weights) + _EMERGENCY_ALONE
    if demand.outside_s is not None:
        if demand.promise is not None:
            needs = need_points(demand, demand.promise.lacking, weights)
        return wait_points(demand, demand.outside_s, weights) + needs
    nobody = weights.nobody * demand.part
    age = _AGE_PART * demand.elapsed_s / 60
    more = demand.weight * (_NOBODY_MINUTES + min(_NOBODY_MINUTES, age))
    return wait_points(demand, inf, weights) + needs + nobody + more


def need_points(demand: Demand, lacking: int, weights: DispatchRules) -> float:
    """Points for needs that are not met.

    Args:
        demand: the call or officer that needs a vehicle.
        lacking: how many needs the crew does not meet.
        weights: the weights of the settings.
    """
    each = weights.need * demand.part + weights.need_minutes * demand.weight
    return min(MOST_NEEDS, lacking) * each


def doubt_points(demand: Demand, seconds: int, sure_s: int, weights: DispatchRules) -> float:
    """Points for a target that is met only if a vehicle is clear when it is expected to be.

    Args:
        demand: the call.
        seconds: until it is there, as is to be expected.
        sure_s: the same where it is clear late.
        weights: the weights of the settings.
    """
    hoped = any(seconds <= target.left_s < sure_s for target in demand.targets)
    return weights.doubt_minutes * demand.weight if hoped else 0.0


def lone_points(demand: Demand, weights: DispatchRules) -> float:
    """Points for sending an officer alone, where there is danger."""
    return weights.lone_officer_minutes * demand.weight if demand.dangerous else 0.0


def leave_points(demand: Demand, weights: DispatchRules) -> float:
    """Points for taking a vehicle off its way to a call."""
    return weights.divert_minutes * demand.weight * overdue_factor(demand.rank, weights)
