"""The raw records of the last reading, so that only what changed in a document is decoded.

A call is known by its number and its opening: one number may stand for two calls of one document.
Of two reports of one record the newer counts.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from itertools import repeat
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

from msgspec import Struct

from jru_tui.board import CallRecord, Subject, VehicleRecord, is_same_call
from jru_tui.feeds.decoding.warnings import RecordWarnings
from jru_tui.feeds.models import RefusedRecord

Identity = tuple[str, datetime | None]
"""A record by its id; a call also by its opening, as numbers are used again."""

_NUMBER_AND_OPENING: Callable[[Any], Identity] = attrgetter("id", "opened_at")


def identity_of(record: CallRecord | VehicleRecord) -> Identity:
    """The identity of a record: its id, and of a call its opening."""
    return record.id, record.opened_at if isinstance(record, CallRecord) else None


def identities_of(records: Sequence[CallRecord | VehicleRecord]) -> Iterable[Identity]:
    """The identities of many records, all of one kind."""
    is_call = bool(records) and isinstance(records[0], CallRecord)
    return map(_NUMBER_AND_OPENING if is_call else identity_of, records)


def are_same_call(
    one: CallRecord | VehicleRecord, other: CallRecord | VehicleRecord, now: datetime
) -> bool:
    """Test whether two records are calls, and one call under two openings.

    Args:
        one: a record.
        other: another with the same id.
        now: when their document was made.
    """
    return (
        isinstance(one, CallRecord)
        and isinstance(other, CallRecord)
        and is_same_call(one, other, now)
    )


def is_newer(one: CallRecord | VehicleRecord, other: CallRecord | VehicleRecord) -> bool:
    """Test whether the first of two reports of one record is the newer.

    Raises:
        TypeError: one is of a call and the other of a vehicle.
    """
    if isinstance(one, CallRecord) and isinstance(other, CallRecord):
        return one.newer_than(other)
    if isinstance(one, VehicleRecord) and isinstance(other, VehicleRecord):
        return one.status_at > other.status_at
    raise TypeError("records of two kinds cannot be compared")


R = TypeVar("R", CallRecord, VehicleRecord)
NOT_HELD: Identity = ("", None)
"""Stands in place of a record that is not held."""
SLICE = 4_000
"""Records that are compared before the event loop gets its turn (about 2 ms)."""
_ID = itemgetter(0)


class ComparisonResult(Struct, Generic[R]):
    """Result of comparing one list of records with the last one."""

    complete: bool
    listed: dict[Identity, bytes] = {}
    changed: dict[Identity, R] = {}
    odd: dict[bytes, str] = {}
    beyond: dict[CallRecord | VehicleRecord | RefusedRecord, str] = {}
    zoned: bool = False
    refused: list[RefusedRecord] = []
    order: list[bytes] = []
    was_read: bool = False


class RecordCache(Generic[R]):
    """The raw bytes of the records of one kind, as they were in the last reading.

    Attributes:
        identities: of each record, by its bytes.
        raws: the bytes of each record, by its identity.
        order: the bytes of the last complete list, in its order.
        order_identities: of what stands where in it; `NOT_HELD` where it is not held.
        marks: what is odd about the records that are held.

    Args:
        subject: what they are records of.
    """

    def __init__(self, subject: Subject) -> None:
        self.marks = RecordWarnings(subject)
        self.identities: dict[bytes, Identity] = {}
        self.raws: dict[Identity, bytes] = {}
        self.order: list[bytes] = []
        self.order_identities: list[Identity] = []
        self._of: dict[str, tuple[Identity, ...]] = {}

    async def keep(self, found: ComparisonResult[R], rest: Callable[[], Awaitable[None]]) -> None:
        """Hold what changed in place of what it replaces; let go of what is not listed any more."""
        if found.changed or found.complete:
            self.order_identities = []  # what stood where is not known until all of it is held
        changed = [*found.changed]
        for start in range(0, len(changed), SLICE):
            if start:
                await rest()
            self._hold(changed[start : start + SLICE], found)
        if not found.complete:
            return
        self.order = found.order
        if len(self.raws) != len(found.listed):
            for number, identity in enumerate(self.raws.keys() - found.listed.keys(), 1):
                if number % SLICE == 0:
                    await rest()
                self._forget(identity)
        await self._know_places(found, rest)

    def _hold(self, identities: Sequence[Identity], found: ComparisonResult[R]) -> None:
        """Hold changed records in place of what they replace."""
        raws = [*map(found.listed.__getitem__, identities)]
        ids = [*map(_ID, identities)]
        if not self._of.keys().isdisjoint(ids):
            for identity in identities:
                # Of a call whose opening was put right the old one is gone.
                for other in self._of.get(identity[0], ()):
                    if other not in found.listed:  # looked up: a set would walk over all
                        self._forget(other)
                self._forget(identity)
        self.raws.update(zip(identities, raws, strict=True))
        self.identities.update(zip(raws, identities, strict=True))
        if len(set(ids)) == len(ids) and self._of.keys().isdisjoint(ids):
            self._of.update(zip(ids, zip(identities, strict=True), strict=True))
        else:
            for id_, one in zip(ids, zip(identities, strict=True), strict=True):
                self._of[id_] = self._of.get(id_, ()) + one
        self.marks.hold(ids, [found.odd.get(raw, "") for raw in raws] if found.odd else ())

    async def _know_places(
        self, found: ComparisonResult[R], rest: Callable[[], Awaitable[None]]
    ) -> None:
        """Note which record stands where."""
        identities: list[Identity] = []
        for start in range(0, len(found.order), SLICE):
            if start:
                await rest()
            part = found.order[start : start + SLICE]
            identities += map(self.identities.get, part, repeat(NOT_HELD))
        self.order_identities = identities

    def _forget(self, identity: Identity) -> None:
        raw = self.raws.pop(identity, None)
        if raw is None:
            return
        del self.identities[raw]
        id_ = identity[0]
        left = tuple(other for other in self._of.pop(id_) if other != identity)
        if left:
            self._of[id_] = left
        else:
            self.marks.forget(id_)
