"""Deadlines: the last moment at which a vehicle can be sent to a call and still meet a target."""

from collections.abc import Iterator
from datetime import timedelta

from jru_tui.board.queries.dispatch.demands import Demand, DemandKind
from jru_tui.board.queries.dispatch.models import Deadline, Offer
from jru_tui.board.queries.dispatch.reasons import Action
from jru_tui.board.queries.dispatch.solver.assignment import FORBIDDEN
from jru_tui.board.queries.dispatch.solver.solution import Solution

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
    left_s = [target.left_s for target in demand.targets if target.judged and target.left_s >= 0]
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
        if target.judged and seconds <= target.left_s
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
