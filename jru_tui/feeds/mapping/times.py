"""Times as other systems write them: several forms, naive times, the hour that happens twice."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from jru_tui.feeds.decoding.ambiguous_hour import Choose, nearest
from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.mapping.schema import Repeated

NAMED = {
    "uk": "%d/%m/%Y %H:%M:%S",
    "uk_12h": "%d/%m/%Y %I:%M:%S %p",
    "us": "%m/%d/%Y %H:%M:%S",
    "us_12h": "%m/%d/%Y %I:%M:%S %p",
    "http": "%a, %d %b %Y %H:%M:%S %Z",
}
"""Forms that have a name; any other is written out, as `strptime` reads it."""
KNOWN = ("iso", "epoch_s", "epoch_ms", *NAMED)

# An epoch outside these years is of another unit, or no time at all.
_EARLIEST_S = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_LATEST_S = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_DATE_ALONE = 10


class BadTimeError(ValueError):
    """A value is no time; the message is the end of a sentence, and clean."""


class Times:
    """Reads times.

    Args:
        forms: tried in this order: those of `KNOWN`, or `strptime` forms.
        zone: of times without one; None refuses them.
        repeated: which of two is meant in the hour that happens twice.
    """

    def __init__(
        self, forms: Iterable[str], zone: tzinfo | None = None, repeated: Repeated = "arrival"
    ) -> None:
        self._forms = tuple(forms)
        self._zone = zone
        self._repeated = repeated

    def read(
        self, value: Any, after: datetime | None = None, choose: Choose | None = None
    ) -> datetime:
        """The time in UTC; of a list, the earliest.

        Args:
            value: as it came.
            after: what came before it on the same ladder.
            choose: asked which is meant in the hour that happens twice, whatever becomes of it; and
                told of the hour that never happens, when the second of the two comes first.

        Raises:
            BadTimeError: it has none of the forms, or cannot be placed.
        """
        if isinstance(value, list):
            found = [self.read(each, after, choose) for each in value if each is not None]
            if not found:
                raise BadTimeError("holds no time")
            return min(found)
        for form in self._forms:
            time = _read(form, value)
            if time is not None:
                return self._placed(time, value, after, choose)
        forms = ", ".join(self._forms)
        raise BadTimeError(f"has none of the forms of time ({forms}): {quoted(str(value))}")

    def read_near(self, value: Any, clock: datetime) -> datetime:
        """A document's own time in UTC: in the hour that happens twice the one nearer to a clock.

        Raises:
            BadTimeError: it has none of the forms, or cannot be placed.
        """
        return Times(self._forms, self._zone).read(value, choose=nearest(clock))

    def _placed(
        self, time: datetime, value: Any, after: datetime | None, choose: Choose | None
    ) -> datetime:
        try:
            if time.tzinfo is not None:
                return time.astimezone(UTC)
            if self._zone is None:
                raise BadTimeError(f"has no zone (times.zone names none): {quoted(str(value))}")
            first = time.replace(tzinfo=self._zone, fold=0).astimezone(UTC)
            second = time.replace(tzinfo=self._zone, fold=1).astimezone(UTC)
        except OverflowError:
            raise BadTimeError(f"is out of range: {quoted(str(value))}") from None
        if second == first:
            return first
        if second < first:  # never: the clocks went forward
            if choose is not None:
                choose(str(value), first, second)
            return first
        if self._repeated == "refuse":
            raise BadTimeError(f"lies in the hour that happens twice: {quoted(str(value))}")
        by_arrival = choose(str(value), first, second) if choose is not None else first
        if self._repeated in {"first", "second"}:
            return first if self._repeated == "first" else second
        if after is not None and first < after <= second:
            return second  # nothing comes before the stage that it follows
        return by_arrival if self._repeated == "arrival" else first


def written(time: datetime, form: str, zone: tzinfo | None) -> str:
    """A time for a query, in that form; without an offset of its own it is in `zone`."""
    if form == "iso":
        return iso(time)
    if form == "epoch_s":
        return str(int(time.timestamp()))
    if form == "epoch_ms":
        return str(int(time.timestamp() * 1_000))
    return time.astimezone(zone or UTC).strftime(NAMED.get(form, form))


def iso(time: datetime) -> str:
    """A time of UTC as `jru/1` writes it."""
    return time.replace(tzinfo=None).isoformat() + "Z"


def _read(form: str, value: Any) -> datetime | None:
    if form in {"epoch_s", "epoch_ms"}:
        return _epoch(value, 1.0 if form == "epoch_s" else 1_000.0)
    if not isinstance(value, str):
        return None
    try:
        if form == "iso":
            text = value.strip()
            return datetime.fromisoformat(text) if len(text) > _DATE_ALONE else None
        time = datetime.strptime(value.strip(), NAMED.get(form, form))  # noqa: DTZ007 - zone below
    except (ValueError, OverflowError):
        return None
    # strptime reads the name of a zone and then forgets it.
    return time.replace(tzinfo=UTC) if form == "http" else time


def _epoch(value: Any, units: float) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value) / units
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(seconds) or not _EARLIEST_S <= seconds < _LATEST_S:
        return None
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
