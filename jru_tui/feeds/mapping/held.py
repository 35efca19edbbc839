"""The rows of earlier documents, where only what is new is asked for (`[since]`).

A call of several rows keeps those that did not come again. Which row takes another's place is told
by `since.row`, or by what it speaks of: the call, the vehicle, and when that was sent. So a vehicle
that is sent to one call twice has two rows, and the second one takes nothing from the first.
"""

from collections import Counter
from collections.abc import Callable, Container, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from jru_tui.feeds.mapping import request
from jru_tui.feeds.mapping.expression import expression
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.text import id_text, text
from jru_tui.feeds.tidy import BadRecord

_Key = tuple[str, str, str, int]
"""A row by its call, its vehicle, what else tells it from others, and its place among equals."""


class HeldRows:
    """Holds rows from one document to the next.

    Args:
        mapping: how they are read.
        clock: this machine's time; the window goes back from it.
    """

    def __init__(self, mapping: FieldMapping, clock: Callable[[], datetime]) -> None:
        self._mapping = mapping
        self._clock = clock
        self._rows: dict[_Key | bytes, Any] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def with_new(self, rows: Sequence[Any], *, partial: bool) -> list[Any]:
        """The rows of a document over those that are held; a whole one lets go of the others."""
        keys = self._keys(rows)
        if not partial:
            self._rows = self._beyond_window({key[0] for key in keys if isinstance(key, tuple)})
        for key, row in zip(keys, rows, strict=True):
            if isinstance(key, tuple) and key[2]:
                # Sent by now: the same row, when it had not been.
                self._rows.pop((key[0], key[1], "", key[3]), None)
            self._rows[key] = row
        return list(self._rows.values())

    def _keys(self, rows: Sequence[Any]) -> list[_Key | bytes]:
        """A key for each row; those of one document are never taken for each other."""
        seen: Counter[tuple[str, str, str]] = Counter()
        keys: list[_Key | bytes] = []
        for row in rows:
            subject = self._subject(row)
            if subject is None:
                keys.append(sha256(repr(row).encode(errors="replace")).digest())
            else:
                keys.append((*subject, seen[subject]))
                seen[subject] += 1
        return keys

    def _subject(self, row: Any) -> tuple[str, str, str] | None:
        """What a row speaks of; None where that cannot be told."""
        calls = self._mapping.file.calls
        grouped = self._mapping.grouped
        own = self._mapping.file.since.row or (calls.responses.allocated_at if grouped else "")
        try:
            call = id_text(expression(calls.id)(row))
            unit = id_text(expression(calls.responses.vehicle)(row)) if grouped else None
            told_by = text(expression(own)(row)) if own else None
        except BadRecord:
            return None
        return (call, unit or "", told_by or "") if call else None

    def _beyond_window(self, calls: Container[str]) -> dict[_Key | bytes, Any]:
        """The rows of those calls that are too old to have been asked for, and so still stand."""
        start = request.window_start(self._mapping, self._clock())
        still: dict[_Key | bytes, Any] = {}
        while self._rows:
            key, row = self._rows.popitem()
            if isinstance(key, tuple) and key[0] in calls:
                changed = request.changed_at(self._mapping, row)
                if changed is not None and changed < start:
                    still[key] = row
        return still
