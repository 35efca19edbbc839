"""A cache of earlier rows, for feeds that are asked only for what is new (`[since]`).

A call of several rows keeps those that did not come again. Which row takes another's place is told
by `since.row` alone, or by what it speaks of: the call, the vehicle, and when that was sent. So a
vehicle that is sent to one call twice has two rows, and the second takes nothing from the first.

Of two rows the one that changed last stands, whenever it came: a server may be answered for by
copies of itself, and one that lags behind knows less than another did before.

The statuses of vehicles are remembered too, for feeds that do not say when each began.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.mapping import requests
from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.rows import row_digest
from jru_tui.feeds.mapping.scalars import id_text, text
from jru_tui.feeds.mapping.times import BadTimeError, iso
from jru_tui.feeds.models import FeedReading
from jru_tui.feeds.size_errors import Caps, too_many

_FAIR = Caps()
_LAG = timedelta(minutes=10)
"""How long a whole document whose newest row is older than one that is held may leave rows out: it
is from a copy that lags. After that they are gone."""

_Subject = tuple[str, str, str]
"""What tells a row from others: its call, its vehicle and when that was sent, or an id alone."""
_Key = tuple[_Subject, int] | bytes
"""A row by its subject and its place among equals, or by what it is where it has none."""


class _Held(Struct, frozen=True):
    """A row, the call that it speaks of, and when it last changed, where that can be told."""

    row: Any
    call: str | None
    changed: datetime | None


class RowCache:
    """A cache of rows from one document to the next.

    Args:
        mapping: how they are read.
        clock: this machine's time; the window goes back from it.
        caps: how many rows may be held.
    """

    def __init__(
        self, mapping: FieldMapping, clock: Callable[[], datetime], caps: Caps = _FAIR
    ) -> None:
        self._caps = caps
        self._mapping = mapping
        self._clock = clock
        self._rows: dict[_Key, _Held] = {}
        self._window: datetime | None = None
        self._asked_from: dict[str, datetime] = {}
        self._lags_since: datetime | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def with_new(self, rows: Sequence[Any], as_of: datetime, *, partial: bool) -> list[Any]:
        """Put the rows of a document over those that are held.

        Args:
            rows: as they came.
            as_of: the time of the document, UTC.
            partial: they are what is new; otherwise all there are, and others are let go.

        Returns:
            All rows that hold now.

        Raises:
            BadDocument: they are too many; those that are held stay as they are.
        """
        new = [_Held(row, self._call(row), self._changed(row, as_of)) for row in rows]
        keys = self._keys(rows, as_of)
        known = dict(self._rows)
        if not partial:
            self._window = requests.window_start(self._mapping, self._clock())
            known = self._still_present(new)
        for key, row in zip(keys, new, strict=True):
            if not isinstance(key, bytes) and key[0][2]:
                # Sent by now: the same row, when it had not been.
                known.pop(((key[0][0], key[0][1], ""), key[1]), None)
            before = self._rows.get(key)
            known[key] = before if before is not None and _changed_before(row, before) else row
        if len(known) > self._caps.rows:
            raise BadDocument(too_many("rows", len(known), self._caps.rows))
        self._rows = known
        self._note_windows()
        return [row.row for row in known.values()]

    def began_before(self, call: str, opened_at: datetime) -> bool:
        """Test whether a call began before all that was asked for, so that rows may be missing."""
        asked_from = self._asked_from.get(call)
        return asked_from is not None and opened_at < asked_from

    def _note_windows(self) -> None:
        """Note of each call that is new from when on its rows have been asked for."""
        calls = {row.call for row in self._rows.values() if row.call is not None}
        if self._window is not None:
            self._asked_from = {
                call: self._asked_from.get(call, self._window) for call in sorted(calls)
            }

    def _still_present(self, new: Sequence[_Held]) -> dict[_Key, _Held]:
        """The rows that stand beside a whole document which does not list them."""
        if self._lags(new):
            return dict(self._rows)
        start = requests.window_start(self._mapping, self._clock())
        calls = {row.call for row in new if row.call is not None}
        # Too old to have been asked for: rows of calls that are going on.
        return {
            key: row
            for key, row in self._rows.items()
            if row.call in calls
            and not isinstance(key, bytes)
            and row.changed is not None
            and row.changed < start
        }

    def _lags(self, new: Sequence[_Held]) -> bool:
        """Test whether a document is from a copy that lags behind another one."""
        newest = max((row.changed for row in new if row.changed is not None), default=None)
        before = max((row.changed for row in self._rows.values() if row.changed), default=None)
        now = self._clock()
        if newest is None or before is None or newest >= before:
            self._lags_since = None
            return False
        self._lags_since = self._lags_since or now
        return now - self._lags_since < _LAG

    def _changed(self, row: Any, as_of: datetime) -> datetime | None:
        """Return when a row last changed; None where that cannot be told for certain."""
        doubtful = False

        def choose(_text: str, first: datetime, _second: datetime) -> datetime:
            nonlocal doubtful
            doubtful = True
            return first

        changed = requests.changed_at(self._mapping, row, as_of, choose)
        return None if doubtful else changed

    def _keys(self, rows: Sequence[Any], as_of: datetime) -> list[_Key]:
        """A key for each row; those of one document are never taken for each other."""
        seen: Counter[_Subject] = Counter()
        keys: list[_Key] = []
        for row in rows:
            subject = self._subject(row, as_of)
            if subject is None:
                keys.append(row_digest(row))
            else:
                keys.append((subject, seen[subject]))
                seen[subject] += 1
        return keys

    def _subject(self, row: Any, as_of: datetime) -> _Subject | None:
        """Return what tells a row from others; None where nothing does."""
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
            at = responses.allocated_at and expression(responses.allocated_at)(row)
            sent = text(at) if at and self._can_be_sent(at, as_of) else None
        except BadRecord:
            return None
        return call, unit, sent or ""

    def _can_be_sent(self, at: Any, as_of: datetime) -> bool:
        """Test whether a vehicle can have been sent at a time; a corrected row takes its place."""
        try:
            return self._mapping.times.read(at) <= as_of + requests.AHEAD
        except BadTimeError:
            return False

    def _call(self, row: Any) -> str | None:
        try:
            return id_text(expression(self._mapping.file.calls.id)(row))
        except BadRecord:
            return None


def _changed_before(row: _Held, other: _Held) -> bool:
    return row.changed is not None and other.changed is not None and row.changed < other.changed


class StatusMemory:
    """A memory of when each status began, and when each call was last listed.

    Args:
        wait_s: seconds that a record may be missing before its absence is told.
    """

    def __init__(self, wait_s: int) -> None:
        self._wait = timedelta(seconds=wait_s)
        self._statuses: dict[str, tuple[Any, str]] = {}
        self._calls: dict[str, datetime] = {}
        self._vehicles: dict[str, datetime] = {}

    def date(self, vehicles: Sequence[dict[str, Any]], as_of: datetime) -> None:
        """Give each vehicle a `status_at`.

        A status without a time of its own holds from the first document that had it.
        """
        statuses: dict[str, tuple[Any, str]] = {}
        for vehicle in vehicles:
            if vehicle.get("status_at") is None and vehicle.get("status") is not None:
                now = (vehicle["status"], vehicle.get("call"))
                before, at = self._statuses.get(vehicle["id"], (None, ""))
                vehicle["status_at"] = at if before == now else iso(as_of)
                statuses[vehicle["id"]] = (now, vehicle["status_at"])
        self._statuses = statuses

    def remembered(self, reading: FeedReading, now: datetime) -> FeedReading:
        """The reading, with what has not been missing for long still among what is listed.

        That counts by this machine's clock: a document that stays the same keeps its own time.
        """
        if not self._wait or not reading.complete:
            return reading
        calls = self._remembered(self._calls, reading.listed_calls, now)
        vehicles = self._remembered(self._vehicles, reading.listed_vehicles, now)
        return replace(reading, listed_calls=calls, listed_vehicles=vehicles)

    def _remembered(
        self, seen: dict[str, datetime], listed: frozenset[str], now: datetime
    ) -> frozenset[str]:
        seen.update(dict.fromkeys(listed, now))
        for id_ in [id_ for id_, at in seen.items() if now - at >= self._wait]:
            del seen[id_]
        return listed | seen.keys()
