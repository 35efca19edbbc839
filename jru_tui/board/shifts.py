"""Shifts and weekends: the one that a moment belongs to.

A shift crosses midnight, and a tally belongs to the shift, never to the calendar day. Starts and
ends are wall-clock times, so a shift over a clock change is an hour longer or shorter: that of
Saturday 24 October 2020 lasts nine hours.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from jru_tui.board.rules import ShiftHours


class Shift(Struct, frozen=True):
    """A shift, in UTC.

    What happens after `ends_at` still counts here until the next shift starts at
    `next_starts_at`: a crew that arrives at ten past two is finishing its own shift.
    """

    starts_at: datetime
    ends_at: datetime
    next_starts_at: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.next_starts_at


class Period(Struct, frozen=True):
    """A run of shifts that is counted together: a weekend, or the nights between two of them."""

    name: str
    starts_at: datetime
    ends_at: datetime
    next_starts_at: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.next_starts_at


def shift_at(hours: ShiftHours, moment: datetime) -> Shift:
    """The shift that started most recently at that moment (UTC)."""
    last = _last_asked.get(hours)
    if last is None or moment not in last:
        last = _last_asked[hours] = _shift_of(hours, moment)
    return last


_last_asked: dict[ShiftHours, Shift] = {}
"""The next moment that is asked for is nearly always in the same shift."""


def _shift_of(hours: ShiftHours, moment: datetime) -> Shift:
    day = moment.astimezone(_zone(hours)).date()
    shift = shift_on(hours, day)
    return shift if shift.starts_at <= moment else shift_on(hours, day - timedelta(days=1))


@lru_cache(maxsize=64)
def shift_on(hours: ShiftHours, day: date) -> Shift:
    """The shift that starts on that day."""
    start, end = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
    end_day = day if end > start else day + timedelta(days=1)
    return Shift(
        starts_at=_utc(hours, day, start),
        ends_at=_utc(hours, end_day, end),
        next_starts_at=_utc(hours, day + timedelta(days=1), start),
    )


def period_at(hours: ShiftHours, moment: datetime) -> Period:
    """The weekend (its shifts start on Friday, Saturday, Sunday) or the days between weekends."""
    return period_of(hours, shift_at(hours, moment))


def period_of(hours: ShiftHours, shift: Shift) -> Period:
    """The weekend, or the days between weekends, that a shift belongs to."""
    return _period_with(hours, start_day(hours, shift))


@lru_cache(maxsize=64)
def _period_with(hours: ShiftHours, day: date) -> Period:
    """The period that the shift of that day belongs to; at most a week long."""
    one_day = timedelta(days=1)
    weekend = day.weekday() in hours.weekend
    first = last = day
    if len({_is_weekend(hours, day + day_of_week * one_day) for day_of_week in range(7)}) == 1:
        # No day is another: a week from Monday on.
        first -= day.weekday() * one_day
        last = first + 6 * one_day
    while _is_weekend(hours, first - one_day) == weekend and last - first < 6 * one_day:
        first -= one_day
    while _is_weekend(hours, last + one_day) == weekend and last - first < 6 * one_day:
        last += one_day
    end = shift_on(hours, last)
    name = "weekend" if weekend else f"{first:%A} to {last:%A}"
    return Period(name, shift_on(hours, first).starts_at, end.ends_at, end.next_starts_at)


def _is_weekend(hours: ShiftHours, day: date) -> bool:
    return day.weekday() in hours.weekend


def start_day(hours: ShiftHours, shift: Shift) -> date:
    """The local day that a shift belongs to: the one on which it starts."""
    return shift.starts_at.astimezone(_zone(hours)).date()


def local_time(hours: ShiftHours, moment: datetime) -> datetime:
    """A moment by the clock on the wall."""
    return moment.astimezone(_zone(hours))


def comes_twice(local: datetime) -> bool:
    """Test whether a local time lies in the hour that comes twice when the clocks go back."""
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def _utc(hours: ShiftHours, day: date, at: time) -> datetime:
    # In the repeated hour the second reading (fold=1) is the one that ends the night.
    return datetime.combine(day, at, _zone(hours)).replace(fold=1).astimezone(UTC)


@lru_cache(maxsize=8)
def time_zone(name: str) -> ZoneInfo:
    """Return the time zone of that name, such as `Europe/London`."""
    return ZoneInfo(name)


def _zone(hours: ShiftHours) -> ZoneInfo:
    return time_zone(hours.zone)
