"""A hold is given by key, by typed line and from the palette's gate, and read on the call."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from jru_tui.board import Hold
from jru_tui.reports.forms import indented_json
from jru_tui.reports.status.status import FeedStatus, status_of
from jru_tui.tui.commands.amendments import date_of, read_hold
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import LineError
from jru_tui.tui.layout.calls.call_marks import call_marks
from jru_tui.tui.layout.signs import HELD
from jru_tui.tui.pages.call_text import facts
from tests.tui.conftest import NOW, Night
from tests.tui.dialogs.conftest import MakeHarness

UNTIL = datetime(2030, 5, 31, 23, tzinfo=UTC)
"""The beginning of 1 June by the clock of the unit."""


async def test_a_key_a_reason_and_a_day_hold_it(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("K", *"inquest", "tab", *["backspace"] * 10, *"2030-06-01", "enter")
    assert app.given == [Hold("K-1038", UNTIL, "inquest")]


async def test_without_a_reason_or_a_day_nothing_is_given(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("K", "enter")
        await pilot.press(*"inquest", "tab", *["backspace"] * 10, *"soon", "enter")
        await pilot.press(*["backspace"] * 4, *"2019-01-01", "enter")
    assert app.given == []


async def test_the_day_that_is_offered_is_a_year_away(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("K", *"inquest", "enter")
    assert app.given == [Hold("K-1038", datetime(2021, 10, 29, 23, tzinfo=UTC), "inquest")]


async def test_it_can_be_typed_and_lifted(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("colon", *"hold k-1038 2030-06-01 coroner", "enter")
        await pilot.press("colon", *"hold k-1038 lift inquest closed", "enter")
        await pilot.press("colon", *"hold k-1038 tomorrow why", "enter")
    assert app.given[:1] == [Hold("K-1038", UNTIL, "coroner")]
    assert len(app.given) == 2


@pytest.mark.parametrize("until", ["2030-02-30", "30/06/2030", "", "2020-10-30"])
def test_what_is_no_day_to_come_is_said(busy: Night, until: str) -> None:
    context = Context(busy.board, NOW)
    assert isinstance(read_hold(context, "K-1038", until, "inquest"), LineError)
    assert date_of("2030-06-01", context) == UNTIL


def test_the_page_of_the_call_says_it(busy: Night) -> None:
    busy.command(Hold("K-1038", UNTIL, "inquest"))
    told = facts(busy.board, busy.board.calls["K-1038"], NOW).plain
    assert "held until" in told
    assert "inquest" in told


def test_the_row_and_the_status_say_it_until_it_is_over(busy: Night) -> None:
    busy.command(Hold("K-1038", UNTIL, "inquest"))
    call = busy.board.calls["K-1038"]
    marks = [mark for mark in call_marks(call, busy.frame()) if mark.sign == HELD]
    assert [mark.means for mark in marks] == [
        "held until Sat 1 Jun: its records are not erased before that day"
    ]
    feed = FeedStatus("live", 0, None, 0)
    told = json.loads(indented_json(status_of(busy.board, feed, NOW, stale=False)))
    assert next(call["hold"] for call in told["calls"] if call["id"] != "K-1038") is None
    (held,) = [call["hold"] for call in told["calls"] if call["id"] == "K-1038"]
    assert held["until"] == "2030-05-31T23:00:00Z"
    assert (held["reason"], held["by"]) == ("inquest", "insp")
    over = UNTIL + timedelta(seconds=1)
    assert not [mark for mark in call_marks(call, busy.frame(over)) if mark.sign == HELD]
    told = json.loads(indented_json(status_of(busy.board, feed, over, stale=False)))
    assert [call["hold"] for call in told["calls"] if call["id"] == "K-1038"] == [None]
