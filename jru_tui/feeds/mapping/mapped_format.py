"""A mapped feed as a format: pages of rows in, one reading out.

What the rows come to is written as a `jru/1` document and read by the native decoder. So there is
one set of rules for records, and only what changed reaches the board.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.feeds.decoding.ambiguous_hour import Recall, RepeatedHour
from jru_tui.feeds.decoding.decoder import MAX_RECORDS, Decoder
from jru_tui.feeds.decoding.envelope import BadDocument, DocumentEnvelope
from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.growth_limit import WAITS, ToldRefusals
from jru_tui.feeds.mapping import requests
from jru_tui.feeds.mapping.calls_from_rows import KnownCalls
from jru_tui.feeds.mapping.document_pages import MappedPage, PageReader
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.mapper import MappedDocument, document, map_rows
from jru_tui.feeds.mapping.row_cache import RowCache, StatusMemory
from jru_tui.feeds.mapping.unmatched_keys import unmatched_keys
from jru_tui.feeds.mapping.values import Unmapped, unmapped_codes
from jru_tui.feeds.models import FeedReading, MarkedRecord, PollFailure, RefusedRecord
from jru_tui.feeds.offload import LARGE, let_go, offload, settle
from jru_tui.feeds.size_errors import Caps, too_many

if TYPE_CHECKING:
    from jru_tui.feeds.transport.client import HttpAnswer

T = TypeVar("T")

_ROW = 300
"""Bytes of work that a row counts for which is held from an earlier document."""
_MOST_NAMED = 5
_CUT_OFF = (
    "it began before the time that the feed is asked about (since.window_h): the first to arrive "
    "may be missing, and its response times may be too long"
)
_TOO_DEEP = PollFailure("the document is nested too deeply")


class _Made(Struct, frozen=True):
    """The `jru/1` document that rows were made into, and what was noted on the way."""

    document: DocumentEnvelope
    refused: tuple[RefusedRecord, ...]
    marked: tuple[MarkedRecord, ...]
    known: KnownCalls
    unmapped: Mapping[Unmapped, int]
    unused: tuple[str, ...]
    cursor: str | None


class MappedFormat:
    """A format that asks for and reads the documents of one mapping, each against the last.

    Args:
        mapping: how they are read.
        clock: this machine's time, where neither the document nor its headers tell one.
        max_records: what a document may come to before it is refused as a whole.
        thorough: readings tell what of the mapping found nothing.
        keep_unknown: what came of records that are set aside is told in `beyond`.
        heard_at: when the feed was heard last before this program began.
        recall: gives the times that are held of a record from then.
    """

    any_type = True
    any_text = True

    def __init__(
        self,
        mapping: FieldMapping,
        clock: Callable[[], datetime],
        max_records: int = MAX_RECORDS,
        *,
        thorough: bool = False,
        keep_unknown: bool = True,
        heard_at: datetime | None = None,
        recall: Recall = lambda *_: frozenset(),
    ) -> None:
        self._mapping = mapping
        self._clock = clock
        self._thorough = thorough
        self._caps = Caps(max_records)
        self._decoder = Decoder(None, max_records, keep_unknown=keep_unknown)
        self._pages = PageReader(mapping, clock, self._caps)
        self._last: FeedReading | None = None
        self._memory = StatusMemory(mapping.file.gone.wait_s)
        self._held = RowCache(mapping, clock, self._caps)
        self._known: KnownCalls = {}
        self._refusals = ToldRefusals()
        self._hour = RepeatedHour(heard_at, recall)
        self._partial = False
        self.warnings = mapping.warnings
        self.headers: Mapping[bytes, bytes] = requests.headers(mapping)

    def addresses(self, url: str, cursor: str | None) -> tuple[str, ...]:
        """List the addresses of the calls, and of the vehicles if those are elsewhere."""
        self._partial = cursor is not None
        return requests.addresses(self._mapping, url, cursor, self._clock())

    async def page(self, answer: "HttpAnswer", part: int, number: int) -> MappedPage | PollFailure:
        """Find the rows of one page.

        Args:
            answer: the answer of the server.
            part: the address it came from, counted from 0.
            number: the page of that address, counted from 0.
        """
        return await _in_words(len(answer.body), lambda: self._pages.page(answer, part, number))

    async def read(self, pages: Sequence[MappedPage], size: int) -> FeedReading | PollFailure:
        """Map all rows, and read what they come to."""
        as_of = min(page.as_of for page in pages)
        if self._last is not None and self._pages.are_known(pages):
            self._hour.document(as_of)
            same = replace(self._last, generated_at=as_of, calls=(), vehicles=(), size=size)
            return self._memory.remembered(same, self._clock())
        weight = sum(page.size for page in pages)
        found = await _in_words(weight, lambda: [self._pages.in_full(page) for page in pages])
        if isinstance(found, PollFailure):
            return found
        reading = await self._read(found, as_of, size)
        if isinstance(reading, PollFailure):
            return reading
        # What was set aside may be good by now; what is asked for as news is never the same.
        undone = any(known.undone_since is not None for known in self._known.values())
        is_open = bool(reading.refused or reading.waiting or undone)
        is_final = not is_open and reading.cursor is None
        self._last = reading if is_final else None
        self._pages.keep(found if is_final else ())
        return self._memory.remembered(reading, self._clock())

    async def _read(
        self, pages: Sequence[MappedPage], as_of: datetime, size: int
    ) -> FeedReading | PollFailure:
        told_time = any(page.made_at for page in pages)
        rows = [row for page in pages for row in (page.rows or ([], []))[0]]
        vehicles = [row for page in pages for row in (page.rows or ([], []))[1]]
        let_go(*(row for page in pages for row in page.rows or ()))
        count = len(rows) + len(vehicles)
        if count > self._caps.rows:
            return PollFailure(too_many("rows", count, self._caps.rows))
        weight = sum(page.size for page in pages) + _ROW * len(self._held)
        partial = self._partial
        result = await _in_words(weight, lambda: self._made(rows, vehicles, as_of, partial=partial))
        if isinstance(result, PollFailure):
            return result
        reading = await self._decoder.read([result.document], size)
        if weight >= LARGE:
            settle()
        if isinstance(reading, PollFailure):
            return reading
        self._known = result.known
        timed = self._mapping.file.generated_at
        missed = self.warnings
        if self._thorough and timed and not told_time:
            missed += (f"generated_at ({quoted(timed)}) finds nothing",)
        beside = dict.fromkeys(name for page in pages for name in page.beside)
        if self._thorough and beside and not reading.listed_calls:
            named = quoted(self._mapping.file.calls.list)
            names = ", ".join(map(quoted, list(beside)[:_MOST_NAMED]))
            missed += (f"calls.list ({named}) finds no calls; the document holds {names}",)
        if self._thorough:
            cut = dict.fromkeys(page.cut for page in pages if page.cut)
            missed += tuple(
                f"the document is cut short: {sign}; there is no [paging]" for sign in cut
            )
        refused = self._refusals.limit(result.refused, self._decoder.growth)
        waiting = self._decoder.growth.waiting
        return replace(
            reading,
            # Where the native reader met one is no place in the foreign document.
            refused=(*refused, *(replace(record, position=0) for record in reading.refused)),
            marked=(*result.marked, *reading.marked),
            waiting=waiting,
            cursor=result.cursor,
            remark=WAITS if waiting else "",
            unmapped=unmapped_codes(result.unmapped),
            unused=(*result.unused, *missed),
        )

    def _made(
        self, rows: list[Any], vehicles: list[Any], as_of: datetime, *, partial: bool
    ) -> _Made:
        cursor = requests.newest(self._mapping, rows, as_of)
        if cursor is not None:
            rows = self._held.with_new(rows, as_of, partial=partial)
        self._hour.document(as_of)
        mapped = map_rows(
            self._mapping,
            rows,
            vehicles,
            self._known,
            self._hour,
            as_of=as_of,
            caps=self._caps,
            release=not self._thorough,
        )
        found: tuple[str, ...] = ()
        if self._thorough:
            found = tuple(unmatched_keys(self._mapping, rows, vehicles))
        let_go(rows, vehicles)
        self._memory.date(mapped.vehicles, as_of)
        marked = (*mapped.marked, *self._cut_off(mapped))
        result, refused = document(mapped, as_of)
        let_go(mapped.calls, mapped.vehicles)
        result = replace(result, complete=not partial)
        return _Made(result, refused, marked, mapped.known, mapped.unmapped, found, cursor)

    def _cut_off(self, mapped: MappedDocument) -> Iterator[MarkedRecord]:
        """Marks for calls that began before what was asked for: what was first may not be here."""
        marked = {mark.key for mark in mapped.marked if mark.subject == "call"}
        for call in mapped.calls:
            opened = call.get("opened_at")
            if opened and call["id"] not in marked:
                opened_at = datetime.fromisoformat(opened)
                if self._held.began_before(call["id"], opened_at):
                    yield MarkedRecord("call", call["id"], _CUT_OFF)


async def _in_words(size: int, work: Callable[[], T]) -> T | PollFailure:
    """The result of that work on so many bytes, or in words why there is none."""

    def tried() -> T | PollFailure:
        # What is let go with an exception is let go where it was raised, beside the event loop.
        try:
            return work()
        except BadDocument as error:
            return PollFailure(str(error))
        except RecursionError:
            return _TOO_DEEP

    result = await offload(size, tried)
    if isinstance(result, PollFailure):
        settle()
    return result
