"""Who did something is "you" only where it was: others on the same journal are named."""

from datetime import UTC, datetime

import pytest

from jru_tui.board.events import Source
from jru_tui.board.views import LogEntry
from jru_tui.tui.phrases import authors_width, is_named, log_author
from jru_tui.tui.widgets.call_log import CallLog
from tests.tui.conftest import Night

AT = datetime(2020, 10, 30, 22, tzinfo=UTC)


def entry(by: str, source: Source = "supervisor") -> LogEntry:
    return LogEntry(AT, source, by, "JRU 3 assigned")


@pytest.mark.parametrize(
    ("by", "own_name", "word"),
    [
        ("70001", "70002", "70001"),
        ("70002", "70002", "you"),
        ("70001", "", "70001"),
        ("", "70002", "you"),
        # Alone, whoever supervised before is told behind the words of the entry.
        ("70001", None, "you"),
        ("Special Inspector of the night", "70002", "Special Ins…"),
    ],
)
def test_another_is_named(by: str, own_name: str | None, word: str) -> None:
    assert log_author(entry(by), own_name) == (word, "yellow")
    assert is_named(entry(by), own_name) == (word != "you")


def test_feed_and_board_are_themselves_whoever_wrote_it() -> None:
    assert log_author(entry("70001", "feed"), "70002") == ("feed", "dim")
    assert log_author(entry("70001", "program"), "70002") == ("board", "dim")


def test_the_column_is_as_wide_as_its_widest_name() -> None:
    entries = [entry("70002"), entry("SC 70001"), entry("", "feed")]
    assert authors_width(entries, "70002") == 8
    assert authors_width(entries, None) == 4
    assert authors_width(entries, None, 5) == 5
    assert authors_width([], None) == 0


@pytest.mark.parametrize(
    ("own_name", "line"),
    [
        ("70002", "22:00:00  70001  JRU 3 assigned"),
        ("70001", "22:00:00  you  JRU 3 assigned (70001)"),
        (None, "22:00:00  you  JRU 3 assigned (70001)"),
    ],
)
def test_the_log_of_a_call_names_somebody_once(
    busy: Night, own_name: str | None, line: str
) -> None:
    log = CallLog(busy.board.rules, "L", own_name)
    log.show([entry("70001")])
    assert "".join(piece.text for piece in log.draw(0, 60).pieces).rstrip() == line
