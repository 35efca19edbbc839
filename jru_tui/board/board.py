"""The board: a pure fold of the journal.

`apply` takes one event and says what it changed; the same events give the same board live, after
a crash, in a replay and in a test. Views, order and tallies follow from what was said and are
never counted on the side; one change costs one change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from types import MappingProxyType

from jru_tui.board.commands import (
    AlertKey,
    BackUp,
    Close,
    Command,
    EndBackUp,
    Note,
    OpenCall,
    Regrade,
    Relocate,
    Settle,
    Undo,
)
from jru_tui.board.events import (
    Aside,
    CallReported,
    CommandAnswered,
    Commanded,
    CommandSent,
    Event,
    Exported,
    FeedChanged,
    RecordRefused,
    RefusalLifted,
    Relisted,
    Subject,
    Unlisted,
    VehicleReported,
    Viewed,
)
from jru_tui.board.projection.amendments import opening
from jru_tui.board.projection.booked_statuses import booked_presses
from jru_tui.board.projection.call_names import CallNames
from jru_tui.board.projection.call_order import CallLists, CallOrder
from jru_tui.board.projection.call_state import CallViewBuilder
from jru_tui.board.projection.claims import Claims
from jru_tui.board.projection.command_history import CommandHistory
from jru_tui.board.projection.crews import Aboard, crew_spells
from jru_tui.board.projection.failed_commands import FailedCommand, FailedCommands
from jru_tui.board.projection.feed_records import FeedRecords
from jru_tui.board.projection.log import LogBook
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.phrases import CommandPhrases
from jru_tui.board.projection.root import Root, VehicleRoot
from jru_tui.board.projection.sendings import sendings
from jru_tui.board.projection.shift_index import LISTED, ShiftIndex
from jru_tui.board.projection.snapshot import BoardSnapshot, Views
from jru_tui.board.projection.status_spans import vehicle_spans
from jru_tui.board.projection.store import BoardStore, TouchedIds
from jru_tui.board.projection.tallies import Key, Tallies, contribution
from jru_tui.board.records import CrewMember
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import Period, Shift, period_at, shift_at
from jru_tui.board.short_names import BoardNames, SeenCall, sequence_of
from jru_tui.board.storage import Archive, History, Lookup, Shelf, Storage
from jru_tui.board.views import (
    Call,
    Change,
    CrewPeriod,
    LogEntry,
    Response,
    StatusSpan,
    Tally,
    Vehicle,
)

_PART = 1_000
"""How much of the views is put together without a pause: calls, and the vehicles that each names;
vehicles, and the calls that each is on."""
_NOTHING = TouchedIds()

_OWN_RECORD = Note | BackUp | EndBackUp | OpenCall | Regrade | Relocate
"""What this board keeps whatever the dispatch system answers: it was written, asked or seen."""


class Board:
    """A board: all that is known, as frozen views.

    Attributes:
        rules: the words and figures of the field.
        calls: finds any call by its id; `open_calls`, `closed_calls` and `calls_of` list them.
        call_names: what calls are called, and their numbers.
        names: those of calls and vehicles as they are shown where there is little room.
        vehicles: every vehicle that the feed ever listed, by id, in the order of first report.
        feed: the journal's last word about the feed itself.
        refused: records that are set aside now.
        unmet: commands that were turned down and not given again since.
        owed: commands that the dispatch system has not answered yet, by id, oldest first.
        sent: ids of those among them that were posted, so that they may have arrived.
        unkept: of which calls and vehicles the newest word is shown, but could not be written into
            the journal yet; the desk, which writes, says so.
        heard_at: when the feed last said something new (the age of a board after a restart).
        written_at: when the last event was written down.
        told_at: the same, but for events that only tell who looked at the board.
        events: how many events were folded in.
    """

    def __init__(self, rules: Rules, archive: Archive | None = None) -> None:
        self.rules = rules
        self.feed: FeedChanged | None = None
        self.refused: dict[Aside, RecordRefused] = {}
        self.unmet = FailedCommands()
        self.owed: dict[str, Event] = {}
        self.sent: set[str] = set()
        self.unkept = Change()
        self.heard_at: datetime | None = None
        self.written_at: datetime | None = None
        self.told_at: datetime | None = None
        self.events = 0
        self._next_shift_at: datetime | None = None
        self._storage = storage = Storage(archive)
        self._calls: Shelf[Call] = storage.shelf("view", Call)
        self._vehicles: dict[str, Vehicle] = {}
        self.calls: Lookup[Call] = self._calls
        self._seen: History[SeenCall] = storage.history(
            "seen", "", SeenCall, key=attrgetter("number"), day=sequence_of
        )
        self.call_names = CallNames(rules, storage)
        self.names = BoardNames(self.calls, self._seen, self.call_names.name)
        self.vehicles: Mapping[str, Vehicle] = MappingProxyType(self._vehicles)
        self.said = BoardStore(storage)
        self.feed_records = FeedRecords(self.said)
        self.standing = CommandHistory(self.said, storage)
        self._ours: set[str] = set(rules.vehicles)
        self._aboard = Aboard()
        self._teller = CallViewBuilder(
            rules, self.call_names, self.said.timelines, self.said.vehicle_record
        )
        self._tallies = Tallies(rules, storage)
        self._shifts = ShiftIndex(rules, storage)
        self._claims = Claims(self.said, self._calls)
        self._lists = CallLists(self._calls, self._shifts, rules)
        self._wording = CommandPhrases(
            rules, self.said.vehicle_record, self.names, self.call_names, storage
        )
        self._book = LogBook(
            rules,
            calls=self._calls,
            open_calls=self._lists.open,
            said=self.said,
            wording=self._wording,
            standing=self.standing,
            shifts=self._shifts,
            storage=storage,
        )

    def open_calls(self) -> CallOrder:
        """The calls that are open, or in dispute over their closing; the most urgent first."""
        return self._lists.open

    def closed_calls(self, shift: Shift) -> CallOrder:
        """The calls closed in that shift, the newest first."""
        return self._lists.closed(shift)

    def unlisted_open_calls(self) -> Sequence[str]:
        """Ids of the open calls that the feed no longer lists."""
        listed = (self._calls.get(call_id) for call_id in self.said.unlisted_calls)
        return [call.id for call in listed if call is not None and call.open]

    def vehicles_claiming(self, call_id: str) -> Sequence[Vehicle]:
        """List the vehicles that say themselves that they are on a call, whatever is said of it."""
        entry = self.said.calls.get(call_id)
        named = sorted(entry.vehicles) if entry is not None else ()
        known = (self._vehicles.get(vehicle) for vehicle in named)
        return [vehicle for vehicle in known if vehicle is not None and vehicle.call == call_id]

    def unconfirmed_calls(self) -> Sequence[Call]:
        """List the calls, open or closed, with a command whose effect the feed does not show."""
        return [self._calls[call_id] for call_id in self._lists.unconfirmed]

    def calls_awaiting_back_up(self) -> Sequence[Call]:
        """List the calls, open or closed, at which back-up has neither come nor been cancelled."""
        return [self._calls[call_id] for call_id in self._lists.awaiting_back_up]

    def disputed_calls(self) -> Sequence[Call]:
        """List the calls, open or closed, with a command that the feed contradicts."""
        return [self._calls[call_id] for call_id in self._lists.disputed]

    def linked_calls(self) -> Sequence[Call]:
        """List the open calls that duplicate another."""
        return [self._calls[call_id] for call_id in self._lists.linked]

    def uses(self, number: str) -> Sequence[str]:
        """Ids of all calls of a number, the oldest first."""
        again = self.call_names.uses(number)
        known = number in self.said.calls and self.call_names.number(number) == number
        return again or ([number] if known else [])

    def is_known(self, call_id: str) -> bool:
        """Test whether anything was ever said of a call of that id, by the feed or by a command."""
        return call_id in self.said.calls

    def call_name(self, call: str) -> str:
        """A call as people speak of it: by its number, with the day where that is not enough."""
        return self.call_names.name(call)

    def calls_by_hand(self) -> Sequence[Call]:
        """List the open calls that were opened at this board and that the feed does not list."""
        return [self._calls[call_id] for call_id in self._lists.by_hand]

    def is_local(self, call_id: str) -> bool:
        """Tell whether the dispatch system knows nothing of a call that was opened by hand."""
        if not self._is_by_hand(call_id):
            return False
        opened = opening(self.said.calls[call_id].orders)
        return opened is None or not opened.posted or opened.id in self.standing.turned_down

    def _is_by_hand(self, call_id: str | None) -> bool:
        call = self._calls.get(call_id or "")
        return call is not None and call.by_hand

    def tally(self, shift: Shift, vehicle: str | None = None) -> Tally:
        """Return what was attended and saved in a shift, by one vehicle or by the unit."""
        return self._tallies.shift(shift, vehicle)

    def period_tally(self, period: Period, vehicle: str | None = None) -> Tally:
        """Return what was attended and saved in a weekend, by one vehicle or by the unit."""
        return self._tallies.period(period, vehicle)

    def total(self, vehicle: str | None = None) -> Tally:
        """Return what was attended and saved in all that the journal holds."""
        return self._tallies.total(vehicle)

    def still(self, shifts: Iterable[Shift] | None = None) -> BoardSnapshot:
        """The board as it stands now, to be counted while it goes on.

        With `shifts` it holds the calls that concern these, and those that are open.
        """
        ids = {call.id for call in self.open_calls()}
        if shifts is None:
            for shift in self.past_shifts():
                ids.update(self._shifts.calls(shift.starts_at, LISTED))
        else:
            for shift in shifts:
                concerned = self._shifts.calls(shift.starts_at)
                ids.update(call_id for call_id in concerned if call_id in self._calls)
        orders = (order for call_id in ids for order in self.said.orders_about(call_id))
        return BoardSnapshot(
            self.rules,
            Views(sorted(ids), dict(self._calls), self._calls.peek),
            self._vehicles.copy(),
            frozenset(self._ours),
            tuple(sendings(sorted(orders, key=attrgetter("number")))),
        )

    def past_shifts(self) -> Sequence[Shift]:
        """Every shift in which a call was opened, reached or closed, oldest first."""
        return [shift_at(self.rules.hours, start) for start in self._shifts.starts()]

    def calls_of(self, shift: Shift) -> Sequence[Call]:
        """The calls that were opened or closed in a shift, oldest first."""
        return self._views(self._shifts.calls(shift.starts_at, LISTED))

    def calls_in(self, shift: Shift) -> Sequence[Call]:
        """Those that concern a shift in any way, and those that are open, oldest first."""
        return self._views(
            {*self._shifts.calls(shift.starts_at), *(call.id for call in self.open_calls())}
        )

    def recent_calls(self) -> Iterator[Call]:
        """List the open calls, the most urgent first, and those closed in the last two shifts."""
        yield from self.open_calls()
        if self.written_at is not None:
            shift = shift_at(self.rules.hours, self.written_at)
            last = shift_at(self.rules.hours, shift.starts_at - timedelta(seconds=1))
            yield from self.closed_calls(shift)
            yield from self.closed_calls(last)

    def newest_calls(self) -> Iterator[Call]:
        """Give every call, the one that was heard of last first; an old one is read for this once.

        The order is that in which they came on the board.
        """
        found = (self._calls.peek(seen.call) for seen in self._seen.backwards())
        return (call for call in found if call is not None)

    def held_calls(self) -> Mapping[str, Call]:
        """Map the ids of the calls that are in memory to them; the archive holds the others."""
        return dict(self._calls)

    def _views(self, ids: Iterable[str]) -> Sequence[Call]:
        calls = (self._calls.get(call_id) for call_id in ids)
        known = [call for call in calls if call is not None]
        return sorted(known, key=lambda call: (call.opened_at, call.id))

    def log(
        self,
        *,
        call: str | None = None,
        vehicle: str | None = None,
        since: datetime | None = None,
    ) -> Sequence[LogEntry]:
        """The log of one call or of one vehicle, oldest first; of the feed without either.

        With `since` the log of a vehicle, or of the feed, begins at that moment.
        """
        if call is not None:
            return self._book.of_call(call)
        if vehicle is not None:
            return self._book.of_vehicle(vehicle, since)
        return self._book.of_feed(since)

    def last_of_feed(self) -> LogEntry | None:
        """The newest line of the log that is about neither a call nor a vehicle."""
        return self._book.last_of_feed()

    def spans(self, vehicle: str, start: datetime, end: datetime) -> tuple[StatusSpan, ...]:
        """The statuses that a vehicle was in between two moments, in order.

        Args:
            vehicle: the vehicle that it concerns.
            start: the first moment, UTC.
            end: the last moment, UTC.
        """
        ids = [*self.said.calls_since(vehicle, start)]
        free: datetime | None = None
        for ended_at, call_id in self.said.calls_before(vehicle, start):
            # What it was cleared from last before that moment is what it was free from then.
            if free is not None and ended_at < free:
                break
            ids.append(call_id)
            for _, way in self._ways(vehicle, (call_id,)):
                if way.clear_at is not None and (free is None or way.clear_at > free):
                    free = way.clear_at
        return vehicle_spans(self.said.timelines.get(vehicle), self._ways(vehicle, ids), start, end)

    def _ways(self, vehicle: str, calls: Iterable[str]) -> Iterator[tuple[str, Response]]:
        """A vehicle's ways to these calls, each with the call's id."""
        for call_id in calls:
            call = self._calls.get(call_id)
            for response in call.responses if call is not None else ():
                if response.vehicle == vehicle:
                    yield call_id, response

    def shift_log(self, shift: Shift) -> Sequence[LogEntry]:
        """List everything that happened in a shift, oldest first."""
        return self._book.of_shift(shift)

    def spells(self, vehicle: str, since: datetime | None = None) -> tuple[CrewPeriod, ...]:
        """List who was on a vehicle (with `since`: from then on), in the order of logging on."""
        entry = self.said.vehicles.get(vehicle)
        return crew_spells(entry.crews, since) if entry else ()

    def elsewhere(self, vehicle: Vehicle) -> tuple[tuple[CrewMember, tuple[str, ...]], ...]:
        """Those of a vehicle's crew who are on another one as well, with the ids of these."""
        return self._aboard.elsewhere(vehicle, self._vehicles)

    def refusals(self) -> Sequence[LogEntry]:
        """List the commands that the dispatch system refused, in words, oldest first."""
        return self._book.refusals

    def dismissed(self, alert: AlertKey | str) -> Order | None:
        """The order that dismissed an alert, if one did and it stands."""
        found = self.said.dismissed(alert)
        if found is None and isinstance(alert, tuple):
            # As the first journals hold it.
            found = self.said.dismissed(":".join(alert))
        return found

    def set_aside(self, subject: Subject, which: str) -> RecordRefused | None:
        """Return why the newest record of a call or a vehicle is set aside; None if it is not.

        Of several calls of one number it is that of the newest.
        """
        number = self.call_names.number(which) if subject == "call" else which
        is_newest = subject != "call" or self.call_names.name(which) == number
        return self.refused.get(Aside(subject, number)) if is_newest else None

    def handovers(self) -> Iterator[Order]:
        """Every time the shift was handed over, taken over or ended, the newest first."""
        return self.said.newest_marks()

    def about(self, command: Command) -> Command:
        """The command that an undo or a settlement is about, or the command itself."""
        return self._wording.about(command)

    def given(self, command_id: str) -> Command | None:
        """The command of that id, whatever became of it."""
        return self._wording.given.get(command_id)

    def given_at(self, commands: Iterable[str]) -> datetime | None:
        """Return the time of the oldest of these commands that stands, or None."""
        orders = (self.said.standing.get(command) for command in commands)
        return min((order.given_at for order in orders if order is not None), default=None)

    def words(self, command: Command) -> str:
        """A command in the words of the log: `JRU 2 assigned`, `undid: JRU 2 assigned`."""
        return self._wording.words(command)

    def briefly(self, command: Command) -> str:
        """A command in the words of the log, without anybody's own text in it."""
        return self._wording.briefly(command)

    def is_redo(self, undo: Undo) -> bool:
        """Test whether an undo takes back another undo."""
        return undo.undoes in self.standing.undos

    def order(self, command_id: str) -> Order | None:
        """Return a command with what it booked, where it stands."""
        return self.said.standing.get(command_id)

    def undone_order(self, undo: Undo) -> Order | None:
        """Return the order that an undo takes back, or (an undo of an undo) gives again."""
        target = self.standing.undos.get(undo.undoes, undo.undoes)
        return self.said.standing.get(target) or self.said.withdrawn.get(target)

    def words_in_full(self, command: Command) -> str:
        """A command in the words of the log, with the call that it is about before them."""
        call = getattr(command, "call", "")
        words = self.words(command)
        return f"{self.call_name(call)}: {words}" if call else words

    def last_order(self) -> Order | None:
        """The newest command that stands: the one that an undo takes back."""
        return self.standing.last()

    def apply(self, event: Event) -> Change:
        """Fold one event in."""
        if self._begins_shift(event):
            self._begin_shift(event.recorded_at)
        return self._retell(self._take(event))

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
            if type(fact) is Commanded and type(fact.command) is Close and (calls or vehicles):
                yield from self._retell_before(fact.command, calls, vehicles)
            if self._begins_shift(event):
                yield from self._retell_in_parts(TouchedIds(frozenset(calls), frozenset(vehicles)))
                calls.clear()
                vehicles.clear()
                self._begin_shift(event.recorded_at)
            touched = self._take(event)
            calls |= touched.calls
            vehicles |= touched.vehicles
        yield from self._retell_in_parts(TouchedIds(frozenset(calls), frozenset(vehicles)))

    def _retell_before(self, close: Close, calls: set[str], vehicles: set[str]) -> Iterator[Change]:
        """Put together what a closing depends on: the vehicles that are on its call.

        Args:
            close: the command that is to be taken in.
            calls: ids of calls whose views are out of date; those that are put together leave it.
            vehicles: the same of vehicles.
        """
        entry = self.said.calls.get(close.call)
        if entry is None:
            return
        if not vehicles <= self._vehicles.keys():
            # New ones come in the order of their first report, so none of them may overtake.
            needed = TouchedIds(frozenset(calls), frozenset(vehicles))
            calls.clear()
            vehicles.clear()
            yield from self._retell_in_parts(needed)
            return
        concerned = {close.call}.union(*map(self.said.live, entry.vehicles)) & calls
        calls -= concerned
        # Others on those calls are put together with what else touches them.
        vehicles |= {vehicle for call in concerned for vehicle in self.said.calls[call].vehicles}
        yield from self._retell_in_parts(TouchedIds(frozenset(concerned), entry.vehicles))

    def _take(self, event: Event) -> TouchedIds:
        """Take a fact in; the only place where what is known changes."""
        self._stamp(event)
        match event.fact:
            case VehicleReported(vehicle=vehicle) as report:
                if vehicle.id not in self._ours:
                    self._adopt(vehicle.id)
                return self.said.report_vehicle(report, self.events, event.recorded_at)
            case CallReported(call=record) as report:
                before = self.said.call_record(record.id)
                taken, touched = self.said.report_call(report)
                self._book.reported(event, before, record, late=not taken)
                renamed = self._named(report)
                return touched | TouchedIds(renamed) if renamed else touched
            case Commanded(command=command, post=post):
                if post:
                    self.owed[event.id] = event
                self._book.commanded(event, command)
                self.unmet.given(command, self._wording.asked(command))
                return self._order(event, command, posted=post)
            case CommandSent(command=which):
                self.sent.add(which)
                return _NOTHING
            case CommandAnswered():
                return self._answered(event, event.fact)
            case Unlisted(subject=subject, id=which) | Relisted(subject=subject, id=which):
                again = isinstance(event.fact, Relisted)
                self._book.listed(event, subject, which, again=again)
                return self._listed(subject, which, None if again else event.at)
            case _:
                self._feed_itself(event)
                return _NOTHING

    def _named(self, report: CallReported) -> frozenset[str]:
        """The calls that have another name for a report: a number was used again."""
        call, number = report.call.id, report.number or report.call.id
        record = self.said.call_record(call)
        first = self.said.call_record(number)
        if record is None or (not report.number and not self.call_names.uses(number)):
            return frozenset()
        renamed = self.call_names.put(call, number, record.opened_at)
        if first is not None and call != number:
            renamed |= self.call_names.put(number, number, first.opened_at)
        return renamed

    def _stamp(self, event: Event) -> None:
        """Take note of when something was written, told or heard."""
        self.events += 1
        self.written_at = event.recorded_at
        if not isinstance(event.fact, Viewed | Exported):
            self.told_at = event.recorded_at
        if event.source == "feed":
            self.heard_at = event.recorded_at

    def _answered(self, event: Event, answer: CommandAnswered) -> TouchedIds:
        """The dispatch system took a command, or it did not come to anything."""
        which = answer.command
        self.owed.pop(which, None)
        self.sent.discard(which)
        command = self._wording.given.get(which)
        if answer.accepted or command is None:
            return TouchedIds()
        asked, words = self._wording.asked(command), self._wording.briefly(command)
        self.unmet.add(
            FailedCommand(
                which,
                event.at,
                asked,
                words,
                answer.reason,
                answer.expired_min,
                unclear=answer.unclear,
            )
        )
        self.standing.turned_down[which] = event.at
        self._book.turned_down(event, command, answer)
        if isinstance(asked.command, _OWN_RECORD) or self._is_by_hand(asked.call):
            return TouchedIds()
        if isinstance(command, Undo):
            return self.standing.undo_refused(which)
        return self.standing.withdrawn(which)

    def _feed_itself(self, event: Event) -> None:
        """Facts about the feed and its documents, not about a call or a vehicle."""
        match event.fact:
            case RecordRefused() as fact:
                self.refused[fact.record] = fact
            case RefusalLifted() as fact:
                self.refused.pop(fact.record, None)
            case FeedChanged():
                self.feed = event.fact
                self._book.feed_changed(event)
            case Viewed() | Exported():
                self._book.looked(event)

    def _listed(self, subject: str, which: str, unlisted_at: datetime | None) -> TouchedIds:
        listing = self.said.list_call if subject == "call" else self.said.list_vehicle
        return listing(which, unlisted_at)

    def _adopt(self, vehicle: str) -> None:
        """A vehicle that the feed lists is the unit's; what it attended before counts too."""
        known = self._views(self.said.calls_of(vehicle))
        before = [contribution(call, self.rules, self._ours) for call in known]
        self._ours.add(vehicle)
        for call, credits_ in zip(known, before, strict=True):
            self._count(call, credits_, call)

    def _order(self, event: Event, command: Command, *, posted: bool) -> TouchedIds:
        books = self._stands_again(command)
        presses = booked_presses(books, event.id, event.at, self.events, self._vehicles.values())
        order = Order(
            event.id,
            event.at,
            event.at,
            self.events,
            event.by,
            command,
            presses,
            session=event.session,
            posted=posted,
            told=event.fact.told if isinstance(event.fact, Commanded) else None,
            decision=event.fact.decision if isinstance(event.fact, Commanded) else "",
            offers=event.fact.offers if isinstance(event.fact, Commanded) else (),
        )
        if isinstance(command, Undo):
            return self.standing.undone(order, command.undoes)
        return self.standing.given(order)

    def _stands_again(self, command: Command) -> Command:
        """The closing that a settlement upholds, which frees its vehicles anew; or the command."""
        if isinstance(command, Settle) and command.in_favour_of == "supervisor":
            order = self.said.standing.get(command.disputed)
            if order is not None and isinstance(order.command, Close):
                return order.command
        return command

    def _retell(self, touched: TouchedIds) -> Change:
        """Put together again what may have changed, and say what did."""
        return _sum(self._retell_in_parts(touched))

    def _retell_in_parts(self, touched: TouchedIds) -> Iterator[Change]:
        """Put together again what may have changed, part by part, and say what did."""
        vehicles = set(touched.vehicles)
        calls: set[str] = set()
        weight = 0
        for call_id in sorted(touched.calls):
            concerned = self.said.calls[call_id].vehicles
            weight += 1 + len(concerned)
            if weight > _PART:
                yield Change(frozenset(calls))
                weight = 1 + len(concerned)
                calls.clear()
            if self._retell_call(call_id):
                calls.add(call_id)
                vehicles |= concerned
        new = vehicles - self._vehicles.keys()
        # New ones come in the order of their first report: their number keys depend on it.
        entries = self.said.vehicles
        first = sorted(new & entries.keys(), key=lambda vehicle: entries[vehicle].number)
        for vehicle in (*(vehicles - new), *first):
            weight += 1 + self._claims.count(vehicle)
            if weight > _PART:
                yield Change(frozenset(calls))
                weight = 1 + self._claims.count(vehicle)
                calls.clear()
            vehicles |= self._retell_vehicle(vehicle)
        # A vehicle whose call changed is drawn anew even where its own view stayed the same.
        yield Change(frozenset(calls), frozenset(vehicles & self._vehicles.keys()))

    def _retell_call(self, call_id: str) -> bool:
        """Put the view of a call together again; False if it stayed the same."""
        entry, before = self.said.calls[call_id], self._calls.get(call_id)
        view = self._teller.tell(entry)
        if view is None or view == before:
            return False
        if before is None:
            self._seen.add(SeenCall(entry.number, call_id))
        self._calls[call_id] = view
        self.said.told(view)
        self._claims.put(before, view)
        self._lists.place(before, view)
        credited = contribution(before, self.rules, self._ours) if before is not None else {}
        self._count(before, credited, view)
        return True

    def _retell_vehicle(self, vehicle: str) -> frozenset[str]:
        """Put the view of a vehicle together again; returns others that it concerns."""
        entry = self.said.vehicles.get(vehicle)
        if entry is None:
            return frozenset()
        told = entry.tell(
            self.rules,
            self.names,
            self._claims.of(vehicle),
            self._claims.dispute(vehicle),
            self._claims.freed_at(vehicle, entry.timeline.newest()),
        )
        if told is None:
            return frozenset()
        concerned = self._aboard.put(self._vehicles.get(vehicle), told)
        self._vehicles[vehicle] = told
        return frozenset(concerned)

    def _count(self, before: Call | None, credited: Mapping[Key, Tally], view: Call) -> None:
        """Keep the tallies, and which shifts a call concerns.

        Args:
            before: its view until now, None where it is new.
            credited: what it added to which tallies until now.
            view: as it stands now.
        """
        credits_ = contribution(view, self.rules, self._ours)
        self._tallies.count(credited, credits_)
        was = {} if before is None else self._shifts.bits(before, credited)
        now = self._shifts.bits(view, credits_)
        self._shifts.told(self.said.call_record(view.id), view, was, now)

    @property
    def storage(self) -> Storage:
        """The containers of what a checkpoint puts away; see `checkpoint`."""
        return self._storage

    def root(self) -> Root:
        """Give what stands outside all shelves and histories."""
        said = self.said
        return Root(
            events=self.events,
            feed=self.feed,
            heard_at=self.heard_at,
            written_at=self.written_at,
            told_at=self.told_at,
            next_shift_at=self._next_shift_at,
            refused=tuple(self.refused.values()),
            unmet=tuple(self.unmet.all()),
            owed=tuple(self.owed.values()),
            sent=tuple(self.sent),
            ours=tuple(self._ours),
            redoable=tuple(self.standing.redoable),
            entries=tuple(
                VehicleRoot(vehicle, own.record, own.late, own.unlisted_at, own.stamped_at)
                for vehicle, own in said.vehicles.items()
            ),
            concerns=said.concerns(),
            vehicles=tuple(self._vehicles.values()),
            open_calls=tuple(self.open_calls()),
            open_in_feed=frozenset(said.open_in_feed),
            unlisted_calls=frozenset(said.unlisted_calls),
            unconfirmed=tuple(self._lists.unconfirmed),
            awaiting_back_up=tuple(self._lists.awaiting_back_up),
            linked=tuple(self._lists.linked),
            by_hand=tuple(self._lists.by_hand),
            disputed=tuple(self._lists.disputed),
            doubted_lists=frozenset(said.doubted_lists),
            heard_of=said.heard_of,
            positions=said.journey_starts.last,
        )

    def put_down(self, root: Root) -> None:
        """Stand as the board stood whose root it is; its archive holds the rest."""
        said = self.said
        self.events, self.feed = root.events, root.feed
        self.heard_at = root.heard_at
        self.written_at, self.told_at = root.written_at, root.told_at
        self._next_shift_at = root.next_shift_at
        self.refused = {record.record: record for record in root.refused}
        for found in root.unmet:
            self.unmet.add(found)
        self.owed = {event.id: event for event in root.owed}
        self.sent = {*root.sent}
        self._ours = {*root.ours}
        self.standing.redoable = [*root.redoable]
        for entry in root.entries:
            own = said.vehicle(entry.id)
            own.record, own.late = entry.record, entry.late
            own.unlisted_at, own.stamped_at = entry.unlisted_at, entry.stamped_at
        said.put_down(root.concerns)
        for entry in root.entries:
            self.names.vehicle(entry.id)
        for vehicle in root.vehicles:
            self._aboard.put(None, vehicle)
            self._vehicles[vehicle.id] = vehicle
        for call in root.open_calls:
            self._calls[call.id] = call
            self._claims.put(None, call)
            self._lists.place(None, call)
        said.heard_of = root.heard_of
        said.journey_starts.last = {**root.positions}
        said.doubted_lists = {*root.doubted_lists}
        said.open_in_feed = {*root.open_in_feed}
        said.unlisted_calls = {*root.unlisted_calls}
        self._lists.unconfirmed = dict.fromkeys(root.unconfirmed)
        self._lists.awaiting_back_up = dict.fromkeys(root.awaiting_back_up)
        self._lists.linked = dict.fromkeys(root.linked)
        self._lists.by_hand = dict.fromkeys(root.by_hand)
        self._lists.disputed = dict.fromkeys(root.disputed)

    def forget(self) -> None:
        """Keep in memory what the running shift and the last one need: the archive has the rest."""
        if self.written_at is None:
            return
        shift = shift_at(self.rules.hours, self.written_at)
        hot = {call.id for call in self.recent_calls()}.union(*self.said.concerns().values())
        self._calls.keep_only(lambda call_id, _: call_id in hot)
        self.said.forget(hot)
        self.standing.forget()
        self._wording.given.clear()
        self._book.forget(hot)
        self.call_names.forget(hot)
        self._lists.forget(shift.starts_at)
        self._tallies.keep_only(period_at(self.rules.hours, shift.starts_at).starts_at)
        self._shifts.keep_only(shift.starts_at)
        self._storage.forget_before(shift.starts_at.toordinal() - 1)

    def _begins_shift(self, event: Event) -> bool:
        return self._next_shift_at is None or event.recorded_at >= self._next_shift_at

    def _begin_shift(self, now: datetime) -> None:
        """Let go of what mattered to the last shift only."""
        self._next_shift_at = shift_at(self.rules.hours, now).next_starts_at
        self.unmet.forget(self._calls, self._vehicles)


def _sum(parts: Iterable[Change]) -> Change:
    total = Change()
    for part in parts:
        total |= part
    return total
