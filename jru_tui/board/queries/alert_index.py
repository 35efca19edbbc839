"""Indexes of alerts, of calls and of crews, kept up to date at the cost of what changed.

A board of 100,000 open calls is not looked through each second: a call is looked at again when it
changed, or when one of its clocks has come to the point where it says something else. Of a fleet of
1,000 a vehicle is looked at again when it or its call changed, when one of its clocks runs out, and
each minute while words count its minutes. What changes often has another wake time with each
change: the old ones are let go of, so that what is held grows with the things and not with their
changes.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.commands import AlertKey
from jru_tui.board.queries.alert_models import FORESEEN, Alert, AlertKind, gravity
from jru_tui.board.queries.alerts import alerts_beside_calls
from jru_tui.board.queries.call_alerts import alerts_of_call, turning_points
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.queries.refreshments import meal_due
from jru_tui.board.queries.vehicle_alerts import (
    alert_of_meals,
    alerts_of_crew,
    next_alert_of_crew,
)
from jru_tui.board.shifts import Shift, shift_at
from jru_tui.board.views import Change

_FEW = 64
"""So many times that are out of date do not matter, however few things there are."""


class WakeTimes:
    """The next wake time of each of many items, by id."""

    def __init__(self) -> None:
        self._next: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def __len__(self) -> int:
        """Count the times that are held, those that are out of date among them."""
        return len(self._heap)

    def put(self, id_: str, moment: datetime | None) -> None:
        """Replace the time of a thing; None where it is to be looked at no more."""
        if moment is None:
            self._next.pop(id_, None)
        elif self._next.get(id_) != moment:
            self._next[id_] = moment
            heappush(self._heap, (moment, id_))
        if len(self._heap) > 2 * len(self._next) + _FEW:
            self._heap = [(at, known) for known, at in self._next.items()]
            heapify(self._heap)

    def take_due(self, now: datetime) -> set[str]:
        """Take out the things whose time has come."""
        due = set()
        while self._heap and self._heap[0][0] <= now:
            moment, id_ = heappop(self._heap)
            if self._next.get(id_) == moment:
                del self._next[id_]
                due.add(id_)
        return due

    def clear(self) -> None:
        """Forget all times."""
        self._next.clear()
        self._heap.clear()


class CrewAlertIndex:
    """An index of one board's crew alerts. `at` reads it; `changed` marks what to check again."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._now: datetime | None = None
        self._shift: Shift | None = None
        self._again: set[str] = set()
        self._to_come = WakeTimes()
        self._found: dict[str, tuple[Alert, ...]] = {}
        self._meals: dict[str, datetime] = {}

    def changed(self, change: Change) -> None:
        """Look again at these vehicles, and at those that are on these calls."""
        self._again |= change.vehicles
        if change.calls:
            vehicles = self._board.vehicles.values()
            self._again.update(vehicle.id for vehicle in vehicles if vehicle.call in change.calls)

    def at(self, now: datetime) -> Iterator[Alert]:
        """Find the alerts at a moment, in the order of the vehicles; the meals last."""
        shift = shift_at(self._board.rules.hours, now)
        if self._now is None or now < self._now or shift != self._shift:
            # The first look; or the clock was set back, and what came to pass has not yet.
            self._again = set(self._board.vehicles)
            self._to_come.clear()
        self._now, self._shift = now, shift
        again, self._again = self._again | self._to_come.take_due(now), set()
        for vehicle_id in again:
            self._look_at(vehicle_id, now)
        meals = []
        for vehicle_id, vehicle in self._board.vehicles.items():
            yield from self._found.get(vehicle_id, ())
            due_at = self._meals.get(vehicle_id)
            if due_at is not None and due_at <= now:
                meals.append((due_at, vehicle))
        yield from alert_of_meals(self._board, meals, now)

    def _look_at(self, vehicle_id: str, now: datetime) -> None:
        """Take note of what a vehicle says now, and of when to look again."""
        self._found.pop(vehicle_id, None)
        self._meals.pop(vehicle_id, None)
        vehicle = self._board.vehicles.get(vehicle_id)
        if vehicle is None:
            return
        if found := tuple(alerts_of_crew(self._board, vehicle, now)):
            self._found[vehicle_id] = found
        if (due_at := meal_due(self._board, vehicle, now)) is not None:
            self._meals[vehicle_id] = due_at
        self._to_come.put(vehicle_id, next_alert_of_crew(self._board, vehicle, now))


_MANY = 1000
"""From so many calls on, sorting all alerts at once costs less than placing each."""

_OF_ITS_CALL: frozenset[AlertKind] = frozenset(
    (
        "refused",
        "not_sent",
        "unconfirmed",
        "not_mobile",
        "next_call",
        "same_call",
        "duplicate",
        *FORESEEN,
    )
)
"""Kinds that are not read off a call's clocks, and are told with the call all the same."""

_Place = tuple[int, bool, int, bool, datetime, AlertKey]
"""Where an alert stands among the others: its `Gravity`, and its key."""


