"""Vehicles as a plan sees them: where each is, what it is doing, and its drawbacks.

Read once for each board. Nothing here depends on the call that a vehicle might be sent to.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from itertools import islice
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.dispatch_rules import MOST_LOAD
from jru_tui.board.projection.calls.urgency import rank
from jru_tui.board.queries.dispatch.crews import (
    SAFE_CREW,
    duty_ends_at,
    meal_is_owed,
    meal_was_broken,
    officers_in,
    skills_of,
    spelt,
)
from jru_tui.board.queries.dispatch.positions import PRESSES, Whereabouts, locate
from jru_tui.board.queries.dispatch.reasons import Drawback, Unable
from jru_tui.board.queries.dispatch.travel_times.calibration import Calibration, Duration
from jru_tui.board.rules import EMERGENCY, UNKNOWN_RANK, WAITS, Rules
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Vehicle

OFF = ("off_duty", "out_of_service")
_NOTHING = Duration(0.0, 0.0, 0.0)
_LONGEST_MEAL_MIN = 30
"""Minutes of a meal after which more make no difference."""


class Stage(Enum):
    """Stages of a vehicle's work, as far as sending it matters."""

    FREE = auto()
    DEPLOYABLE = auto()
    """Conditionally available, whatever for."""
    MEAL = auto()
    MOVING = auto()
    """Sent to a call, and not there yet."""
    AT_SCENE = auto()
    WAITS = auto()
    """To hand somebody over: it cannot be sent, and is likely to be clear soon."""
    UNABLE = auto()


class Resource(Struct, frozen=True):
    """A vehicle as a plan sees it at one moment.

    Attributes:
        vehicle: as the board shows it.
        stage: what it is doing.
        unable: why it cannot be sent anywhere else; None where it can.
        call: the open call that it is on; None for none.
        serves: the call that it is there for: that one, or the one that it duplicates; or empty.
        whereabouts: where it would set out from.
        turnout: how long it takes to set out.
        clear: how long it is likely to stay where it is; nothing where it need not.
        skills: what its crew brings, in one spelling.
        officers: how many of its crew are; None where its crew is not known.
        points: what sending it costs, whatever to.
        drawbacks: what speaks against it, whatever it is sent to.
        scene_rank: how urgent the call is whose scene it is at, 0 first.
        helps: whether it could come to an officer who needs help.
        duty_left_s: seconds until its shift ends.
        spare: another crew is at its scene, was there first, and meets what the call needs.
    """

    vehicle: Vehicle
    stage: Stage
    unable: Unable | None
    call: Call | None
    serves: str
    whereabouts: Whereabouts
    turnout: Duration
    clear: Duration
    skills: frozenset[str]
    officers: int | None
    points: int
    drawbacks: tuple[Drawback, ...]
    scene_rank: int
    helps: bool
    duty_left_s: float = inf
    spare: bool = False

    @property
    def lone(self) -> bool:
        """Test whether fewer officers are on it than should go where there is danger."""
        return self.officers is not None and self.officers < SAFE_CREW

    @property
    def on(self) -> str:
        """The id of the open call that it is on; empty for none."""
        return "" if self.call is None else self.call.id

    @property
    def next_calls(self) -> tuple[str, ...]:
        """Ids of the calls that are kept for it."""
        return self.vehicle.next_calls

    @property
    def on_duty(self) -> bool:
        """Test whether there is a crew to speak to at all."""
        return self.vehicle.status not in OFF


class Fleet:
    """The vehicles of a board at one moment.

    Args:
        resources: each of them, in the order of its first report.

    Attributes:
        resources: as given.
        by_id: the same by the vehicle's id.
        has_crews: unless nobody tells who is on any of them.
    """

    def __init__(self, resources: tuple[Resource, ...]) -> None:
        self.resources = resources
        self.by_id = {unit.vehicle.id: unit for unit in resources}
        self.has_crews = not resources or any(unit.vehicle.crew for unit in resources)
        self._on: dict[str, list[Resource]] = defaultdict(list)
        for unit in resources:
            if unit.serves:
                self._on[unit.serves].append(unit)

    def calls(self) -> Iterable[str]:
        """List the ids of the calls that vehicles are on, or of those that these duplicate."""
        return self._on.keys()

    def on(self, call: str) -> Sequence[Resource]:
        """List the vehicles that are on a call or its duplicates, by what they say themselves."""
        return self._on.get(call, ())


def read_resources(
    board: Board, calibration: Calibration, now: datetime, unsaved: Mapping[str, str]
) -> tuple[Resource, ...]:
    """Every vehicle of the board, in the order of its first report.

    Args:
        board: the board as it stands.
        calibration: the speeds and turnouts learned.
        now: the present moment, UTC.
        unsaved: by vehicle, the call that it is ordered to by what is not yet saved; empty: off.
    """
    crews = _tells_of_crews(board)
    return tuple(
        _as_ordered(
            board,
            _read(board, calibration, now, vehicle, crewed=bool(vehicle.crew) or not crews),
            unsaved,
        )
        for vehicle in board.vehicles.values()
    )


