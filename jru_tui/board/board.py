"""The board: a pure fold of the journal.

`apply` takes one event and says what it changed; the same events give the same board live, after
a crash, in a replay and in a test. Views, order and tallies follow from what was said and are
never counted on the side; one change costs one change.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from jru_tui.board.archive import Archive
from jru_tui.board.commands import AlertKey, Command, RoleCommand, Undo
from jru_tui.board.events import Commanded, Event
from jru_tui.board.projection.fact_handlers import FactHandlers
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.store import TouchedIds
from jru_tui.board.projection.view_updater import ViewUpdater
from jru_tui.board.queries.calls import CallQueries
from jru_tui.board.queries.history import HistoryQueries
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Change


class Board(CallQueries, HistoryQueries):
    """A board: all that is known, as frozen views.

    `BoardState` holds it, the classes of `queries` read it, and `apply` and `fold` change it. Of a
    command it says itself whether it stands, what it is about, and its words.

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

    def order(self, command_id: str) -> Order | None:
        """Return a command with what it booked, where it stands."""
        return self.store.orders.standing.get(command_id)

    def command(self, command_id: str) -> Command | None:
        """The command of that id, whatever became of it."""
        return self.given_commands.by_id.get(command_id)

    def read_command(self, command_id: str) -> Command | None:
        """The same, read from the archive for this once."""
        return self.given_commands.by_id.peek(command_id)

    def given_at(self, commands: Iterable[str]) -> datetime | None:
        """Return the time of the oldest of these commands that stands, or None."""
        orders = (self.store.orders.standing.get(command) for command in commands)
        return min((order.given_at for order in orders if order is not None), default=None)

    def about(self, command: Command) -> Command:
        """The command that an undo or a settlement is about, or the command itself."""
        return self.given_commands.about(command)

    def last_order(self) -> Order | None:
        """The newest command that stands: the one that an undo takes back."""
        return self.standing.last()

    def undone_order(self, undo: Undo) -> Order | None:
        """Return the order that an undo takes back, or (an undo of an undo) gives again."""
        target = self.standing.undos.get(undo.undoes, undo.undoes)
        return self.store.orders.standing.get(target) or self.store.orders.withdrawn.get(target)

    def dismissed(self, alert: AlertKey | str) -> Order | None:
        """The order that dismissed an alert, if one did and it stands."""
        found = self.store.orders.dismissed(alert)
        if found is None and isinstance(alert, tuple):
            # As the first journals hold it.
            found = self.store.orders.dismissed(":".join(alert))
        return found

    def handovers(self) -> Iterator[Order]:
        """Every time the shift was handed over, taken over or ended, the newest first."""
        marks = self.store.orders.newest_marks()
        return (order for order in marks if not isinstance(order.command, RoleCommand))

    def role_orders(self) -> Iterator[Order]:
        """Every role that was offered or taken, the newest first."""
        marks = self.store.orders.newest_marks()
        return (order for order in marks if isinstance(order.command, RoleCommand))

    def words(self, command: Command) -> str:
        """A command in the words of the log: `JRU 2 assigned`, `undid: JRU 2 assigned`."""
        return self.phrases.words(command)

    def briefly(self, command: Command) -> str:
        """A command in the words of the log, without anybody's own text in it."""
        return self.phrases.briefly(command)

    def names_vehicle(self, command: Command) -> bool:
        """Test whether the words of a command name the vehicle that it is about."""
        return self.phrases.names_vehicle(command)

    def words_in_full(self, command: Command) -> str:
        """A command in the words of the log, with the call that it is about before them."""
        call = getattr(command, "call", "")
        words = self.words(command)
        return f"{self.call_names.name(call)}: {words}" if call else words

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
