"""Advice on one call: what to know before acting, and every vehicle by what it costs all calls."""

from collections.abc import Iterator

from msgspec.structs import replace

from jru_tui.board.call_views import Call
from jru_tui.board.queries.dispatch.crews import spelt
from jru_tui.board.queries.dispatch.deadlines import deadline_of, shortfalls
from jru_tui.board.queries.dispatch.demands import Demand
from jru_tui.board.queries.dispatch.models import Advice, Offer
from jru_tui.board.queries.dispatch.needs import helpers_of
from jru_tui.board.queries.dispatch.reasons import Action, CallMark
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.queries.dispatch.solver.assignment_problem import FORBIDDEN, NONE
from jru_tui.board.queries.dispatch.solver.costs import SCALE
from jru_tui.board.queries.dispatch.solver.solution import Solution
from jru_tui.board.queries.dispatch.targets import judgements
from jru_tui.board.rules import Rules


def marks_of(
    situation: Situation, call: Call, demand: Demand, offer: Offer | None
) -> Iterator[CallMark]:
    """Yield everything worth a word about one call.

    Args:
        situation: the board.
        call: the call.
        demand: the same as a plan sees it.
        offer: the vehicle that the plan has for it; None for none.
    """
    yield from _of_judgement(call, situation.rules)
    if demand.goal.vector is None:
        yield CallMark.NO_PLACE
    if situation.is_duplicate(call):
        yield CallMark.DUPLICATE
    elif situation.has_graver_duplicate(call):
        yield CallMark.GRAVER_DUPLICATE
    if call.unlisted_at is not None:
        yield CallMark.UNLISTED
    if call.dispute is not None:
        yield CallMark.DISPUTED
    if any(target.is_known and target.left_s < 0 for target in demand.targets):
        yield CallMark.LOST
    yield from _of_coming(situation, demand)
    yield from _of_others(demand)
    if offer is not None and offer.action is Action.ON_ITS_WAY and not offer.meets:
        yield CallMark.LATE
    if offer is not None and offer.action is Action.WHEN_CLEAR:
        yield CallMark.WAITS_FOR_CLEAR


def _of_coming(situation: Situation, demand: Demand) -> Iterator[CallMark]:
    """Yield what may be wrong with those that are on their way."""
    if any(_stands(situation, demand, vehicle) for vehicle in demand.coming):
        yield CallMark.NOT_MOVING
    if any(_is_silent(situation, demand, vehicle) for vehicle in demand.coming):
        yield CallMark.SILENT
    fleet = situation.fleet.by_id
    if any(fleet[vehicle].vehicle.unlisted_at is not None for vehicle in demand.coming):
        yield CallMark.COMING_UNLISTED


def _of_others(demand: Demand) -> Iterator[CallMark]:
    """Yield whom the plan counts on without sending them: a busy vehicle, or another service."""
    if demand.promise is not None:
        yield CallMark.NEXT_CALL
    elif demand.outside_s is not None:
        yield CallMark.OTHER_SERVICE


def _of_judgement(call: Call, rules: Rules) -> Iterator[CallMark]:
    found_judgements = judgements(call, rules)
    if any(judgement.grade is None for judgement in found_judgements):
        yield CallMark.ODD_CODE if found_judgements[0].code else CallMark.NOT_GRADED
    if not any(judgement.attend for judgement in found_judgements):
        yield CallMark.NO_ATTENDANCE
    if call.left_to:
        yield CallMark.RIGHT_CARE
    elif call.right_care is not None and call.right_care.regraded:
        yield CallMark.DECIDE_AGAIN


def _stands(situation: Situation, demand: Demand, vehicle: str) -> bool:
    """Return True if a vehicle that was sent has not set out in the time that nine of ten need."""
    unit, response = situation.fleet.by_id[vehicle], demand.coming[vehicle]
    if unit.vehicle.status != "allocated":
        return False
    told_at = response.allocated_at if response is not None else None
    since = told_at or unit.vehicle.since
    return (situation.now - since).total_seconds() >= unit.turnout.high


def _is_silent(situation: Situation, demand: Demand, vehicle: str) -> bool:
    """Return True if nine of ten would have come from where a vehicle last was said to be."""
    unit = situation.fleet.by_id[vehicle]
    start, goal, age_s = unit.whereabouts.location, demand.goal, unit.whereabouts.age_s
    if unit.vehicle.status != "en_route" or age_s is None:
        return False
    [way_s] = situation.model.seconds([start], goal, situation.now)
    source = situation.model.source(start, goal, situation.now)
    if way_s is None or source is None:
        return False
    return age_s >= way_s * source.centiles(start, goal, situation.now)[1]


def advise(
    solution: Solution, row: int, call: Call, *, wanted: bool, support: Offer | None
) -> Advice:
    """Collect everything about who could go to one call.

    Args:
        solution: the board, solved.
        row: the call's demand in it.
        call: the call.
        wanted: whether anybody is; else offers are for one more, and none is recommended.
        support: who goes as well, for skills that the first lacks; None for nobody.
    """
    demand = solution.demands[row]
    offers = _offers(solution, row)
    best = _best(solution, row, offers) if wanted else None
    missing = tuple(shortfalls(demand, best)) if wanted else ()
    lacking = _lacking(solution, call, best, support)
    return Advice(
        call=call.id,
        offers=offers,
        best=best,
        support=support,
        marks=(
            *marks_of(solution.situation, call, demand, best),
            *((CallMark.NEEDS_UNMET,) if lacking else ()),
        ),
        lacking=lacking,
        deadline=deadline_of(solution, row) if wanted else None,
        shortfalls=missing,
    )


def _offers(solution: Solution, row: int) -> tuple[Offer, ...]:
    """The plan's choice, then the others by what the whole board is worse off.

    Those that cannot come are last.
    """
    forced = solution.forced(row)
    chosen = solution.matching.column_of[row]
    ranked = []
    for column in range(len(solution.situation.resources)):
        offer = solution.offer(row, column)
        extra = forced.extra[column]
        if solution.costs[row][column] < FORBIDDEN:
            moved = forced.moves(solution.matching, column)
            offer = replace(
                offer,
                elsewhere=solution.consequences(row, column, moved),
                kept_for=solution.kept_for(row, column),
                kept_for_officer=solution.kept_for_officer(row, column),
                extra=extra / SCALE,
            )
        barred = solution.costs[row][column] >= FORBIDDEN
        key = (barred, column != chosen, extra, offer.arrival.seconds, column)
        ranked.append((key, offer))
    return tuple(offer for _, offer in sorted(ranked, key=lambda pair: pair[0]))


def _best(solution: Solution, row: int, offers: tuple[Offer, ...]) -> Offer | None:
    """The plan's own choice, as it stands among the offers."""
    column = solution.matching.column_of[row]
    if column == NONE:
        return None
    vehicle = solution.situation.resources[column].vehicle.id
    return next(offer for offer in offers if offer.vehicle == vehicle)


def _lacking(
    solution: Solution, call: Call, best: Offer | None, support: Offer | None
) -> tuple[str, ...]:
    """List the needs of a call that nobody meets who is on it or would come."""
    units = solution.situation.fleet.by_id
    coming = [offer.vehicle for offer in (best, support) if offer is not None]
    coming += helpers_of(call)
    brought = {skill for vehicle in coming if vehicle in units for skill in units[vehicle].skills}
    return tuple(need for need in call.needs if spelt(need) not in brought)
