"""A read-only view of the feed's records for callers outside of `board`."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from jru_tui.board.events import OffList
from jru_tui.board.projection.store import BoardStore
from jru_tui.board.projection.vehicles.status_history import StatusHistory
from jru_tui.board.records import CallRecord, VehicleRecord


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
