"""Claims: the calls that list a vehicle, the one that it has just left, and those left long ago."""

from collections.abc import Iterable
from datetime import datetime

from jru_tui.board.call_commands import Assign
from jru_tui.board.call_views import Call, Dispute, Response
from jru_tui.board.projection.calls.call_state import CallState
from jru_tui.board.projection.calls.response_times import FactSource
from jru_tui.board.projection.orders import Order, newest_assignments, vehicle_of
from jru_tui.board.projection.store import BoardStore
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.rules import EMERGENCY
from jru_tui.board.storage import Lookup


class Claims:
    """A reader of claims: which calls list a vehicle.

    Args:
        store: which calls concern which vehicle.
        calls: the views, by id.
    """

    def __init__(self, store: BoardStore, calls: Lookup[Call]) -> None:
        self._store = store
        self._calls = calls
        self._started: dict[str, dict[str, datetime]] = {}
        self._next: dict[str, dict[str, datetime]] = {}

    def put(self, before: Call | None, call: Call) -> None:
        """Note who is on a call, or is next, by its new view, and no more by the view before."""
        for response in before.responses if before is not None else ():
            self._started.get(response.vehicle, {}).pop(call.id, None)
        for response in call.on_it if call.open else ():
            self._started.setdefault(response.vehicle, {})[call.id] = response.started_at
        if before is not None and before.next_for is not None:
            self._next.get(before.next_for.vehicle, {}).pop(call.id, None)
        if call.next_for is not None:
            self._next.setdefault(call.next_for.vehicle, {})[call.id] = call.next_for.at

    def of(self, vehicle: str) -> list[str]:
        """The open calls that a vehicle is on, the one it was sent to last first."""
        started = self._started.get(vehicle, {})
        return sorted(started, key=lambda call: (started[call], call), reverse=True)

    def next_of(self, vehicle: str) -> tuple[str, ...]:
        """List the calls that are kept for a vehicle, the one that was set first first."""
        calls = self._next.get(vehicle)
        return tuple(sorted(calls, key=lambda call: (calls[call], call))) if calls else ()

    def count(self, vehicle: str) -> int:
        """Return how many open calls a vehicle is on."""
        return len(self._started.get(vehicle, ()))

    def freed_at(self, vehicle: str, press: Press | None) -> datetime | None:
        """Return when a vehicle was freed from the call of its newest press without a press.

        Closing a call frees whom the supervisor had sent to it; of whom its crew says that it is
        there, only the crew says that it is free. A call that drops a vehicle from its list lets go
        of it, too.
        """
        call = self._calls.get(press.call) if press is not None else None
        if press is None or call is None or press.status == EMERGENCY:
            return None
        ways = [response for response in call.responses if response.vehicle == vehicle]
        last = max(ways, key=lambda way: way.clear_at or press.at, default=None)
        if last is None or last.clear_at is None or any(way.active for way in ways):
            return None
        by_closing = last.end == "closed" and press.source is FactSource.SUPERVISOR
        freed = by_closing or last.end == "off_list"
        return last.clear_at if freed and last.clear_at >= press.at else None

    def dispute(self, vehicle: str) -> Dispute | None:
        """The command about a vehicle that the feed contradicts, if there is one."""
        for call in self._live_calls(vehicle):
            order = call.dispute and self._store.orders.standing.get(call.dispute.command)
            if order and vehicle_of(order.command) == vehicle:
                return call.dispute
        return None

    def _live_calls(self, vehicle: str) -> Iterable[Call]:
        known = (self._calls.get(call_id) for call_id in self._store.vehicle_calls.live(vehicle))
        return (call for call in known if call is not None)


_MOST_WAYS = 12
"""A call with more ways is put together anew: to look through them takes as long."""


def has_left(view: Call | None, entry: CallState, vehicle: str, at: datetime) -> bool:
    """Test whether a vehicle has left a call for good, until it is said to be on that call again.

    Its ways there are over, all before that moment, and no command about it waits for the feed to
    confirm or contradict it.

    Args:
        view: the call as it was last put together.
        entry: what was told of it.
        vehicle: its id.
        at: the time of what it does next.
    """
    if view is None or len(view.responses) > _MOST_WAYS:
        return False
    for way in view.responses:
        if way.vehicle == vehicle and (way.clear_at is None or max(_times(way)) >= at):
            return False
    if not view.unconfirmed and view.dispute is None:
        return True
    ruling = entry.ruling
    if ruling is not None and view.dispute is not None and view.dispute.command == ruling.id:
        # It may be a crew that says that it is still there; else the feed's record says it all.
        record = entry.record
        if record is None or record.as_of <= ruling.holds_from:
            return False
    orders = newest_assignments(entry.orders)
    return all(
        _is_over(order, view, entry) for order in orders if vehicle_of(order.command) == vehicle
    )


def _is_over(order: Order, view: Call, entry: CallState) -> bool:
    """Test whether nothing that the feed says later confirms or contradicts an order."""
    if order.id in view.unconfirmed or (view.dispute and view.dispute.command == order.id):
        return False
    vehicle = vehicle_of(order.command)
    if type(order.command) is Assign:
        return any(order.at in _times(way) for way in view.responses if way.vehicle == vehicle)
    listed = () if entry.record is None else entry.record.responses
    return not any(way.vehicle == vehicle and way.clear_at is None for way in listed)


def _times(way: Response) -> list[datetime]:
    times = (way.allocated_at, way.en_route_at, way.at_scene_at, way.on_at, way.clear_at)
    return [at for at in times if at is not None]
