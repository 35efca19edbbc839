"""Queries about calls: their lists, their names, and the records that are set aside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from jru_tui.board.call_views import Call, Marker
from jru_tui.board.events import Aside, RecordRefused, Subject
from jru_tui.board.projection.calls.amendments import opening
from jru_tui.board.projection.calls.call_order import CallOrder
from jru_tui.board.projection.shift_index import LISTED
from jru_tui.board.projection.state import BoardState
from jru_tui.board.shifts import Shift, local_time, shift_at
from jru_tui.board.views import Vehicle


class CallQueries(BoardState):
    """Queries about the calls of a board."""

    def open_calls(self) -> CallOrder:
        """The calls that are open, or in dispute over their closing; the most urgent first."""
        return self.call_lists.open

    def closed_calls(self, shift: Shift) -> CallOrder:
        """The calls closed in that shift, the newest first."""
        return self.call_lists.closed(shift)

    def unlisted_open_calls(self) -> Sequence[str]:
        """Ids of the open calls that the feed no longer lists."""
        listed = (self.call_views.get(call_id) for call_id in self.store.unlisted_calls)
        return [call.id for call in listed if call is not None and call.open]

    def unconfirmed_calls(self) -> Sequence[Call]:
        """List the calls, open or closed, with a command whose effect the feed does not show."""
        return self._views(self.call_lists.unconfirmed)

    def calls_awaiting_back_up(self) -> Sequence[Call]:
        """List the calls, open or closed, at which back-up has neither come nor been cancelled."""
        return self._views(self.call_lists.awaiting_back_up)

    def disputed_calls(self) -> Sequence[Call]:
        """List the calls, open or closed, with a command that the feed contradicts."""
        return self._views(self.call_lists.disputed)

    def today(self, now: datetime) -> date:
        """Return the day of a moment on the unit's wall clock."""
        return local_time(self.rules.hours, now).date()

    def markers_at(self, call: Call) -> tuple[Marker, ...]:
        """List the warnings at a call's place, the oldest first, whether it is open or closed."""
        return call.markers if call.open else self.store.markers.at(call.where)

    def markers(self) -> Sequence[Marker]:
        """List the warnings at places that stand, the oldest first; some may have expired."""
        return self.store.markers.all()

    def linked_calls(self) -> Sequence[Call]:
        """List the open calls that duplicate another."""
        return self._views(self.call_lists.linked)

    def calls_by_hand(self) -> Sequence[Call]:
        """List the open calls that were opened at this board and that the feed does not list."""
        return self._views(self.call_lists.by_hand)

    def calls_of(self, shift: Shift) -> Sequence[Call]:
        """The calls that were opened or closed in a shift, oldest first."""
        return _oldest_first(map(self.call_views.peek, self._listed(shift)))

    def count_calls_of(self, shift: Shift) -> int:
        """Count the calls that were opened or closed in a shift; none of them is read."""
        return len(self._listed(shift))

    def _listed(self, shift: Shift) -> Sequence[str]:
        return self.shift_index.calls(shift.starts_at, LISTED)

    def calls_in(self, shift: Shift) -> Sequence[Call]:
        """List those that concern a shift in any way, and those that are open, oldest first."""
        return self._views(
            {*self.shift_index.calls(shift.starts_at), *(call.id for call in self.open_calls())}
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
        found = map(self.call_views.peek, self.newest_call_ids())
        return (call for call in found if call is not None)

    def newest_call_ids(self) -> Iterator[str]:
        """Give the ids of the same calls in the same order; none of them is read."""
        return (seen.call for seen in self.seen.backwards_once())

    def held_calls(self) -> Mapping[str, Call]:
        """Map the ids of the calls that are in memory to them; the archive holds the others."""
        return dict(self.call_views)

    def is_known(self, call_id: str) -> bool:
        """Test whether anything was ever said of a call of that id, by the feed or by a command."""
        return call_id in self.store.calls

    def is_local(self, call_id: str) -> bool:
        """Tell whether the dispatch system knows nothing of a call that was opened by hand."""
        call = self.call_views.get(call_id)
        if call is None or not call.by_hand:
            return False
        opened = opening(self.store.calls[call_id].orders)
        return opened is None or not opened.posted or opened.id in self.standing.turned_down

    def uses(self, number: str) -> Sequence[str]:
        """Ids of all calls of a number, the oldest first."""
        again = self.call_names.uses(number)
        known = number in self.store.calls and self.call_names.number(number) == number
        return again or ([number] if known else [])

    def call_name(self, call: str) -> str:
        """A call as people speak of it: by its number, with the day where that is not enough."""
        return self.call_names.name(call)

    def vehicles_claiming(self, call_id: str) -> Sequence[Vehicle]:
        """List the vehicles that say themselves that they are on a call, whatever is said of it."""
        entry = self.store.calls.get(call_id)
        named = sorted(entry.vehicles) if entry is not None else ()
        known = (self.vehicle_views.get(vehicle) for vehicle in named)
        return [vehicle for vehicle in known if vehicle is not None and vehicle.call == call_id]

    def set_aside(self, subject: Subject, record_id: str) -> RecordRefused | None:
        """Return why the newest record of a call or a vehicle is set aside; None if it is not.

        Of several calls of one number it is that of the newest.
        """
        number = self.call_names.number(record_id) if subject == "call" else record_id
        is_newest = subject != "call" or self.call_names.name(record_id) == number
        return self.refused.get(Aside(subject, number)) if is_newest else None

    def _views(self, ids: Iterable[str]) -> Sequence[Call]:
        """Views of calls, oldest first: an order that does not tell what was heard together."""
        return _oldest_first(map(self.call_views.get, ids))


def _oldest_first(calls: Iterable[Call | None]) -> Sequence[Call]:
    known = [call for call in calls if call is not None]
    return sorted(known, key=lambda call: (call.opened_at, call.id))
