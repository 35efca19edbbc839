"""An index of crew alerts, kept up to date at the cost of what changed.

A fleet of 1,000 is not looked through each second: a vehicle is looked at again when it or its
call changed, when one of its clocks runs out, and each minute while words count its minutes.
"""

from collections.abc import Iterator
from datetime import datetime

from jru_tui.board.board import Board
from jru_tui.board.queries.alert_models import Alert
from jru_tui.board.queries.refreshments import meal_due
from jru_tui.board.queries.vehicle_alerts import (
    alert_of_meals,
    alerts_of_crew,
    next_alert_of_crew,
)
from jru_tui.board.queries.wake_times import WakeTimes
from jru_tui.board.shifts import Shift, shift_at
from jru_tui.board.views import Change


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
