"""A decoder of documents: only what changed since the last one is decoded.

A `Decoder` holds the raw bytes of every record of its last reading. A record whose bytes are the
same needs no work. A large document is worked through in slices, so that keys are not held up;
nothing that is held changes before the whole document has been found good.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from operator import itemgetter
from typing import TypeVar, cast

from msgspec import Raw
from msgspec.structs import replace

from jru_tui.board import CallRecord, Subject, VehicleRecord
from jru_tui.feeds.decoding.ambiguous_hour import Recall, RepeatedHour
from jru_tui.feeds.decoding.envelope import (
    BadDocument,
    DocumentEnvelope,
    join_pages,
    read_through,
    records,
    split,
)
from jru_tui.feeds.decoding.record import DuplicateKeysError, RecordReader
from jru_tui.feeds.decoding.record_comparison import RecordComparison, aside
from jru_tui.feeds.decoding.repeated_records import shorten
from jru_tui.feeds.growth_limit import WAITS, GrowthLimit
from jru_tui.feeds.models import FeedReading, PollFailure
from jru_tui.feeds.size_errors import Caps, size_error

T = TypeVar("T")

MAX_RECORDS = 5_000
"""Calls that one document may list, and vehicles, unless set otherwise."""
_LARGE = 1_000_000
"""Bytes whose splitting is worth a turn of the event loop of its own (about 1 ms)."""
_REST_S = 0.001
_ODD = 256_000
"""Bytes of a document from which on reading an odd one holds the keys up."""


async def _rest() -> None:
    await asyncio.sleep(_REST_S)


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
        growth: GrowthLimit | None = None,
        rest: Callable[[], Awaitable[None]] = _rest,
    ) -> None:
        self.growth = growth or GrowthLimit()
        self._zone = zone
        self._max_records = max_records
        self._rest = rest
        self._told_zone = False
        self._hour = RepeatedHour(heard_at, recall)
        reader = partial(RecordReader, zone=zone, hour=self._hour, keep_unknown=keep_unknown)
        self._calls = RecordComparison("call", reader(CallRecord), keep=keep_unknown)
        self._vehicles = RecordComparison("vehicle", reader(VehicleRecord), keep=keep_unknown)

    async def page(
        self, body: bytes, near: datetime | None = None
    ) -> DocumentEnvelope | PollFailure:
        """Take one page apart: its envelope, and where its records are.

        `near`: what a clock says, for a document whose own time may be either of two.
        """
        try:
            for _ in read_through(body):
                await self._rest()
            caps = Caps(self._max_records)
            short = partial(self._short_page, body, near, caps)
            if (page := await aside(len(body), _LARGE, short)) is not None:
                return page
            # To mend an odd one takes long, and so does to look for its double keys.
            return await aside(len(body), _ODD, lambda: split(body, self._zone, near, caps))
        except BadDocument as error:
            return PollFailure(str(error))

    def _short_page(
        self, body: bytes, near: datetime | None, caps: Caps
    ) -> DocumentEnvelope | None:
        """Take a page apart without what it repeats; None where it has to be read as it came."""
        records_before = (self._calls.cache.order, self._vehicles.cache.order)
        short = shorten(body, records_before, caps)
        if short is None:
            return None
        try:
            page = split(short.body, self._zone, near, caps, mends=False)
            lists = [records(listed, "") for listed in (*page.calls, *page.vehicles)]
        except (BadDocument, RecursionError):
            return None
        wholes = short.whole(lists)
        if wholes is None:
            return None
        calls = len(page.calls)
        return replace(page, calls=tuple(wholes[:calls]), vehicles=tuple(wholes[calls:]))

    async def decode(self, body: bytes) -> FeedReading | PollFailure:
        """The reading of a document that has one page."""
        page = await self.page(body)
        return page if isinstance(page, PollFailure) else await self.read([page], size=len(body))

    async def read(
        self, pages: Sequence[DocumentEnvelope], size: int = 0
    ) -> FeedReading | PollFailure:
        """The reading of all pages of one document, `size` bytes on the wire; all or nothing."""
        document = join_pages(pages)
        self._hour.document(document.generated_at)
        try:
            listed = await self._records(document.calls, "calls")
            others = await self._records(document.vehicles, "vehicles")
            for noun, count in (("calls", len(listed)), ("vehicles", len(others))):
                if count > self._max_records:
                    message = f"the document lists {count:,} {noun}, more"
                    return PollFailure(size_error(message, f"{self._max_records:,}", "max_records"))
            calls = await self._calls.compare(listed, document, self._rest)
            vehicles = await self._vehicles.compare(others, document, self._rest)
        except BadDocument as error:
            return PollFailure(str(error))
        except DuplicateKeysError as error:
            return PollFailure(f"the document is refused: {error}")
        except RecursionError:
            return PollFailure("the document is nested too deeply")
        self.growth.begin()
        later: frozenset[tuple[Subject, str]] = frozenset()
        if self.growth.is_limited:
            changes = [*self._calls.changes(calls), *self._vehicles.changes(vehicles)]
            later = self.growth.postponed(changes)
        self._calls.limit(calls, later, self.growth)
        self._vehicles.limit(vehicles, later, self.growth)
        await self._calls.cache.keep(calls, self._rest)
        await self._vehicles.cache.keep(vehicles, self._rest)
        return FeedReading(
            generated_at=document.generated_at,
            complete=document.complete,
            calls=tuple(calls.changed.values()),
            vehicles=tuple(vehicles.changed.values()),
            listed_calls=frozenset(map(itemgetter(0), calls.listed)),
            listed_vehicles=frozenset(map(itemgetter(0), vehicles.listed)),
            # Each call has an opening: this is no loop of ours over a list that may be long.
            listed_openings=cast("frozenset[tuple[str, datetime]]", frozenset(calls.listed)),
            refused=(*calls.refused, *vehicles.refused),
            marked=(*self._calls.cache.marks.standing(), *self._vehicles.cache.marks.standing()),
            beyond={**calls.beyond, **vehicles.beyond},
            cursor=document.cursor,
            size=size,
            waiting=self.growth.waiting,
            remark=WAITS
            if self.growth.waiting
            else self._zone_words(zoned=calls.zoned or vehicles.zoned),
        )

    def _zone_words(self, *, zoned: bool) -> str:
        """Say once that times come without a zone; empty where none do, or it was said."""
        if not zoned or self._told_zone:
            return ""
        self._told_zone = True
        return f"its times have no zone: they are read as {self._zone}, as the settings say"

    async def _records(
        self, lists: Sequence[Raw | Sequence[bytes]], key: str
    ) -> Sequence[Raw | bytes]:
        """The records of that list of every page."""
        found: list[Raw | bytes] = []
        for list_ in lists:
            if isinstance(list_, Raw) and len(memoryview(list_)) > _LARGE:
                await self._rest()
            found += records(list_, key)
        return found
