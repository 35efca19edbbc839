"""Claims: the calls that list a vehicle, and the one that it has just left."""

from collections.abc import Iterable
from datetime import datetime

from jru_tui.board.call_views import Call, Dispute
from jru_tui.board.projection.calls.response_times import FactSource
from jru_tui.board.projection.orders import vehicle_of
from jru_tui.board.projection.store import BoardStore
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.rules import EMERGENCY
from jru_tui.board.storage import Lookup


class Claims:
    """A reader of claims: which calls list a vehicle.

    Args:
        said: which calls concern which vehicle.
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
        kept = self._next.get(vehicle)
        return tuple(sorted(kept, key=lambda call: (kept[call], call))) if kept else ()

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
