"""Shifts played by a rule instead of a supervisor, to compare results.

The rule sees what a board sees, and no more: positions, statuses and calls as the feed tells them.
What it decides goes through the board's own gate and to the simulated dispatch system.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from benchmarks.possible_arrivals import PossibleArrival, possible_arrivals
from jru_tui.board import (
    Actor,
    Assign,
    Board,
    Call,
    CallRecord,
    CallReported,
    Change,
    Commanded,
    Event,
    Recommendation,
    Refusal,
    Rules,
    Source,
    StandDown,
    VehicleRecord,
    VehicleReported,
    commands_of,
    decide,
    distance_km,
)
from jru_tui.simulator.command_handling import PostedCommand
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.world import World

STEP = timedelta(seconds=30)
"""How often the rule looks at the board."""
_AFTER = timedelta(hours=1)
"""How long the last calls are waited for."""
_FREE = ("available", "standby")

Sent = Assign | StandDown
Rule = Callable[[Board, datetime], Iterable[Sent]]
"""Decides on a board, at a moment: what to send where, in the order of giving."""


class Played(Struct, frozen=True):
    """An outcome of some shifts.

    Attributes:
        board: at their end.
        sent: how often a vehicle was sent.
        reach: by call, when each crew on duty would have been there, had it been sent when the
            call was heard of; empty where that was not asked for.
    """

    board: Board
    sent: int
    reach: Mapping[str, Sequence[PossibleArrival]] = {}

    def missed(self, code: str) -> tuple[int, int]:
        """Count the calls of a grade or category that missed its target, and all of them."""
        calls, target = self._calls(code), self._target(code)
        return sum(_is_late(call, target) for call in calls), len(calls)

    def unreachable(self, code: str, *, off_scenes: bool) -> int:
        """Count the calls of a code whose target nobody could have met, by the hidden times.

        Each call by itself, from where the crews were when it was heard of. Two calls may have
        needed the same crew, so it is the least that any controller would have missed from there.
        A call that was met is never counted.

        Args:
            code: the grade or category.
            off_scenes: whether crews may be taken off the scene of another call.
        """
        target = self._target(code)
        return sum(
            _is_late(call, target)
            and not any(
                possible.at - call.opened_at <= target
                for possible in self.reach.get(call.id, ())
                if off_scenes or not possible.leaves_scene
            )
            for call in self._calls(code)
        )

    def _calls(self, code: str) -> list[Call]:
        return [call for call in self.board.newest_calls() if code in (call.grade, call.category)]

    def _target(self, code: str) -> timedelta:
        rules = self.board.rules
        minutes = {**rules.grades, **rules.categories}[code].target_minutes
        assert minutes is not None
        return timedelta(minutes=minutes)

    def response_s(self, code: str) -> float:
        """Mean seconds to the first arrival at calls of a code, of those that were reached."""
        times = [
            (call.first_arrival_at - call.opened_at).total_seconds()
            for call in self.board.newest_calls()
            if code in (call.grade, call.category) and call.first_arrival_at is not None
        ]
        return sum(times) / len(times) if times else 0.0


def play_shifts(
    scenario: Scenario,
    rule: Callable[["ControlRoom"], Rule],
    rules: Rules | None = None,
    *,
    with_reach: bool = False,
) -> Played:
    """Play all shifts of a scenario by a rule.

    Args:
        scenario: nobody is sent in it.
        rule: makes the rule for a board.
        rules: of the board.
        with_reach: also find out, from the hidden times, who could have been where how soon.
    """
    room = ControlRoom(scenario, Board(rules or Rules()), with_reach=with_reach)
    decides = rule(room)
    for shift in scenario.shifts:
        moment = min(shift.starts_at, scenario.starts_at)
        while moment <= shift.ends_at + _AFTER:
            room.hear(moment)
            for command in decides(room.board, moment):
                room.give(command, moment)
            moment += STEP
    return Played(room.board, room.sent, room.reach)


class ControlRoom:
    """A board beside a simulated dispatch system.

    Args:
        scenario: what happens.
        board: empty as yet.
        with_reach: find out for each call, as it is heard of, who could be there soonest.

    Attributes:
        board: as it stands.
        changed: told of every change of it; None for nobody.
        sent: how often a vehicle was sent.
        reach: by call, the arrivals that were possible. No rule may read it.
    """

    def __init__(self, scenario: Scenario, board: Board, *, with_reach: bool = False) -> None:
        self.board = board
        self.changed: Callable[[Change], None] | None = None
        self.sent = 0
        self.reach: dict[str, Sequence[PossibleArrival]] = {}
        self._with_reach = with_reach
        self._scenario = scenario
        self._world = World(scenario)
        self._posted: list[PostedCommand] = []
        self._known: dict[str, CallRecord | VehicleRecord] = {}
        self._events = 0

    def hear(self, now: datetime) -> None:
        """Fold in what the feed tells at a moment."""
        document = self._world.document(now)
        if self._with_reach:
            for call in document.calls:
                if call.id not in self._known:
                    self.reach[call.id] = possible_arrivals(
                        self._scenario, self._posted, call.id, now
                    )
        facts: list[CallReported | VehicleReported] = [
            *(CallReported(record) for record in document.calls if self._is_new(record)),
            *(VehicleReported(record) for record in document.vehicles if self._is_new(record)),
        ]
        self._tell(self.board.fold([self._event(now, fact, "feed") for fact in facts]))

    def give(self, command: Sent, now: datetime) -> None:
        """Give a command, if the board and the dispatch system take it."""
        decided = decide(self.board, command, Actor("rule", "replay", now))
        if isinstance(decided, Refusal):
            return
        event = self._event(now, decided, "supervisor")
        posted = PostedCommand(event.id, now, "rule", command)
        world = World(self._scenario, [*self._posted, posted])
        if event.id in world.refused:
            return
        self._world = world
        self._posted.append(posted)
        self.sent += isinstance(command, Assign)
        self._tell(self.board.apply(event))

    def _tell(self, change: Change) -> None:
        if self.changed is not None:
            self.changed(change)

    def _is_new(self, record: CallRecord | VehicleRecord) -> bool:
        if self._known.get(record.id) == record:
            return False
        self._known[record.id] = record
        return True

    def _event(
        self, now: datetime, fact: CallReported | VehicleReported | Commanded, source: Source
    ) -> Event:
        self._events += 1
        session = "replay" if source == "supervisor" else ""
        return Event(f"e{self._events}", now, now, source, fact, session, session)


def by_plan(room: ControlRoom) -> Rule:
    """The rule that does what the plan says, act by act."""
    recommendation = Recommendation(room.board)
    room.changed = recommendation.changed

    def decides(board: Board, now: datetime) -> Iterator[Sent]:
        del board
        if recommendation.is_due(now):
            for act in recommendation.at(now).plan.acts:
                yield from commands_of(act)

    return decides


def nearest_free(room: ControlRoom) -> Rule:
    """The rule that sends the nearest free vehicle to each waiting call, the most urgent first."""
    del room

    def decides(board: Board, now: datetime) -> Iterator[Sent]:
        del now
        free = {
            vehicle.id: vehicle.position
            for vehicle in board.vehicles.values()
            if vehicle.status in _FREE and not vehicle.call
        }
        for call in board.open_calls():
            if free and call.waiting:
                nearest = min(free, key=lambda each: distance_km(free[each], call.where) or 0.0)
                del free[nearest]
                yield Assign(call.id, nearest)

    return decides


def _is_late(call: Call, target: timedelta) -> bool:
    first = call.first_arrival_at
    return first is None or first - call.opened_at > target
