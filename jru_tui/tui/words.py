"""Formats of times, durations, money and places on screen."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from jru_tui.board.events import RecordRefused
from jru_tui.board.records import Place
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import comes_twice
from jru_tui.board.views import LogEntry

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
NO_STAGE = "stage not given"
"""Of a vehicle that is on a call without any time of its way there."""


@lru_cache(maxsize=8)
def zone(name: str) -> ZoneInfo:
    """The time zone of that name, such as `Europe/London`."""
    return ZoneInfo(name)


def hms(moment: datetime, rules: Rules) -> str:
    """A time of day to the second, on the unit's wall clock: `22:47:32`."""
    return wall_clock(moment, rules, "%H:%M:%S")


def hm(moment: datetime, rules: Rules) -> str:
    """A time of day to the minute, on the unit's wall clock: `22:47`."""
    return wall_clock(moment, rules, "%H:%M")


def wall_clock(moment: datetime, rules: Rules, form: str) -> str:
    """A time on the unit's wall clock; in the hour that comes twice with its zone: `01:35 BST`.

    Args:
        moment: the moment, UTC.
        rules: the rules of the field.
        form: the form of strftime.
    """
    local = moment.astimezone(zone(rules.hours.zone))
    return local.strftime(f"{form} %Z" if comes_twice(local) else form)


def day(moment: datetime, rules: Rules) -> str:
    """A date on the unit's wall clock: `Fri 30 Oct`."""
    local = moment.astimezone(zone(rules.hours.zone))
    return f"{local:%a} {local.day} {local:%b}"


def running(seconds: float) -> str:
    """A running clock with its hours: `0:23:10`, from a day on `2 d 04:10`."""
    left = max(0, int(seconds))
    if left >= _DAY:
        return f"{left // _DAY} d {left % _DAY // _HOUR:02}:{left % _HOUR // _MINUTE:02}"
    return f"{left // _HOUR}:{left % _HOUR // _MINUTE:02}:{left % _MINUTE:02}"


def waited(seconds: float | None) -> str:
    """A call's clock in at most five cells: `9:30`, from an hour on `1h02`, then `14h`, `3d`.

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


def target(seconds: int) -> str:
    """A target as short as it can be: `15` and `120` are minutes, `48h` hours."""
    minutes = seconds // _MINUTE
    return str(minutes) if minutes <= 180 else f"{minutes // 60}h"  # noqa: PLR2004 - C4's target


def total(minutes: int) -> str:
    """Minutes added up: `4 h 30`."""
    return f"{minutes // 60} h {minutes % 60:02}"


def money(pence: int) -> str:
    """Pence as pounds, rounded to the pound: `£1,225`."""
    return f"£{(pence + 50) // 100:,}"


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


def unconfirmed(given_at: datetime | None, now: datetime) -> str:
    """Say for how long the feed has not shown what a command does: `unconfirmed 45 s`."""
    return f"unconfirmed {age((now - given_at).total_seconds())}" if given_at else "unconfirmed"


def place(where: Place, rules: Rules) -> str:
    """Name the place of a call; by its coordinates where it has no words."""
    if where.text:
        return where.text
    if where.lat is not None and where.lon is not None:
        return coordinates(where)
    return rules.areas.get(where.area, where.area) if where.area else "place not given"


def coordinates(where: Place) -> str:
    """Latitude and longitude in degrees: `51.370 N 1.120 E`; empty when not known."""
    if where.lat is None or where.lon is None:
        return ""
    return degrees(where.lat, where.lon)


def degrees(lat: float, lon: float) -> str:
    """Latitude and longitude in degrees: `51.370 N 1.120 E`."""
    north, east = "NS"[lat < 0], "EW"[lon < 0]
    return f"{abs(lat):.3f} {north} {abs(lon):.3f} {east}"


def taken_back(entry: LogEntry, rules: Rules) -> str:
    """Say what became of an entry that does not stand: undone, or struck by whom and when."""
    if entry.struck and entry.struck_at is not None:
        return f" — {entry.struck}, {hm(entry.struck_at, rules)}"
    return " — undone" if entry.undone else ""


def set_aside(refused: RecordRefused) -> str:
    """Explain why a record of a call or a vehicle is set aside."""
    return "listed twice" if refused.is_older_twin else "newer report set aside"


def sentence(text: str) -> str:
    """A reason as a sentence of its own: with a capital first."""
    return text[:1].upper() + text[1:]
