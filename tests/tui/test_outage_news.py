"""What came while the feed was lost is told when it is back."""

from datetime import timedelta

from msgspec import structs

from jru_tui.board.records import CallRecord
from jru_tui.feeds.models import FeedHealth, Health
from jru_tui.tui.outage_news import Outage
from tests.tui.conftest import Night


def health(night: Night, state: Health, at: str) -> FeedHealth:
    return FeedHealth(state, good_at=night.at(at))


def test_new_calls_and_other_statuses_are_named_once(busy: Night) -> None:
    outage, board = Outage(), busy.board
    assert outage.news_at_end(health(busy, "live", "22:47"), board, busy.at("22:47")) == ""
    assert outage.news_at_end(health(busy, "lost", "22:47"), board, busy.at("22:47:05")) == ""
    came = [CallRecord(f"K-105{n}", busy.at("22:50"), grade="G1") for n in range(5)]
    other = structs.replace(
        busy.vehicles["JRU2"], status="refreshments", status_at=busy.at("22:51")
    )
    busy.report(*came, other)
    assert outage.news_at_end(health(busy, "lost", "22:47"), board, busy.at("22:52")) == ""
    assert outage.news_at_end(health(busy, "live", "22:52"), board, busy.at("22:52")) == (
        "The feed is back after 5 min: new K-1050 G1, new K-1051 G1, new K-1052 G1, and 2 more, "
        "1 vehicle in another status"
    )
    assert outage.news_at_end(health(busy, "live", "22:53"), board, busy.at("22:53")) == ""


def test_a_moment_is_not_worth_a_word_and_nothing_new_is_said(busy: Night) -> None:
    outage, board = Outage(), busy.board
    lost = health(busy, "lost", "22:47")
    outage.news_at_end(lost, board, busy.at("22:47:05"))
    assert lost.good_at is not None
    soon = lost.good_at + timedelta(seconds=30)
    assert outage.news_at_end(health(busy, "live", "22:48"), board, soon) == ""
    outage.news_at_end(lost, board, busy.at("22:47:05"))
    late = outage.news_at_end(health(busy, "live", "22:58"), board, busy.at("22:58"))
    assert late == "The feed is back after 11 min: nothing is new"
