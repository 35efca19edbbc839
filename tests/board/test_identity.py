"""What is one call, and what is another one under the same number."""

from datetime import timedelta
from typing import Any

import pytest

from jru_tui.board.identity import is_same_call
from jru_tui.board.records import CallRecord, NoteRecord, Place, ResponseRecord
from tests.board.conftest import at

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def call(opened: str = "20:00", by: timedelta = timedelta(), **more: Any) -> CallRecord:
    return CallRecord("0001", at(opened) + by, **more)


def same(one: CallRecord, other: CallRecord, now: str = "23:00") -> bool:
    found = {is_same_call(*pair, at(now) + 400 * DAY) for pair in ((one, other), (other, one))}
    assert len(found) == 1
    return found.pop()


def sent(when: str = "20:05", by: timedelta = timedelta()) -> dict[str, Any]:
    return {"responses": (ResponseRecord("JRU1", at(when) + by),)}


def ended(when: str) -> dict[str, Any]:
    return {"state": "closed", "closed_at": at(when), "outcome": "resolved"}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param(call(), call(type="rtc"), True, id="the same opening"),
        pytest.param(call(**ended("20:30")), call(), True, id="reopened"),
        pytest.param(call(), call("20:00:20"), True, id="put right by seconds"),
        pytest.param(call(), call("20:12"), True, id="put right by minutes"),
        pytest.param(call(), call(by=HOUR), True, id="put right by a zone"),
        pytest.param(call(), call(by=2 * HOUR), False, id="hours later, and nothing in common"),
        pytest.param(call(), call(by=DAY), False, id="the next day, and nobody closed the first"),
        pytest.param(call(**sent()), call(by=DAY, **sent()), True, id="a wrong day put right"),
        pytest.param(
            call(**sent()), call(by=HOUR, **sent(by=HOUR)), True, id="all times by a zone"
        ),
        pytest.param(
            call(**sent()), call(by=DAY, **sent(by=DAY)), False, id="the same minutes, another day"
        ),
        pytest.param(call(**ended("20:10")), call("20:15"), False, id="closed before it"),
        pytest.param(
            call(**ended("20:10"), **sent("20:01")),
            call("20:15", **sent("20:16")),
            False,
            id="closed before it, and somebody sent as many minutes after its opening",
        ),
        pytest.param(
            call(**ended("20:10"), **sent("20:01")),
            call("20:15", **ended("20:25"), **sent("20:16")),
            True,
            id="all of it put right, with its end",
        ),
        pytest.param(call(**ended("20:30")), call("20:02"), True, id="put right when closed"),
        pytest.param(
            call(**ended("20:10"), **sent()),
            call("20:15", **sent()),
            True,
            id="reopened under a new opening, with its history",
        ),
        pytest.param(call(**sent()), call("20:15"), False, id="attended before it was opened"),
        pytest.param(
            call(notes=(NoteRecord("1", at("20:01"), text="a"),)),
            call("20:15", notes=(NoteRecord("1", at("20:16"), text="b"),)),
            False,
            id="written to before it was opened",
        ),
        pytest.param(
            call(where=Place("High Street")),
            call("20:15", where=Place("Sea Road")),
            False,
            id="in another place",
        ),
        pytest.param(
            call(where=Place("High Street"), summary="fall"),
            call("20:15", where=Place("Sea Road"), summary="fall"),
            True,
            id="the place put right as well",
        ),
    ],
)
def test_two_reports_of_a_number(one: CallRecord, other: CallRecord, *, is_same: bool) -> None:
    assert same(one, other) is is_same


def test_an_opening_ahead_of_the_feed_is_a_wrong_clock() -> None:
    ahead, right = call(by=900 * DAY), call()
    assert is_same_call(ahead, right, at("20:05"))
    assert not is_same_call(ahead, right, at("20:05") + 900 * DAY)
