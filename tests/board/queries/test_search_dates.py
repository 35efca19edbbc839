"""Dates that are typed into a search: the plain forms, spans, and sentences about what is none."""

from datetime import UTC, datetime

import pytest

from jru_tui.board.queries.search_dates import (
    BACKWARDS,
    NO_DAY,
    NO_MONTH,
    TWO_DATES,
    split_dates,
)

ZONE = "Europe/London"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


DAY = (utc("2020-10-30"), utc("2020-10-31"))
MONTH = (utc("2020-09-30 23:00"), utc("2020-11-01"))
"""The month begins in summer time and ends in winter time."""


@pytest.mark.parametrize(
    ("text", "span"),
    [
        *((day, DAY) for day in ("30 Oct 2020", "2020-10-30", "30/10/2020", "30.10.2020")),
        *((day, DAY) for day in ("30-10-2020", "30th October 2020", "30OCT2020", "30 oct  2020")),
        *((month, MONTH) for month in ("oct 2020", "2020-10", "October 2020", "Oct-2020")),
        ("2020-10-01..2020-10-31", MONTH),
        ("1/10/2020 .. 31/10/2020", MONTH),
        ("1 oct 2020..oct 2020", MONTH),
        ("2020-10..2020-10-31", MONTH),
        ("dec 2020", (utc("2020-12-01"), utc("2021-01-01"))),
        ("29/02/2020", (utc("2020-02-29"), utc("2020-03-01"))),
        ("2020-10..", (MONTH[0], datetime.max.replace(tzinfo=UTC))),
        ("..2020-10", (datetime.min.replace(tzinfo=UTC), MONTH[1])),
    ],
)
@pytest.mark.parametrize("words", ["", "knife", "back door"])
def test_a_date_is_read_alone_or_among_words(
    text: str, span: tuple[datetime, datetime], words: str
) -> None:
    for typed in (f"{words} {text}", f"{text} {words}"):
        assert split_dates(typed, ZONE) == (words, span, "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31/02/2020", NO_DAY.format("31/02/2020")),
        ("10/30/2020", NO_DAY.format("10/30/2020")),
        ("knife 2020-02-30", NO_DAY.format("2020-02-30")),
        ("31 feb 2020", NO_DAY.format("31 feb 2020")),
        ("2020-13", NO_MONTH.format("2020-13")),
        ("2020-00", NO_MONTH.format("2020-00")),
        ("2020-10-01..2020-10-32", NO_DAY.format("2020-10-32")),
        ("2020-10-02..2020-10-01", BACKWARDS.format("2020-10-02..2020-10-01")),
        ("oct 2020 nov 2020", TWO_DATES),
    ],
)
def test_a_date_that_cannot_be_says_so(text: str, fault: str) -> None:
    search = split_dates(text, ZONE)
    assert (search.span, search.fault) == (None, fault)


@pytest.mark.parametrize(
    "text",
    [
        *("k-1036", "2020", "oct", "30/10", "2020-10-", "2020-10-30/17", "x2020-10", "30/10/20201"),
        *("may", "..", "20201030", "07700 900123", "+44 7700-900123", "1999 station road"),
    ],
)
def test_what_is_no_date_stays_words(text: str) -> None:
    assert split_dates(text, ZONE) == (text, None, "")
