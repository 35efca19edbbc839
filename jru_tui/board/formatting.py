"""Formats of times, durations, money and counts, for the screen and for reports."""

from collections.abc import Iterable
from datetime import datetime

from jru_tui.board.shifts import comes_twice, time_zone

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def local(moment: datetime, zone: str) -> datetime:
    """Return a moment on the unit's wall clock."""
    return moment.astimezone(time_zone(zone))


def clock(moment: datetime, zone: str, form: str = "%H:%M") -> str:
    """Format a time of day: `22:47`; in the hour that comes twice with its zone: `01:35 BST`.

    Args:
        moment: the moment, UTC.
        zone: the name of the unit's time zone.
        form: the form of strftime.
    """
    at = local(moment, zone)
    return at.strftime(f"{form} %Z" if comes_twice(at) else form)


def weekday(moment: datetime, zone: str) -> str:
    """Format the name of a day: `Friday`."""
    return f"{local(moment, zone):%A}"


def long_day(moment: datetime, zone: str) -> str:
    """Format a day in full: `Friday 30 October 2020`."""
    at = local(moment, zone)
    return f"{at:%A} {at.day} {at:%B %Y}"


def date(moment: datetime, zone: str) -> str:
    """Format a day briefly: `Fri 30 Oct 2020`."""
    at = local(moment, zone)
    return f"{at:%a} {at.day} {at:%b %Y}"


def short_day(moment: datetime, zone: str) -> str:
    """Format a day of this year: `Fri 30 Oct`."""
    at = local(moment, zone)
    return f"{at:%a} {at.day} {at:%b}"


def day_of_year(moment: datetime, zone: str) -> str:
    """Format a day of any year, as short as it can be: `30 Oct 2020`."""
    at = local(moment, zone)
    return f"{at.day} {at:%b %Y}"


def duration(seconds: int) -> str:
    """Format a duration as a clock shows it: `0:23:10`."""
    return f"{seconds // _HOUR}:{seconds % _HOUR // _MINUTE:02}:{seconds % _MINUTE:02}"


def running(seconds: float) -> str:
    """Format a running clock with its hours: `0:23:10`, from a day on `2 d 04:10`."""
    left = max(0, int(seconds))
    if left >= _DAY:
        return f"{left // _DAY} d {left % _DAY // _HOUR:02}:{left % _HOUR // _MINUTE:02}"
    return duration(left)


def waited(seconds: float | None) -> str:
    """Format a call's clock in at most five cells: `9:30`, from an hour on `1h02`, `14h`, `3d`.

    `?` where it cannot be told.
    """
    if seconds is None:
        return "?"
    left = max(0, int(seconds))
    if left >= 2 * _DAY:
        return f"{left // _DAY}d"
    if left >= 10 * _HOUR:
        return f"{left // _HOUR}h"
    if left >= _HOUR:
        return f"{left // _HOUR}h{left % _HOUR // _MINUTE:02}"
    return f"{left // _MINUTE}:{left % _MINUTE:02}"


def target(seconds: int, unit: str = "") -> str:
    """Format a target as short as it can be: `15` and `120` are minutes, `48h` hours.

    `unit`: what is to stand behind minutes, such as ` min`.
    """
    minutes = seconds // _MINUTE
    return f"{minutes}{unit}" if minutes <= 180 else f"{minutes // 60}h"  # noqa: PLR2004 - C4's target


def total(minutes: int) -> str:
    """Format minutes that were added up: `4 h 30`."""
    return f"{minutes // 60} h {minutes % 60:02}"


def span(minutes: int) -> str:
    """Format a length of time: `4 min`, from two hours on `2 h 05`."""
    return f"{minutes} min" if minutes < 2 * _HOUR // _MINUTE else total(minutes)


def age(seconds: float) -> str:
    """Format an age: `2 s`, `3 min`, `4 h`, `2 days`."""
    left = max(0, int(seconds))
    if left < 2 * _MINUTE:
        return f"{left} s"
    if left < 2 * _HOUR:
        return f"{left // _MINUTE} min"
    if left < 2 * _DAY:
        return f"{left // _HOUR} h"
    return f"{left // _DAY} days"


def age_in_words(seconds: int) -> str:
    """Format an age for reading out: `40 seconds`, `9 minutes`, `1 hour 5 minutes`, `3 days`."""
    left = max(0, seconds)
    if left < _MINUTE:
        return count(left, "second")
    if left < _HOUR:
        return count(left // _MINUTE, "minute")
    if left >= 2 * _DAY:
        return count(left // _DAY, "day")
    minutes = left % _HOUR // _MINUTE
    hours = count(left // _HOUR, "hour")
    return f"{hours} {count(minutes, 'minute')}" if minutes else hours


def whole_minutes(seconds: float) -> int:
    """Whole minutes, rounded up, as a clock on the wall would have gone on; at least one."""
    return max(1, -int(-seconds // 60))


def minutes_between(seconds: float, low_s: float, high_s: float) -> str:
    """A predicted time and the minutes that hold it in four of five cases: `8 min (6-11)`.

    Args:
        seconds: as likely longer as shorter.
        low_s: the 10th centile, in seconds.
        high_s: the 90th.
    """
    low, high = max(1, int(low_s // 60)), whole_minutes(high_s)
    return f"{whole_minutes(seconds)} min ({low}-{high})"


def pounds(pence: int) -> str:
    """Format money to the penny: `£1,225.00`."""
    return f"£{pence // 100:,}.{pence % 100:02}"


def money(pence: int) -> str:
    """Format money rounded to the pound: `£1,225`."""
    return f"£{(pence + 50) // 100:,}"


def count(number: int, noun: str) -> str:
    """Format a number of things: `1 call`, `2 calls`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def join_words(words: Iterable[str]) -> str:
    """Join a list for a sentence: `JRU 1, JRU 2 and JRU 3`; empty for none."""
    items = list(words)
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def sentence(text: str) -> str:
    """Make a reason a sentence of its own: with a capital first."""
    return text[:1].upper() + text[1:]


def end_sentence(text: str) -> str:
    """End a sentence with a full stop, unless it is ended already."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
