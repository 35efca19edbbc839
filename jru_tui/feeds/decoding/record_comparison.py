"""The comparison of a list of records with the last one, so that only what changed is decoded."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Raw

from jru_tui.board import (
    EMERGENCY,
    LISTED_TWICE,
    RefusalCause,
    Subject,
)
from jru_tui.feeds.decoding.envelope import DocumentEnvelope
from jru_tui.feeds.decoding.normaliser import AHEAD, BadRecord
from jru_tui.feeds.decoding.plain_records import PlainRecordReader
from jru_tui.feeds.decoding.record import RecordReader, id_of
from jru_tui.feeds.decoding.record_cache import (
    NOT_HELD,
    SLICE,
    ComparisonResult,
    Identity,
    R,
    RecordCache,
    are_same_call,
    identities_of,
    identity_of,
    is_newer,
)
from jru_tui.feeds.decoding.text import reason_of, rule_of
from jru_tui.feeds.decoding.unknown_fields import MOST
from jru_tui.feeds.growth_limit import ChangedRecord, GrowthLimit, ToldRefusals
from jru_tui.feeds.models import RefusedRecord, nameless
from jru_tui.feeds.offload import in_thread

T = TypeVar("T")

_ID = itemgetter(0)
_BLOCK = 64
"""Records that are compared with those before at once: hardly any of a long list change."""
_BLOCKWISE = 8
"""How many records of such a block are compared in the time of one by itself."""
_DECODING = 25
"""How many comparisons one decoding is worth."""
_PLAIN_DECODING = 10
"""The same of a record that is decoded among others."""
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


class RecordComparison(Generic[R]):
    """A comparison of lists of one kind with what was listed before.

    Attributes:
        cache: what was listed before.

    Args:
        subject: what they are records of.
        reader: reads one of them from its bytes.
        keep: true if fields that the contract does not know are kept.
    """

    def __init__(self, subject: Subject, reader: RecordReader[R], *, keep: bool) -> None:
        self._keep = keep
        self._subject = subject
        self._reader: RecordReader[R] = reader
        self._plain: PlainRecordReader[R] = PlainRecordReader(reader.kind)
        self.cache: RecordCache[R] = RecordCache(subject)
        self._told = ToldRefusals()

    async def compare(
        self,
        listed: Sequence[Raw | bytes],
        document: DocumentEnvelope,
        rest: Callable[[], Awaitable[None]],
    ) -> ComparisonResult[R]:
        """Find what is new in the list and what cannot stay in it.

        Args:
            listed: the records as they came.
            document: the envelope that they came in.
            rest: awaited now and then, so that a large list does not hold up the event loop.
        """
        latest = document.generated_at + AHEAD
        found = ComparisonResult[R](complete=document.complete)
        spent = 0
        for start in range(0, len(listed), _BLOCK):
            raws = list(map(bytes, listed[start : start + _BLOCK]))
            if self._take_block(start, raws, found):
                spent += len(raws) // _BLOCKWISE
            else:
                raws = self._with_known_hashes(start, raws)
                new = [raw for raw in raws if raw not in self.cache.identities]
                plain = dict(zip(new, self._plain.read(new, document.generated_at), strict=True))
                spent += _PLAIN_DECODING * len(new)
                one_by_one = () if self._take_plain(raws, plain, found) else raws
                for position, raw in enumerate(one_by_one, start + 1):
                    spent += await self._take_raw(position, raw, plain.get(raw), found, latest)
                    if spent >= SLICE:
                        spent = 0
                        await rest()
            if spent >= SLICE:
                spent = 0
                await rest()
        if found.was_read and len(found.listed) > len(set(map(_ID, found.listed))):
            self._settle(found, document.generated_at, latest)
        return found

    def _take_block(self, start: int, raws: list[bytes], found: ComparisonResult[R]) -> bool:
        """Add records that stand, all of them, where they stood, unchanged; tell whether they do.

        Args:
            start: the place of the first one in the list, from 0.
            raws: the records as they came.
            found: the result so far.
        """
        before = self.cache.order[start : start + len(raws)]
        identities = self.cache.order_identities[start : start + len(raws)]
        if raws != before or len(identities) != len(before) or NOT_HELD in identities:
            return False
        if not found.listed.keys().isdisjoint(identities):
            return False
        found.order += before
        found.listed.update(zip(identities, before, strict=True))
        return True

    def _with_known_hashes(self, start: int, raws: list[bytes]) -> list[bytes]:
        """Put the bytes that are held in place of the same bytes: their hash is known already."""
        before = self.cache.order[start : start + len(raws)]
        known = [old if old == raw else raw for old, raw in zip(before, raws, strict=False)]
        return known + raws[len(known) :]

    def _take_plain(
        self, raws: Sequence[bytes], plain: Mapping[bytes, R | None], found: ComparisonResult[R]
    ) -> bool:
        """Add records that are new and plain, all of them, each by itself; tell whether they are.

        Args:
            raws: the records as they came.
            plain: those that are new, by their bytes; None for what is not plain.
            found: the result so far.
        """
        records: list[R] = [record for record in plain.values() if record is not None]
        identities = [*identities_of(records)]
        if len(set(identities)) < len(raws) or not found.listed.keys().isdisjoint(identities):
            return False
        found.was_read = True
        found.order += plain
        found.listed.update(zip(identities, plain, strict=True))
        found.changed.update(zip(identities, records, strict=True))
        return True

    async def _take_raw(
        self,
        position: int,
        raw: bytes,
        plain: R | None,
        found: ComparisonResult[R],
        latest: datetime,
    ) -> int:
        """Add one record, read if it is not known, and return its cost in comparisons.

        Args:
            position: its place in the list, from 1.
            raw: the record as it came.
            plain: the record, where it was read already, and nothing is to be said of it.
            found: the result so far.
            latest: no time in it may be later.
        """
        found.order.append(raw)
        known = self.cache.identities.get(raw)
        if known is not None and found.listed.setdefault(known, raw) is raw:
            return 1
        found.was_read = True
        if plain is not None:
            await self._take(plain, raw, found, latest, position)
            return 1
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
            self._refuse(id_of(raw), reason_of(error), raw, position, found)
        slowly = b"\\" in raw or not raw.isascii()
        return _DECODING + (len(raw) // 2 if slowly else 0)

    def _settle(self, found: ComparisonResult[R], now: datetime, latest: datetime) -> None:
        """Keep the newer report alone of calls with one number that are one call."""
        by_id: dict[str, list[Identity]] = {}
        for identity in found.listed:
            by_id.setdefault(identity[0], []).append(identity)
        for identities in by_id.values():
            records: list[tuple[Identity, R]] = []
            for identity in identities if len(identities) > 1 else ():
                record = self._reader.read(found.listed[identity], latest)
                twin = next((part for part in records if are_same_call(part[1], record, now)), None)
                if twin is None:
                    records.append((identity, record))
                    continue
                older = twin if is_newer(record, twin[1]) else (identity, record)
                if older is twin:
                    records[records.index(twin)] = identity, record
                raw = found.listed.pop(older[0])
                found.changed.pop(older[0], None)
                at = found.order.index(raw) + 1
                self._refuse(older[1].id, LISTED_TWICE, raw, at, found, cause="listed twice")

    async def _take(
        self, record: R, raw: bytes, found: ComparisonResult[R], latest: datetime, position: int
    ) -> None:
        """Add one record. Of two with the same id the newer stands, and the older is told."""
        identity = identity_of(record)
        if identity in found.listed:
            first = found.listed[identity]
            if first == raw:
                return
            other = await aside(len(first), _LONG_RECORD, partial(self._reader.read, first, latest))
            if record == other:
                return
            # Looked for only here: hardly any document lists a record twice.
            older, at = first, found.order.index(first) + 1
            if not is_newer(record, other):
                older, at, raw, record = raw, position, first, other
            self._refuse(record.id, LISTED_TWICE, older, at, found, cause="listed twice")
        found.listed[identity] = raw
        if self.cache.identities.get(raw) != identity:
            found.changed[identity] = record
        else:
            found.changed.pop(identity, None)

    def _refuse(
        self,
        id_: str | None,
        reason: str,
        raw: bytes,
        position: int,
        found: ComparisonResult[R],
        *,
        cause: RefusalCause = "",
    ) -> None:
        digest = sha256(raw).hexdigest()[:16]
        refused = RefusedRecord(
            self._subject, id_ or "", str(reason), digest, position, cause, rule=rule_of(reason)
        )
        if not id_:
            refused = nameless(self._subject, reason, digest, position)
        found.refused.append(refused)
        if self._keep:
            found.beyond[refused] = raw[:MOST].decode(errors="replace")

    def changes(self, found: ComparisonResult[R]) -> Iterator[ChangedRecord]:
        """Give what changed in a list, with what each adds to the journal."""
        for identity, record in found.changed.items():
            yield ChangedRecord(
                self._subject,
                identity[0],
                size=len(found.listed[identity]) + len(found.beyond.get(record, "")),
                is_emergency=getattr(record, "status", "") == EMERGENCY,
                is_new=identity not in self.cache.raws,
            )

    def limit(
        self, found: ComparisonResult[R], later: frozenset[tuple[Subject, str]], growth: GrowthLimit
    ) -> None:
        """Leave out what has to wait; what is set aside is told as far as the budget goes.

        Args:
            found: what a list came to.
            later: the records that have to wait, by kind and id.
            growth: the budget.
        """
        waiting = (
            [one for one in found.changed if (self._subject, one[0]) in later] if later else ()
        )
        for identity in waiting:
            found.beyond.pop(found.changed.pop(identity), None)
        found.refused[:] = self._told.limit(found.refused, growth, found.beyond)
