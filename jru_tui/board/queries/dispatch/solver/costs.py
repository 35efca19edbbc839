"""Costs of every pair of a demand and a vehicle, in whole numbers for the solver.

A row is a demand, a column a vehicle. A cost is by how much the whole board is worse off if the
vehicle takes the demand, against both being left alone, in thousandths of a point: below 0 where it
is better off.
"""

from collections.abc import Sequence
from math import inf

from jru_tui.board.dispatch_rules import MOST_NEEDS
from jru_tui.board.queries.dispatch.crews import OFFICER
from jru_tui.board.queries.dispatch.demands import Demand, DemandKind
from jru_tui.board.queries.dispatch.reasons import Drawback
from jru_tui.board.queries.dispatch.resources import Stage
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.queries.dispatch.solver.assignment_problem import FORBIDDEN
from jru_tui.board.queries.dispatch.solver.objective import (
    felt,
    leave_points,
    lone_points,
    need_points,
    unserved_points,
)
from jru_tui.board.queries.dispatch.solver.pairs import OVERRUN, pair

SCALE = 1_000
"""Costs in one point."""


class CostTable:
    """The rows of costs of one board.

    Args:
        situation: the board.
    """

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._weights = weights = situation.rules.dispatch
        mode = {
            Stage.FREE: 0,
            Stage.DEPLOYABLE: weights.reason,
            Stage.MEAL: weights.meal,
            Stage.MOVING: weights.reason,
        }
        self._able = [
            (
                index,
                unit.turnout.seconds,
                unit.points,
                mode[unit.stage],
                unit.whereabouts.location.areas,
                unit.skills,
                unit.lone,
                unit.officers == 0,
                inf if Drawback.SHIFT_ENDS in unit.drawbacks else unit.duty_left_s,
            )
            for index, unit in enumerate(situation.resources)
            if unit.unable is None and unit.stage in mode
        ]
        self._at_scene = [
            index
            for index, unit in enumerate(situation.resources)
            if unit.unable is None and unit.stage in (Stage.AT_SCENE, Stage.WAITS)
        ]
        self._moving = [
            index
            for index, unit in enumerate(situation.resources)
            if unit.unable is None and unit.stage is Stage.MOVING and unit.serves
        ]
        self._columns = {unit.vehicle.id: index for index, unit in enumerate(situation.resources)}
        self._on_call: dict[str, list[int]] = {}
        for index, unit in enumerate(situation.resources):
            for call in {unit.on, unit.serves} - {""}:
                self._on_call.setdefault(call, []).append(index)

    def row(self, demand: Demand) -> list[int]:
        """The cost of every vehicle for a demand; `FORBIDDEN` for one that cannot come."""
        row = [FORBIDDEN] * len(self._situation.resources)
        if demand.kind is DemandKind.CALL:
            self._fill(row, demand)
            self._fill_exactly(row, demand, self._at_scene)
            if demand.coming and any(target.missed for target in demand.targets):
                self._fill_exactly(row, demand, self._moving)
        elif demand.kind is not DemandKind.STAYS:
            self._fill_exactly(row, demand, range(len(row)))
        # Who is on the call already: on its way, or not to be sent to where it is.
        self._fill_exactly(row, demand, self._on_call.get(demand.id, ()))
        if demand.kind is DemandKind.EMERGENCY and demand.call is not None:
            self._leave_out_those_there(row, demand.call.id)
        if demand.promise is not None and demand.promise.free:
            column = self._columns[demand.promise.vehicle]
            if row[column] < FORBIDDEN:
                row[column] -= int(leave_points(demand, self._weights) * SCALE)
        return row

    def _leave_out_those_there(self, row: list[int], call: str) -> None:
        """Count nobody as help who is at the scene already: the officer asks for more than that."""
        for index in self._on_call.get(call, ()):
            if self._situation.resources[index].stage is Stage.AT_SCENE:
                row[index] = FORBIDDEN

    def _fill_exactly(self, row: list[int], demand: Demand, indices: Sequence[int]) -> None:
        """Cost pairs one by one: those that `_fill` does not know how to."""
        if not indices:
            return
        situation = self._situation
        alone = unserved_points(demand, self._weights)
        counts = demand.kind is not DemandKind.STAYS or demand.needs
        travel = situation.travel(demand) if counts else ()
        for index in indices:
            unit = situation.resources[index]
            found = pair(situation, demand, unit, travel[index] if travel else 0.0)
            if found is None:
                row[index] = FORBIDDEN
                continue
            points = found.points - alone
            if unit.vehicle.id in demand.coming:
                points -= leave_points(demand, self._weights)
            row[index] = int(points * SCALE)

    def _fill(self, row: list[int], demand: Demand) -> None:
        """Cost every vehicle that could simply be sent: `pair` in one loop, for speed."""
        weights, travel = self._weights, self._situation.travel(demand)
        patience = float(weights.patience_minutes)
        twice, square = 2 * patience, patience * patience
        waiting, part = weights.waiting * demand.weight, demand.part
        targets = [
            (target.left_s, target.late, target.missed, felt(max(0, target.left_s) / 60, patience))
            for target in demand.targets
        ]
        goal_areas, needs = demand.goal.areas, demand.needs
        one_need = need_points(demand, 1, weights)
        alone = unserved_points(demand, weights)
        danger = lone_points(demand, weights)
        dangerous = demand.dangerous and OFFICER not in needs
        for index, turnout, own, mode, areas, skills, lone, no_officer, left in self._able:
            seconds = int(turnout + travel[index] + 0.5)
            minutes = seconds / 60
            wait = minutes if minutes <= patience else twice - square / minutes
            points = own * part + mode + waiting * wait - alone
            for left_s, late, missed, within in targets:
                if seconds > left_s:
                    points += late * (wait - within) + missed
            if goal_areas and areas and goal_areas.isdisjoint(areas):
                points += weights.area
            if lone:
                points += danger
            if seconds >= left:
                points += OVERRUN * weights.shift_end * part
            lacking = int(no_officer and dangerous)
            if needs:
                lacking += sum(need not in skills for need in needs)
            if lacking:
                points += min(MOST_NEEDS, lacking) * one_need
            row[index] = int(points * SCALE)
