"""The raw records of the last reading, so that only what changed in a document is decoded.

A call is known by its number and its opening: one number may stand for two calls of one document.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import repeat
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Raw, Struct

from jru_tui.board import (
    EMERGENCY,
    LISTED_TWICE,
    CallRecord,
    RefusalCause,
    Subject,
    VehicleRecord,
    is_same_call,
)
from jru_tui.feeds.decoding.envelope import DocumentEnvelope
from jru_tui.feeds.decoding.normalise import AHEAD, BadRecord
from jru_tui.feeds.decoding.record import RecordReader, id_of
from jru_tui.feeds.decoding.refusals import ToldRefusals
from jru_tui.feeds.decoding.unknown_fields import MOST
from jru_tui.feeds.decoding.warnings import RecordWarnings
from jru_tui.feeds.growth import Changed, Growth
from jru_tui.feeds.models import RefusedRecord, nameless
from jru_tui.feeds.offload import in_thread

R = TypeVar("R", CallRecord, VehicleRecord)
Identity = tuple[str, datetime | None]
"""A record by its id; a call also by its opening, as numbers are used again."""
_NOT_HELD: Identity = ("", None)
T = TypeVar("T")

_SLICE = 4_000
"""Records that are compared before the event loop gets its turn (about 2 ms)."""
_BLOCK = 64
"""Records that are compared with those before at once: hardly any of a long list change."""
_BLOCKWISE = 8
"""How many records of such a block are compared in the time of one by itself."""
_DECODING = 25
"""How many comparisons one decoding is worth."""
_LONG_RECORD = 50_000
"""And of one record: to clean so much takes 15 ms."""


async def aside(size: int, most: int, work: Callable[[], T]) -> T:
    """Do that work; on many bytes it is done in a thread.

    Args:
        size: how many bytes it is on.
        most: from so many on it is done in a thread.
        work: what is to be done.

    Returns:
        What the work returns.
    """
    return work() if size < most else await in_thread(work)


class Compared(Struct, Generic[R]):
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
    """The raw bytes of the records of one kind, as they were in the last reading."""

    def __init__(self, subject: Subject, reader: RecordReader[R], *, keep: bool) -> None:
        self._keep = keep
        self.marks = RecordWarnings(subject)
        self._subject = subject
        self._reader: RecordReader[R] = reader
        self._identities: dict[bytes, Identity] = {}
        self._raws: dict[Identity, bytes] = {}
        self._of: dict[str, frozenset[Identity]] = {}
        self._told = ToldRefusals()
        self._order: list[bytes] = []
        self._order_identities: list[Identity] = []
        """Of what stands where; `_NOT_HELD` where it is not held."""

    async def compare(
        self, listed: Sequence[Raw], document: DocumentEnvelope, rest: Callable[[], Awaitable[None]]
    ) -> Compared[R]:
        """Find what is new in the list and what cannot stay in it.

        Args:
            listed: the records as they came.
            document: the envelope that they came in.
            rest: awaited now and then, so that a large list does not hold up the event loop.
        """
        latest = document.generated_at + AHEAD
        found = Compared[R](complete=document.complete)
        spent = 0
        for start in range(0, len(listed), _BLOCK):
            raws = list(map(bytes, listed[start : start + _BLOCK]))
            if self._take_block(start, raws, found):
                spent += len(raws) // _BLOCKWISE
            else:
                for position, raw in enumerate(raws, start + 1):
                    spent += await self._take_raw(position, raw, found, latest)
                    if spent >= _SLICE:
                        spent = 0
                        await rest()
            if spent >= _SLICE:
                spent = 0
                await rest()
        if found.was_read and len(found.listed) > len(set(map(itemgetter(0), found.listed))):
            self._settle(found, document.generated_at, latest)
        return found

    def _take_block(self, start: int, raws: list[bytes], found: Compared[R]) -> bool:
        """Add records that stand, all of them, where they stood, unchanged; tell whether they do.

        Args:
            start: the place of the first one in the list, from 0.
            raws: the records as they came.
            found: the result so far.
        """
        before = self._order[start : start + len(raws)]
        identities = self._order_identities[start : start + len(raws)]
        if raws != before or len(identities) != len(before) or _NOT_HELD in identities:
            return False
        if not found.listed.keys().isdisjoint(identities):
            return False
        found.order += before
        found.listed.update(zip(identities, before, strict=True))
        return True

    async def _take_raw(
        self, position: int, raw: bytes, found: Compared[R], latest: datetime
    ) -> int:
        """Add one record, read if it is not known, and return its cost in comparisons.

        Args:
            position: its place in the list, from 1.
            raw: the record as it came.
            found: the result so far.
            latest: no time in it may be later.
        """
        if self._order[position - 1 : position] == [raw]:
            raw = self._order[position - 1]  # the same bytes, but their hash is known already
        found.order.append(raw)
        known = self._identities.get(raw)
        if known is not None and found.listed.setdefault(known, raw) is raw:
            return 1
        found.was_read = True
        try:
            reading = partial(self._reader.read_marked, raw, latest)
            read = await aside(len(raw), _LONG_RECORD, reading)
            if read.odd:
                found.odd[raw] = read.odd
            if read.beyond:
                found.beyond[read.record] = read.beyond
            found.zoned = found.zoned or read.zoned
            await self._take(read.record, raw, found, latest, position)
        except BadRecord as error:
            self._refuse(id_of(raw), str(error), raw, position, found)
        slowly = b"\\" in raw or not raw.isascii()
        return _DECODING + (len(raw) // 2 if slowly else 0)

    def _settle(self, found: Compared[R], now: datetime, latest: datetime) -> None:
        """Keep the newer report alone of calls with one number that are one call."""
        by_id: dict[str, list[Identity]] = {}
        for identity in found.listed:
            by_id.setdefault(identity[0], []).append(identity)
        for identities in by_id.values():
            kept: list[tuple[Identity, R]] = []
            for identity in identities if len(identities) > 1 else ():
                record = self._reader.read(found.listed[identity], latest)
                twin = next((part for part in kept if _is_same(part[1], record, now)), None)
                if twin is None:
                    kept.append((identity, record))
                    continue
                older = twin if _newer(record, twin[1]) else (identity, record)
                if older is twin:
                    kept[kept.index(twin)] = identity, record
                raw = found.listed.pop(older[0])
                found.changed.pop(older[0], None)
                at = found.order.index(raw) + 1
                self._refuse(older[1].id, LISTED_TWICE, raw, at, found, cause="listed twice")

    async def _take(
        self, record: R, raw: bytes, found: Compared[R], latest: datetime, position: int
    ) -> None:
        """Add one record. Of two with the same id the newer stands, and the older is told."""
        identity = _identity(record)
        if identity in found.listed:
            first = found.listed[identity]
            if first == raw:
                return
            other = await aside(len(first), _LONG_RECORD, partial(self._reader.read, first, latest))
            if record == other:
                return
            # Looked for only here: hardly any document lists a record twice.
            older, at = first, found.order.index(first) + 1
            if not _newer(record, other):
                older, at, raw, record = raw, position, first, other
            self._refuse(record.id, LISTED_TWICE, older, at, found, cause="listed twice")
        found.listed[identity] = raw
        if self._identities.get(raw) != identity:
            found.changed[identity] = record
        else:
            found.changed.pop(identity, None)

    def _refuse(
        self,
        id_: str | None,
        reason: str,
        raw: bytes,
        position: int,
        found: Compared[R],
        *,
        cause: RefusalCause = "",
    ) -> None:
        digest = sha256(raw).hexdigest()[:16]
        refused = RefusedRecord(self._subject, id_ or "", reason, digest, position, cause)
        if not id_:
            refused = nameless(self._subject, reason, digest, position)
        found.refused.append(refused)
        if self._keep:
            found.beyond[refused] = raw[:MOST].decode(errors="replace")

    def changes(self, found: Compared[R]) -> Iterator[Changed]:
        """Give what changed in a list, with what each adds to the journal."""
        for identity, record in found.changed.items():
            yield Changed(
                self._subject,
                identity[0],
                size=len(found.listed[identity]) + len(found.beyond.get(record, "")),
                is_emergency=getattr(record, "status", "") == EMERGENCY,
                is_new=identity not in self._raws,
            )

    def limit(
        self, found: Compared[R], later: frozenset[tuple[Subject, str]], growth: Growth
    ) -> None:
        """Leave out what has to wait; what is set aside is told as far as the budget goes.

        Args:
            found: what a list came to.
            later: the records that have to wait, by kind and id.
            growth: the budget.
        """
        for identity in [one for one in found.changed if (self._subject, one[0]) in later]:
            found.beyond.pop(found.changed.pop(identity), None)
        found.refused[:] = self._told.limited(found.refused, growth, found.beyond)

    async def keep(self, found: Compared[R], rest: Callable[[], Awaitable[None]]) -> None:
        """Hold what changed in place of what it replaces; let go of what is not listed any more."""
        if found.changed or found.complete:
            self._order_identities = []  # what stood where is not known until all of it is held
        for number, identity in enumerate(found.changed, 1):
            if number % _SLICE == 0:
                await rest()
            # Of a call whose opening was put right the old one is gone.
            for other in self._of.get(identity[0], frozenset()):
                if other not in found.listed:  # looked up: a difference of sets walks over all
                    self._forget(other)
            self._forget(identity)
            raw = found.listed[identity]
            self._raws[identity] = raw
            self._identities[raw] = identity
            self._of[identity[0]] = self._of.get(identity[0], frozenset()) | {identity}
            self.marks.hold(identity[0], found.odd.get(raw, ""))
        if not found.complete:
            return
        self._order = found.order
        if len(self._raws) != len(found.listed):
            for number, identity in enumerate(self._raws.keys() - found.listed.keys(), 1):
                if number % _SLICE == 0:
                    await rest()
                self._forget(identity)
        await self._know_places(found, rest)

    async def _know_places(self, found: Compared[R], rest: Callable[[], Awaitable[None]]) -> None:
        """Note which record stands where."""
        identities: list[Identity] = []
        for start in range(0, len(found.order), _SLICE):
            if start:
                await rest()
            part = found.order[start : start + _SLICE]
            identities += map(self._identities.get, part, repeat(_NOT_HELD))
        self._order_identities = identities

    def _forget(self, identity: Identity) -> None:
        raw = self._raws.pop(identity, None)
        if raw is None:
            return
        del self._identities[raw]
        id_ = identity[0]
        left = self._of.pop(id_) - {identity}
        if left:
            self._of[id_] = left
        else:
            self.marks.forget(id_)


def _identity(record: CallRecord | VehicleRecord) -> Identity:
    return record.id, record.opened_at if isinstance(record, CallRecord) else None


def _is_same(
    one: CallRecord | VehicleRecord, other: CallRecord | VehicleRecord, now: datetime
) -> bool:
    return (
        isinstance(one, CallRecord)
        and isinstance(other, CallRecord)
        and is_same_call(one, other, now)
    )


def _newer(one: CallRecord | VehicleRecord, other: CallRecord | VehicleRecord) -> bool:
    if isinstance(one, CallRecord) and isinstance(other, CallRecord):
        return one.newer_than(other)
    if isinstance(one, VehicleRecord) and isinstance(other, VehicleRecord):
        return one.status_at > other.status_at
    raise TypeError("records of two kinds cannot be compared")