def read_resource(
    board: Board,
    calibration: Calibration,
    now: datetime,
    vehicle: Vehicle,
    unsaved: Mapping[str, str],
) -> Resource:
    """Read one vehicle of the board.

    Args:
        board: the board as it stands.
        calibration: the speeds and turnouts learned.
        now: the moment as of which it is read, UTC.
        vehicle: as the board shows it.
        unsaved: as `read_resources` takes it.
    """
    crewed = bool(vehicle.crew) or not _tells_of_crews(board)
    return _as_ordered(board, _read(board, calibration, now, vehicle, crewed=crewed), unsaved)


def _as_ordered(board: Board, unit: Resource, unsaved: Mapping[str, str]) -> Resource:
    """A vehicle whose last order is not yet saved: it counts as sent, and is sent nowhere else."""
    ordered_to = unsaved.get(unit.vehicle.id)
    if ordered_to is None or unit.stage is Stage.UNABLE:
        return unit
    call = board.calls.get(ordered_to)
    if call is None or not call.open:
        return replace(unit, unable=Unable.NOT_SAVED)
    serves = main_call(board, call).id
    return replace(unit, unable=Unable.NOT_SAVED, stage=Stage.MOVING, call=call, serves=serves)


def _tells_of_crews(board: Board) -> bool:
    return any(vehicle.crew for vehicle in board.vehicles.values())


def _read(
    board: Board, calibration: Calibration, now: datetime, vehicle: Vehicle, *, crewed: bool
) -> Resource:
    """Read one vehicle; `crewed` unless this feed tells of crews and has none for it."""
    rules = board.rules
    current_call = board.calls.get(vehicle.call or "")
    call = current_call if current_call is not None and current_call.open else None
    stage = _stage(vehicle, rules, call)
    whereabouts = locate(board, vehicle, call if stage is Stage.AT_SCENE else None, now)
    duty_left_s = (duty_ends_at(board, vehicle, now) - now).total_seconds()
    drawbacks = (
        *_of_duty(board, vehicle, now, duty_left_s),
        *((whereabouts.drawback,) if whereabouts.drawback is not None else ()),
        *((Drawback.UNLISTED,) if vehicle.unlisted_at is not None else ()),
        *((Drawback.AWAITS_AMBULANCE,) if _awaits_ambulance(stage, call) else ()),
    )
    clear = _NOTHING
    if stage is Stage.WAITS:
        clear = _waits(vehicle, rules, calibration, now)
    elif stage is Stage.AT_SCENE and (current_call is None or current_call.open):
        # Of a call that is closed a crew has only not said so yet that it is clear.
        clear = _at_scene(vehicle, call, calibration, now)
    load = min(MOST_LOAD, board.tally(shift_at(rules.hours, now), vehicle.id).attended)
    return Resource(
        vehicle=vehicle,
        stage=stage,
        unable=_unable(vehicle, stage, rules, crewed=crewed),
        call=call,
        serves="" if call is None else main_call(board, call).id,
        whereabouts=whereabouts,
        turnout=calibration.turnout_of(_status_before(board, vehicle)),
        clear=clear,
        skills=skills_of(vehicle.crew, rules),
        officers=officers_in(vehicle.crew, rules) if vehicle.crew else None,
        points=sum(_points(drawback, rules) for drawback in drawbacks)
        + load * rules.dispatch.load
        - (_eaten_min(vehicle, now) if stage is Stage.MEAL else 0),
        drawbacks=drawbacks,
        scene_rank=rank(call, rules) if call is not None else UNKNOWN_RANK,
        helps=crewed and vehicle.status not in (*OFF, EMERGENCY),
        duty_left_s=duty_left_s,
        spare=stage is Stage.AT_SCENE and call is not None and is_spare(board, vehicle.id, call),
    )


def _awaits_ambulance(stage: Stage, call: Call | None) -> bool:
    """Test whether a crew is at the scene of a call that an ambulance was asked for."""
    if stage is not Stage.AT_SCENE or call is None:
        return False
    return any(request.what == "ambulance" and request.outstanding for request in call.back_up)


def main_call(board: Board, call: Call) -> Call:
    """Return the open call that this one duplicates, else this one."""
    main = board.calls.get(call.linked_to)
    return main if main is not None and main.open else call


def is_spare(board: Board, vehicle_id: str, call: Call) -> bool:
    """Tell whether a crew at a scene can be missed there: an earlier one stays that is enough.

    Args:
        board: as it stands.
        vehicle_id: the vehicle.
        call: the call that it is at.
    """
    there = _in_order_of_arrival(board, call)
    if vehicle_id not in there[1:]:
        return False
    first = board.vehicles.get(there[0])
    brought = skills_of(first.crew, board.rules) if first is not None else frozenset()
    return all(spelt(need) in brought for need in call.needs)


