"""The state of a board: everything that events change, in one place; the feed's records to read."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType

from jru_tui.board.archive import Archive
from jru_tui.board.archived_history import History
from jru_tui.board.call_views import Call
from jru_tui.board.events import Aside, Event, FeedChanged, OffList, RecordRefused
from jru_tui.board.projection.calls.call_names import CallNames
from jru_tui.board.projection.calls.call_order import CallLists
from jru_tui.board.projection.calls.call_view_builder import CallViewBuilder
from jru_tui.board.projection.calls.claims import Claims
from jru_tui.board.projection.command_history import CommandHistory, GivenCommands
from jru_tui.board.projection.failed_commands import FailedCommands
from jru_tui.board.projection.log import LogBook
from jru_tui.board.projection.log_lines import LogLines
from jru_tui.board.projection.log_writer import LogWriter
from jru_tui.board.projection.phrases import CommandPhrases
from jru_tui.board.projection.shift_index import ShiftIndex
from jru_tui.board.projection.store import BoardStore
from jru_tui.board.projection.tallies import Tallies
from jru_tui.board.projection.vehicles.crews import AboardIndex
from jru_tui.board.projection.vehicles.status_history import StatusHistory
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.short_names import BoardNames, SeenCall, sequence_of
from jru_tui.board.storage import Lookup, Shelf, Storage, about_its_key
from jru_tui.board.views import Change, Vehicle

_READ_VIEWS = 256
"""Views of old calls that were only read and are held: more than are found at once."""


class FeedRecords:
    """A view of the newest records of the feed, and of what its lists said last."""

    def __init__(self, store: BoardStore) -> None:
        self._store = store

    def call(self, call_id: str) -> CallRecord | None:
        """Return the feed's newest record of a call, or None."""
        return self._store.call_record(call_id)

    def vehicle(self, vehicle: str) -> VehicleRecord | None:
        """Return the feed's newest record of a vehicle, or None."""
        return self._store.vehicle_record(vehicle)

    def knows(self, record: CallRecord | VehicleRecord) -> bool:
        """Test whether this very record was received before, as the newest or as a late one."""
        return self._store.knows(record)

    @property
    def listed_open_calls(self) -> AbstractSet[str]:
        """Return the ids of calls that the feed held open and listed when it last spoke of them."""
        return self._store.open_in_feed - self._store.unlisted_calls

    def unlisted_among(self, calls: AbstractSet[str]) -> AbstractSet[str]:
        """Return those of these calls that the feed's list dropped."""
        return self._store.unlisted_among(calls)

    @property
    def doubted_lists(self) -> AbstractSet[str]:
        """Return the ids of calls whose own list of vehicles dropped one, and may say so again."""
        return self._store.doubted_lists

    def off_list(self, call_id: str) -> tuple[OffList, ...]:
        """List the ways to a call that its own list named once and does not any more."""
        entry = self._store.calls.get(call_id)
        return entry.off_list if entry is not None else ()

    def is_stamped(self, vehicle: VehicleRecord) -> bool:
        """Test whether the vehicle's press bears the time that the held one was stamped with."""
        entry = self._store.vehicles.get(vehicle.id)
        return entry is not None and entry.stamped_at == vehicle.status_at

    def history(self, vehicle: str) -> StatusHistory | None:
        """Return every press of a vehicle, or None where there was none."""
        return self._store.timelines.get(vehicle)

    def histories(self) -> Iterable[tuple[str, StatusHistory]]:
        """List the vehicles that pressed anything, with their presses."""
        return self._store.timelines.items()


class BoardState:
    """All that a board knows. Only `FactHandlers` and `ViewUpdater` change it.

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
        unsaved: of which calls and vehicles the newest word is shown, but could not be written into
            the journal yet; the desk, which writes, says so.
        heard_at: when the feed last said something new (the age of a board after a restart).
        written_at: when the last event was written down.
        told_at: the same, but for events that only tell who looked at the board.
        events: how many events were folded in.
        feed_records: the feed's own records, to compare a document with.
        storage: the containers of what a checkpoint holds; see `checkpoint`.

    These are changed in place, so nobody outside of `board` may ask for them:

    Attributes:
        store: the feed's records and the supervisor's orders.
        standing: which orders stand, and what became of the others.
        call_views: views of calls, by id; those of `calls`.
        vehicle_views: views of vehicles, by id; those of `vehicles`.
        call_lists: the calls in their lists, each list in its order.
        claims: the calls that each vehicle is on.
        places: the calls in memory by where they are.
        aboard: the vehicles that each member of a crew is on.
        tallies: what was attended and saved.
        shift_index: the calls that concern each shift.
        log_book: what has happened, in words.
        log_writer: writes it down.
        given_commands: every command by its id.
        phrases: commands in words.
        call_view_builder: makes the view of a call.
        seen: calls in the order in which they came on the board.
        ours: ids of the unit's own vehicles.
        next_shift_at: when the next shift begins; None before the first event.
    """

    def __init__(self, rules: Rules, archive: Archive | None = None) -> None:
        self.rules = rules
        self.feed: FeedChanged | None = None
        self.refused: dict[Aside, RecordRefused] = {}
        self.unmet = FailedCommands()
        self.owed: dict[str, Event] = {}
        self.sent: set[str] = set()
        self.unsaved = Change()
        self.heard_at: datetime | None = None
        self.written_at: datetime | None = None
        self.told_at: datetime | None = None
        self.events = 0
        self.next_shift_at: datetime | None = None
        self.storage = storage = Storage(archive)
        self.call_views: Shelf[Call] = storage.shelf(
            "call.view", Call, about_its_key, passing=_READ_VIEWS
        )
        self.vehicle_views: dict[str, Vehicle] = {}
        self.calls: Lookup[Call] = self.call_views
        self.seen: History[SeenCall] = storage.history(
            "seen", "", SeenCall, key=attrgetter("number"), day=sequence_of
        )
        self.call_names = CallNames(rules, storage)
        self.store = BoardStore(storage)
        self.names = BoardNames(self.calls, self.seen, self.call_names.name, self.store.number_of)
        self.vehicles: Mapping[str, Vehicle] = MappingProxyType(self.vehicle_views)
        self.feed_records = FeedRecords(self.store)
        self.standing = CommandHistory(self.store, storage)
        self.ours: set[str] = set(rules.vehicles)
        self.aboard = AboardIndex()
        self.call_view_builder = CallViewBuilder(
            rules,
            self.call_names,
            self.store.timelines,
            self.store.vehicle_record,
            self.store.markers,
        )
        self.tallies = Tallies(rules, storage)
        self.shift_index = ShiftIndex(rules, storage)
        self.claims = Claims(self.store, self.call_views)
        self.places = self.store.places
        self.call_lists = CallLists(self.call_views, self.shift_index, rules)
        self.given_commands = GivenCommands(storage)
        self.phrases = CommandPhrases(
            rules, self.store.vehicle_record, self.names, self.call_names, self.given_commands
        )
        lines = LogLines(rules, self.store, self.phrases)
        self.log_book = LogBook(
            lines,
            calls=self.call_views,
            open_calls=self.call_lists.open,
            store=self.store,
            commands=self.given_commands.by_id,
            standing=self.standing,
            shifts=self.shift_index,
            storage=storage,
        )
        self.log_writer = LogWriter(self.log_book, lines, self.phrases, self.given_commands)
