"""What is said of a feed that is live all the same. Ids of faults as in the catalogue."""

from datetime import timedelta

import pytest

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.desk.clock import FeedClock
from jru_tui.desk.desk import Desk
from jru_tui.desk.remarks import clocks_differ, remark_on
from jru_tui.feeds.reading import Marked, Unchanged
from jru_tui.journal.sqlite import open_journal
from tests.desk.conftest import NOW, call, document

ODD = (Marked("call", "K\x1b12", "looks odd"), Marked("call", "K13", "looks odd"))


def test_the_first_marked_record_is_named_and_the_rest_counted() -> None:
    told = remark_on(document(marked=ODD), None, timedelta())
    assert told == "call “K\ufffd12” looks odd (and 1 more)"


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(seconds=59), ""),
        (timedelta(minutes=4), "its clock is 2 min or more ahead of this machine's"),
        (timedelta(minutes=-70), "its clock is 60 min or more behind this machine's"),
        (timedelta(days=-2_000), ""),
    ],
)
def test_clocks_that_differ_are_told(ahead: timedelta, told: str) -> None:
    """TIME-06."""
    assert clocks_differ(ahead).startswith(told)
    assert bool(clocks_differ(ahead)) is bool(told)


async def test_ages_go_by_the_feeds_clock_and_the_difference_is_told() -> None:
    """TIME-06: the feed is four minutes ahead."""
    clock = FeedClock(lambda: NOW, lambda: 0.0)
    async with await open_journal(None, by="SC 1", clock=clock) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=clock, heard=clock.heard)
        await desk.receive(document(call("K1"), when=NOW + timedelta(minutes=4)))
        assert desk.health.good_at == NOW + timedelta(minutes=4)
        assert desk.health.ahead_s == 240.0
        assert "2 min or more ahead" in desk.health.error
        await desk.receive(Unchanged())
        assert "2 min or more ahead" in desk.health.error


async def test_an_odd_record_is_told_as_long_as_it_stands(desk: Desk) -> None:
    await desk.receive(document(call("K1"), marked=ODD))
    await desk.receive(document(call("K1"), marked=ODD))
    assert (desk.health.state, desk.health.error) == (
        "live",
        "call “K\ufffd12” looks odd (and 1 more)",
    )
    await desk.receive(document(call("K1")))
    assert desk.health.error == ""
