"""Keys of a mapping that found nothing in a document, for an author who mistyped a name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.mapping.expressions import expression, true
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.locations import LocationReader, degrees
from jru_tui.feeds.mapping.scalars import listed, number, text, whole_number, words
from jru_tui.feeds.mapping.schema import LocationTable
from jru_tui.feeds.mapping.validation import of_a_record

_ALL_OURS = (
    "neither vehicles.list nor vehicles.only says which vehicles are ours: all those with a "
    "response count as ours"
)
_MOST = 2_000
"""Rows that are looked through at most: a field that none of them has is hardly there."""


def unmatched_keys(
    mapping: FieldMapping, call_rows: Sequence[Any], vehicle_rows: Sequence[Any]
) -> Iterator[str]:
    """Sentences: what was passed over whole, and which keys found nothing in any record.

    Args:
        mapping: the mapping in use.
        call_rows: the records of calls.
        vehicle_rows: the records of vehicles.
    """
    calls, vehicles = mapping.file.calls, mapping.file.vehicles
    yield from _passed_over("calls.only", call_rows, calls.only)
    if vehicles.list:
        yield from _passed_over("vehicles.only", vehicle_rows, vehicles.only)
    rows = [row for row in call_rows[:_MOST] if _meets(row, calls.only)]
    yield from _nothing("calls", calls, rows)
    useless = _Useless(mapping.file.nothing)
    yield from useless.told("calls.version", calls.version, whole_number, "a whole number", rows)
    yield from _nothing("calls.where", calls.where, rows)
    yield from useless.places("calls.where", calls.where, rows)
    sent = (
        rows if mapping.grouped else _inner(rows, calls.responses.list, calls.responses.separators)
    )
    yield from _no_list("calls.responses", calls.responses.list, rows, sent)
    yield from _passed_over("calls.responses.only", sent, calls.responses.only)
    yield from _of_others(sent, mapping.own)
    picked = vehicles.list or mapping.own or calls.responses.only
    if sent and not (picked or (mapping.grouped and calls.only)):
        yield _ALL_OURS
    yield from _nothing("calls.responses", calls.responses, sent)
    events = _inner(sent, calls.responses.events.list)
    yield from _no_list("calls.responses.events", calls.responses.events.list, sent, events)
    yield from _nothing("calls.responses.events", calls.responses.events, events)
    notes = _inner(rows, calls.notes.list)
    yield from _no_list("calls.notes", calls.notes.list, rows, notes)
    yield from _nothing("calls.notes", calls.notes, notes)
    rows = [row for row in vehicle_rows[:_MOST] if _meets(row, vehicles.only)]
    yield from _nothing("vehicles", vehicles, rows)
    yield from _nothing("vehicles.position", vehicles.position, rows)
    yield from useless.places("vehicles.position", vehicles.position, rows)
    crews = _inner(rows, vehicles.crew.list)
    yield from _no_list("vehicles.crew", vehicles.crew.list, rows, crews)
    yield from _nothing("vehicles.crew", vehicles.crew, crews)


def _passed_over(location: str, rows: Sequence[Any], only: str) -> Iterator[str]:
    passed = sum(not (only and true(_picked(only, row))) for row in rows) if only else 0
    if passed:
        yield f"{location} skips {passed:,} of {len(rows):,} records"


def _of_others(sent: Sequence[Any], own: str) -> Iterator[str]:
    left = sum(not true(_picked(own, entry)) for entry in sent) if own else 0
    if left:
        yield f"vehicles.only leaves {left:,} of {len(sent):,} responses to others"


def _no_list(location: str, named: str, rows: Sequence[Any], found: Sequence[Any]) -> Iterator[str]:
    if named and rows and not found:
        yield f"{location}.list ({quoted(named)}) finds nothing in any record"


def _nothing(location: str, table: msgspec.Struct, rows: Sequence[Any]) -> Iterator[str]:
    if not rows:
        return
    for name, named in of_a_record(table):
        # Its filter is what these records have met.
        if name != "only" and not any(_finds(named, row) for row in rows):
            yield f"{location}.{name} ({quoted(named)}) finds nothing in any record"


class _Useless:
    """A finder of keys whose values are of no use, such as a word where a number should be.

    Args:
        nothing: texts that stand for no value, which nobody need be told of.
    """

    def __init__(self, nothing: Sequence[str]) -> None:
        self._nothing = frozenset(word.strip() for word in nothing)

    def places(self, path: str, table: LocationTable, rows: Sequence[Any]) -> Iterator[str]:
        """Yield the useless keys of `[calls.where]` or `[vehicles.position]`."""
        for name in ("lat", "lon", "easting", "northing"):
            yield from self.told(f"{path}.{name}", getattr(table, name), number, "a number", rows)
        for name in ("lat_lon", "lon_lat", "geojson", "grid_reference"):
            # Each way alone: which of several a place came from does not show in what was made.
            read = LocationReader(LocationTable(**{name: "@"})).read
            yield from self.told(f"{path}.{name}", getattr(table, name), read, "a place", rows)
        if table.easting and table.northing:
            both = f"[{table.easting}, {table.northing}]"
            yield from self.told(f"{path}.easting with northing", both, _on_grid, "a place", rows)

    def told(
        self, key: str, named: str, read: Callable[[Any], Any], problem: str, rows: Sequence[Any]
    ) -> Iterator[str]:
        """Yield in how many records the key is not what it should be, and the first such value."""
        found = [value for row in rows if named and self._is_there(value := _picked(named, row))]
        useless = [value for value in found if read(value) is None]
        if useless:
            first = text(useless[0])
            such = f", such as {quoted(first)}" if first else ""
            number_of = f"{len(useless):,} of {len(found):,} records"
            yield f"{key} is not {problem} in {number_of}{such}: left out"

    def _is_there(self, value: Any) -> bool:
        if isinstance(value, list):
            return any(self._is_there(item) for item in value)
        return _is_something(value) and str(value).strip() not in self._nothing


def _on_grid(pair: list[Any]) -> Any:
    """None for two numbers that are off the grid; whether they are numbers is told already."""
    east, north = map(number, pair)
    return True if east is None or north is None else degrees(east, north)


def _inner(rows: Sequence[Any], named: str, separators: str = "") -> list[Any]:
    found: list[Any] = []
    for row in rows:
        value = _picked(named, row) if named else None
        with suppress(BadRecord):
            found += (
                words(value, separators) if isinstance(value, str) and separators else listed(value)
            )
    return found


def _meets(row: Any, only: str) -> bool:
    return isinstance(row, dict) and (not only or true(_picked(only, row)))


def _finds(named: str, row: Any) -> bool:
    value = _picked(named, row)
    return _is_something(value)


def _is_something(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _picked(named: str, row: Any) -> Any:
    try:
        return expression(named)(row)
    except BadRecord:
        return None
