"""Formats of times, durations, counts and names for reports, read aloud as well as on paper."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from jru_tui.board.board import Board
from jru_tui.board.projection.snapshot import BoardSnapshot
from jru_tui.board.shifts import comes_twice

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def local(moment: datetime, zone: str) -> datetime:
    """The wall-clock time of the unit."""
    return moment.astimezone(ZoneInfo(zone))


def clock(moment: datetime, zone: str) -> str:
    """A time of day: `22:47`; in the hour that comes twice with its zone: `01:35 BST`."""
    at = local(moment, zone)
    return f"{at:%H:%M %Z}" if comes_twice(at) else f"{at:%H:%M}"


def weekday(moment: datetime, zone: str) -> str:
    """The name of a day: `Friday`."""
    return f"{local(moment, zone):%A}"


def day(moment: datetime, zone: str) -> str:
    """A day in full: `Friday 30 October 2020`."""
    at = local(moment, zone)
    return f"{at:%A} {at.day} {at:%B %Y}"


def date(moment: datetime, zone: str) -> str:
    """A day, briefly: `Fri 30 Oct 2020`."""
    at = local(moment, zone)
    return f"{at:%a} {at.day} {at:%b %Y}"


def duration(seconds: int) -> str:
    """A duration as a clock shows it: `0:23:10`."""
    return f"{seconds // _HOUR}:{seconds % _HOUR // _MINUTE:02}:{seconds % _MINUTE:02}"


def count(number: int, what: str) -> str:
    """A number of things: `1 call`, `2 calls`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def total(minutes: int) -> str:
    """Minutes as a total: `4 h 30`."""
    return f"{minutes // 60} h {minutes % 60:02}"


def pounds(pence: int) -> str:
    """Money to the penny: `£1,225.00`."""
    return f"£{pence // 100:,}.{pence % 100:02}"


def age(seconds: int) -> str:
    """Format an age in words: `40 seconds`, `9 minutes`, `1 hour 5 minutes`, `3 days`."""
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


def unlisted(since: datetime, now: datetime) -> str:
    """Say that the feed dropped a call or a vehicle from its list, which ends neither."""
    return f"not listed by the feed for {age(int((now - since).total_seconds()))}"


def together(words: Iterable[str]) -> str:
    """A list in a sentence: `JRU 1, JRU 2 and JRU 3`; empty for none."""
    said = list(words)
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def named(vehicle: str, board: Board | BoardSnapshot) -> str:
    """A vehicle's name; its id where the board does not know it."""
    known = board.vehicles.get(vehicle)
    return known.name if known else vehicle