class ActiveAlerts(Struct, frozen=True):
    """The alerts at a moment, without those that were dismissed.

    Attributes:
        count: how many alerts there are, emergencies left out.
        gravest: the first of them; None when there is none.
        others: those that no call's clocks lead to, the gravest first; emergencies among them.
    """

    count: int
    gravest: Alert | None
    others: tuple[Alert, ...]

    @property
    def emergencies(self) -> tuple[Alert, ...]:
        """Officers who need help, the longest first."""
        return tuple(alert for alert in self.others if alert.kind == "emergency")

    @property
    def happened(self) -> tuple[Alert, ...]:
        """List the others without those that a plan foresees for a call."""
        return tuple(alert for alert in self.others if alert.kind not in FORESEEN)

    def of_vehicle(self, vehicle: str) -> tuple[Alert, ...]:
        """List the alerts about one vehicle, or about it and others; emergencies left out."""
        return tuple(
            alert
            for alert in self.others
            if (alert.vehicle == vehicle or vehicle in alert.vehicles) and alert.kind != "emergency"
        )


class AlertIndex:
    """An index of one board's alerts. `at` reads it; `changed` marks what to check again.

    Args:
        board: the board.
        recommendation: what its last plan wants attention for is told as well; None for nothing.
    """

    def __init__(self, board: Board, recommendation: Recommendation | None = None) -> None:
        self._board = board
        self._crews = CrewAlertIndex(board)
        self._recommendation = recommendation
        self._now: datetime | None = None
        self._to_come = WakeTimes()
        self._again: set[str] = set()
        self._of_calls: dict[str, tuple[Alert, ...]] = {}
        self._by_key: dict[AlertKey, Alert] = {}
        self._order: list[_Place] = []
        self._of_commands: list[Alert] = []
        self._silent = False
        self._dismissed: set[AlertKey] = set()
        self._dismissals = 0

    def changed(self, change: Change) -> None:
        """Look again at these calls and vehicles, which have changed."""
        self._again |= change.calls
        self._crews.changed(change)

    def at(self, now: datetime, *, stale: bool) -> ActiveAlerts:
        """Find the alerts at a moment, without those that depend on a feed that is stale."""
        self._look_again(now)
        of_crews = self._crews.at(now)
        found = [*alerts_beside_calls(self._board, now, stale=stale, of_crews=of_crews)]
        if self._recommendation is not None and not stale:
            found += self._recommendation.alerts(now)
        others = tuple(sorted((alert for alert in found if self._stands(alert)), key=gravity))
        rest = [alert for alert in others if alert.kind != "emergency"]
        self._of_commands = [alert for alert in rest if alert.kind in _OF_ITS_CALL]
        self._silent = stale
        if stale:
            return ActiveAlerts(len(rest), next(iter(rest), None), others)
        dismissed = self._count_dismissed()
        first = next(
            (alert for alert in map(self._alert, self._order) if self._stands(alert)), None
        )
        gravest = min((alert for alert in (*rest[:1], first) if alert), key=gravity, default=None)
        return ActiveAlerts(len(rest) + len(self._order) - dismissed, gravest, others)

    def of_call(self, call: str) -> tuple[Alert, ...]:
        """List the alerts that the last look found about one call."""
        beside = [of_command for of_command in self._of_commands if of_command.call == call]
        found = () if self._silent else self._of_calls.get(call, ())
        return (*beside, *(alert for alert in found if self._stands(alert)))

    def _count_dismissed(self) -> int:
        """Count the alerts of calls that were dismissed; all are asked only after a dismissal."""
        if self._dismissals != self._board.store.orders.dismissals:
            self._dismissals = self._board.store.orders.dismissals
            items = self._by_key.items()
            self._dismissed = {key for key, alert in items if not self._stands(alert)}
        return len(self._dismissed)

    def _stands(self, alert: Alert) -> bool:
        return self._board.dismissed(alert.key) is None

    def _alert(self, place: _Place) -> Alert:
        return self._by_key[place[-1]]

    def _look_again(self, now: datetime) -> None:
        if self._now is None or now < self._now:
            # The first look; or the clock was set back, and what came to pass has not yet.
            self._again = {*self._of_calls, *(call.id for call in self._board.open_calls())}
            self._to_come.clear()
        self._now = now
        again, self._again = self._again | self._to_come.take_due(now), set()
        many = len(again) > _MANY
        for call in again:
            self._to_come.put(call, self._look_at(call, now, place=not many))
        if many:
            self._order = sorted(
                (*gravity(other_alert), other_alert.key) for other_alert in self._by_key.values()
            )

    def _look_at(self, call_id: str, now: datetime, *, place: bool) -> datetime | None:
        """Take note of what a call says now, and give the moment at which to look again.

        `place` puts its alerts into their order; without it somebody sorts them afterwards.
        """
        for alert in self._of_calls.pop(call_id, ()):
            del self._by_key[alert.key]
            self._dismissed.discard(alert.key)
            if place:
                del self._order[bisect_left(self._order, (*gravity(alert), alert.key))]
        call = self._board.calls.get(call_id)
        if call is None or call not in self._board.open_calls():
            return None
        points = list(turning_points(self._board, call))
        if any(moment <= now for moment in points):
            self._of_calls[call_id] = tuple(alerts_of_call(self._board, call, now))
        for alert in self._of_calls.get(call_id, ()):
            self._by_key[alert.key] = alert
            if not self._stands(alert):
                self._dismissed.add(alert.key)
            if place:
                insort(self._order, (*gravity(alert), alert.key))
        return min((moment for moment in points if moment > now), default=None)
