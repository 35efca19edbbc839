"""A document whose times look an hour off is asked about, and a quiet or late one is not."""

from datetime import UTC, datetime, timedelta

from jru_tui.board.records import CallRecord
from jru_tui.feeds.diagnostics.zone_check import zone_doubt
from jru_tui.feeds.models import FeedReading

NOW = datetime(2020, 7, 3, 22, 0, tzinfo=UTC)


def asked(*minutes_before: float) -> str:
    """What is asked of calls that were opened so many minutes before the document."""
    calls = tuple(
        CallRecord(f"K-{number}", NOW - timedelta(minutes=each))
        for number, each in enumerate(minutes_before)
    )
    listed = frozenset(call.id for call in calls)
    return zone_doubt(FeedReading(NOW, True, calls, (), listed, frozenset()))


def test_a_busy_feed_that_ends_an_hour_ago_is_asked_about() -> None:
    said = "its newest time is 1 h before the document's own: is the zone right?"
    assert asked(61, 64, 70, 80, 95, 118) == said
    assert asked(301, 304, 310, 320, 335, 358) == said.replace("1 h", "5 h")


def test_times_that_lie_an_hour_ahead_are_asked_about_also_where_there_are_few() -> None:
    said = "its newest time is 1 h after the document's own: is the zone right?"
    assert asked(-58, 300) == said


def test_what_is_late_for_another_reason_is_not_asked_about() -> None:
    assert asked() == ""
    assert asked(1, 4, 10, 20, 35, 58) == ""
    assert asked(-3, 4, 10) == ""
    assert asked(61, 300, 500) == "", "a quiet evening"
    assert asked(85, 86, 87, 90, 95, 118) == "", "no whole hour"
    assert asked(1501, 1504, 1510, 1520, 1535, 1558) == "", "an old document"
