"""The board: a pure fold of the journal.

`apply` takes one event and says what it changed; the same events give the same board live, after
a crash, in a replay and in a test. Views, order and tallies follow from what was said and are
never counted on the side; one change costs one change.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from jru_tui.board.archive import Archive
from jru_tui.board.events import Commanded, Event
from jru_tui.board.projection.fact_handlers import FactHandlers
from jru_tui.board.projection.store import TouchedIds
from jru_tui.board.projection.view_updater import ViewUpdater
from jru_tui.board.queries.calls import CallQueries
from jru_tui.board.queries.commands import CommandQueries
from jru_tui.board.queries.history import HistoryQueries
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Change


class Board(CallQueries, CommandQueries, HistoryQueries):
    """A board: all that is known, as frozen views.

    `BoardState` holds it, the classes of `queries` read it, and `apply` and `fold` change it.

    Args:
        rules: the words and figures of the field.
        archive: what lies outside memory; None while everything is in it.
    """

    def __init__(self, rules: Rules, archive: Archive | None = None) -> None:
        super().__init__(rules, archive)
        self._updater = ViewUpdater(self)
        self._handlers = FactHandlers(self, self._updater)

    def apply(self, event: Event) -> Change:
        """Fold one event in."""
        touched = TouchedIds()
        if self.next_shift_at is None or event.recorded_at >= self.next_shift_at:
            touched = self._begin_shift(event.recorded_at)
        return _sum(self._updater.update(touched | self._handlers.handle(event)))

    def fold(self, events: Iterable[Event]) -> Change:
        """Fold many in, as `apply` would one by one, and put each view together once."""
        return _sum(self.fold_in_parts(events))

    def fold_in_parts(self, events: Iterable[Event]) -> Iterator[Change]:
        """Fold many in, with a pause after each part of the views that has been put together.

        Whoever begins has to go on to the end: until then some views are of the board before.
        """
        calls: set[str] = set()
        vehicles: set[str] = set()
        for event in events:
            fact = event.fact
            if type(fact) is Commanded and (calls or vehicles):
                viewed = self._handlers.viewed_call(fact.command)
                if viewed is not None:
                    yield from self._updater.update_before(viewed, calls, vehicles)
            if self.next_shift_at is None or event.recorded_at >= self.next_shift_at:
                yield from self._updater.update(TouchedIds(frozenset(calls), frozenset(vehicles)))
                calls.clear()
                vehicles.clear()
                calls |= self._begin_shift(event.recorded_at).calls
            touched = self._handlers.handle(event)
            calls |= touched.calls
            vehicles |= touched.vehicles
        yield from self._updater.update(TouchedIds(frozenset(calls), frozenset(vehicles)))

    def stand_as(self, other: "Board") -> None:
        """Become another board of the same journal: whoever holds this one sees that from now on.

        Args:
            other: given up; nobody else may hold it.
        """
        mine = {"_updater": self._updater, "_handlers": self._handlers}
        vars(self).update(vars(other) | mine)

    def _begin_shift(self, now: datetime) -> TouchedIds:
        """Let go of what mattered to the last shift only, and of warnings that have expired."""
        self.next_shift_at = shift_at(self.rules.hours, now).next_starts_at
        self.unmet.forget(self.call_views, self.vehicle_views)
        yesterday = now.date() - timedelta(days=1)
        return self.store.calls_at(self.store.markers.forget_before(yesterday))


def _sum(parts: Iterable[Change]) -> Change:
    total = Change()
    for part in parts:
        total |= part
    return total
