"""Conversion of a scenario's wall clock to UTC: past midnight, and through clock changes."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
EARLY = timedelta(hours=3)
"""How long before a shift's start its first lines may be (crews book on before it)."""

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class TimeError(ValueError):
    """A time or a date that cannot be meant; the message says why and what would be right."""


def wall_time(text: str) -> time:
    """Read `18:05` or `18:05:30`.

    Raises:
        TimeError: it is no time of day.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise TimeError(f"'{text}' is not a time: write 18:05 or 18:05:30")
    hour, minute, second = (int(part or 0) for part in match.groups())
    return time(hour, minute, second)


def written_date(weekday: str, day: str, month: str, year: str) -> date:
    """Read `Friday 30 October 2020`; the day of the week must be the right one.

    Args:
        weekday: `Friday`.
        day: `30`.
        month: `October`.
        year: `2020`.

    Raises:
        TimeError: there is no such day, or it is another day of the week.
    """
    try:
        read = date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        raise TimeError(
            f"'{weekday} {day} {month} {year}' is not a date: write it as Friday 30 October 2020"
        ) from None
    right = _DAYS[read.weekday()]
    if weekday != right:
        raise TimeError(f"{day} {month} {year} is a {right}, not a {weekday}")
    return read


def spoken(day: date) -> str:
    """A date as a person writes it: `25 October 2020`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def to_utc(wall: datetime, zone_name: str | None = None) -> datetime:
    """A naive Europe/London time as UTC.

    `zone_name` is BST or GMT; it must be given in the hour that happens twice in October.

    Raises:
        TimeError: no such moment, or two of them, or the wrong zone's name.
    """
    aware = [wall.replace(tzinfo=ZONE, fold=fold) for fold in (0, 1)]
    moments = {candidate.astimezone(UTC) for candidate in aware}
    moments = {moment for moment in moments if moment.astimezone(ZONE).replace(tzinfo=None) == wall}
    by_name = {moment.astimezone(ZONE).tzname(): moment for moment in sorted(moments)}
    shown, day = wall.strftime("%H:%M"), spoken(wall.date())
    if not moments:
        raise TimeError(f"{shown} does not exist on {day}: the clocks go forward over it")
    if zone_name is None:
        if len(moments) > 1:
            raise TimeError(f"{shown} occurs twice on {day}: write {shown} BST or {shown} GMT")
        return next(iter(moments))
    if zone_name not in by_name:
        raise TimeError(f"{shown} on {day} is {' or '.join(map(str, by_name))}, not {zone_name}")
    return by_name[zone_name]


def in_shift(start: datetime, wall: time) -> datetime:
    """The naive moment with that wall time in the day of a shift that starts at naive `start`.

    That day lasts from three hours before the shift's start: what comes after midnight belongs
    to the next date.
    """
    first = start - EARLY
    moment = datetime.combine(first.date(), wall)
    return moment if moment >= first else moment + timedelta(days=1)
