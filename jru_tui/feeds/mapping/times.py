"""Times as other systems write them: several forms, naive times, the hour that happens twice."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import Any

from jru_tui.feeds.decoding.ambiguous_hour import Choose, nearest
from jru_tui.feeds.decoding.normaliser import EARLIEST, LATEST
from jru_tui.feeds.decoding.text import Reason
from jru_tui.feeds.mapping.schema import Repeated
from jru_tui.feeds.mapping.time_forms import TimeForm


class BadTimeError(ValueError):
    """An error: the value is not a time; the message ends a sentence, and is clean."""


class TimeReader:
    """A reader of times.

    Args:
        forms: tried in this order, by name or as `strptime` reads them.
        zone: of times without one; None refuses them.
        repeated: which of two is meant in the hour that happens twice.

    Raises:
        WrongFormError: one of the forms cannot be used.
    """

    def __init__(
        self, forms: Iterable[str], zone: tzinfo | None = None, repeated: Repeated = "arrival"
    ) -> None:
        self._forms = tuple(TimeForm(form, zone) for form in forms)
        self._zone = zone
        self._repeated = repeated

    @property
    def is_placed_by_arrival(self) -> bool:
        """Tell whether a time in the hour that happens twice is placed by when it arrived."""
        return self._repeated == "arrival"

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
            BadTimeError: it has none of the forms, cannot be placed, or is of no year on a clock.
        """
        return self._read(value, after, choose, self._repeated)

    def read_near(self, value: Any, clock: datetime) -> datetime:
        """A document's own time in UTC: in the hour that happens twice the one nearer to a clock.

        Raises:
            BadTimeError: it has none of the forms, or no clock was ever set to it.
        """
        return self._read(value, None, nearest(clock), "arrival")

    def _read(
        self, value: Any, after: datetime | None, choose: Choose | None, repeated: Repeated
    ) -> datetime:
        if isinstance(value, list):
            found = [
                self._read(item, after, choose, repeated) for item in value if item is not None
            ]
            if not found:
                raise BadTimeError("holds no time")
            return min(found)
        for form in self._forms:
            time = form.read(value)
            if time is not None:
                return _credible(self._placed(time, value, after, choose, repeated), value)
        forms = ", ".join(form.name for form in self._forms)
        raise BadTimeError(Reason.of(f"matches none of the time formats ({forms})", str(value)))

    def _placed(
        self,
        time: datetime,
        value: Any,
        after: datetime | None,
        choose: Choose | None,
        repeated: Repeated,
    ) -> datetime:
        try:
            if time.tzinfo is not None:
                return time.astimezone(UTC)
            if self._zone is None:
                raise BadTimeError(Reason.of("has no zone (times.zone names none)", str(value)))
            first = time.replace(tzinfo=self._zone, fold=0).astimezone(UTC)
            second = time.replace(tzinfo=self._zone, fold=1).astimezone(UTC)
        except OverflowError:
            raise BadTimeError(Reason.of("is out of range", str(value))) from None
        if second == first:
            return first
        if second < first:  # never: the clocks went forward
            if choose is not None:
                choose(str(value), first, second)
            return first
        if repeated == "refuse":
            raise BadTimeError(Reason.of("is in the hour that occurs twice", str(value)))
        by_arrival = choose(str(value), first, second) if choose is not None else first
        if repeated in {"first", "second"}:
            return first if repeated == "first" else second
        if after is not None and first < after <= second:
            return second  # nothing comes before the stage that it follows
        return by_arrival if repeated == "arrival" else first


def _credible(time: datetime, value: Any) -> datetime:
    """Return a time that a clock may have been set to.

    Raises:
        BadTimeError: it is not of these centuries.
    """
    if EARLIEST <= time < LATEST:
        return time
    years = f"{EARLIEST.year} to {LATEST.year - 1}"
    raise BadTimeError(Reason.of(f"is outside the years {years}", str(value)))


def iso(time: datetime) -> str:
    """A time of UTC as `jru/1` writes it."""
    return time.replace(tzinfo=None).isoformat() + "Z"
