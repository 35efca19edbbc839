"""The timeline: every version of every record, for any moment."""

from bisect import bisect_right
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct

from jru_tui.board import CallRecord, VehicleRecord

R = TypeVar("R", CallRecord, VehicleRecord)


class TapeEntry(Struct, frozen=True):
    """A record as it stands from `at` on."""

    at: datetime
    record: CallRecord | VehicleRecord


class Track(Generic[R]):
    """The versions of one record in the order of time."""

    def __init__(self) -> None:
        self._times: list[datetime] = []
        self._records: list[R] = []

    def add(self, at: datetime, record: R) -> None:
        """Record what stands from `at` on."""
        self._times.append(at)
        self._records.append(record)

    def at(self, moment: datetime) -> R | None:
        """The version that stands at `moment`; None before the first."""
        found = bisect_right(self._times, moment)
        return self._records[found - 1] if found else None


class Tape:
    """The tracks of all calls and vehicles, in the order in which they first appeared."""

    def __init__(self) -> None:
        self.calls: dict[str, Track[CallRecord]] = {}
        self.vehicles: dict[str, Track[VehicleRecord]] = {}
        self.entries: list[TapeEntry] = []

    def add_call(self, at: datetime, record: CallRecord) -> None:
        """Record a call's new version."""
        self.calls.setdefault(record.id, Track()).add(at, record)
        self.entries.append(TapeEntry(at, record))

    def add_vehicle(self, at: datetime, record: VehicleRecord) -> None:
        """Record a vehicle's new version."""
        self.vehicles.setdefault(record.id, Track()).add(at, record)
        self.entries.append(TapeEntry(at, record))
