"""The recommendation for one board at one moment. Each part is worked out when first asked for."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property

from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.queries.dispatch.advice import advise
from jru_tui.board.queries.dispatch.crews import OFFICER, spelt
from jru_tui.board.queries.dispatch.demands import (
    Demand,
    DemandKind,
    demand_of,
    judgements_by_call,
    of_call,
    officer_demand,
)
from jru_tui.board.queries.dispatch.inputs import concerns
from jru_tui.board.queries.dispatch.models import Advice, Offer, Plan
from jru_tui.board.queries.dispatch.needs import lacking_on
from jru_tui.board.queries.dispatch.offers import offer_of
from jru_tui.board.queries.dispatch.plan import make_plan, with_meeting
from jru_tui.board.queries.dispatch.reasons import Action
from jru_tui.board.queries.dispatch.situation import NOTHING_UNSAVED, Situation
from jru_tui.board.queries.dispatch.solver.assignment_problem import NONE
from jru_tui.board.queries.dispatch.solver.costs import CostTable
from jru_tui.board.queries.dispatch.solver.pairs import lacking_of
from jru_tui.board.queries.dispatch.solver.solution import Solution
from jru_tui.board.queries.dispatch.travel_times.travel_sources import TravelModel
from jru_tui.board.views import Change


class Dispatcher:
    """Recommendations for a board as it is at one moment.

    Where the board has changed so that it `is_outdated`, make another one. A plan costs
    O(calls x vehicles) once; advice on one call then costs O(vehicles) more.

    Args:
        board: as it stands.
        now: the board's time, in UTC.
        model: how arrivals are predicted; None for the settings alone.
        unsaved: by vehicle, the call that it is ordered to by what is not yet saved; empty: off.

    Attributes:
        now: as given.
    """

    def __init__(
        self,
        board: Board,
        now: datetime,
        model: TravelModel | None = None,
        unsaved: Mapping[str, str] = NOTHING_UNSAVED,
    ) -> None:
        self.now = now
        self._board = board
        self._situation = Situation(board, model or TravelModel(board.rules), now, unsaved)
        self._table = CostTable(self._situation)
        self._advice: dict[str, Advice] = {}

    @cached_property
    def plan(self) -> Plan:
        """The best for all open calls that nobody has reached, and all vehicles together."""
        return make_plan(self._solution, self._support)

    def is_outdated(self, change: Change) -> bool:
        """Tell whether another one may recommend something else, now that the board has changed.

        Words of a call, for one, are read by nobody here.
        """
        return concerns(change, self._board, self._situation)

    def advise(self, call_id: str) -> Advice:
        """Give advice on one call, also where the plan is not concerned with it.

        Raises:
            KeyError: there is no such call.
        """
        if call_id not in self._advice:
            self._advice[call_id] = self._advise(call_id)
        return self._advice[call_id]

    def nearest(self, vehicle_id: str) -> tuple[Offer, ...]:
        """List who could come to an officer who needs help, the soonest first, busy or not.

        Those who need help themselves, and those that cannot move, come last.

        Raises:
            KeyError: there is no such vehicle.
        """
        unit = self._situation.fleet.by_id[vehicle_id]
        demand = officer_demand(self._board, unit)
        offers = [
            offer_of(self._situation, demand, index)
            for index, other in enumerate(self._situation.resources)
            if other.vehicle.id != vehicle_id and other.on_duty
        ]
        return tuple(sorted(offers, key=lambda offer: (not offer.possible, offer.arrival.seconds)))

    @cached_property
    def _solution(self) -> Solution:
        return Solution(self._situation, self._table, self._situation.demands)

    @cached_property
    def _support(self) -> Solution | None:
        """Vehicles that the plan leaves alone, for skills that those lack which it sends.

        One that is on its way to a call is not left alone: it may well go on.
        """
        solution = self._solution
        lacking = tuple(self._lacking(solution))
        if not lacking:
            return None
        used = {column for column in solution.matching.column_of if column != NONE}
        used |= {
            column
            for column, unit in enumerate(self._situation.resources)
            if any(unit.vehicle.id in demand.coming for demand in solution.demands)
        }
        return Solution(self._situation, self._table, lacking, closed=frozenset(used))

    def _lacking(self, solution: Solution) -> Iterator[Demand]:
        for row, column in enumerate(solution.matching.column_of):
            demand = solution.demands[row]
            if column == NONE or demand.kind is not DemandKind.CALL:
                continue
            chosen = self._situation.resources[column]
            missing = lacking_of(demand, chosen)
            if demand.dangerous and chosen.lone and OFFICER not in missing:
                missing = (*missing, OFFICER)  # a second one
            brought = {skill for skills in self._stay(solution, demand) for skill in skills}
            needs = tuple(need for need in missing if need not in brought)
            if needs:
                # Whoever comes second is not alone there.
                second = replace(demand, targets=(), needs=needs, coming={}, dangerous=False)
                yield replace(second, kind=DemandKind.SUPPORT)

    def _stay(self, solution: Solution, demand: Demand) -> Iterator[frozenset[str]]:
        """The skills of each vehicle that is on its way to a call and wanted nowhere else."""
        for column, unit in enumerate(self._situation.resources):
            if unit.vehicle.id in demand.coming and not solution.moved(column):
                yield unit.skills

    def _advise(self, call_id: str) -> Advice:
        call = self._board.calls[call_id]
        if not call.open:
            return Advice(call_id, ())
        solution, row = self._solution, self._solution.row_of(call_id)
        wanted = row != NONE
        if not wanted:
            demand, wanted = self._further(call)
            demands = (*self._situation.demands, demand)
            solution, row = Solution(self._situation, self._table, demands), len(demands) - 1
        support = self._support_of(call_id)
        advice = advise(solution, row, call, wanted=wanted, support=support)
        return replace(advice, meanwhile=self._meanwhile(advice))

    def _meanwhile(self, advice: Advice) -> Offer | None:
        """The vehicle that the plan sends now, where the best one is not clear yet."""
        if advice.best is None or advice.best.action is not Action.WHEN_CLEAR:
            return None
        moves = (move for act in self.plan.acts for move in act.moves if not move.support)
        return next((move for move in moves if move.call == advice.call), None)

    def _further(self, call: Call) -> tuple[Demand, bool]:
        """Return a demand for one more vehicle where the plan has none.

        And whether it is wanted.
        """
        fleet, now = self._situation.fleet, self._situation.now
        for demand in of_call(self._board, call, fleet, now):
            if demand.kind is DemandKind.CALL:
                return demand, True  # it was left out of the plan, of too many
        demand = demand_of(self._board, call, judgements_by_call(self._board, call), fleet, now)
        inferred = tuple(need for need in demand.needs if need not in map(spelt, call.needs))
        lacking = lacking_on(call, fleet, inferred)
        return replace(demand, targets=(), needs=lacking, coming={}, outside_s=None), False

    def _support_of(self, call_id: str) -> Offer | None:
        """The further vehicle that the plan has for a call, for a skill that is missing there."""
        for solution in filter(None, (self._solution, self._support)):
            for row, demand in enumerate(solution.demands):
                if demand.kind is DemandKind.SUPPORT and demand.id == call_id:
                    return self._with_meeting(solution.chosen(row))
        return None

    def _with_meeting(self, support: Offer | None) -> Offer | None:
        first = self._solution.chosen(self._solution.row_of(support.call)) if support else None
        if support is None or first is None:
            return support
        return with_meeting(self._solution, first, support)