def _in_order_of_arrival(board: Board, call: Call) -> list[str]:
    """List the vehicles that stand at a scene; of two in the same second the first reported one."""
    arrived = {
        response.vehicle: response.at_scene_at
        for response in call.on_it
        if response.at_scene_at is not None and _stands_at(board, response.vehicle, call)
    }
    if len(arrived) > 1:
        in_order = (*board.vehicles, *arrived)
        arrived = {vehicle: arrived[vehicle] for vehicle in in_order if vehicle in arrived}
    return sorted(arrived, key=arrived.__getitem__)


def _stands_at(board: Board, vehicle_id: str, call: Call) -> bool:
    vehicle = board.vehicles.get(vehicle_id)
    return vehicle is None or (vehicle.status == "at_scene" and vehicle.call == call.id)


def _status_before(board: Board, vehicle: Vehicle) -> str:
    """The status that a crew sets out from: the one before it was told, where it has been told."""
    history = board.store.timelines.get(vehicle.id)
    if vehicle.status != "allocated" or history is None:
        return vehicle.status
    # What was booked for it at that very moment is how it was freed, not what it did.
    earlier = (
        press.status
        for press in islice(history.backwards(), PRESSES)
        if press.at < vehicle.since and press.status != "allocated"
    )
    return next(earlier, "allocated")


def _stage(vehicle: Vehicle, rules: Rules, call: Call | None) -> Stage:
    # Told and not moving yet, a vehicle is committed; but it is the nearest to being free.
    if vehicle.status == "allocated":
        return Stage.MOVING
    if vehicle.status == "at_scene":
        return Stage.AT_SCENE
    if vehicle.status == "en_route":
        return Stage.MOVING
    availability = rules.status(vehicle.status).availability
    if availability == "busy":
        # Without a usual length nothing says when it may be clear.
        waits = vehicle.status in WAITS and rules.checks.waits.get(vehicle.status)
        return Stage.WAITS if waits else Stage.UNABLE
    if availability == "free" and call is None:
        return Stage.FREE
    return Stage.MEAL if vehicle.status == "refreshments" else Stage.DEPLOYABLE


def _unable(vehicle: Vehicle, stage: Stage, rules: Rules, *, crewed: bool) -> Unable | None:
    if vehicle.status == EMERGENCY:
        return Unable.EMERGENCY
    availability = rules.status(vehicle.status).availability
    if stage is Stage.UNABLE or (stage is Stage.MOVING and availability == "busy"):
        return Unable.STATUS
    if vehicle.dispute is not None:
        return Unable.DISPUTED
    if vehicle.also_on:
        return Unable.CLAIMED_TWICE
    return None if crewed else Unable.NO_CREW


def _eaten_min(vehicle: Vehicle, now: datetime) -> int:
    """Count the minutes of a meal that are over: of two meals the older is broken first."""
    return max(0, min(_LONGEST_MEAL_MIN, int((now - vehicle.since).total_seconds() / 60)))


def _of_duty(board: Board, vehicle: Vehicle, now: datetime, left_s: float) -> Iterator[Drawback]:
    if left_s <= board.rules.dispatch.shift_end_minutes * 60:
        yield Drawback.SHIFT_ENDS
    if meal_is_owed(board, vehicle, now):
        yield Drawback.MEAL_OWED
    if meal_was_broken(board, vehicle, now):
        yield Drawback.MEAL_BROKEN


def _points(drawback: Drawback, rules: Rules) -> int:
    weights = rules.dispatch
    return {
        Drawback.SHIFT_ENDS: weights.shift_end,
        Drawback.MEAL_OWED: weights.meal_owed,
        Drawback.MEAL_BROKEN: weights.meal_owed,
        Drawback.POSITION_UNKNOWN: weights.ask,
        Drawback.UNLISTED: weights.ask + weights.reason,
    }.get(drawback, 0)


def _waits(vehicle: Vehicle, rules: Rules, calibration: Calibration, now: datetime) -> Duration:
    """Estimate the time that it still waits to hand somebody over."""
    usual_s = rules.checks.waits[vehicle.status] * 60.0
    return calibration.left_of_wait(usual_s, max(0.0, (now - vehicle.since).total_seconds()))


def _at_scene(
    vehicle: Vehicle, call: Call | None, calibration: Calibration, now: datetime
) -> Duration:
    """Estimate the time that it still stays at its scene, by the time it has been there."""
    arrivals = [
        response.at_scene_at
        for response in (call.on_it if call is not None else ())
        if response.vehicle == vehicle.id and response.at_scene_at is not None
    ]
    since = min(arrivals, default=vehicle.since)
    return calibration.left_at_scene(max(0.0, (now - since).total_seconds()))
