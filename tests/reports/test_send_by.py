"""The last moment to send somebody, in the status, the handover and what `watch` begins with."""

import json
from datetime import datetime, timedelta

import pytest

from jru_tui.board import Board, Rules
from jru_tui.cli.scenario_source import events_until, scenario_for
from jru_tui.feeds import FeedHealth
from jru_tui.reports import (
    HANDOVER_FORMS,
    attention_lines,
    feed_status,
    indented_json,
    make_handover,
    status_of,
)
from jru_tui.reports.phrases import find_deadlines, send_by_words
from jru_tui.tui.pages.call_text import facts

NOW = datetime.fromisoformat("2020-10-30T22:47:00+00:00")


@pytest.fixture
def board() -> Board:
    """22:47 on the first Friday: JRU 3 meets K-1037's C2 if it is sent within 58 seconds."""
    board = Board(Rules())
    board.fold(events_until(scenario_for("east_kent_first_weekend"), NOW))
    return board


def test_the_status_says_it_as_data(board: Board) -> None:
    health = FeedHealth("live", good_at=NOW, as_of=NOW)
    told = json.loads(indented_json(status_of(board, feed_status(board, health, NOW), NOW)))
    calls = {call["id"]: call["send_by"] for call in told["calls"]}
    assert calls["K-1037"] == {"at": "2020-10-30T22:47:58Z", "vehicle": "JRU3", "code": "C2"}
    assert calls["K-1036"] is None


def test_it_is_not_said_while_the_feed_is_not_heard(board: Board) -> None:
    health = FeedHealth("lost", good_at=NOW - timedelta(minutes=9), as_of=NOW)
    told = json.loads(
        indented_json(status_of(board, feed_status(board, health, NOW), NOW, stale=True))
    )
    assert {call["send_by"] for call in told["calls"]} == {None}
    assert not [line for line in attention_lines(board, NOW, stale=True) if "to meet" in line]


def test_status_and_watch_say_it_in_words(board: Board) -> None:
    lines = [*attention_lines(board, NOW, stale=False)]
    at = lines.index("Send somebody to calls that wait")
    assert lines[at + 1] == "K-1037: send JRU 3 by 22:47 to meet C2, 58 seconds left."


def test_the_handover_says_it_at_the_call(board: Board) -> None:
    handover = make_handover(board, None, NOW, stale=False, marking="OFFICIAL")
    [line] = [
        line for line in HANDOVER_FORMS["text"](handover).splitlines() if line[:6] == "K-1037"
    ]
    assert "waiting 8 minutes; send JRU 3 by 22:47 to meet C2;" in line


def test_a_last_moment_of_another_day_has_its_day(board: Board) -> None:
    """`send JRU 3 by 22:47 to meet G3` was said two days before, when that read as a minute."""
    deadline = find_deadlines(board, NOW, stale=False)["K-1037"]
    two_days_before = NOW - timedelta(days=2)
    said = [send_by_words(deadline, board, moment) for moment in (NOW, two_days_before)]
    assert said == ["send JRU 3 by 22:47 to meet C2", "send JRU 3 by Fri 22:47 to meet C2"]
    call = board.calls["K-1037"]
    page = str(facts(board, call, two_days_before, deadline=deadline))
    assert "JRU 3 by Fri 22:47 to meet C2" in page
