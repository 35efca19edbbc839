"""Zones by the names in times: UTC, GMT and BST, and those of the feed's own zone.

The machine's own zone has no say: `strptime` knows the names of that one and no others.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

_HOUR = timedelta(hours=1)
_ALWAYS = {"Z": 0, "Zulu": 0, "UTC": 0, "UT": 0, "GMT": 0, "BST": 1}
"""Hours east of Greenwich. BST is British Summer Time: of the zones of that name it is the one that
a British dispatch system means."""
_YEARS = range(2000, 2038)
_DIRECTIVE = re.compile(r"%.", re.DOTALL)
_PART = "\x1f"
"""Stands for each directive of a form, so that what is left is what is written out."""
_OFFSET = rf"(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?(?![{_PART}\d:])"
# Behind a date's sign stands a directive, and no offset.
_WRITTEN = re.compile(
    rf"(?<![A-Za-z/])(?P<name>[A-Za-z]+(?:/[A-Za-z_]+)*)(?:\s?{_OFFSET})?"
    rf"|(?<=[{_PART}\s(])" + re.sub(r"\?P<(\w+)>", r"?P<bare_\1>", _OFFSET)
)
_LIKE_A_ZONE = re.compile(r"[A-Z]{2,4}T|MSK|MSD|MES?Z|[A-Z][a-z]+/[A-Z]\w+")

Offsets = Mapping[str, timedelta]
"""How far east of Greenwich a zone is, by its name in small letters."""


class UnknownZoneError(ValueError):
    """A zone is written out that nobody knows; the message is its name."""


@lru_cache(maxsize=8)
def zone_offsets(zone: tzinfo | None) -> Offsets:
    """Offsets by name: those that everybody means alike, and those of a zone in this century.

    Args:
        zone: the feed's own; its names come before the others.
    """
    found = {name.casefold(): hours * _HOUR for name, hours in _ALWAYS.items()}
    if zone is not None:
        for year in _YEARS:
            for month in range(1, 13):
                time = datetime(year, month, 15, 12, tzinfo=zone)
                name, offset = time.tzname(), time.utcoffset()
                if name and offset is not None and name.isalpha():
                    found[name.casefold()] = offset
    return found


def written_zone(form: str, offsets: Offsets) -> timedelta | None:
    """The zone that a form has written out, such as the `Z` of `%H:%M:%SZ`; None where it has none.

    Args:
        form: as `strptime` reads it.
        offsets: the zones that are known.

    Raises:
        UnknownZoneError: what it has written out looks like a zone and is none of those.
    """
    for found in _WRITTEN.finditer(_DIRECTIVE.sub(_PART, form)):
        name = found["name"] or ""
        if not name:
            return _offset(found["bare_sign"], found["bare_hours"], found["bare_minutes"])
        if name.casefold() in offsets:
            beyond = _offset(found["sign"] or "+", found["hours"] or "0", found["minutes"])
            return offsets[name.casefold()] + beyond
        if _LIKE_A_ZONE.fullmatch(name):
            raise UnknownZoneError(name)
    return None


def _offset(sign: str, hours: str, minutes: str | None) -> timedelta:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -offset if sign == "-" else offset
