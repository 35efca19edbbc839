"""A decoder of documents: only what changed since the last one is decoded.

A `Decoder` holds the raw bytes of every record of its last reading. A record whose bytes are the
same needs no work. A large document is worked through in slices, so that keys are not held up;
nothing that is held changes before the whole document has been found good.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from functools import partial
from hashlib import sha256
from itertools import repeat
from typing import Generic, TypeVar

from msgspec import Raw, Struct

from jru_tui.board.events import LISTED_TWICE, RefusalCause, Subject
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import EMERGENCY
from jru_tui.feeds.decoding.ambiguous_hour import Recall, RepeatedHour
from jru_tui.feeds.decoding.envelope import (
    BadDocument,
    DocumentEnvelope,
    joined,
    read_through,
    records,
    split,
)
from jru_tui.feeds.decoding.normalise import AHEAD, BadRecord
from jru_tui.feeds.decoding.record import DuplicateKeysError, RecordReader, id_of
from jru_tui.feeds.decoding.refusals import ToldRefusals
from jru_tui.feeds.decoding.unknown_fields import MOST
from jru_tui.feeds.decoding.warnings import RecordWarnings
from jru_tui.feeds.growth import WAITS, Changed, Growth
from jru_tui.feeds.models import FeedReading, PollFailure, RefusedRecord, nameless
from jru_tui.feeds.offload import in_thread
from jru_tui.feeds.size_errors import Caps, size_error

R = TypeVar("R", CallRecord, VehicleRecord)
T = TypeVar("T")

MAX_RECORDS = 5_000
"""Calls that one document may list, and vehicles, unless set otherwise."""
_SLICE = 4_000
"""Records that are compared before the event loop gets its turn (about 2 ms)."""
_BLOCK = 64
"""Records that are compared with those before at once: hardly any of a long list change."""
_BLOCKWISE = 8
"""How many records of such a block are compared in the time of one by itself."""
_DECODING = 25
"""How many comparisons one decoding is worth."""
_LARGE = 1_000_000
"""Bytes whose splitting is worth a turn of the event loop of its own (about 1 ms)."""
_REST_S = 0.001
_ODD = 256_000
"""Bytes of a document from which on reading an odd one holds the keys up."""
_LONG_RECORD = 50_000
"""And of one record: to clean so much takes 15 ms."""


async def _rest() -> None:
    await asyncio.sleep(_REST_S)


async def _aside(size: int, most: int, work: Callable[[], T]) -> T:
    """The result of that work on so many bytes; on more than `most` it is done in a thread."""
    return work() if size < most else await in_thread(work)


class Decoder:
    """A decoder of documents, each against the one before.

    Args:
        zone: the zone of times that come without one; None refuses them.
        max_records: what a document may list before it is refused as a whole.
        keep_unknown: fields that nobody knows are told in `beyond`.
        heard_at: when the feed was heard last before this program began.
        recall: gives the times that are held of a record from then.
        growth: what changed records may add to the journal.
        rest: awaited between slices of a large document.
    """

    def __init__(
        self,
        zone: tzinfo | None = None,
        max_records: int = MAX_RECORDS,
        *,
        keep_unknown: bool = True,
        heard_at: datetime | None = None,
        recall: Recall = lambda *_: frozenset(),
        growth: Growth | None = None,
        rest: Callable[[], Awaitable[None]] = _rest,
    ) -> None:
        self.growth = growth or Growth()
        self._zone = zone
        self._max_records = max_records
        self._rest = rest
        self._told_zone = False
        self._hour = RepeatedHour(heard_at, recall)
        reader = partial(RecordReader, zone=zone, hour=self._hour, keep_unknown=keep_unknown)
        self._calls = _HeldRecord("call", reader(CallRecord), keep=keep_unknown)
        self._vehicles = _HeldRecord("vehicle", reader(VehicleRecord), keep=keep_unknown)

    async def page(
        self, body: bytes, near: datetime | None = None
    ) -> DocumentEnvelope | PollFailure:
        """Take one page apart: its envelope, and where its records are.

        `near`: what a clock says, for a document whose own time may be either of two.
        """
        try:
            for _ in read_through(body):
                await self._rest()
            # To mend an odd one takes long, and so does to look for its double keys.
            caps = Caps(self._max_records)
            return await _aside(len(body), _ODD, lambda: split(body, self._zone, near, caps))
        except BadDocument as error:
            return PollFailure(str(error))

    async def decode(self, body: bytes) -> FeedReading | PollFailure:
        """The reading of a document that has one page."""
        page = await self.page(body)
        return page if isinstance(page, PollFailure) else await self.read([page], size=len(body))

    async def read(
        self, pages: Sequence[DocumentEnvelope], size: int = 0
    ) -> FeedReading | PollFailure:
        """The reading of all pages of one document, `size` bytes on the wire; all or nothing."""
        document = joined(pages)
        self._hour.document(document.generated_at)
        try:
            listed = await self._records(document.calls, "calls")
            others = await self._records(document.vehicles, "vehicles")
            for what, count in (("calls", len(listed)), ("vehicles", len(others))):
                if count > self._max_records:
                    said = f"the document lists {count:,} {what}, more"
                    return PollFailure(size_error(said, f"{self._max_records:,}", "max_records"))
            calls = await self._calls.compare(listed, document, self._rest)
            vehicles = await self._vehicles.compare(others, document, self._rest)
        except BadDocument as error:
            return PollFailure(str(error))
        except DuplicateKeysError as error:
            return PollFailure(f"the document is refused: {error}")
        except RecursionError:
            return PollFailure("the document is nested too deeply")
        self.growth.begin()
        changes = [*self._calls.changes(calls), *self._vehicles.changes(vehicles)]
        later = self.growth.postponed(changes)
        self._calls.limit(calls, later, self.growth)
        self._vehicles.limit(vehicles, later, self.growth)
        await self._calls.keep(calls, self._rest)
        await self._vehicles.keep(vehicles, self._rest)
        return FeedReading(
            generated_at=document.generated_at,
            complete=document.complete,
            calls=tuple(calls.changed.values()),
            vehicles=tuple(vehicles.changed.values()),
            listed_calls=frozenset(calls.listed),
            listed_vehicles=frozenset(vehicles.listed),
            refused=(*calls.refused, *vehicles.refused),
            marked=(*self._calls.marks.standing(), *self._vehicles.marks.standing()),
            beyond={**calls.beyond, **vehicles.beyond},
            cursor=document.cursor,
            size=size,
            waiting=self.growth.waiting,
            remark=WAITS
            if self.growth.waiting
            else self._zone_told(zoned=calls.zoned or vehicles.zoned),
        )

    def _zone_told(self, *, zoned: bool) -> str:
        """Say once that times come without a zone; empty where none do, or it was said."""
        if not zoned or self._told_zone:
            return ""
        self._told_zone = True
        return f"its times have no zone: they are read as {self._zone}, as the settings say"

    async def _records(self, lists: Sequence[Raw], key: str) -> list[Raw]:
        """The records of that list of every page."""
        found: list[Raw] = []
        for list_ in lists:
            if len(memoryview(list_)) > _LARGE:
                await self._rest()
            found += records(list_, key)
        return found


class _Compared(Struct, Generic[R]):
    """The result of comparing one list of records with the last one."""

    complete: bool
    listed: dict[str, bytes] = {}
    changed: dict[str, R] = {}
    odd: dict[bytes, str] = {}
    beyond: dict[CallRecord | VehicleRecord | RefusedRecord, str] = {}
    zoned: bool = False
    refused: list[RefusedRecord] = []
    order: list[bytes] = []


class _HeldRecord(Generic[R]):
    """The raw bytes of the records of one kind, as they were in the last reading."""

    def __init__(self, subject: Subject, reader: RecordReader[R], *, keep: bool) -> None:
        self._keep = keep
        self.marks = RecordWarnings(subject)
        self._subject = subject
        self._reader: RecordReader[R] = reader
        self._ids: dict[bytes, str] = {}
        self._raws: dict[str, bytes] = {}
        self._order: list[bytes] = []
        self._order_ids: list[str] = []  # of what stands where; empty where it is not held
        self._told = ToldRefusals()

    async def compare(
        self, listed: Sequence[Raw], document: DocumentEnvelope, rest: Callable[[], Awaitable[None]]
    ) -> _Compared[R]:
        """Find what is new in the list and what cannot stay in it."""
        latest = document.generated_at + AHEAD
        found = _Compared[R](complete=document.complete)
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
        return found

    def _take_block(self, start: int, raws: list[bytes], found: _Compared[R]) -> bool:
        """Add records that stand, all of them, where they stood, unchanged; tell whether they do.

        Args:
            start: the place of the first one in the list, from 0.
            raws: the records as they came.
            found: the result so far.
        """
        before = self._order[start : start + len(raws)]
        ids = self._order_ids[start : start + len(raws)]
        if raws != before or len(ids) != len(before) or "" in ids:
            return False
        if not found.listed.keys().isdisjoint(ids):
            return False
        found.order += before
        found.listed.update(zip(ids, before, strict=True))
        return True

    async def _take_raw(
        self, position: int, raw: bytes, found: _Compared[R], latest: datetime
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
        known = self._ids.get(raw)
        if known is not None and found.listed.setdefault(known, raw) is raw:
            return 1
        try:
            reading = partial(self._reader.read_marked, raw, latest)
            read = await _aside(len(raw), _LONG_RECORD, reading)
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

    async def _take(
        self, record: R, raw: bytes, found: _Compared[R], latest: datetime, position: int
    ) -> None:
        """Add one record. Of two with the same id the newer stands, and the older is told."""
        if record.id in found.listed:
            first = found.listed[record.id]
            if first == raw:
                return
            other = await _aside(
                len(first), _LONG_RECORD, partial(self._reader.read, first, latest)
            )
            if record == other:
                return
            # Looked for only here: hardly any document lists a record twice.
            older, at = first, found.order.index(first) + 1
            if not _newer(record, other):
                older, at, raw, record = raw, position, first, other
            self._refuse(record.id, LISTED_TWICE, older, at, found, cause="listed twice")
        found.listed[record.id] = raw
        if self._ids.get(raw) != record.id:
            found.changed[record.id] = record
        else:
            found.changed.pop(record.id, None)

    def _refuse(
        self,
        id_: str | None,
        reason: str,
        raw: bytes,
        position: int,
        found: _Compared[R],
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

    def changes(self, found: _Compared[R]) -> Iterator[Changed]:
        """Give what changed in a list, with what each adds to the journal."""
        for id_, record in found.changed.items():
            yield Changed(
                self._subject,
                id_,
                size=len(found.listed[id_]) + len(found.beyond.get(record, "")),
                is_emergency=getattr(record, "status", "") == EMERGENCY,
                is_new=id_ not in self._raws,
            )

    def limit(
        self, found: _Compared[R], later: frozenset[tuple[Subject, str]], growth: Growth
    ) -> None:
        """Leave out what has to wait; what is set aside is told as far as the budget goes."""
        for subject, id_ in later:
            if subject == self._subject:
                found.beyond.pop(found.changed.pop(id_), None)
        found.refused[:] = self._told.limited(found.refused, growth, found.beyond)

    async def keep(self, found: _Compared[R], rest: Callable[[], Awaitable[None]]) -> None:
        """Hold what changed in place of what it replaces; let go of what is not listed any more."""
        if found.changed or found.complete:
            self._order_ids = []  # what stood where is not known until all of it is held
        for number, id_ in enumerate(found.changed, 1):
            if number % _SLICE == 0:
                await rest()
            self._forget(id_)
            raw = found.listed[id_]
            self._raws[id_] = raw
            self._ids[raw] = id_
            self.marks.hold(id_, found.odd.get(raw, ""))
        if not found.complete:
            return
        self._order = found.order
        if len(self._raws) != len(found.listed):
            for number, id_ in enumerate(self._raws.keys() - found.listed.keys(), 1):
                if number % _SLICE == 0:
                    await rest()
                self._forget(id_)
        ids: list[str] = []
        for start in range(0, len(found.order), _SLICE):
            if start:
                await rest()
            ids += map(self._ids.get, found.order[start : start + _SLICE], repeat(""))
        self._order_ids = ids

    def _forget(self, id_: str) -> None:
        raw = self._raws.pop(id_, None)
        if raw is not None:
            del self._ids[raw]
            self.marks.forget(id_)


def _newer(one: CallRecord | VehicleRecord, other: CallRecord | VehicleRecord) -> bool:
    if isinstance(one, CallRecord) and isinstance(other, CallRecord):
        return one.newer_than(other)
    if isinstance(one, VehicleRecord) and isinstance(other, VehicleRecord):
        return one.status_at > other.status_at
    raise TypeError("records of two kinds cannot be compared")
