"""The best assignment of one board, and what any other choice would cost the others."""

from collections.abc import Iterator

from jru_tui.board.queries.dispatch.demands import Demand, DemandKind, promised_to
from jru_tui.board.queries.dispatch.models import Consequence, Offer
from jru_tui.board.queries.dispatch.offers import offer_of
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.queries.dispatch.solver.assignment_problem import FORBIDDEN, NONE, solve
from jru_tui.board.queries.dispatch.solver.costs import SCALE, CostTable
from jru_tui.board.queries.dispatch.solver.forced_pairs import ForcedPairs, force
from jru_tui.board.queries.dispatch.solver.objective import leave_points, unserved_points
from jru_tui.board.queries.dispatch.targets import urgent_code

_PLACES = (DemandKind.CALL, DemandKind.EMERGENCY)


class Solution:
    """Demands and vehicles, assigned at the least total cost.

    Args:
        situation: the board.
        table: what pairs cost.
        demands: the rows, the most urgent first.
        closed: vehicles that are not to be had, by their place.

    Attributes:
        demands: as given.
        costs: the rows of the table.
        matching: the best assignment.
    """

    def __init__(
        self,
        situation: Situation,
        table: CostTable,
        demands: tuple[Demand, ...],
        closed: frozenset[int] = frozenset(),
    ) -> None:
        self.situation = situation
        self.demands = demands
        self.costs = [table.row(demand) for demand in demands]
        for column in closed:
            for row in self.costs:
                row[column] = FORBIDDEN
        self.matching = solve(self.costs, len(situation.resources))
        self._row_of_call = {
            demand.id: row for row, demand in enumerate(demands) if demand.kind is DemandKind.CALL
        }
        self._coming_to = {
            vehicle: row
            for row, demand in enumerate(demands)
            if demand.kind is DemandKind.CALL
            for vehicle in demand.coming
        }

    @property
    def points(self) -> float:
        """The points of the whole board: the least that can be, as `objective` counts."""
        weights = self.situation.rules.dispatch
        matched = sum(
            self.costs[row][column]
            for row, column in enumerate(self.matching.column_of)
            if column != NONE
        )
        coming = {
            vehicle: leave_points(demand, weights)
            for demand in self.demands
            for vehicle in (*demand.coming, *promised_to(demand))
        }
        alone = sum(unserved_points(demand, weights) for demand in self.demands)
        return matched / SCALE + alone + sum(coming.values())

    def row_of(self, call: str) -> int:
        """The row of a call that nobody has reached; `NONE` for another one."""
        return self._row_of_call.get(call, NONE)

    def offer(self, row: int, column: int) -> Offer:
        """Return the offer of one vehicle for one demand."""
        return offer_of(self.situation, self.demands[row], column)

    def chosen(self, row: int) -> Offer | None:
        """The vehicle that the plan has for a demand."""
        column = self.matching.column_of[row]
        return None if column == NONE else self.offer(row, column)

    def forced(self, row: int) -> ForcedPairs:
        """Cost every vehicle for one demand."""
        return force(self.costs, self.matching, row)

    def moved(self, column: int) -> bool:
        """Return True if the plan has a vehicle for something else than it is on its way to."""
        row = self.matching.row_of[column]
        vehicle = self.situation.resources[column].vehicle.id
        return row != NONE and vehicle not in self.demands[row].coming

    def kept_for(self, row: int, column: int) -> str:
        """The call, or the officer, that the plan has a vehicle for; empty for this one or none."""
        other = self.matching.row_of[column]
        if other in (NONE, row) or self.demands[other].kind is DemandKind.STAYS:
            return ""
        return self.demands[other].id

    def kept_for_officer(self, row: int, column: int) -> str:
        """The name of the vehicle whose officer the plan has a vehicle for; empty for none."""
        return self._officer(self.matching.row_of[column]) if self.kept_for(row, column) else ""

    def _officer(self, row: int) -> str:
        demand = self.demands[row]
        if demand.kind is not DemandKind.EMERGENCY:
            return ""
        return self.situation.fleet.by_id[demand.id].vehicle.name

    def consequences(self, row: int, column: int, moved: dict[int, int]) -> tuple[Consequence, ...]:
        """List the changes for other calls if a vehicle goes to a demand, the most urgent first.

        Args:
            row: the demand.
            column: the vehicle.
            moved: every row that moves for it, and the column that it then has.
        """
        return tuple(self._consequences(row, column, moved))

    def _consequences(self, row: int, column: int, moved: dict[int, int]) -> Iterator[Consequence]:
        vehicle = self.situation.resources[column].vehicle.id
        left = self._coming_to.get(vehicle, NONE)
        for other in sorted({*moved, left} - {row, NONE}):
            demand = self.demands[other]
            if demand.kind in _PLACES and demand.id != self.demands[row].id:
                goes = moved.get(other, self.matching.column_of[other])
                yield self._consequence(other, goes, loses=other == left)

    def _consequence(self, row: int, column: int, *, loses: bool) -> Consequence:
        demand = self.demands[row]
        code = urgent_code(demand.call, self.situation.rules) if demand.call is not None else ""
        if column == NONE:
            return Consequence(demand.id, code, loses, officer=self._officer(row))
        offer = self.offer(row, column)
        return Consequence(
            demand.id, code, loses, offer.vehicle, offer.name, offer.targets, self._officer(row)
        )
