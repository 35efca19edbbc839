"""The contract of `jru-tui status --json`, and the same in words."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from jru_tui.board.board import Board
from jru_tui.board.events import Event, Unlisted
from jru_tui.board.rules import Rules
from jru_tui.feeds.models import FeedHealth
from jru_tui.reports.change_phrases import in_words
from jru_tui.reports.status import FeedStatus, feed_status, status_of, to_json

NOW = datetime(2020, 10, 30, 22, 47, 30, 250_000, tzinfo=UTC)


def contract(board: Board) -> Any:
    """What a program reads of that board."""
    health = FeedHealth("live", good_at=NOW - timedelta(seconds=2))
    return json.loads(to_json(status_of(board, feed_status(board, health, NOW), NOW)))


def test_the_contract_is_this_and_nothing_else(friday: Board) -> None:
    assert contract(friday) == {
        "as_of": "2020-10-30T22:47:30Z",
        "source": "",
        "warnings": [],
        "feed": {"state": "live", "age_s": 2, "error": None, "quarantined": 1},
        "shift": {
            "starts_at": "2020-10-30T18:00:00Z",
            "ends_at": "2020-10-31T02:00:00Z",
            "attended": 2,
            "minutes_saved": 60,
            "pounds_saved": 50.0,
        },
        "period": {
            "name": "weekend",
            "starts_at": "2020-10-30T18:00:00Z",
            "ends_at": "2020-11-02T02:00:00Z",
            "attended": 2,
        },
        "vehicles": [
            {
                "id": "JRU1",
                "name": "JRU 1",
                "status": "at_scene",
                "since": "2020-10-30T22:30:00Z",
                "call": "K-3",
                "unlisted_at": None,
                "shift": {"attended": 2, "minutes_saved": 60},
                "period": {"attended": 2},
            },
            {
                "id": "JRU2",
                "name": "JRU 2",
                "status": "available",
                "since": "2020-10-30T21:10:00Z",
                "call": None,
                "unlisted_at": None,
                "shift": {"attended": 1, "minutes_saved": 0},
                "period": {"attended": 1},
            },
        ],
        "calls": [
            {
                "id": "K-4",
                "state": "open",
                "grade": "G1",
                "category": "C9",
                "type": "drone",
                "opened_at": "2020-10-30T22:38:00Z",
                "waiting_s": 570,
                "first_arrival_at": None,
                "vehicles": [],
                "outcome": None,
                "unlisted_at": None,
            },
            {
                "id": "K-3",
                "state": "open",
                "grade": None,
                "category": "C2",
                "type": "collapse",
                "opened_at": "2020-10-30T22:10:00Z",
                "waiting_s": 1200,
                "first_arrival_at": "2020-10-30T22:30:00Z",
                "vehicles": ["JRU1"],
                "outcome": None,
                "unlisted_at": None,
            },
            {
                "id": "K-1",
                "state": "closed",
                "grade": "G2",
                "category": None,
                "type": "fall",
                "opened_at": "2020-10-30T20:00:00Z",
                "waiting_s": 600,
                "first_arrival_at": "2020-10-30T20:10:00Z",
                "vehicles": ["JRU1", "JRU2"],
                "outcome": "resolved",
                "unlisted_at": None,
            },
        ],
    }


def test_an_empty_board_is_an_answer_too() -> None:
    empty = contract(Board(Rules()))
    assert empty["vehicles"] == []
    assert empty["calls"] == []
    assert empty["shift"]["attended"] == 0
    assert empty["shift"]["pounds_saved"] == 0


def test_a_call_closed_in_an_earlier_shift_is_counted_in_the_weekend_only(friday: Board) -> None:
    saturday = NOW + timedelta(days=1)
    feed = FeedStatus("live", age_s=0)
    told = json.loads(to_json(status_of(friday, feed, saturday)))
    assert told["shift"]["attended"] == 0
    assert told["period"]["attended"] == 2
    assert [each["id"] for each in told["calls"]] == ["K-4", "K-3"]


def test_a_lost_feed_gives_its_reason_and_the_age_of_what_is_told(friday: Board) -> None:
    health = FeedHealth("lost", good_at=NOW - timedelta(minutes=3), error="no route to the server")
    assert feed_status(friday, health, NOW) == FeedStatus(
        "lost", age_s=180, error="no route to the server", quarantined=1
    )


def test_a_feed_that_never_answered_has_no_age(friday: Board) -> None:
    assert feed_status(friday, FeedHealth(), NOW).age_s is None


def test_the_words_can_be_read_out(friday: Board) -> None:
    feed = FeedStatus("lost", age_s=180, error="no route to the server", quarantined=1)
    assert in_words(status_of(friday, feed, NOW), friday) == (
        "Friday 30 October 2020, 22:47.\n"
        "The feed is lost; what follows is 3 minutes old. No route to the server. "
        "1 record set aside.\n"
        "This shift, 18:00 to 02:00: 2 calls attended, 1 h 00 and £50.00 saved.\n"
        "This weekend: 2 calls attended.\n"
        "\n"
        "Vehicles\n"
        "JRU 1: at scene for 17 minutes, call K-3. 2 calls attended, 1 h 00 saved this shift.\n"
        "JRU 2: available for 1 hour 37 minutes. 1 call attended, 0 h 00 saved this shift.\n"
        "\n"
        "Open calls, the most urgent first\n"
        "K-4, G1 immediate and C9: drone, opened 9 minutes ago. Nobody is on it.\n"
        "K-3, C2 emergency: Collapse, High Street, Gillingham, reached after 20 minutes. JRU 1.\n"
        "\n"
        "Closed this shift, the newest first\n"
        "K-1, G2 priority: Fall: resolved, JRU 1 and JRU 2.\n"
    )


def test_what_the_feed_lists_no_longer_is_said_to_be_so(friday: Board) -> None:
    gone_at = NOW.replace(minute=43, second=0, microsecond=0)
    for number, fact in enumerate((Unlisted("call", "K-4"), Unlisted("vehicle", "JRU2"))):
        friday.apply(Event(f"gone {number}", gone_at, gone_at, "feed", fact))
    words = in_words(status_of(friday, FeedStatus("live", age_s=0), NOW), friday)
    for said in (
        "drone, opened 9 minutes ago. Nobody is on it. Not listed by the feed for 4 minutes.\n",
        "JRU 2: available for 1 hour 37 minutes. Not listed by the feed for 4 minutes. 1 call ",
    ):
        assert said in words
    told = contract(friday)
    assert [each["unlisted_at"] for each in told["vehicles"]] == [None, "2020-10-30T22:43:00Z"]
    assert [each["unlisted_at"] for each in told["calls"]] == ["2020-10-30T22:43:00Z", None, None]


def test_an_empty_board_reads_as_one() -> None:
    board = Board(Rules())
    words = in_words(status_of(board, FeedStatus("connecting"), NOW), board)
    assert "The feed has not answered yet.\n" in words
    assert "No vehicles.\n" in words
    assert words.endswith("No open calls.\n")
