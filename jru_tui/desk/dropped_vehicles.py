"""Vehicles that a call's list named before and no longer names.

Some systems list only who is on a call at present. Who is not listed has left, at the time of that
document; until a second document says the same it is marked, as a list may be cut short. What was
told of it stays: it was there, and the tallies count it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from jru_tui.board import (
    OFF_CALLS,
    STAGES,
    Board,
    CallRecord,
    CallReported,
    OffList,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.feeds import FeedReading, set_aside_ids

_TIMES = (*(f"{stage}_at" for stage in STAGES), "clear_at")


class DroppedVehicles:
    """A finder of vehicles that a document's calls no longer list.

    Args:
        board: as it stood before the document.
        reading: the document.
    """

    def __init__(self, board: Board, reading: FeedReading) -> None:
        self._board = board
        self._reading = reading
        self._vehicles = {vehicle.id: vehicle for vehicle in reading.vehicles}
        self._unread = set_aside_ids(reading, "vehicle")

    def of(self, call: CallRecord) -> tuple[OffList, ...]:
        """The ways to a call that were listed once and are not in this record of it."""
        current = self._board.feed_records.call(call.id)
        if current is None:
            return ()
        listed: dict[str, list[ResponseRecord]] = {}
        others: Sequence[ResponseRecord]
        for response in call.responses:
            listed.setdefault(response.vehicle, []).append(response)
        dropped = []
        for item in self._board.feed_records.off_list(call.id):
            others = listed.get(item.entry.vehicle, ())
            if not _is_back(item, others):
                dropped.append(self._again(item, call, others))
        for response in current.responses:
            others = listed.get(response.vehicle, ())
            if not _continues(response, others):
                dropped.append(self._dropped(response, call, others))
        return tuple(dropped)

    def confirmed(self, ids: set[str]) -> Iterator[tuple[datetime, CallReported]]:
        """The calls whose lists are the same as before, so that this document confirms them.

        `ids`: ids of the calls that the document tells anew.
        """
        records = self._board.feed_records
        for call_id in sorted(records.doubted_lists & self._reading.listed_calls - ids):
            record = records.call(call_id)
            if record is None:
                continue
            off_list = self.of(record)
            if off_list != records.off_list(call_id):
                number = self._board.call_names.number(call_id)
                known_as = "" if number == call_id else number
                report = CallReported(record, off_list=off_list, number=known_as)
                yield self._reading.generated_at, report

    def _dropped(
        self, entry: ResponseRecord, call: CallRecord, others: Sequence[ResponseRecord]
    ) -> OffList:
        if entry.clear_at is not None:
            return OffList(entry, confirmed=True)
        # One that is listed with another way was sent again: it left this one before.
        again = [start for other in others if (start := min(_times(other), default=None))]
        if call.state == "closed":
            closed_at = call.closed_at or self._reading.generated_at
            return OffList(entry, min((closed_at, *again)), confirmed=True)
        if not again and self._names(entry.vehicle, call.id):
            return OffList(entry)
        return OffList(entry, min((self._reading.generated_at, *again)))

    def _again(self, item: OffList, call: CallRecord, others: Sequence[ResponseRecord]) -> OffList:
        """The same with what this document says of it."""
        if item.confirmed:
            return item
        if item.at is None:
            return self._dropped(item.entry, call, others)
        second = self._reading.generated_at > item.at
        return replace(item, confirmed=True) if second else item

    def _names(self, vehicle: str, call: str) -> bool:
        """Test whether the vehicle's own record says that it is on that call, or cannot be read."""
        if vehicle in self._unread:
            return True
        record: VehicleRecord | None = self._vehicles.get(vehicle)
        if record is None and self._is_listed(vehicle):
            record = self._board.feed_records.vehicle(vehicle)
        return record is not None and record.call == call and record.status not in OFF_CALLS

    def _is_listed(self, vehicle: str) -> bool:
        if self._reading.complete:
            return vehicle in self._reading.listed_vehicles
        known = self._board.vehicles.get(vehicle)
        return known is not None and known.unlisted_at is None


def unchanged(board: Board, now: datetime) -> FeedReading | None:
    """Confirm by "not changed" the lists that dropped a vehicle; None where none did."""
    doubted = board.feed_records.doubted_lists
    listed = frozenset(doubted - board.feed_records.unlisted_among(doubted))
    if not listed:
        return None
    return FeedReading(
        now, complete=False, calls=(), vehicles=(), listed_calls=listed, listed_vehicles=frozenset()
    )


def _is_back(item: OffList, listed: Sequence[ResponseRecord]) -> bool:
    """Test whether the list has the same response again, so that its absence was a slip."""
    if any(_shared(item.entry, entry) for entry in listed):
        return True
    if item.confirmed:
        return False
    starts = [min(_times(entry), default=None) for entry in listed]
    return any(start is None or item.at is None or start < item.at for start in starts)


def _continues(entry: ResponseRecord, listed: Sequence[ResponseRecord]) -> bool:
    """Test whether the list still has that response, perhaps with other times.

    What begins after everything that was told of it is another way, unless all that was told is
    that it was sent: that is put right.
    """
    if any(_shared(entry, other) for other in listed):
        return True
    times = _times(entry)
    if entry.clear_at is None and len(times) <= 1:
        return bool(listed)
    starts = [min(_times(other), default=None) for other in listed]
    return any(start is None or start < max(times) for start in starts)


def _shared(one: ResponseRecord, other: ResponseRecord) -> bool:
    """Test whether two entries have a time in common."""
    times = ((getattr(one, name), getattr(other, name)) for name in _TIMES)
    return any(mine is not None and mine == theirs for mine, theirs in times)


def _times(entry: ResponseRecord) -> list[datetime]:
    """All times of an entry."""
    times = (getattr(entry, name) for name in _TIMES)
    return [at for at in times if at is not None]
