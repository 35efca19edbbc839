"""The rows of earlier documents, where only what is new is asked for (`[since]`).

A call of several rows keeps those that did not come again. Which row takes another's place is told
by `since.row` alone, or by what it speaks of: the call, the vehicle, and when that was sent. So a
vehicle that is sent to one call twice has two rows, and the second takes nothing from the first.
"""

from collections import Counter
from collections.abc import Callable, Container, Sequence
from datetime import datetime
from typing import Any

from jru_tui.feeds.decoding.normalise import BadRecord
from jru_tui.feeds.mapping import requests
from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.rows import row_digest
from jru_tui.feeds.mapping.scalars import id_text, text

_Subject = tuple[str, str, str]
"""What tells a row from others: its call, its vehicle and when that was sent, or an id alone."""
_Key = tuple[_Subject, int] | bytes
"""A row by its subject and its place among equals, or by what it is where it has none."""


class HeldRows:
    """Holds rows from one document to the next.

    Args:
        mapping: how they are read.
        clock: this machine's time; the window goes back from it.
    """

    def __init__(self, mapping: FieldMapping, clock: Callable[[], datetime]) -> None:
        self._mapping = mapping
        self._clock = clock
        self._rows: dict[_Key, tuple[str | None, Any]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def with_new(self, rows: Sequence[Any], *, partial: bool) -> list[Any]:
        """The rows of a document over those that are held; a whole one lets go of the others."""
        keys = self._keys(rows)
        named = [self._call(row) for row in rows]
        if not partial:
            self._rows = self._beyond_window({call for call in named if call is not None})
        for key, call, row in zip(keys, named, rows, strict=True):
            if not isinstance(key, bytes) and key[0][2]:
                # Sent by now: the same row, when it had not been.
                self._rows.pop(((key[0][0], key[0][1], ""), key[1]), None)
            self._rows[key] = call, row
        return [row for _, row in self._rows.values()]

    def _keys(self, rows: Sequence[Any]) -> list[_Key]:
        """A key for each row; those of one document are never taken for each other."""
        seen: Counter[_Subject] = Counter()
        keys: list[_Key] = []
        for row in rows:
            subject = self._subject(row)
            if subject is None:
                keys.append(row_digest(row))
            else:
                keys.append((subject, seen[subject]))
                seen[subject] += 1
        return keys

    def _subject(self, row: Any) -> _Subject | None:
        """What tells a row from others; None where that cannot be told."""
        responses = self._mapping.file.calls.responses
        own = self._mapping.file.since.row
        try:
            if own:
                id_ = text(expression(own)(row))
                return None if id_ is None else ("", "", id_)
            call = self._call(row)
            if call is None:
                return None
            if not self._mapping.grouped:
                return call, "", ""
            unit = id_text(expression(responses.vehicle)(row)) or ""
            sent = responses.allocated_at and text(expression(responses.allocated_at)(row))
        except BadRecord:
            return None
        return call, unit, sent or ""

    def _call(self, row: Any) -> str | None:
        try:
            return id_text(expression(self._mapping.file.calls.id)(row))
        except BadRecord:
            return None

    def _beyond_window(self, calls: Container[str]) -> dict[_Key, tuple[str | None, Any]]:
        """The rows of those calls that are too old to have been asked for, and so still stand."""
        start = requests.window_start(self._mapping, self._clock())
        still: dict[_Key, tuple[str | None, Any]] = {}
        while self._rows:
            key, (call, row) = self._rows.popitem()
            if call is not None and call in calls and not isinstance(key, bytes):
                changed = requests.changed_at(self._mapping, row)
                if changed is not None and changed < start:
                    still[key] = call, row
        return still
