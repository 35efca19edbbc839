"""The board at one moment as a plan sees it: its travel times, and the vehicles that it promises.

A promised vehicle is busy, and a call is planned as its next one. A plan counts on it as on one of
another service that is on its way: somebody else is sent only where that is better by enough. Once
it is free, it is sent as if it had been sent already.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from math import sqrt
from types import MappingProxyType

from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.queries.dispatch.demands import (
    Demand,
    DemandKind,
    Promise,
    judgements_by_call,
    read_calls,
    read_demands,
)
from jru_tui.board.queries.dispatch.resources import (
    Fleet,
    Resource,
    Stage,
    main_call,
    read_resources,
)
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

    def with_promise(self, demand: Demand) -> Demand:
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
        start, seconds = unit.whereabouts.location, unit.clear.seconds
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


NOTHING_UNSAVED: Mapping[str, str] = MappingProxyType({})
"""The orders that are not yet saved, where all are."""

MOST_PAIRS = 15_000
"""Pairs of a call and a vehicle that a plan considers; it takes the most urgent calls first."""


class Situation:
    """A board as a plan sees it. Reads vehicles at once, and calls when asked for them.

    Args:
        board: as it stands.
        model: how arrivals are predicted.
        now: the board's time, in UTC.
        unsaved: as `read_resources` takes it.

    Attributes:
        resources: every vehicle, in the order of its first report.
        fleet: the same by their ids and calls.
        read: the open calls that were read for their demands, by id; none before that.
        rows: how often travel times to one place were worked out.
    """

    def __init__(
        self,
        board: Board,
        model: TravelModel,
        now: datetime,
        unsaved: Mapping[str, str] = NOTHING_UNSAVED,
    ) -> None:
        self._board = board
        self.rules = board.rules
        self.model = model
        self.now = now
        self.unsaved = unsaved
        self.resources: tuple[Resource, ...] = read_resources(
            board, model.calibration, now, unsaved
        )
        self.fleet = Fleet(self.resources)
        self.read: dict[str, Call] = {}
        self.rows = 0
        self._travel: dict[tuple[bool, str], Sequence[float]] = {}
        self._starts = [unit.whereabouts.location for unit in self.resources]
        seconds_a_km = 3_600 / board.rules.average_kmh
        self._drift = [unit.whereabouts.km_off * seconds_a_km for unit in self.resources]

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """The needs for vehicles, the most urgent first."""
        return self._all_demands[: self._most]

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """Ids of calls that are read and not considered, as there are too many."""
        return tuple(dict.fromkeys(demand.id for demand in self._all_demands[self._most :]))

    @cached_property
    def _all_demands(self) -> tuple[Demand, ...]:
        promises = Promises(self.fleet, self.model, self.rules, self.now)
        self.read = {call.id: call for call in read_calls(self._board, self.fleet)}
        demands = read_demands(self._board, self.fleet, self.read.values(), self.now)
        return tuple(map(promises.with_promise, demands))

    @property
    def _most(self) -> int:
        return MOST_PAIRS // max(1, len(self.resources))

    def is_duplicate(self, call: Call) -> bool:
        """Return True if another open call stands for this one."""
        return main_call(self._board, call) is not call

    def has_graver_duplicate(self, call: Call) -> bool:
        """Return True if a duplicate of a call is judged to be more urgent than the call itself."""
        return any(other is not call for other, _ in judgements_by_call(self._board, call))

    def travel(self, demand: Demand) -> Sequence[float]:
        """Median seconds of driving to a demand, from every vehicle in their order.

        How far a vehicle may be from an old position counts like a way across to the other, and
        where a place is not known its area counts.
        """
        key = demand.kind is DemandKind.EMERGENCY, demand.id
        if key not in self._travel:
            self._travel[key] = self._work_out(demand)
        return self._travel[key]

    def _work_out(self, demand: Demand) -> Sequence[float]:
        self.rows += 1
        estimates = self.model.seconds(self._starts, demand.goal, self.now)
        found = [
            self._guess(index, demand) if seconds is None else seconds
            for index, seconds in enumerate(estimates)
        ]
        for index, drift in enumerate(self._drift):
            if drift and estimates[index] is not None:
                found[index] = sqrt(found[index] ** 2 + drift * drift)
        return found

    def _guess(self, index: int, demand: Demand) -> float:
        travel = self.rules.travel
        same = self._starts[index].areas & demand.goal.areas
        return 60.0 * (travel.same_area_minutes if same else travel.unknown_minutes)
