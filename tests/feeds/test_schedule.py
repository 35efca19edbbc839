"""When to ask again: what headers mean, and how a back-off grows. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds.models import Poll, PollFailure, Unchanged
from jru_tui.feeds.schedule import CAP_S, HICCUPS, SLOW_S, backoff_s, next_poll_s, pace
from jru_tui.feeds.transport.answer import (
    MAX_WAIT_S,
    document_date,
    fresh_s,
    retry_after_s,
    wrong_content_type,
)
from tests.feeds.conftest import NOW

CHANCE = st.floats(min_value=0, max_value=1, exclude_max=True)

RETRY = {
    "HTTP-29": ("7", 7.0),
    "HTTP-30 ahead": ("Fri, 30 Oct 2020 22:48:30 GMT", 60.0),
    "HTTP-30 past": ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    "HTTP-30 2099": ("Fri, 30 Oct 2099 22:48:30 GMT", MAX_WAIT_S),
    "HTTP-31 negative": ("-5e9", None),
    "HTTP-31 huge": ("1e99", None),
    "HTTP-31 word": ("soon", None),
    "HTTP-31 Arabic digits": ("\u0661\u0662", None),
    "HTTP-31 long": ("9" * 5_000, None),
    "HTTP-31 capped": ("999999999", MAX_WAIT_S),
    "HTTP-31 odd date": ("Fri, 99 Oct 2020 99:99:99 GMT", None),
    "none": (None, None),
}


@pytest.mark.parametrize(
    ("value", "hour"),
    [
        ("Wed, 01 Jul 2026 10:38:02 GMT", 10),
        ("Wed Jul  1 10:38:02 2026", 10),
        ("Wednesday, 01-Jul-26 10:38:02 GMT", 10),
        ("Wed, 01 Jul 2026 10:38:02 BST", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_document_is_dated_by_a_header_that_no_zone_makes_doubtful(
    value: str | None, hour: int | None
) -> None:
    """MAP-08, MAP-24."""
    found = document_date(value)
    assert (found and found.hour) == hour


@pytest.mark.parametrize(("value", "seconds"), RETRY.values(), ids=RETRY)
def test_retry_after_is_read_in_both_forms_and_nonsense_is_nothing(
    value: str | None, seconds: float | None
) -> None:
    assert retry_after_s(value, None, NOW) == seconds


def test_a_retry_date_is_judged_by_the_servers_own_clock() -> None:
    until, date = "Fri, 30 Oct 2020 20:00:20 GMT", "Fri, 30 Oct 2020 20:00:00 GMT"
    assert retry_after_s(until, date, NOW) == 20.0


@pytest.mark.parametrize(
    ("cache_control", "age", "seconds"),
    [
        ("max-age=30", None, 30.0),
        ('public, MAX-AGE="30", x', "10", 20.0),
        ("max-age=30", "99", 0.0),
        ("max-age=30", "soon", 30.0),
        ("s-maxage=30", None, 0.0),
        ("max-age=999999999", None, MAX_WAIT_S),
        ("no-store", None, 0.0),
        (None, None, 0.0),
    ],
)
def test_an_answer_stays_good_for_max_age_less_age(
    cache_control: str | None, age: str | None, seconds: float
) -> None:
    assert fresh_s(cache_control, age) == seconds


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("application/json", True),
        ("Application/JSON; Charset=UTF-8", True),
        ("application/vnd.jru+json", True),
        ('application/json;charset="utf-8"', True),
        ("text/plain", False),
        ("text/html", False),
        ("application/json; charset=utf-16", False),
        (None, False),
    ],
)
def test_only_json_in_utf_8_is_read(value: str | None, good: bool) -> None:
    """HTTP-12, HTTP-13, HTTP-14."""
    assert (wrong_content_type(value) == "") is good


@given(st.integers(min_value=1, max_value=10**9), CHANCE)
def test_a_back_off_is_never_a_storm_and_never_an_absence(failures: int, chance: float) -> None:
    assert 1.0 <= backoff_s(failures, 5.0, lambda: chance) <= CAP_S


@given(st.integers(min_value=HICCUPS, max_value=10**9), CHANCE)
def test_a_server_that_is_down_is_probed_evenly(failures: int, chance: float) -> None:
    """HTTP-32, for 2 h."""
    assert 0.75 * CAP_S <= backoff_s(failures, 5.0, lambda: chance) <= CAP_S


@given(st.integers(min_value=1, max_value=10**9), CHANCE, st.floats(0, 10))
def test_a_server_that_is_back_is_noticed_within_ten_seconds(
    failures: int, chance: float, took_s: float
) -> None:
    """MAP-23: counted from when it was asked last, however long nobody answered."""
    wait_s = next_poll_s(PollFailure("x"), failures, 5.0, 0.0, lambda: chance, took_s=took_s)
    assert 1.0 <= wait_s <= max(1.0, 8.0 - took_s)


@given(CHANCE, st.floats(min_value=0, max_value=MAX_WAIT_S))
def test_what_the_server_asks_for_is_never_undercut(chance: float, asked: float) -> None:
    for person in (True, False):
        failure = PollFailure("busy", needs_person=person, retry_after_s=asked)
        assert next_poll_s(failure, 1, 5.0, 0.0, lambda: chance) >= asked


@given(CHANCE)
def test_boards_spread_over_a_tenth_of_their_interval(chance: float) -> None:
    assert 5.0 <= next_poll_s(Unchanged(), 0, 5.0, 0.0, lambda: chance) <= 5.5
    slow = next_poll_s(PollFailure("x", needs_person=True), 9, 5.0, 0.0, lambda: chance)
    assert SLOW_S <= slow <= SLOW_S * 1.1


@pytest.mark.parametrize(
    ("poll", "failures", "left_alone_s", "why"),
    [
        (Unchanged(), 0, 0.0, "every 5 s, as the settings say"),
        (Unchanged(), 0, 30.0, "the server asks not to be polled within 30 s of an answer"),
        (
            PollFailure("x"),
            4,
            0.0,
            "soon, then less and less often while it fails, at least every 8 s",
        ),
        (PollFailure("x"), 5, 0.0, "every 8 s, after 5 failures in a row"),
        (PollFailure("x", retry_after_s=20.0), 9, 0.0, "the server asks to wait for 20 s"),
        (
            PollFailure("x", needs_person=True, retry_after_s=20.0),
            1,
            0.0,
            "slowly, because somebody has to fix this first",
        ),
        (
            PollFailure("x", needs_person=True, gone=True),
            1,
            0.0,
            "the server says that this is permanent: no more polls until you ask",
        ),
    ],
)
def test_why_the_next_poll_comes_when_it_does_is_said(
    poll: Poll, failures: int, left_alone_s: float, why: str
) -> None:
    assert pace(poll, failures, 5.0, left_alone_s) == why
