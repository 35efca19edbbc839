"""Dates among the words of a search: a day, a month, or a span of them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from jru_tui.board.archive import TimeSpan
from jru_tui.board.shifts import time_zone

NO_DAY = "No such day: {}. Day, month, year: 30/10/2020."
NO_MONTH = "No such month: {}. Write 2020-10 or oct 2020."
BACKWARDS = "This span ends before it begins: {}."
TWO_DATES = "Two dates: write a span, 1/10/2020..7/10/2020."

_YEAR = r"(?:19|20|21)\d\d"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:{_YEAR}-\d{{1,2}}-\d{{1,2}}|{_YEAR}-\d\d|\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?[ -]?)?{_MONTH}[ -]?{_YEAR})"
)
_SPAN = re.compile(
    rf"(?<![\w/.-])(?:(?P<first>{_DATE})(?:(?P<to> ?\.\. ?)(?P<last>{_DATE})?)?"
    rf"|\.\. ?(?P<until>{_DATE}))(?![\w/-])"
)
_NUMBER = re.compile(r"\d+")
_EVER = TimeSpan(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class Search(NamedTuple):
    """A search as it was typed, in its parts.

    Attributes:
        words: what a call has to hold; empty for none.
        span: when it was opened or closed; None where no date is given.
        fault: a sentence about a date that cannot be; empty for none. Nothing is found then.
    """

    words: str
    span: TimeSpan | None = None
    fault: str = ""


class _DateError(ValueError):
    """A date that cannot be; the message says why."""


def split_dates(text: str, zone: str) -> Search:
    """Part what is typed into words and dates.

    Args:
        text: such as `knife oct 2020`, `30/10/2020` or `2020-10-01..2020-10-07 gravesend`.
        zone: the name of the unit's time zone, in which days begin.
    """
    text = " ".join(text.casefold().split())
    found = [*_SPAN.finditer(text)]
    if not found:
        return Search(text)
    words = " ".join(_SPAN.sub(" ", text).split())
    if len(found) > 1:
        return Search(words, fault=TWO_DATES)
    try:
        return Search(words, _span(found[0], zone))
    except _DateError as error:
        return Search(words, fault=str(error))


def _span(match: re.Match[str], zone: str) -> TimeSpan:
    """Return the time from the first of the days named to the end of the last."""
    first, last = match["first"], match["until"] or match["last"]
    begin = _days(first)[0] if first else None
    end = _days(last)[1] if last else None
    if first and not match["to"]:
        end = _days(first)[1]
    if begin and end and end <= begin:
        raise _DateError(BACKWARDS.format(match[0]))
    return TimeSpan(
        _midnight(begin, zone) if begin else _EVER.starts_at,
        _midnight(end, zone) if end else _EVER.ends_at,
    )


def _days(text: str) -> tuple[date, date]:
    """Return the first day of a day or month, and the day after its last.

    Raises:
        _DateError: there is no such day or month.
    """
    numbers = [int(digits) for digits in _NUMBER.findall(text)]
    if text[:4].isdigit():
        year, month, *days = numbers
    elif name := next((name for name in _MONTHS if name in text), ""):
        *days, year = numbers
        month = _MONTHS.index(name) + 1
    else:
        *days, month, year = numbers
    try:
        begin = date(year, month, *(days or [1]))
    except ValueError:
        raise _DateError((NO_DAY if days else NO_MONTH).format(text)) from None
    if days:
        return begin, begin + timedelta(days=1)
    return begin, date(year + month // 12, month % 12 + 1, 1)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), time_zone(zone)).astimezone(UTC)
