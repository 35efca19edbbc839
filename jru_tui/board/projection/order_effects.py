"""The effects of orders on the store: what a command changes, and how that is taken back."""

from datetime import datetime

from msgspec import structs

from jru_tui.board.call_commands import (
    BackUp,
    Close,
    EndBackUp,
    GiveDetails,
    Hold,
    Link,
    NextCall,
    Reopen,
    Unlink,
)
from jru_tui.board.commands import EndMarker, MarkPlace
from jru_tui.board.projection.calls.amendments import opening
from jru_tui.board.projection.calls.call_state import RULINGS
from jru_tui.board.projection.orders import Order, calls_of, linked_to, merging, vehicle_of
from jru_tui.board.projection.store import BoardStore, TouchedIds
from jru_tui.board.projection.vehicles.vehicle_state import OF_A_CREW

_CARRIED = frozenset((BackUp, EndBackUp, GiveDetails, Hold))
"""What is said of a call that is merged, and holds for the call that it is merged into."""

_ABOUT_MERGING = _CARRIED | {Link, Unlink, Close, Reopen}
"""Commands after which a call is merged into another, or not any more, or with other words."""

_ABOUT_MARKERS = frozenset((MarkPlace, EndMarker))
_NOTHING = TouchedIds()


class OrderEffects:
    """The effects of the supervisor's orders on calls, vehicles and markers.

    Args:
        store: the entries that they change.
    """

    def __init__(self, store: BoardStore) -> None:
        self._store = store

    def put(self, order: Order) -> TouchedIds:
        """Add an order that stands."""
        self._store.orders.put(order)
        if type(order.command) is MarkPlace:
            self._store.markers.put(order)
        for call_id in calls_of(order.command):
            entry = self._store.call(call_id)
            entry.orders = _with(entry.orders, order)
        touched = self._merge(order)
        if type(order.command) is NextCall:
            # What becomes of the call concerns the vehicle from now on.
            self._store.link(order.command.vehicle, order.command.call)
        if (vehicle := _crew_of(order)) is not None:
            self._store.vehicle(vehicle).put(order)
        for vehicle, press in order.presses:
            self._store.vehicle(vehicle).timeline.add(press)
            if press.call:
                self._store.link(vehicle, press.call)
        # What ends a marker concerns the calls at its place: so it is let go of last.
        touched |= self._touched_by(order)
        if type(order.command) is EndMarker:
            self._store.markers.drop(order.command.marker)
        return touched

    def withdraw(self, order_id: str) -> tuple[Order | None, TouchedIds]:
        """Take an order back; None if it does not stand."""
        order = self._store.orders.withdraw(order_id)
        return order, TouchedIds() if order is None else self._take_out(order)

    def restore(self, order_id: str) -> TouchedIds:
        """Restore an order that was taken back, as it was."""
        order = self._store.orders.take_withdrawn(order_id)
        return TouchedIds() if order is None else self.put(order)

    def count_from(self, order_id: str, at: datetime) -> TouchedIds:
        """Count an order from another moment on: a dispute was settled in its favour."""
        order = self._store.orders.standing.get(order_id)
        if order is None:
            return _NOTHING
        if type(order.command) in RULINGS:
            settled_at = None if at == order.given_at else at
            return self._take_out(order) | self.put(structs.replace(order, settled_at=settled_at))
        presses = tuple(
            (vehicle_id, structs.replace(press, at=at)) for vehicle_id, press in order.presses
        )
        moved = structs.replace(order, at=at, presses=presses)
        return self._take_out(order) | self.put(moved)

    def _take_out(self, order: Order) -> TouchedIds:
        touched = self._touched_by(order)
        self._store.orders.end_dismissal(order)
        if type(order.command) is MarkPlace:
            self._store.markers.drop(order.id)
        elif type(order.command) is EndMarker:
            touched |= self._marked_again(order.command)
        for call_id in calls_of(order.command):
            entry = self._store.call(call_id)
            entry.orders = _without(entry.orders, order)
        touched |= self._merge(order)
        if (vehicle := _crew_of(order)) is not None:
            self._store.vehicle(vehicle).take_out(order)
        for vehicle, press in order.presses:
            self._store.vehicle(vehicle).timeline.drop(order.id, press.at)
        return touched

    def _merge(self, order: Order) -> TouchedIds:
        """Let the call that another one was merged into have what was said of that one.

        That is its opening by hand, the help that was asked for, as it is still to come, and
        until when its words are held. Who attends is decided anew.
        """
        if type(order.command) not in _ABOUT_MERGING:
            return _NOTHING
        (call_id,) = calls_of(order.command)
        entry = self._store.call(call_id)
        opened = opening(entry.orders)
        if opened is None:
            return _NOTHING
        merged = merging(entry.orders, entry.ruling)
        carried = [other for other in entry.orders if type(other.command) in _CARRIED]
        links = [other.command for other in (*entry.orders, order)]
        remaining = {link.duplicate_of for link in links if type(link) is Link and link.merged_from}
        for kept_id in remaining:
            into = self._store.call(kept_id)
            others = [other for other in into.merged if call_id not in calls_of(other.command)]
            if merged is not None and linked_to(entry.orders) == kept_id:
                others += [opened, *carried]
            into.merged = tuple(others)
        return TouchedIds(frozenset(remaining))

    def _marked_again(self, command: EndMarker) -> TouchedIds:
        """Let a marker stand again that was ended."""
        marked = self._store.orders.standing.get(command.marker)
        if marked is None:
            return _NOTHING
        self._store.markers.put(marked)
        return self._touched_by(marked)

    def _marked_calls(self, order: Order) -> frozenset[str]:
        """Ids of the calls in memory at the place that a marker is about."""
        command = order.command
        place = command.where if type(command) is MarkPlace else None
        if type(command) is EndMarker:
            marker = self._store.markers.get(command.marker)
            place = marker.where if marker is not None else None
        return self._store.calls_at(() if place is None else (place,)).calls

    def _touched_by(self, order: Order) -> TouchedIds:
        """An order's own calls and vehicles, and every call that its vehicles leave for it."""
        calls = {call for call in calls_of(order.command) if call in self._store.calls}
        if type(order.command) in _ABOUT_MARKERS:
            calls |= self._marked_calls(order)
        vehicles = {vehicle for vehicle, _ in order.presses}
        for vehicle in vehicles:
            calls |= self._store.calls_of_vehicle(vehicle, order.at)
        if (about := vehicle_of(order.command)) is not None:
            vehicles.add(about)
        return TouchedIds(frozenset(calls), frozenset(vehicles))


def _crew_of(order: Order) -> str | None:
    """The vehicle whose crew an order is about, and not its way to a call."""
    return vehicle_of(order.command) if type(order.command) in OF_A_CREW else None


def _with(orders: tuple[Order, ...], order: Order) -> tuple[Order, ...]:
    both = (*orders, order)
    is_last = not orders or orders[-1].at <= order.at
    return both if is_last else tuple(sorted(both, key=lambda other: other.at))


def _without(orders: tuple[Order, ...], order: Order) -> tuple[Order, ...]:
    return tuple(other_order for other_order in orders if other_order.id != order.id)
