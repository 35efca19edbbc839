"""The store of what was said: the feed's records and the supervisor's orders, kept apart.

The ledger holds facts and knows where they belong; it draws no conclusions. Taking every order
out of it leaves exactly what the feed said. Each change answers with whom it touches.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct, structs

from jru_tui.board.commands import AlertKey, Close, Dismiss, Reopen
from jru_tui.board.events import CallReported, VehicleReported
from jru_tui.board.projection.call_state import CallState
from jru_tui.board.projection.end_index import CallEndIndex
from jru_tui.board.projection.journey_starts import JourneyStarts
from jru_tui.board.projection.orders import Order, calls_of, vehicle_of
from jru_tui.board.projection.response_times import FactSource
from jru_tui.board.projection.status_history import Press, StatusHistory
from jru_tui.board.projection.vehicle_state import OF_A_CREW, VehicleState
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.views import Call


class TouchedIds(Struct, frozen=True):
    """Ids of the calls and vehicles whose views have to be put together again."""

    calls: frozenset[str] = frozenset()
    vehicles: frozenset[str] = frozenset()

    def __or__(self, other: "TouchedIds") -> "TouchedIds":
        return TouchedIds(self.calls | other.calls, self.vehicles | other.vehicles)


class BoardStore:
    """A store of all entries, by id, and of the orders that stand or were taken back.

    Attributes:
        calls: entries of every call that anybody ever named.
        vehicles: entries of every vehicle that anybody ever named.
        standing: orders that stand, by id, oldest first.
        withdrawn: orders that were taken back, by id.
        named: every call that a vehicle was ever put on, by vehicle, in the order of hearing.
        open_in_feed: ids of the calls that the feed holds open, whatever the supervisor says.
        dismissed: orders that dismiss an alert, by the alert's key.
        unlisted_calls: ids of the calls that the feed no longer lists.
        doubted_lists: ids of the calls whose list has dropped a vehicle that may be on them still.
        journey_starts: where vehicles set out for their calls.
    """

    def __init__(self) -> None:
        self.calls: dict[str, CallState] = {}
        self.vehicles: dict[str, VehicleState] = {}
        self.timelines: dict[str, StatusHistory] = {}
        self.journey_starts = JourneyStarts()
        self.standing: dict[str, Order] = {}
        self.named: dict[str, dict[str, None]] = {}
        self.withdrawn: dict[str, Order] = {}
        self.open_in_feed: set[str] = set()
        self.unlisted_calls: set[str] = set()
        self.doubted_lists: set[str] = set()
        self.dismissed: dict[AlertKey | str, Order] = {}
        self._live: dict[str, set[str]] = {}
        self._ended = CallEndIndex()

    def call(self, call_id: str) -> CallState:
        """The entry of a call, a new one if nobody has named it yet."""
        entry = self.calls.get(call_id)
        if entry is None:
            entry = self.calls[call_id] = CallState(call_id)
        return entry

    def vehicle(self, vehicle: str) -> VehicleState:
        """The entry of a vehicle, a new one if nobody has named it yet."""
        if vehicle not in self.vehicles:
            timeline = self.timelines.setdefault(vehicle, StatusHistory())
            self.vehicles[vehicle] = VehicleState(timeline)
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
        entries: Mapping[str, CallState | VehicleState]
        entries = self.calls if isinstance(record, CallRecord) else self.vehicles
        entry = entries.get(record.id)
        return entry is not None and record in (entry.record, entry.late)

    def live(self, vehicle: str) -> Iterable[str]:
        """Ids of the calls that still concern a vehicle: open, unconfirmed or in dispute."""
        return self._live.get(vehicle, ())

    def told(self, call: Call) -> None:
        """Note from a call's view whether it still concerns its vehicles, and when it ended.

        What the feed neither confirms nor lists any more is over.
        """
        doubtful = bool(call.unconfirmed) and call.unlisted_at is None
        concerns = call.open or doubtful or call.dispute is not None or bool(call.on_it)
        vehicles = self.calls[call.id].vehicles
        ends = [response.clear_at for response in call.responses if response.clear_at is not None]
        ended_at = None if call.closed_at is None else max((call.closed_at, *ends))
        self._ended.put(call.id, vehicles, ended_at)
        for vehicle in vehicles:
            live = self._live.setdefault(vehicle, set())
            if concerns:
                live.add(call.id)
            else:
                live.discard(call.id)

    def report_call(self, report: CallReported) -> tuple[bool, TouchedIds]:
        """Take in what the feed says of a call; the flag is False if it is late."""
        record = report.call
        entry = self.call(record.id)
        taken = entry.report(report)
        if taken:
            self.unlisted_calls.discard(record.id)
            self.doubted_lists.discard(record.id)
            if any(not gone.confirmed for gone in report.off_list):
                self.doubted_lists.add(record.id)
            if record.state == "open":
                self.open_in_feed.add(record.id)
            else:
                self.open_in_feed.discard(record.id)
        for response in record.responses:
            self._name(response.vehicle, record.id)
        return taken, TouchedIds(frozenset([record.id]), entry.vehicles)

    def report_vehicle(self, report: VehicleReported, heard: int, heard_at: datetime) -> TouchedIds:
        """Take in what the feed says of a vehicle; a late word is a fact of its own time.

        Args:
            report: the report.
            heard: its number in the order of receipt.
            heard_at: when it was received, UTC.
        """
        record = report.vehicle
        self.journey_starts.take(record)
        entry = self.vehicles.get(record.id) or self.vehicle(record.id)
        if not entry.report(report, heard_at):
            return TouchedIds(vehicles=frozenset([record.id]))
        word = FactSource.INFERRED if record.inferred else FactSource.PRESSED
        press = Press(record.status_at, word, heard, record.status, record.call or "")
        if report.counted_from is not None:
            entry.timeline.remove(structs.replace(press, at=report.counted_from))
        if not report.late or not entry.timeline.at(press.at):
            entry.timeline.add(press)
        if record.call:
            self._name(record.id, record.call)
        calls = self._calls_at(record.id, record.status_at) | self.named_by(record.call)
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

    def put(self, order: Order) -> TouchedIds:
        """Add an order that stands."""
        self.standing[order.id] = order
        if isinstance(order.command, Dismiss):
            self.dismissed.update((key, order) for key in order.command.keys)
        touched = self._touched_by(order)
        for call_id in calls_of(order.command):
            entry = self.call(call_id)
            entry.orders = _with(entry.orders, order)
        if (vehicle := _crew_of(order)) is not None:
            self.vehicle(vehicle).put(order)
        for vehicle, press in order.presses:
            self.vehicle(vehicle).timeline.add(press)
            if press.call:
                self._name(vehicle, press.call)
        return touched | self._touched_by(order)

    def withdraw(self, order_id: str) -> tuple[Order | None, TouchedIds]:
        """Take an order back; None if it does not stand."""
        order = self.standing.pop(order_id, None)
        if order is None:
            return None, TouchedIds()
        self.withdrawn[order_id] = order
        return order, self._take_out(order)

    def restore(self, order_id: str) -> TouchedIds:
        """Restore an order that was taken back, as it was."""
        order = self.withdrawn.pop(order_id, None)
        if order is None:
            return TouchedIds()
        touched = self.put(order)
        # It stands where it stood: the newest command is the one that was given last.
        in_order = sorted(self.standing.values(), key=lambda each: each.number)
        self.standing.clear()
        self.standing.update((other_order.id, other_order) for other_order in in_order)
        return touched

    def count_from(self, order_id: str, at: datetime) -> TouchedIds:
        """Count an order from another moment on: a dispute was settled in its favour."""
        order = self.standing.get(order_id)
        if order is None:
            return TouchedIds()
        if isinstance(order.command, Close | Reopen):
            settled_at = None if at == order.given_at else at
            return self._take_out(order) | self.put(structs.replace(order, settled_at=settled_at))
        presses = tuple((who, structs.replace(press, at=at)) for who, press in order.presses)
        moved = structs.replace(order, at=at, presses=presses)
        return self._take_out(order) | self.put(moved)

    def _take_out(self, order: Order) -> TouchedIds:
        touched = self._touched_by(order)
        if isinstance(order.command, Dismiss):
            for key in order.command.keys:
                self.dismissed.pop(key, None)
        for call_id in calls_of(order.command):
            entry = self.call(call_id)
            entry.orders = _without(entry.orders, order)
        if (vehicle := _crew_of(order)) is not None:
            self.vehicle(vehicle).take_out(order)
        for vehicle, _ in order.presses:
            self.vehicle(vehicle).timeline.drop(order.id)
        return touched

    def named_by(self, call_id: str | None) -> frozenset[str]:
        """The call as a set, empty for none or for one that nobody else has named."""
        return frozenset([call_id]) if call_id in self.calls else frozenset()

    def _touched_by(self, order: Order) -> TouchedIds:
        """An order's own calls and vehicles, and every call that its vehicles leave for it."""
        calls = {call for call in calls_of(order.command) if call in self.calls}
        vehicles = {vehicle for vehicle, _ in order.presses}
        for vehicle in vehicles:
            calls |= self._calls_at(vehicle, order.at)
        if (about := vehicle_of(order.command)) is not None:
            vehicles.add(about)
        return TouchedIds(frozenset(calls), frozenset(vehicles))

    def _calls_at(self, vehicle: str, at: datetime) -> frozenset[str]:
        """A vehicle's calls that had begun by then and were not over, or still concern it."""
        ended = (call for call in self._ended.since(vehicle, at) if self._had_begun(call, at))
        return frozenset((*self.live(vehicle), *ended))

    def _had_begun(self, call_id: str, at: datetime) -> bool:
        record = self.calls[call_id].record
        return record is None or record.opened_at <= at

    def _name(self, vehicle: str, call_id: str) -> None:
        entry = self.call(call_id)
        if vehicle not in entry.vehicles:
            entry.vehicles |= {vehicle}
            self.named.setdefault(vehicle, {})[call_id] = None
            self._live.setdefault(vehicle, set())
        self._live[vehicle].add(call_id)


def _crew_of(order: Order) -> str | None:
    """The vehicle whose crew an order is about, and not its way to a call."""
    return vehicle_of(order.command) if isinstance(order.command, OF_A_CREW) else None


def _with(orders: tuple[Order, ...], order: Order) -> tuple[Order, ...]:
    return tuple(sorted((*orders, order), key=lambda each: each.at))


def _without(orders: tuple[Order, ...], order: Order) -> tuple[Order, ...]:
    return tuple(other_order for other_order in orders if other_order.id != order.id)
