"""Calls from rows: one call and its responses, made from the rows of its number.

A row that cannot be read is set aside alone, and what its vehicle did stands as it was before.
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.decoding.text import reason_of
from jru_tui.feeds.mapping.call_mapper import CallMapper
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.requests import AHEAD
from jru_tui.feeds.mapping.responses import LegKey, ResponseLeg, began_key
from jru_tui.feeds.mapping.reused_numbers import is_near, split_uses
from jru_tui.feeds.mapping.rows import OFTEN, matters, refusal
from jru_tui.feeds.models import MarkedRecord, RefusedRecord
from jru_tui.feeds.offload import checkpoint
from jru_tui.feeds.size_errors import Caps, size_error, too_many

_UNDONE = timedelta(minutes=1)
"""How long a time that was given stands although it is not given any more, where no version and no
time of change tells which of two reports is newer: copies of a server that lag answer in turns."""
_STANDS = (
    "a time that it gave is no longer in the document: it is kept until it has been missing for a "
    "minute"
)
_MOST_STANDING = 50
"""Sendings of one vehicle to one call that stand while its rows cannot be read."""


class KnownCall(Struct, frozen=True):
    """The memory of a call for the next document.

    Attributes:
        version: of its last report, where it has one.
        updated_at: when that was changed, where it says so.
        legs: the ways of vehicles to it.
        undone_since: from when on documents lack a time that an earlier one gave.
    """

    version: int | None
    updated_at: datetime | None
    legs: tuple[ResponseLeg, ...]
    undone_since: datetime | None = None

    def is_newer_than(self, other: "KnownCall") -> bool:
        """Test whether this report is newer: by version if both have one, else by its own time."""
        if self.version is not None and other.version is not None:
            return self.version > other.version
        if self.updated_at is None or other.updated_at is None:
            return False
        return self.updated_at > other.updated_at


def _known(
    call: Mapping[str, Any], legs: Sequence[ResponseLeg], as_of: datetime | None
) -> KnownCall:
    at = call.get("updated_at")
    updated_at = datetime.fromisoformat(at) if at else None
    if updated_at is not None and _is_ahead(updated_at, as_of):
        updated_at = None  # no later report would be newer than that
    return KnownCall(call.get("version"), updated_at, tuple(legs))


def _is_ahead(time: datetime, as_of: datetime | None) -> bool:
    return as_of is not None and time > as_of + AHEAD


CallUse = tuple[str, str | None]
"""A call's number and its opening, as `jru/1` writes it: a number may be used again."""
KnownCalls = Mapping[CallUse, KnownCall]
"""Calls of the document before."""


