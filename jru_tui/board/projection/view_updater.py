"""Updater of the views of calls and vehicles, and of what is counted of them."""

from collections.abc import Iterator, Mapping

from jru_tui.board.call_views import Call
from jru_tui.board.projection.state import BoardState
from jru_tui.board.projection.store import TouchedIds
from jru_tui.board.projection.tallies import Key, contribution
from jru_tui.board.short_names import SeenCall
from jru_tui.board.views import Change, Tally

_PART = 1_000
"""How many views are built without a pause: calls, and the vehicles that each names; vehicles, and
the calls that each is on."""


class ViewUpdater:
    """An updater: rebuilds the views that may have changed, and says which did.

    Args:
        state: the board.
    """

    def __init__(self, state: BoardState) -> None:
        self._state = state

    def update_before(self, call_id: str, calls: set[str], vehicles: set[str]) -> Iterator[Change]:
        """Put together what a command books by: the vehicles that are on its call.

        Args:
            call_id: the call that it is about.
            calls: ids of calls whose views are out of date; those that are put together leave it.
            vehicles: the same of vehicles.
        """
        state = self._state
        entry = state.store.calls.get(call_id)
        if entry is None:
            return
        if not vehicles <= state.vehicle_views.keys():
            # New ones come in the order of their first report, so none of them may overtake.
            needed = TouchedIds(frozenset(calls), frozenset(vehicles))
            calls.clear()
            vehicles.clear()
            yield from self.update(needed)
            return
        concerned = {call_id}.union(*map(state.store.vehicle_calls.live, entry.vehicles)) & calls
        calls -= concerned
        # Others on those calls are put together with what else touches them.
        vehicles |= {vehicle for call in concerned for vehicle in state.store.calls[call].vehicles}
        yield from self.update(TouchedIds(frozenset(concerned), entry.vehicles))

    def update(self, touched: TouchedIds) -> Iterator[Change]:
        """Put together again what may have changed, part by part, and say what did."""
        state = self._state
        vehicles = set(touched.vehicles)
        calls: set[str] = set()
        weight = 0
        for call_id in sorted(touched.calls):
            concerned = state.store.calls[call_id].vehicles
            weight += 1 + len(concerned)
            if weight > _PART:
                yield Change(frozenset(calls))
                weight = 1 + len(concerned)
                calls.clear()
            if self._update_call(call_id):
                calls.add(call_id)
                vehicles |= concerned
        new = vehicles - state.vehicle_views.keys()
        # New ones come in the order of their first report: their number keys depend on it.
        entries = state.store.vehicles
        first = sorted(new & entries.keys(), key=lambda vehicle: entries[vehicle].number)
        for vehicle in (*(vehicles - new), *first):
            weight += 1 + state.claims.count(vehicle)
            if weight > _PART:
                yield Change(frozenset(calls))
                weight = 1 + state.claims.count(vehicle)
                calls.clear()
            vehicles |= self._update_vehicle(vehicle)
        # A vehicle whose call changed is drawn anew even where its own view stayed the same.
        yield Change(frozenset(calls), frozenset(vehicles & state.vehicle_views.keys()))

    def _update_call(self, call_id: str) -> bool:
        """Put the view of a call together again; False if it stayed the same."""
        state = self._state
        entry, before = state.store.calls[call_id], state.call_views.get(call_id)
        view = state.call_view_builder.tell(entry)
        if view is None or view == before:
            return False
        if before is None:
            state.seen.add(SeenCall(entry.number, call_id))
        state.call_views[call_id] = view
        state.store.vehicle_calls.put(view, state.store.calls[view.id].vehicles)
        state.claims.put(before, view)
        state.places.put(before, view)
        state.call_lists.place(before, view)
        credited = contribution(before, state.rules, state.ours) if before is not None else {}
        self.count(before, credited, view)
        return True

    def _update_vehicle(self, vehicle: str) -> frozenset[str]:
        """Put the view of a vehicle together again; returns others that it concerns."""
        state = self._state
        entry = state.store.vehicles.get(vehicle)
        if entry is None:
            return frozenset()
        view = entry.tell(
            state.rules,
            state.names,
            state.claims.of(vehicle),
            state.claims.dispute(vehicle),
            state.claims.freed_at(vehicle, entry.timeline.newest()),
            next_calls=state.claims.next_of(vehicle),
        )
        if view is None:
            return frozenset()
        concerned = state.aboard.put(state.vehicle_views.get(vehicle), view)
        state.vehicle_views[vehicle] = view
        return frozenset(concerned)

    def count(self, before: Call | None, credited: Mapping[Key, Tally], view: Call) -> None:
        """Keep the tallies, and which shifts a call concerns.

        Args:
            before: its view until now, None where it is new.
            credited: what it added to which tallies until now.
            view: as it stands now.
        """
        state = self._state
        credits_ = contribution(view, state.rules, state.ours)
        state.tallies.count(credited, credits_)
        was = {} if before is None else state.shift_index.bits(before, credited)
        now = state.shift_index.bits(view, credits_)
        state.shift_index.update(state.store.call_record(view.id), view, was, now)
