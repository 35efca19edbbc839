"""Promised vehicles: calls that are planned as the next ones of busy vehicles.

A plan counts on the vehicle as on one of another service that is on its way: somebody else is sent
only where that is better by enough. Once it is free, it is sent as if it had been sent already.
"""

from datetime import datetime

from msgspec.structs import replace

from jru_tui.board.queries.dispatch.demands import Demand, DemandKind, Promise
from jru_tui.board.queries.dispatch.resources import Fleet, Resource, Stage
from jru_tui.board.queries.dispatch.travel_times.travel_sources import (
    Location,
    TravelModel,
    location,
)
from jru_tui.board.rules import EMERGENCY, Rules


class Promises:
    """A reader of the calls that one board keeps for busy vehicles.

    Args:
        fleet: its vehicles.
        model: how arrivals are predicted.
        rules: the words and figures of the field.
        now: the board's time.
    """

    def __init__(self, fleet: Fleet, model: TravelModel, rules: Rules, now: datetime) -> None:
        self._fleet = fleet
        self._model = model
        self._rules = rules
        self._now = now

    def kept(self, demand: Demand) -> Demand:
        """Return a demand with the vehicle that its call is kept for, if that can come at all."""
        kept_for = demand.call.next_for if demand.call is not None else None
        unit = self._fleet.by_id.get(kept_for.vehicle) if kept_for is not None else None
        if unit is None or demand.kind is not DemandKind.CALL:
            return demand
        if not unit.on_duty or unit.vehicle.status == EMERGENCY:
            return demand
        if unit.stage is Stage.FREE:
            return replace(demand, promise=Promise(unit.vehicle.id, free=unit.unable is None))
        arrival_s = self._arrival_s(unit, demand.goal)
        if demand.outside_s is not None:
            arrival_s = min(arrival_s, demand.outside_s)
        lacking = sum(need not in unit.skills for need in demand.needs)
        promise = Promise(unit.vehicle.id, free=False, lacking=lacking)
        return replace(demand, outside_s=arrival_s, promise=promise)

    def _arrival_s(self, unit: Resource, goal: Location) -> float:
        """Estimate seconds until it has ended what it does, and has come from there."""
        start, seconds = unit.where.location, unit.clear.seconds
        if unit.stage is Stage.MOVING and unit.call is not None:
            scene = location(unit.call.where, self._rules.areas)
            seconds += self._way_s(start, scene)
            start = scene
        if unit.stage not in (Stage.AT_SCENE, Stage.WAITS):
            seconds += self._model.calibration.left_at_scene(0.0).seconds
        return seconds + unit.turnout.seconds + self._way_s(start, goal)

    def _way_s(self, start: Location, goal: Location) -> float:
        [seconds] = self._model.seconds([start], goal, self._now)
        if seconds is not None:
            return seconds
        travel = self._rules.travel
        same = start.areas & goal.areas
        return 60.0 * (travel.same_area_minutes if same else travel.unknown_minutes)
