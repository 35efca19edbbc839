"""The store of feed records and the supervisor's commands, kept apart.

The store holds facts and knows where they belong; it draws no conclusions. It takes in what the
feed says, and `order_effects` what the supervisor says. Taking every order out of it leaves exactly
what the feed said. Each change answers with whom it touches.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from msgspec import Struct, structs

from jru_tui.board.events import CallReported, VehicleReported
from jru_tui.board.projection.calls.call_state import CallState
from jru_tui.board.projection.calls.response_times import FactSource
from jru_tui.board.projection.markers import MarkerIndex
from jru_tui.board.projection.order_index import OrderIndex
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.place_index import PlaceIndex, words_around
from jru_tui.board.projection.vehicles.crews import CrewIndex
from jru_tui.board.projection.vehicles.journey_origins import JourneyOrigins
from jru_tui.board.projection.vehicles.status_history import Press, StatusHistory
from jru_tui.board.projection.vehicles.vehicle_calls import VehicleCallIndex
from jru_tui.board.projection.vehicles.vehicle_state import VehicleState
from jru_tui.board.records import CallRecord, Place, VehicleRecord
from jru_tui.board.storage import Lookup, Shelf, Storage, about_its_key


class TouchedIds(Struct, frozen=True):
    """Ids of the calls and vehicles whose views have to be put together again."""

    calls: frozenset[str] = frozenset()
    vehicles: frozenset[str] = frozenset()

    def __or__(self, other: "TouchedIds") -> "TouchedIds":
        if not other.calls and not other.vehicles:
            return self
        return TouchedIds(self.calls | other.calls, self.vehicles | other.vehicles)


class BoardStore:
    """A store of all entries, by id, and of the orders that stand or were taken back.

    Attributes:
        calls: entries of every call that anybody ever named.
        vehicles: entries of every vehicle that anybody ever named.
        orders: orders that stand or were taken back.
        open_in_feed: ids of the calls that the feed holds open, whatever the supervisor says; but
            for those in the archive.
        heard_of: how many calls anybody has named.
        unlisted_calls: ids of the calls that the feed no longer lists; but for those in the
            archive, which `unlisted_among` knows as well.
        doubted_lists: ids of the calls whose list has dropped a vehicle that may be on them still.
        journey_origins: where vehicles set out for their calls.
        markers: warnings at places.
        places: the calls in memory by where they are.
        vehicle_calls: the calls of each vehicle.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._calls: Shelf[CallState] = storage.shelf("call", CallState, about_its_key)
        self._calls.on_read = self._take_note_of
        self.calls: Lookup[CallState] = self._calls
        self.vehicles: dict[str, VehicleState] = {}
        self.timelines: dict[str, StatusHistory] = {}
        self.aboard = CrewIndex(storage)
        self.journey_origins = JourneyOrigins(storage)
        self.markers = MarkerIndex()
        self.places = PlaceIndex()
        self.vehicle_calls = VehicleCallIndex(storage)
        self.orders = OrderIndex(storage)
        self.open_in_feed: set[str] = set()
        self.unlisted_calls: set[str] = set()
        self.doubted_lists: set[str] = set()
        self.heard_of = 0

    def call(self, call_id: str) -> CallState:
        """The entry of a call, a new one if nobody has named it yet."""
        entry = self.calls.get(call_id)
        if entry is None:
            self.heard_of += 1
            entry = self._calls[call_id] = CallState(call_id, number=self.heard_of)
        return entry

    def number_of(self, call_id: str) -> int:
        """The place in which a call came among all others; the next one if nobody has named it."""
        entry = self._calls.peek(call_id)
        return self.heard_of + 1 if entry is None else entry.number

    def vehicle(self, vehicle: str) -> VehicleState:
        """The entry of a vehicle, a new one if nobody has named it yet."""
        if vehicle not in self.vehicles:
            timeline = self.timelines[vehicle] = StatusHistory(self._storage, vehicle)
            self.vehicles[vehicle] = VehicleState(self._storage, vehicle, timeline, self.aboard)
        return self.vehicles[vehicle]

    def call_record(self, call_id: str) -> CallRecord | None:
        """Return the feed's newest record of a call, or None."""
        entry = self.calls.get(call_id)
        return entry.record if entry else None

    def vehicle_record(self, vehicle: str) -> VehicleRecord | None:
        """Return the feed's newest record of a vehicle, or None."""
        entry = self.vehicles.get(vehicle)
        return entry.record if entry else None

    def knows(self, record: CallRecord | VehicleRecord) -> bool:
        """Test whether this very record was received before, as the newest or as a late one."""
        entry: CallState | VehicleState | None
        if isinstance(record, CallRecord):
            entry = self._calls.peek(record.id)
        else:
            entry = self.vehicles.get(record.id)
        return entry is not None and record in (entry.record, entry.late)

    def unlisted_among(self, calls: AbstractSet[str]) -> AbstractSet[str]:
        """Find those of these calls that the feed did not list any more."""
        archived = {
            call_id
            for call_id in calls - self._calls.keys()
            if (entry := self._calls.peek(call_id)) is not None and entry.unlisted_at is not None
        }
        return (self.unlisted_calls & calls) | archived

    def orders_about(self, call_id: str) -> Sequence[Order]:
        """List the orders about a call that stand, read from the archive for this once."""
        entry = self._calls.peek(call_id)
        return entry.orders if entry is not None else ()

    def concerns(self) -> dict[str, tuple[str, ...]]:
        """Ids of the calls that concern each vehicle, without those that nobody has reported."""
        return self.vehicle_calls.concerns(lambda call_id: self.call_record(call_id) is not None)

    def forget(self, hot: AbstractSet[str]) -> None:
        """Let the archive hold the calls that are not hot, and all orders."""
        self._calls.keep_only(lambda call_id, _entry: call_id in hot)
        self.aboard.forget()
        self.open_in_feed &= hot
        self.unlisted_calls &= hot
        self.orders.forget()
        self.vehicle_calls.forget()
        self.journey_origins.forget()
        self.vehicle_calls.put_down(self.concerns())

    def _take_note_of(self, call_id: str, entry: CallState) -> None:
        """Note what of a call that comes back from the archive is kept in sets of its own."""
        if entry.record is not None and entry.record.state == "open":
            self.open_in_feed.add(call_id)
        if entry.unlisted_at is not None:
            self.unlisted_calls.add(call_id)

    def report_call(self, report: CallReported) -> tuple[bool, TouchedIds]:
        """Take in what the feed says of a call; the flag is False if it is late."""
        record = report.call
        entry = self.call(record.id)
        taken = entry.report(report)
        if taken:
            self.unlisted_calls.discard(record.id)
            self.doubted_lists.discard(record.id)
            if any(not removal.confirmed for removal in report.off_list):
                self.doubted_lists.add(record.id)
            if record.state == "open":
                self.open_in_feed.add(record.id)
            else:
                self.open_in_feed.discard(record.id)
        for response in record.responses:
            self._link(response.vehicle, entry)
        for removal in report.off_list:
            self._link(removal.entry.vehicle, entry)
        return taken, TouchedIds(frozenset([record.id]), entry.vehicles)

    def report_vehicle(
        self, report: VehicleReported, sequence: int, heard_at: datetime
    ) -> TouchedIds:
        """Take in what the feed says of a vehicle; a late word is a fact of its own time.

        Args:
            report: the report.
            sequence: its number in the order of receipt.
            heard_at: when it was received, UTC.
        """
        record = report.vehicle
        self.journey_origins.take(record)
        entry = self.vehicles.get(record.id) or self.vehicle(record.id)
        if entry.record is None:
            entry.number = sequence
        if not entry.report(report, heard_at):
            return TouchedIds(vehicles=frozenset([record.id]))
        word = FactSource.INFERRED if record.inferred else FactSource.PRESSED
        press = Press(record.status_at, word, sequence, record.status, record.call or "")
        if report.counted_from is not None:
            entry.timeline.remove(structs.replace(press, at=report.counted_from))
        if not report.late or not entry.timeline.at(press.at):
            entry.timeline.add(press)
        if record.call:
            self.link(record.id, record.call)
        calls = self.calls_of_vehicle(record.id, record.status_at)
        return TouchedIds(calls, frozenset([record.id]))

    def list_call(self, call_id: str, unlisted_at: datetime | None) -> TouchedIds:
        """A call is no longer listed since then, or (None) is listed again."""
        self.call(call_id).unlisted_at = unlisted_at
        if unlisted_at is None:
            self.unlisted_calls.discard(call_id)
        else:
            self.unlisted_calls.add(call_id)
        return TouchedIds(calls=frozenset([call_id]))

    def list_vehicle(self, vehicle: str, unlisted_at: datetime | None) -> TouchedIds:
        """A vehicle is no longer listed since then, or (None) is listed again."""
        self.vehicle(vehicle).unlisted_at = unlisted_at
        return TouchedIds(vehicles=frozenset([vehicle]))

    def calls_at(self, places: Iterable[Place]) -> TouchedIds:
        """List the calls in memory that may be at one of these places."""
        found = {call for place in places for call in self.places.find(words_around(place))}
        return TouchedIds(frozenset(call for call in found if call in self.calls))

    def calls_of_vehicle(self, vehicle: str, at: datetime) -> frozenset[str]:
        """A vehicle's calls that had begun by then and were not over, or still concern it."""
        live = frozenset(self.vehicle_calls.live(vehicle))
        ended = self.vehicle_calls.ended_since(vehicle, at)
        return live.union(call for call in ended if self._had_begun(call, at)) if ended else live

    def _had_begun(self, call_id: str, at: datetime) -> bool:
        record = self.calls[call_id].record
        return record is None or record.opened_at <= at

    def link(self, vehicle: str, call_id: str) -> None:
        """Note that a call concerns a vehicle."""
        self._link(vehicle, self.call(call_id))

    def _link(self, vehicle: str, entry: CallState) -> None:
        if vehicle not in entry.vehicles:
            entry.vehicles |= {vehicle}
        self.vehicle_calls.name(vehicle, entry.id)
