"""Calls of `jru/1` from the rows of a foreign document, as plain objects."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.mapping.expressions import expression, true
from jru_tui.feeds.mapping.locations import LocationReader, PidfLo
from jru_tui.feeds.mapping.responses import (
    STAGE_OF,
    STAGES,
    LegKey,
    ResponseLeg,
    began_key,
    list_ways,
    split_sendings,
)
from jru_tui.feeds.mapping.scalars import few, id_text, listed, own_id, text, whole_number, words
from jru_tui.feeds.mapping.schema import CallsTable
from jru_tui.feeds.mapping.times import iso
from jru_tui.feeds.mapping.values import Rows, ValueReader, with_defaults

_AREA = "area"
"""The one default of a field that stands inside `where`."""


class CallMapper:
    """A builder of calls by one `[calls]` table."""

    def __init__(self, table: CallsTable, values: ValueReader, own: str = "") -> None:
        """Make calls.

        Args:
            table: how they are read.
            values: reads their fields.
            own: an expression over a response that says whether its vehicle is one of the unit's
                own; empty where all are.
        """
        self._table = table
        self._own = expression(own) if own else None
        self._values = values
        self._spots = LocationReader(table.where)
        self._defaults = {k: v for k, v in table.defaults.items() if k != _AREA}
        self._area = table.defaults.get(_AREA)
        self._only = expression(table.responses.only)

    @property
    def grouped(self) -> bool:
        """Test whether several rows speak of one call, each for one vehicle."""
        return self._table.rows == "vehicle_and_call"

    def id(self, row: Any) -> str:
        """The id of the call that a row speaks of.

        Raises:
            BadRecord: it has none that can be used.
        """
        return own_id(self._values.first([row], self._table.id))

    def is_own(self, entry: Any) -> bool:
        """Tell whether a response is one of the unit's own vehicles."""
        return self._own is None or true(self._own(entry))

    def opening(self, row: Any) -> Any:
        """The opening of a row's call, as it came."""
        return self._values.first([row], self._table.opened_at)

    def opened_at(self, id_: str, rows: Rows) -> datetime | None:
        """The opening of a call; None where no row has one.

        Args:
            id_: the call's.
            rows: what speaks of it.

        Raises:
            BadRecord: one of them cannot be read.
        """
        self._values.about = ("call", id_)
        # Where rows disagree, some are of later sendings: the call was there before all of them.
        named = self._table.opened_at
        openings = [self._values.time([row], named, "opened_at") for row in rows]
        return min((opening for opening in openings if opening is not None), default=None)

    def vehicle(self, row: Any) -> str:
        """The vehicle that a row of a grouped table speaks of; empty where that cannot be read."""
        try:
            named = self._table.responses.vehicle
            return id_text(self._values.code("vehicle", [row], named)) or ""
        except BadRecord:
            return ""

    def call(
        self,
        id_: str,
        rows: Rows,
        stand_in: Sequence[ResponseLeg] = (),
        *,
        whole: bool = True,
        stands: Mapping[LegKey, ResponseLeg] = MappingProxyType({}),
    ) -> tuple[dict[str, Any], list[ResponseLeg]]:
        """Build one call, and its vehicles' legs.

        Args:
            id_: the call's.
            rows: what speaks of it.
            stand_in: legs in place of rows that cannot be read.
            whole: no other leg is missing, so that the call is over when all are.
            stands: legs of an earlier document that stand in place of what this one says of them.

        Raises:
            BadRecord: a time in it cannot be read, or an expression not be worked out.
        """
        table, values = self._table, self._values
        opened = self.opened_at(id_, rows)
        legs = [*self._legs(id_, rows, opened), *stand_in]
        if self.grouped:
            # Rows come in any order: one that says the same in another order is no change.
            legs.sort(key=lambda leg: (began_key(leg), leg.vehicle))
        legs = [stands.get(leg.key, leg) for leg in legs]
        closed_at = values.time(rows, table.closed_at, "closed_at", opened)
        state, closed_at = self._state(rows, legs, closed_at, whole=whole)
        is_closed = state == "closed"
        closed_at = closed_at if is_closed else None
        legs = [replace(leg, is_closed=is_closed, closed_at=closed_at) for leg in legs]
        versions = [whole_number(row) for row in values.each(rows, table.version)]
        out = {
            "id": id_,
            "opened_at": opened and iso(opened),
            "version": max((version for version in versions if version is not None), default=None),
            "updated_at": self._updated(rows, opened),
            "state": state,
            "closed_at": closed_at and iso(closed_at),
            "outcome": values.code("outcome", rows, table.outcome),
            "grade": values.code("grade", rows, table.grade),
            "category": values.code("category", rows, table.category),
            "type": values.code("type", rows, table.type),
            "summary": values.text(rows, table.summary),
            "origin": values.code("origin", rows, table.origin),
            "callback": values.text(rows, table.callback),
            "people": _people(values.first(rows, table.people)),
            "where": self._place(rows),
            "flags": words(values.first(rows, table.flags)) or None,
            "needs": words(values.first(rows, table.needs)) or None,
            "responses": [leg.response() for leg in split_sendings(legs)] or None,
            "notes": self._notes(rows, opened) or None,
        }
        return with_defaults(out, self._defaults), legs

    def _state(
        self, rows: Rows, legs: list[ResponseLeg], closed_at: datetime | None, *, whole: bool
    ) -> tuple[str, datetime | None]:
        if self._table.closed == "closed_at":
            return ("closed" if closed_at else "open"), closed_at
        if self._table.closed == "all_clear":
            clears = [leg.clear_at for leg in legs if leg.clear_at is not None]
            if not legs or len(clears) < len(legs) or not whole:
                return "open", None
            return "closed", closed_at or max(clears)
        # A state that no table names must not hide a call: it stays open.
        state = self._values.code("state", rows, self._table.state)
        return ("closed" if state == "closed" else "open"), closed_at

    def _updated(self, rows: Rows, opened: datetime | None) -> str | None:
        named = self._table.updated_at
        if not named:
            return None
        times = [self._values.time([row], named, "updated_at", opened) for row in rows]
        newest = max((time for time in times if time is not None), default=None)
        return None if newest is None else iso(newest)

    def _place(self, rows: Rows) -> dict[str, Any] | None:
        table = self._table.where
        spots = (self._spots.read(row) for row in rows)
        lat, lon = next((spot for spot in spots if spot is not None), (None, None))
        place = {
            "text": self._values.text(rows, table.text) or self._address(rows),
            "area": self._values.code("area", rows, table.area) or self._area,
            "lat": lat,
            "lon": lon,
        }
        return {key: value for key, value in place.items() if value is not None} or None

    def _address(self, rows: Rows) -> str | None:
        """The words of a place that comes as a PIDF-LO, where there are no others."""
        found = self._values.first(rows, self._table.where.pidf_lo)
        return None if found is None else PidfLo(found).address or None

    def _legs(self, call: str, rows: Rows, opened: datetime | None) -> Iterator[ResponseLeg]:
        table, values = self._table.responses, self._values
        if not table.vehicle:
            return
        pick = expression(table.list)
        entries = rows
        if not self.grouped:
            entries = [e for row in rows for e in _entries(pick(row), table.separators)]
            entries = few("responses", entries)
        for entry in entries:
            if table.only and not true(self._only(entry)):
                continue
            name = values.text([entry], table.vehicle)
            vehicle = id_text(values.code("vehicle", [entry], table.vehicle))
            if name is None or vehicle is None:
                continue  # a call that nobody has been sent to yet
            eta_at = self._eta_at(entry, opened)
            leg = ResponseLeg(vehicle, name, call, eta_at=eta_at, is_own=self.is_own(entry))
            if table.events.list:
                yield from list_ways(leg, self._events(entry, opened))
            else:
                yield self._leg(leg, [entry], opened)

    def _eta_at(self, entry: Any, after: datetime | None) -> str | None:
        """The expected arrival of a vehicle; one that cannot be read is passed on, to be marked."""
        named = self._table.responses.eta_at
        try:
            expected = self._values.time([entry], named, "responses.eta_at", after)
        except BadRecord:
            return text(self._values.first([entry], named)) or ""
        return None if expected is None else iso(expected)

    def _events(self, entry: Any, after: datetime | None) -> list[tuple[datetime, str]]:
        """List what a vehicle did, oldest first, without what has no word or no time."""
        table, values = self._table.responses.events, self._values
        events: list[tuple[datetime, str]] = []
        for event in few("responses.events", listed(expression(table.list)(entry))):
            at = values.time([event], table.at, "responses.events.at", after)
            status = values.code("status", [event], table.status)
            if at is not None and status is not None:
                events.append((at, status))
                after = at
        return sorted(events, key=itemgetter(0))

    def _leg(self, leg: ResponseLeg, entry: Rows, after: datetime | None) -> ResponseLeg:
        table, values = self._table.responses, self._values
        times: dict[str, datetime | None] = {}
        for stage in STAGES:
            field = f"responses.{stage}"
            times[stage] = values.time(entry, getattr(table, stage), field, after)
            after = times[stage] or after
        status = values.code("status", entry, table.status)
        status_at = values.time(entry, table.status_at, "responses.status_at", after)
        stage = STAGE_OF.get(status or "", "")
        if stage and times[stage] is None:
            times[stage] = status_at
        return replace(leg, **times, status=status, status_at=status_at)

    def _notes(self, rows: Rows, opened: datetime | None) -> list[dict[str, Any]]:
        table, values = self._table.notes, self._values
        pick = expression(table.list)
        out: dict[str, dict[str, Any]] = {}
        entries = [entry for row in rows for entry in listed(pick(row))]
        for entry in few("notes", entries):
            note_text = values.text([entry], table.text)
            if note_text is None:
                continue
            # Words without a time are not lost for it: they stand at the call's opening.
            at = values.time([entry], table.at, "notes.at", opened) or opened
            id_ = id_text(values.first([entry], table.id))
            if id_ is None:
                id_ = hashlib.sha256(f"{at} {note_text}".encode(errors="replace")).hexdigest()[:16]
            by = text(values.first([entry], table.by)) or ""
            out[id_] = {"id": id_, "at": at and iso(at), "by": by, "text": note_text}
        return list(out.values())


def _people(value: Any) -> int | str | None:
    """A number of people; one that cannot be read is passed on, to be marked."""
    people = whole_number(value)
    return text(value) if people is None else people


def _entries(value: Any, separators: str) -> list[Any]:
    """The units of a call: objects, or names alone, also in one text."""
    return list(words(value, separators)) if isinstance(value, str) else listed(value)