class RowsOfCalls:
    """A mapper of the rows of one document to calls.

    Args:
        mapping: how they are read.
        calls: makes calls of rows.
        before: what is known of the calls of the document before.
        caps: what the document may come to.
        as_of: when the document was made; without it nothing stands that the document undoes.

    Attributes:
        calls: objects of `jru/1`, in the order in which they are first named.
        legs: all ways of vehicles to them.
        known: what is to be remembered of them.
        refused: what was set aside.
        marked: what is taken although it is not certain.
    """

    def __init__(
        self,
        mapping: FieldMapping,
        calls: CallMapper,
        before: KnownCalls,
        caps: Caps,
        as_of: datetime | None = None,
    ) -> None:
        self._mapping = mapping
        self._maker = calls
        self._before = before
        self._before_by_id: dict[str, list[tuple[CallUse, KnownCall]]] | None = None
        self._caps = caps
        self._as_of = as_of
        self._positions: dict[int, int] = {}
        self._undone_since: dict[CallUse, datetime] = {}
        self._notes = 0
        self.calls: list[dict[str, Any]] = []
        self.legs: list[ResponseLeg] = []
        self.known: dict[CallUse, KnownCall] = {}
        self.refused: list[RefusedRecord] = []
        self.marked: list[MarkedRecord] = []

    def map(self, rows: list[Any], *, release: bool = False) -> None:
        """Map all rows of a document.

        Args:
            rows: as they came.
            release: nobody else needs them: they are taken out of the list, and each is let go once
                it is mapped, so that what they are and what they come to is never held together.

        Raises:
            BadDocument: they come to more than `caps` allow.
        """
        groups = [*self._groups(rows)]
        if len(groups) > self._caps.calls:
            message = f"the document lists {len(groups):,} calls, more"
            raise BadDocument(size_error(message, f"{self._caps.calls:,}", "max_records"))
        if release:
            rows.clear()
        for id_, group in groups:
            checkpoint()
            self._map_call(id_, group)
            group.clear()
            self._refuse_too_many()

    def _groups(self, rows: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
        """Put the rows of one call together, where several speak of one."""
        groups: dict[str | int, tuple[str, list[Any]]] = {}
        for position, row in enumerate(rows, 1):
            if position % OFTEN == 0:
                checkpoint()
            self._positions[id(row)] = position
            try:
                if matters(self._mapping, row, self._mapping.file.calls.only):
                    id_ = self._maker.id(row)
                    # The same call listed twice is for the native reader to judge.
                    key = id_ if self._maker.grouped else position
                    groups.setdefault(key, (id_, []))[1].append(row)
            except BadRecord as error:
                self.refused.append(refusal("call", "", reason_of(error), row, position))
        for id_, group in groups.values():
            yield from ((id_, use) for use in self._uses(id_, group))

    def _uses(self, id_: str, rows: list[Any]) -> list[list[Any]]:
        if len(rows) == 1:
            return [rows]
        checkpoint()
        try:
            return split_uses(self._maker, id_, rows)
        except BadRecord:
            return [rows]

    def _map_call(self, id_: str, rows: list[Any]) -> None:
        try:
            call, legs = self._build(id_, rows)
        except BadRecord as error:
            if not self._maker.grouped:
                position = self._positions[id(rows[0])]
                self.refused.append(refusal("call", id_, reason_of(error), rows, position))
                return
            good, stand_in, whole = self._good_rows(id_, rows)
            if not good:
                self.legs += stand_in
                for use, known in self._before_of(id_, rows):
                    stands = tuple(leg for leg in stand_in if leg in known.legs)
                    self.known[use] = replace(known, legs=stands)
                return
            call, legs = self._build(id_, good, stand_in, whole=whole)
        self.calls.append(call)
        self.legs += self._newest(id_, call, legs)
        self._notes += len(call.get("notes", ()))

    def _build(
        self, id_: str, rows: list[Any], stand_in: Sequence[ResponseLeg] = (), *, whole: bool = True
    ) -> tuple[dict[str, Any], list[ResponseLeg]]:
        """Map a call; what its vehicles did by an earlier document is not undone for a while."""
        call, legs = self._maker.call(id_, rows, stand_in, whole=whole)
        use = id_, call.get("opened_at")
        before = self._before.get(use)
        if (
            before is None
            or self._as_of is None
            or _known(call, legs, self._as_of).is_newer_than(before)
        ):
            return call, legs
        undone = dict(_undone(legs, before.legs, self._as_of))
        since = before.undone_since or self._as_of
        if not undone or self._as_of - since >= _UNDONE:
            return call, legs
        self._undone_since[use] = since
        self.marked.append(MarkedRecord("call", id_, _STANDS))
        return self._maker.call(id_, rows, stand_in, whole=whole, stands=undone)

    def _newest(
        self, id_: str, call: dict[str, Any], legs: Sequence[ResponseLeg]
    ) -> Sequence[ResponseLeg]:
        """The legs of the newer of two reports: a copy of the server that lags undoes nothing."""
        use = id_, call.get("opened_at")
        newest = replace(_known(call, legs, self._as_of), undone_since=self._undone_since.get(use))
        before = self._before.get(use)
        if before is not None and before.is_newer_than(newest):
            newest = before
        self.known[use] = newest
        return newest.legs

    def _before_of(self, id_: str, rows: Sequence[Any]) -> list[tuple[CallUse, KnownCall]]:
        """The memory of the call that rows speak of; of all of its number if nothing tells them.

        Args:
            id_: the number.
            rows: all that can be read, or else all.
        """
        if self._before_by_id is None:
            self._before_by_id = {}
            for use, known in self._before.items():
                self._before_by_id.setdefault(use[0], []).append((use, known))
        uses = [known for known in self._before_by_id.get(id_, ()) if known[0] not in self.known]
        try:
            opened = self._maker.opened_at(id_, rows)
        except BadRecord:
            return uses
        return [(use, known) for use, known in uses if is_near(use[1], opened)]

    def _refuse_too_many(self) -> None:
        for noun, count in (("responses", len(self.legs)), ("notes", self._notes)):
            if count > self._caps.rows:
                raise BadDocument(too_many(noun, count, self._caps.rows))

    def _good_rows(
        self, id_: str, rows: Sequence[Any]
    ) -> tuple[list[Any], list[ResponseLeg], bool]:
        """Part the rows of a call that can be read from those that cannot: each is set aside alone.

        The way of a vehicle whose row cannot be read stands as it was before, unless a row that can
        be read tells of the same sending. Where it was never known the vehicle is set aside as
        well, as its present status is not known, and the call cannot be told to be over.

        Returns:
            The good rows, the legs that stand in for the others, and whether no leg is missing.
        """
        good: list[Any] = []
        reported: set[tuple[str, datetime | None]] = set()
        bad: list[tuple[str, Any, str]] = []
        for row in rows:
            try:
                _, legs = self._maker.call(id_, [row])
                reported |= {(leg.vehicle, leg.began_at) for leg in legs}
                good.append(row)
            except BadRecord as error:
                bad.append((self._maker.vehicle(row), row, reason_of(error)))
        stand_in: dict[str, list[ResponseLeg]] = {}
        uses = self._before_of(id_, good or rows)
        before = [leg for _, known in uses for leg in known.legs]
        whole = True
        for vehicle, row, reason in bad:
            position = self._positions[id(row)]
            whose = vehicle if good else ""
            self.refused.append(refusal("call", id_, reason, row, position, vehicle=whose))
            if vehicle in stand_in:
                continue  # a second row of one vehicle must not make its ways more
            stand_in[vehicle] = _untold([leg for leg in before if leg.vehicle == vehicle], reported)
            if not vehicle or stand_in[vehicle]:
                continue
            whole = False
            if self._maker.is_own(row) and not self._mapping.file.vehicles.list:
                message = f"its row of {id_} is set aside: its present status is not known"
                self.refused.append(refusal("vehicle", vehicle, message, row, position))
        return good, [leg for legs in stand_in.values() for leg in legs], whole


def _undone(
    legs: Sequence[ResponseLeg], before: Sequence[ResponseLeg], as_of: datetime
) -> Iterator[tuple[LegKey, ResponseLeg]]:
    """Earlier legs of which a document lacks the newest time, by the key that it has for them.

    A time that lies ahead of the document was a mistake: it is undone at once.

    Args:
        legs: those of the document.
        before: those of the same call in the one before.
        as_of: when the document was made, UTC.
    """
    earlier = {leg.key: leg for leg in before}
    counts = Counter(leg.vehicle for leg in before)
    # Where a document has no time at all of a sending, the vehicle alone tells it.
    alone = {leg.vehicle: leg for leg in before if counts[leg.vehicle] == 1}
    for leg in legs:
        known = earlier.get(leg.key)
        if known is None and leg.began_at is None:
            known = alone.get(leg.vehicle)
        if known is None or not leg.undoes(known):
            continue
        reached = known.reached()
        if reached is not None and not _is_ahead(reached[0], as_of):
            yield leg.key, known


def _untold(
    before: Sequence[ResponseLeg], reported: Container[tuple[str, datetime | None]]
) -> list[ResponseLeg]:
    """The newest legs of one vehicle on one call that no readable row tells, each of them once."""
    untold = {leg.began_at: leg for leg in before if (leg.vehicle, leg.began_at) not in reported}
    return sorted(untold.values(), key=began_key)[-_MOST_STANDING:]
