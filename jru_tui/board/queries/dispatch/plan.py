"""The plan as decisions: who goes where by the assignment, and what it leaves undone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from jru_tui.board.queries.dispatch.deadlines import deadlines, shortfalls
from jru_tui.board.queries.dispatch.demands import DemandKind
from jru_tui.board.queries.dispatch.models import Act, Consequence, Offer, Plan
from jru_tui.board.queries.dispatch.reasons import Action, Drawback
from jru_tui.board.queries.dispatch.resources import Stage
from jru_tui.board.queries.dispatch.solver.assignment_problem import NONE
from jru_tui.board.queries.dispatch.solver.solution import Solution
from jru_tui.board.queries.dispatch.targets import urgent_code

_AGAIN = timedelta(seconds=60)
"""A plan is not older than this: positions, shifts and meals have moved on."""


_REACHED = 0.1
"""How urgent a further crew is where somebody is, in parts of a call that waits: a rank less."""


def make_plan(solution: Solution, support: Solution | None) -> Plan:
    """The best for the whole board, as decisions.

    Args:
        solution: who goes where.
        support: who goes as well, for skills that those lack; None for nobody.
    """
    situation = solution.situation
    parts = _Parts(solution)
    waiting = tuple(
        demand.id
        for row, demand in enumerate(solution.demands)
        if demand.kind is DemandKind.CALL and row not in parts.first and demand.outside_s is None
    )
    return Plan(
        at=situation.now,
        until=situation.now + min([_AGAIN, *_turns(solution, parts.first)]),
        acts=tuple(_acts(solution, parts, support)),
        later=tuple(parts.later),
        continuing=tuple(parts.kept),
        waiting=waiting,
        passed_over=tuple(_passed_over(solution, waiting, parts.moves)),
        shortfalls=tuple(
            short
            for row, demand in enumerate(solution.demands)
            if demand.kind is DemandKind.CALL
            for short in shortfalls(demand, parts.first.get(row))
        ),
        deadlines=tuple(deadlines(solution)),
        left_out=situation.left_out,
        points=solution.points,
    )


class _Parts:
    """The assignment, divided by what has to be done about it.

    Attributes:
        moves: what is new, by row.
        later: what is for when somebody is clear.
        kept: who is on the way, and stays so.
        freed: by row, who need not go on.
        first: by row, who is there first.
    """

    def __init__(self, solution: Solution) -> None:
        self.moves: dict[int, Offer] = {}
        self.later: list[Offer] = []
        self.kept: list[Offer] = []
        self.freed: dict[int, list[str]] = {}
        self.first: dict[int, Offer] = {}
        for row, demand in enumerate(solution.demands):
            self._sort(solution, row)
            if demand.kind is DemandKind.CALL and demand.coming:
                self._sort_left(solution, row)

    def _sort(self, solution: Solution, row: int) -> None:
        offer = solution.chosen(row)
        if offer is None:
            return
        self.first[row] = offer
        if offer.action is Action.ON_ITS_WAY:
            self.kept.append(offer)
        elif offer.action is Action.WHEN_CLEAR:
            self.later.append(offer)
            self._send_meanwhile(solution, row)
        else:
            self.moves[row] = replace(offer, elsewhere=_elsewhere(solution, row))

    def _send_meanwhile(self, solution: Solution, row: int) -> None:
        """Send the soonest free vehicle to a G1 or C1 that would wait for one to be clear.

        Nobody waits for a crew that may be clear while a vehicle stands idle: whoever is clear
        first can still take over. Only one that the plan has for nothing else is sent.
        """
        demand = solution.demands[row]
        if demand.rank > 0 or demand.coming:
            return
        sent = {move.vehicle for move in self.moves.values()}
        idle = [
            solution.offer(row, column)
            for column, unit in enumerate(solution.situation.resources)
            if unit.stage is Stage.FREE
            and solution.matching.row_of[column] == NONE
            and solution.costs[row][column] < 0
            and unit.vehicle.id not in sent
        ]
        if idle:
            self.moves[row] = min(idle, key=lambda offer: offer.arrival.seconds)

    def _sort_left(self, solution: Solution, row: int) -> None:
        """Decide about who is on the way to a call and has nothing in the plan.

        Whoever is there first, or brings what the newcomer lacks, goes on; the newcomer goes too.
        """
        for column, unit in enumerate(solution.situation.resources):
            mine = unit.vehicle.id in solution.demands[row].coming
            if not mine or solution.matching.row_of[column] != NONE:
                continue
            offer, newcomer = solution.offer(row, column), self.moves.get(row)
            sooner = newcomer is None or offer.arrival.seconds <= newcomer.arrival.seconds
            if newcomer is None or sooner or set(offer.has) - set(newcomer.has):
                self.kept.append(offer)
                if newcomer is not None:
                    self.moves[row] = replace(newcomer, support=True)
                if sooner:
                    self.first[row] = offer
            else:
                self.freed.setdefault(row, []).append(unit.vehicle.id)


def _elsewhere(solution: Solution, row: int) -> tuple[Consequence, ...]:
    """Return the consequence for the call that the planned vehicle leaves."""
    return solution.consequences(row, solution.matching.column_of[row], {})


def _passed_over(
    solution: Solution, waiting: Sequence[str], moves: Mapping[int, Offer]
) -> Iterator[str]:
    """Yield calls left waiting whose target has passed, while one below them gets a vehicle."""
    for call in waiting:
        row = solution.row_of(call)
        demand = solution.demands[row]
        lost = any(target.is_known and target.left_s < 0 for target in demand.targets)
        if lost and any(solution.demands[other].weight <= demand.weight for other in moves):
            yield call


def _turns(solution: Solution, offers: Mapping[int, Offer]) -> Iterator[timedelta]:
    """Yield the times after which the plan may be another one, though nothing happens."""
    for row, demand in enumerate(solution.demands):
        offer = offers.get(row)
        for target in demand.targets:
            left_s = target.left_s
            if offer is not None and offer.action is not Action.ON_ITS_WAY:
                left_s -= offer.arrival.seconds
            if left_s >= 0:
                yield timedelta(seconds=left_s + 1)


def _acts(solution: Solution, parts: _Parts, support: Solution | None) -> Iterator[Act]:
    """Moves that hang together as one decision each, the most urgent first.

    Of equally urgent calls those whose target is still met come before those whose target has
    passed: seconds decide about the first, and nothing any more about the others.
    """
    group = _groups(solution, parts.moves)
    sent = {move.vehicle for move in parts.moves.values()}
    more = {
        call: offer for call, offer in _support_moves(support).items() if offer.vehicle not in sent
    }
    in_order = sorted(parts.moves, key=lambda row: _urgency(solution, row, parts.moves[row]))
    for leader in dict.fromkeys(group[row] for row in in_order):
        rows = [row for row in parts.moves if group[row] == leader]
        together = [parts.moves[row] for row in rows]
        together += [
            with_meeting(solution, offer, more.pop(offer.call))
            for offer in tuple(together)
            if offer.call in more
        ]
        officers = [
            solution.demands[row].id
            for row in rows
            if solution.demands[row].kind is DemandKind.EMERGENCY
        ]
        frees = tuple(vehicle for row in rows for vehicle in parts.freed.get(row, ()))
        officer = officers[0] if officers else ""
        yield Act(tuple(together), frees, officer, _name(solution, officer))
    yield from (Act((offer,)) for offer in more.values())


def _urgency(solution: Solution, row: int, move: Offer) -> tuple[float, bool, int]:
    demand = solution.demands[row]
    weight = demand.weight
    if demand.kind is DemandKind.SUPPORT:
        weight *= _REACHED  # somebody is there, and no clock runs
    code = urgent_code(demand.call, solution.situation.rules) if demand.call is not None else ""
    met = any(target.code == code and target.meets for target in move.targets)
    return -weight, not met, row


def _name(solution: Solution, vehicle: str) -> str:
    return solution.situation.fleet.by_id[vehicle].vehicle.name if vehicle else ""


def _groups(solution: Solution, moves: Mapping[int, Offer]) -> dict[int, int]:
    """Map each row that moves to the first row of its decision.

    A move belongs to the one that takes the call it leaves.
    """
    leader = {row: row for row in moves}
    for row, offer in moves.items():
        taken = solution.row_of(offer.leaves)
        if taken in moves:
            first, last = sorted((leader[row], leader[taken]))
            leader = {moved: first if head == last else head for moved, head in leader.items()}
    return leader


def with_meeting(solution: Solution, first: Offer, second: Offer) -> Offer:
    """Return a further vehicle's offer, marked if it comes to danger before the officers do.

    Args:
        solution: who goes where.
        first: who goes to the call.
        second: who goes as well, for a skill.
    """
    row = solution.row_of(second.call)
    unit = solution.situation.fleet.by_id[second.vehicle]
    sooner = second.arrival.seconds < first.arrival.seconds
    if row == NONE or not solution.demands[row].dangerous or unit.officers != 0 or not sooner:
        return second
    return replace(second, drawbacks=(*second.drawbacks, Drawback.BEFORE_OFFICERS))


def _support_moves(support: Solution | None) -> dict[str, Offer]:
    """Return the vehicles that go as well, by call."""
    if support is None:
        return {}
    chosen = (support.chosen(row) for row in range(len(support.demands)))
    return {
        offer.call: offer
        for offer in chosen
        if offer is not None and offer.action is not Action.WHEN_CLEAR
    }
