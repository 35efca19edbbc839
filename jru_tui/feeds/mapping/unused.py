"""What of a mapping found nothing in a document: for whoever writes one and mistyped a name."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from jru_tui.feeds.clean import quoted
from jru_tui.feeds.mapping.expression import expression, true
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.rightness import of_a_record
from jru_tui.feeds.mapping.text import listed, words
from jru_tui.feeds.tidy import BadRecord

_MOST = 2_000
"""Rows that are looked through at most: a field that none of them has is hardly there."""


def unused(
    mapping: FieldMapping, call_rows: Sequence[Any], vehicle_rows: Sequence[Any]
) -> Iterator[str]:
    """Sentences: what was passed over whole, and which keys found nothing in any record."""
    calls, vehicles = mapping.file.calls, mapping.file.vehicles
    yield from _passed_over("calls.only", call_rows, calls.only)
    yield from _passed_over("vehicles.only", vehicle_rows, vehicles.only)
    rows = [row for row in call_rows[:_MOST] if _meets(row, calls.only)]
    yield from _nothing("calls", calls, rows)
    yield from _nothing("calls.where", calls.where, rows)
    sent = (
        rows if mapping.grouped else _inner(rows, calls.responses.list, calls.responses.separators)
    )
    yield from _nothing("calls.responses", calls.responses, sent)
    yield from _nothing("calls.notes", calls.notes, _inner(rows, calls.notes.list))
    rows = [row for row in vehicle_rows[:_MOST] if _meets(row, vehicles.only)]
    yield from _nothing("vehicles", vehicles, rows)
    yield from _nothing("vehicles.position", vehicles.position, rows)
    yield from _nothing("vehicles.crew", vehicles.crew, _inner(rows, vehicles.crew.list))


def _passed_over(where: str, rows: Sequence[Any], only: str) -> Iterator[str]:
    passed = sum(not _meets(row, only) for row in rows) if only else 0
    if passed:
        yield f"{where} passes over {passed:,} of {len(rows):,} records"


def _nothing(where: str, table: msgspec.Struct, rows: Sequence[Any]) -> Iterator[str]:
    if not rows:
        return
    for name, named in of_a_record(table):
        # Its filter is what these records have met.
        if name != "only" and not any(_finds(named, row) for row in rows):
            yield f"{where}.{name} ({quoted(named)}) finds nothing in any record"


def _inner(rows: Sequence[Any], named: str, separators: str = "") -> list[Any]:
    found: list[Any] = []
    for row in rows:
        value = _picked(named, row) if named else None
        found += (
            words(value, separators) if isinstance(value, str) and separators else listed(value)
        )
    return found


def _meets(row: Any, only: str) -> bool:
    return isinstance(row, dict) and (not only or true(_picked(only, row)))


def _finds(named: str, row: Any) -> bool:
    value = _picked(named, row)
    return value is not None and value not in ("", [], {})


def _picked(named: str, row: Any) -> Any:
    try:
        return expression(named)(row)
    except BadRecord:
        return None
