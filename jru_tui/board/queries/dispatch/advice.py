"""Advice on one call: every vehicle, by the cost to the whole board if it goes."""

from msgspec.structs import replace

from jru_tui.board.call_views import Call
from jru_tui.board.queries.dispatch.crews import spelt
from jru_tui.board.queries.dispatch.deadlines import deadline_of, shortfalls
from jru_tui.board.queries.dispatch.marks import marks_of
from jru_tui.board.queries.dispatch.models import Advice, Offer
from jru_tui.board.queries.dispatch.needs import helpers_of
from jru_tui.board.queries.dispatch.reasons import CallMark
from jru_tui.board.queries.dispatch.solver.assignment import FORBIDDEN, NONE
from jru_tui.board.queries.dispatch.solver.costs import SCALE
from jru_tui.board.queries.dispatch.solver.solution import Solution


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
