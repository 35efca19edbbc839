"""Headers of an answer, read for the next poll. Pure; hostile values mean nothing."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from jru_tui.feeds.decoding.normaliser import EARLIEST, LATEST

MAX_WAIT_S = 300.0
"""Longest wait that a server may ask for, in seconds: a shift must not lose its feed to a typo."""

_SECONDS = re.compile(r"[0-9]{1,9}")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})\"?(?:$|[\s,])", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def seconds(value: str | None) -> float | None:
    """A number of seconds in ASCII digits; None for anything else."""
    return float(value) if value and _SECONDS.fullmatch(value.strip()) else None


def retry_after_s(value: str | None, date: str | None, now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, in either form, from 0 to 300; None if it says nothing.

    Args:
        value: the header.
        date: the `Date` header, against which a date is judged where the server gives one.
        now: this machine's time, where it does not.
    """
    if not value:
        return None
    wait = seconds(value)
    if wait is None:
        until = http_date(value)
        if until is None:
            return None
        wait = (until - (http_date(date or "") or now)).total_seconds()
    return min(max(wait, 0.0), MAX_WAIT_S)


def fresh_s(cache_control: str | None, age: str | None) -> float:
    """Seconds for which asking again is useless: `max-age` less `Age`, from 0 to 300."""
    found = _MAX_AGE.search(cache_control or "")
    if found is None:
        return 0.0
    return min(max(float(found[1]) - (seconds(age) or 0.0), 0.0), MAX_WAIT_S)


def wrong_content_type(
    value: str | None, *, any_type: bool = False, any_page: bool = False, any_text: bool = False
) -> str:
    """Say what is wrong with a content type; empty when it is JSON in UTF-8.

    Args:
        value: the header.
        any_type: what is not marked as JSON is taken, unless it is marked as a web page.
        any_page: what is marked as a web page is taken as well: its bytes say whether it is one.
        any_text: what is in another encoding is taken.
    """
    media = (value or "").split(";")[0].strip().lower()
    if media in {"text/html", "application/xhtml+xml"}:
        # What is marked wrongly is marked wrongly in its encoding, too.
        return "" if any_page else "the feed answered with a web page: signed out?"
    is_json = media == "application/json" or (
        media.startswith("application/") and media.endswith("+json")
    )
    if not is_json and not any_type:
        return "the answer is not marked as JSON (feed.any_type in the settings accepts it anyway)"
    charset = _CHARSET.search(value or "")
    if not any_text and charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        return "the document is not in UTF-8"
    return ""


def http_date(value: str) -> datetime | None:
    """A date as HTTP writes it, in UTC; None for anything else.

    A date without a zone is one of the old form, which is in GMT (RFC 9110 section 5.6.7); one in a
    zone that nobody knows tells no time.
    """
    try:
        found = parsedate_to_datetime(value)
        if found.tzinfo is None and not value.rstrip()[-4:].isdecimal():
            return None
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found


def document_date(value: str | None) -> datetime | None:
    """The time of a document by its `Date` header, in UTC; None where no clock is ever so wrong."""
    found = http_date(value or "")
    return found if found is not None and EARLIEST <= found < LATEST else None
