"""A form of time: how it is read and written, with the zone that stands in it.

A zone in a time counts, whichever way it is written: an offset, a name, or a `Z` in the form.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any

from jru_tui.feeds.mapping.scalars import number

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
_UNITS = {"epoch_s": 1.0, "epoch_ms": 1_000.0}
_ZONE = "%Z"
_DIRECTIVE = re.compile(r"%(.?)", re.DOTALL)
_DIRECTIVES = frozenset("aAbBcdfGHIjmMpSuUVwWxXyYzZ%")
"""What `strptime` knows; another one would only be found out with the first time that is read."""
_HOURS = frozenset("HIcX")
_RIGHT_HOURS = "a form with hours up to 24 (%H), or with AM and PM (%I and %p)"
_AN_HOUR = timedelta(hours=1)
_PROBES = (
    datetime(2020, 10, 30, 22, 38, 2, tzinfo=UTC),
    datetime(2021, 2, 3, 7, 5, 9, tzinfo=UTC),
)
"""Times that a form has to give back: after noon and before it, and no number in them twice."""


class WrongFormError(ValueError):
    """A form cannot be used; the message says what would be right, as the end of a sentence."""


class TimeForm:
    """A form of time: reads and writes times in it.

    Args:
        form: one of `KNOWN`, or a `strptime` form.
        zone: that of times without one.

    Raises:
        WrongFormError: no time can be read by it, or not without a doubt.
    """

    def __init__(self, form: str, zone: tzinfo | None = None) -> None:
        self.name = form
        self._zone = zone
        self._form = NAMED.get(form, form)
        self._offsets: Offsets = zone_offsets(zone)
        self._fixed: timezone | None = None
        if form not in KNOWN:
            self._check()

    def read(self, value: Any) -> datetime | None:
        """Read a time, without a zone where none stands in it; None where it has another form."""
        if self.name in _UNITS:
            return _epoch(value, _UNITS[self.name])
        if not isinstance(value, str):
            return None
        try:
            if self.name == "iso":
                text = value.strip()
                return datetime.fromisoformat(text) if len(text) > _DATE_ALONE else None
            return self._parsed(value.strip())
        except (ValueError, OverflowError, re.error):
            return None

    def format(self, time: datetime) -> str:
        """Write a time for a query; without a zone of its own it is in that of the feed, or UTC.

        Where clocks go back within the next hour, it is one hour earlier: what happens after that
        would seem to have happened before.
        """
        if self.name == "iso":
            return time.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
        if self.name in _UNITS:
            return str(int(time.timestamp() * _UNITS[self.name]))
        if self.name == "http":
            return time.astimezone(UTC).strftime(self._form.replace(_ZONE, "GMT"))
        if self._fixed is not None:
            return time.astimezone(self._fixed).strftime(self._form)
        local = time.astimezone(self._zone or UTC)
        if not self._has_zone:
            later = (time + _AN_HOUR).astimezone(self._zone or UTC)
            if later.replace(tzinfo=None) <= local.replace(tzinfo=None):
                local -= _AN_HOUR
        return local.strftime(self._form)

    @property
    def _has_zone(self) -> bool:
        return self._fixed is not None or "%z" in self._form or _ZONE in self._form

    def _parsed(self, text: str) -> datetime | None:
        if _ZONE not in self._form:
            time = datetime.strptime(text, self._form)  # noqa: DTZ007 - the zone comes below
            return time if self._fixed is None else time.replace(tzinfo=self._fixed)
        folded = text.casefold()
        for name, offset in self._offsets.items():
            if name in folded:
                try:
                    form = self._form.replace(_ZONE, name)
                    time = datetime.strptime(text, form)  # noqa: DTZ007 - the zone comes below
                except ValueError:
                    continue
                return time if time.tzinfo is not None else time.replace(tzinfo=timezone(offset))
        return None

    def _check(self) -> None:
        directives = _DIRECTIVE.findall(self._form)
        if not directives or not set(directives) <= _DIRECTIVES:
            raise WrongFormError('a form such as "iso" or "%d/%m/%Y %H:%M:%S"')
        try:
            fixed = written_zone(self._form, self._offsets)
        except UnknownZoneError as error:
            expectation = "a form whose zone is known: UTC, GMT, BST, a name of times.zone, or %z"
            raise WrongFormError(f"{expectation}, not {error}") from None
        self._fixed = None if fixed is None else timezone(fixed)
        if directives.count("Z") + directives.count("z") + (fixed is not None) > 1:
            raise WrongFormError("a form that names its zone once")
        if {"H", "p"} <= set(directives):
            # The hour of 10:00 PM would be read as 10.
            raise WrongFormError(_RIGHT_HOURS)
        for probe in _PROBES:
            self._check_on(probe, has_hours=bool(_HOURS & set(directives)))

    def _check_on(self, probe: datetime, *, has_hours: bool) -> None:
        """See that what is written in the form is read again as it was."""
        zone = self._fixed or UTC
        local = probe.astimezone(zone)
        try:
            back = self._parsed(local.strftime(self._form.replace(_ZONE, "UTC")))
        except re.error:
            raise WrongFormError("a form that names each part of a time once") from None
        except (ValueError, OverflowError):
            back = None
        if back is None or back.date() != local.date():
            expectation = (
                "a form with a date and its year (\"join(' ', [date, time])\" makes one of two)"
            )
            raise WrongFormError(expectation)
        if has_hours and back.hour != local.hour:
            raise WrongFormError(_RIGHT_HOURS)


def _epoch(value: Any, units: float) -> datetime | None:
    found = number(value)
    if found is None or not _EARLIEST_S <= found / units < _LATEST_S:
        return None
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=found / units)


_HOUR = timedelta(hours=1)
_ALWAYS = {"Z": 0, "Zulu": 0, "UTC": 0, "UT": 0, "GMT": 0, "BST": 1}
"""Hours east of Greenwich. BST is British Summer Time: of the zones of that name it is the one that
a British dispatch system means."""
_YEARS = range(2000, 2038)
_ANY_DIRECTIVE = re.compile(r"%.", re.DOTALL)
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
    for found in _WRITTEN.finditer(_ANY_DIRECTIVE.sub(_PART, form)):
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
