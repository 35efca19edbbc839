"""The plan in words' stead: the assignment as decisions, with what it leaves undone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from jru_tui.board.queries.dispatch.assignment import NONE
from jru_tui.board.queries.dispatch.demands import DemandKind
from jru_tui.board.queries.dispatch.models import Act, Action, Consequence, Offer, Plan
from jru_tui.board.queries.dispatch.shortfalls import shortfalls
from jru_tui.board.queries.dispatch.solution import Solution

_AGAIN = timedelta(seconds=60)
"""A plan is not older than this: positions, shifts and meals have moved on."""


def make_plan(solution: Solution, support: Solution | None) -> Plan:
    """The best for the whole board, as decisions.

    Args:
        solution: who goes where.
        support: who goes as well, for skills that those lack; None for nobody.
    """
    situation = solution.situation
    chosen = {row: solution.chosen(row) for row in range(len(solution.demands))}
    offers = {
        row: replace(offer, elsewhere=_elsewhere(solution, row))
        for row, offer in chosen.items()
        if offer is not None
    }
    kept = [offer for offer in offers.values() if offer.action is Action.ON_ITS_WAY]
    later = [offer for offer in offers.values() if offer.action is Action.WHEN_CLEAR]
    moves = {
        row: offer for row, offer in offers.items() if offer not in kept and offer not in later
    }
    waiting = [
        demand.id
        for row, demand in enumerate(solution.demands)
        if demand.kind is DemandKind.CALL and row not in offers and demand.outside_s is None
    ]
    return Plan(
        at=situation.now,
        until=situation.now + min([_AGAIN, *_turns(solution, offers)]),
        acts=tuple(_acts(solution, moves, support)),
        later=tuple(later),
        kept=tuple(kept),
        waiting=tuple(waiting),
        passed_over=tuple(_passed_over(solution, waiting, moves)),
        shortfalls=tuple(
            each
            for row, demand in enumerate(solution.demands)
            if demand.kind is DemandKind.CALL
            for each in shortfalls(demand, offers.get(row))
        ),
        left_out=situation.left_out,
        points=solution.points,
    )


def _elsewhere(solution: Solution, row: int) -> tuple[Consequence, ...]:
    """What becomes of the call that the planned vehicle leaves."""
    return solution.consequences(row, solution.matching.column_of[row], {})


def _passed_over(
    solution: Solution, waiting: Sequence[str], moves: Mapping[int, Offer]
) -> Iterator[str]:
    """Calls left waiting whose target has passed, while one below them gets a vehicle."""
    for call in waiting:
        row = solution.row_of(call)
        demand = solution.demands[row]
        lost = any(target.judged and target.left_s < 0 for target in demand.targets)
        if lost and any(solution.demands[each].weight <= demand.weight for each in moves):
            yield call


def _turns(solution: Solution, offers: Mapping[int, Offer]) -> Iterator[timedelta]:
    """When the plan comes to say something else, if nothing happens."""
    for row, demand in enumerate(solution.demands):
        offer = offers.get(row)
        for target in demand.targets:
            left_s = target.left_s
            if offer is not None and offer.action is not Action.ON_ITS_WAY:
                left_s -= offer.arrival.seconds
            if left_s >= 0:
                yield timedelta(seconds=left_s + 1)


def _acts(
    solution: Solution, moves: Mapping[int, Offer], support: Solution | None
) -> Iterator[Act]:
    """Moves that hang together as one decision each, the most urgent first."""
    group = _groups(solution, moves)
    more = _support_moves(support)
    for leader in dict.fromkeys(group[row] for row in moves):
        rows = [row for row in moves if group[row] == leader]
        together = [moves[row] for row in rows]
        together += [more.pop(offer.call) for offer in tuple(together) if offer.call in more]
        officers = [
            solution.demands[row].id
            for row in rows
            if solution.demands[row].kind is DemandKind.EMERGENCY
        ]
        frees = tuple(vehicle for row in rows for vehicle in _freed(solution, row))
        officer = officers[0] if officers else ""
        yield Act(tuple(together), frees, officer, _name(solution, officer))
    yield from (Act((offer,)) for offer in more.values())


def _name(solution: Solution, vehicle: str) -> str:
    return solution.situation.fleet.by_id[vehicle].vehicle.name if vehicle else ""


def _groups(solution: Solution, moves: Mapping[int, Offer]) -> dict[int, int]:
    """For each row that moves the first row of its decision.

    A move belongs to the one that takes the call it leaves.
    """
    leader = {row: row for row in moves}
    for row, offer in moves.items():
        taken = solution.row_of(offer.leaves)
        if taken in moves:
            first, last = sorted((leader[row], leader[taken]))
            leader = {each: first if head == last else head for each, head in leader.items()}
    return leader


def _freed(solution: Solution, row: int) -> Iterator[str]:
    """Vehicles that need not go on to a call, as another takes it and no other call is theirs."""
    if solution.demands[row].kind is not DemandKind.CALL:
        return
    for column, unit in enumerate(solution.situation.resources):
        on_its_way = unit.vehicle.id in solution.demands[row].coming
        if on_its_way and solution.matching.row_of[column] == NONE:
            yield unit.vehicle.id


def _support_moves(support: Solution | None) -> dict[str, Offer]:
    """Who goes as well, by call."""
    if support is None:
        return {}
    chosen = (support.chosen(row) for row in range(len(support.demands)))
    return {offer.call: offer for offer in chosen if offer is not None}
