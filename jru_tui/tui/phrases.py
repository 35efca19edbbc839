"""Phrases of the screen: times on the unit's wall clock, places, what logs say and who says it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len

from jru_tui.board import LogEntry, Place, RecordRefused, Rules, formatting, place_text, printable
from jru_tui.tui.layout.line import cut

NO_STAGE = "stage not given"
"""Of a vehicle that is on a call without any time of its way there."""

_AUTHORS = {"feed": ("feed", "dim"), "supervisor": ("you", "yellow"), "program": ("board", "dim")}
_LONGEST_NAME = 12
"""Cells of somebody's name."""


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
    return formatting.clock(moment, rules.hours.zone, form)


def day(moment: datetime, rules: Rules) -> str:
    """A date on the unit's wall clock: `Fri 30 Oct`."""
    return formatting.short_day(moment, rules.hours.zone)


def unconfirmed(given_at: datetime | None, now: datetime) -> str:
    """Say for how long the feed has not shown what a command does: `unconfirmed 45 s`."""
    return (
        f"unconfirmed {formatting.age((now - given_at).total_seconds())}"
        if given_at
        else "unconfirmed"
    )


def place(spot: Place, rules: Rules) -> str:
    """Name the place of a call; by its coordinates where it has no words."""
    if spot.text:
        return place_text(spot.text)
    if spot.lat is not None and spot.lon is not None:
        return coordinates(spot)
    return rules.area_label(spot.area) if spot.area else "place not given"


def coordinates(spot: Place) -> str:
    """Latitude and longitude in degrees: `51.370 N 1.120 E`; empty when not known."""
    if spot.lat is None or spot.lon is None:
        return ""
    return degrees(spot.lat, spot.lon)


def degrees(lat: float, lon: float) -> str:
    """Format latitude and longitude in degrees: `51.370 N 1.120 E`."""
    north, east = "NS"[lat < 0], "EW"[lon < 0]
    return f"{abs(lat):.3f} {north} {abs(lon):.3f} {east}"


def taken_back(entry: LogEntry, rules: Rules) -> str:
    """Say what became of an entry that does not stand: undone, or struck by whom and when."""
    if entry.struck and entry.struck_at is not None:
        return f" — {entry.struck}, {hm(entry.struck_at, rules)}"
    return " — undone" if entry.undone else ""


def is_there(names: Sequence[str], text: str) -> str:
    """Say where people are: `70002 is at K-1037`, `70002, 70003 are here`; empty for nobody.

    Args:
        names: the people.
        text: the place, with its preposition.
    """
    if not names:
        return ""
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {text}"


def set_aside(refused: RecordRefused) -> str:
    """Explain why a record of a call or a vehicle is set aside."""
    return "listed twice" if refused.is_older_twin else "newer report set aside"


def log_author(entry: LogEntry, own_name: str | None) -> tuple[str, str]:
    """Name the author of an entry, with an ink.

    Args:
        entry: the entry.
        own_name: the name at this board where others write the same journal; None where nobody
            else does.
    """
    word, ink = _AUTHORS[entry.source]
    if is_named(entry, own_name):
        return cut(printable(entry.by), _LONGEST_NAME), ink
    return word, ink


def is_named(entry: LogEntry, own_name: str | None) -> bool:
    """Test whether somebody else has done it, and their name stands for "you".

    Args:
        entry: the entry.
        own_name: as of `log_author`.
    """
    another = own_name is not None and entry.by not in ("", own_name)
    return another and entry.source == "supervisor"


def authors_width(entries: Iterable[LogEntry], own_name: str | None, least: int = 0) -> int:
    """Count the cells of the column in which authors stand.

    Args:
        entries: the entries beside which they stand.
        own_name: as of `log_author`.
        least: cells that it has in any case.
    """
    words = {log_author(entry, own_name)[0] for entry in entries}
    return max(least, *map(cell_len, words), 0)
