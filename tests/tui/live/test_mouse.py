"""The mouse on the real board: one click selects a call, a second opens it in full."""

import asyncio
from typing import Any

import pytest
from textual.events import Click, MouseDown, MouseUp
from textual.pilot import Pilot

from jru_tui.board.commands import Note
from jru_tui.board.events import CallReported, VehicleReported
from jru_tui.board.records import CallRecord, Place
from jru_tui.tui.app import BoardApp
from jru_tui.tui.dialogs.assign import AssignDialog
from jru_tui.tui.pages.call import CallScreen
from jru_tui.tui.pages.emergency import EmergencyScreen
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.choice_list import ChoiceList
from jru_tui.tui.widgets.hint_bar import HintBar, key_at
from tests.narrowing import present
from tests.tui.live.conftest import Live, Start


async def test_a_click_selects_and_a_second_one_opens_the_call(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        calls = live.app.screen.query_one(CallList)
        await pilot.click(CallList, offset=(5, 3))
        assert calls.selected == "K-1038"
        assert not isinstance(live.app.screen, CallScreen)
        await pilot.click(CallList, offset=(5, 3), times=2)
        await live.until(pilot, lambda: isinstance(live.app.screen, CallScreen))
        page = live.app.screen
        assert isinstance(page, CallScreen)
        assert page.call == "K-1038"
        await live.until(
            pilot,
            lambda: "opened in full" in [line.text for line in live.desk.board.log(call="K-1038")],
        )


async def test_dismissing_on_an_old_board_says_why_there_is_nothing(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.desk.health = live.desk.health.__class__("lost", good_at=live.now, error="no answer")
        live.desk.writer.tell(live.desk.board.fold(()))
        await pilot.press("i")
        await pilot.pause()
        assert "alarms are silent" in live.app.screen.query_one(CallList).part.notice


@pytest.mark.parametrize("look", ["feed", "handover", "log", "report", "shifts"])
async def test_a_full_screen_that_a_click_opened_is_left_by_one(start: Start, look: str) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app.action_command(look)
        await live.until(pilot, lambda: live.app.screen.is_mounted)
        await pilot.pause()
        bar = live.app.screen.query_one(HintBar)
        at = str(bar.content).index("esc")
        await pilot.click(HintBar, offset=(at + 1, 0))
        await live.until(pilot, lambda: len(live.app.screen_stack) == 1)


async def test_a_call_in_full_is_left_by_a_click_on_its_lower_edge(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("enter")
        await live.until(pilot, lambda: isinstance(live.app.screen, CallScreen))
        await pilot.pause()
        edge = live.app.screen.query_one("#log").region
        await pilot.click(offset=(edge.right - 6, edge.bottom - 1))
        await live.until(pilot, lambda: not isinstance(live.app.screen, CallScreen))


@pytest.mark.parametrize(
    ("x", "key"), [(0, None), (3, None), (12, "tab"), (25, "slash"), (33, "x"), (60, None)]
)
def test_a_column_of_the_keys_means_the_key_there(x: int, key: str | None) -> None:
    hints = (("↑↓", "move"), ("tab", "next log"), ("/", "find"), ("x", "strike"))
    assert key_at(hints, x) == key


@pytest.fixture(autouse=True)
def slow_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a machine that is busy click slowly."""
    monkeypatch.setattr(BoardApp, "CLICK_CHAIN_TIME_THRESHOLD", 60.0)


async def mouse(live: Live, pilot: Pilot[Any], x: int, y: int, kind: str = "click") -> None:
    """Hand the app what a terminal sends for a button, and wait until it is over.

    `kind`: `press`, `release`, or `click` for both.
    """
    kinds = {"press": (MouseDown,), "release": (MouseUp,), "click": (MouseDown, MouseUp)}[kind]
    for event in kinds:
        live.app.post_message(event(None, x, y, 0, 0, 1, False, False, False, x, y))
    await live.until(pilot, lambda: live.app.handles_nothing)


def row_of(live: Live, call: str) -> int:
    """The line of the screen in which a call is listed."""
    calls = live.app.screen.query_one(CallList)
    line = calls.part.line_of(call)
    assert line is not None
    return calls.region.y + line


def new_call(live: Live) -> CallReported | VehicleReported:
    """A call that is listed above all others: their rows move down."""
    return live.night.reported(
        CallRecord("N-1", live.now, grade="G1", category="C1", type="rtc", where=Place("A2"))
    )


async def test_a_click_means_the_row_that_was_there_when_the_button_went_down(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        calls = live.app.screen.query_one(CallList)
        y = row_of(live, "K-1036")
        await mouse(live, pilot, 10, y, "press")
        await live.feed(new_call(live))
        await pilot.pause()
        assert row_of(live, "K-1036") == y + 1, "no row has moved"
        await mouse(live, pilot, 10, y, "release")
        assert calls.selected == "K-1036"


async def test_a_press_before_the_next_frame_means_the_row_that_was_painted(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        calls = live.app.screen.query_one(CallList)
        y = row_of(live, "K-1036")
        await live.desk.writer.record([(live.now, new_call(live))], "feed", live.now)
        with live.app.batch_update():  # no frame before it ends
            live.desk.writer.tell()
            assert row_of(live, "K-1036") == y + 1, "no row has moved"
            for event in (MouseDown, MouseUp):
                live.app.post_message(event(None, 10, y, 0, 0, 1, False, False, False, 10, y))
            for _ in range(1000):
                if live.app._presses or live.app.pressed_item is not None:
                    break
                await asyncio.sleep(0)
        await live.until(pilot, lambda: live.app.handles_nothing)
        assert calls.selected == "K-1036"


async def test_a_double_click_opens_no_call_that_came_between_its_clicks(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        y = row_of(live, "K-1036")
        await mouse(live, pilot, 10, y)
        await live.feed(new_call(live))
        await mouse(live, pilot, 10, y)
        assert live.app.screen.query_one(CallList).selected == "K-1031"
        assert len(live.app.screen_stack) == 1


async def test_a_double_click_on_another_line_only_shows_what_it_would_do(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app._board.select_call("K-1031")
        await pilot.press("d")
        live.app._board.select_call("K-1037")
        await pilot.press("escape", "a")
        choices = live.app.screen.query_one(ChoiceList)
        other = choices.cursor + 1
        x, y = choices.region.x + 5, choices.region.y + other
        for _ in range(3):
            await mouse(live, pilot, x, y)
        assert choices.cursor == other
        assert "nothing is done yet" in live.text("refusal")
        assert live.desk.board.last_order() is not None
        assert isinstance(present(live.desk.board.last_order()).command, Note)


async def test_a_double_click_in_the_palette_opens_a_dialog_and_sends_nothing(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        before = live.desk.board.last_order()
        await pilot.press("ctrl+p", *"assign a veh")
        choices = live.app.screen.query_one(ChoiceList)
        x = choices.region.x + 5
        for y in range(choices.region.y, choices.region.bottom):
            await mouse(live, pilot, x, y)
            await mouse(live, pilot, x, y)
            if isinstance(live.app.screen, AssignDialog):
                break
        assert isinstance(live.app.screen, AssignDialog)
        offers = live.app.screen.query_one(ChoiceList)
        for _ in range(2):  # the third and fourth click, quickly, at the line of the best offer
            offers.post_message(Click(offers, 5, 0, 0, 0, 1, False, False, False, 5, 0, None, 3))
            await pilot.pause()
        assert live.desk.board.last_order() == before


async def test_enter_shows_a_line_that_the_wheel_moved_out_of_view(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "s", "home")
        choices = live.app.screen.query_one(ChoiceList)
        before = live.desk.board.last_order()
        choices.scroll_to(y=2, animate=False, force=True)
        await pilot.pause()
        assert choices.scroll_offset.y > choices.cursor, "nothing was out of view"
        await pilot.press("enter")
        assert live.desk.board.last_order() == before
        assert "nothing is done yet" in live.text("refusal")
        assert choices.scroll_offset.y <= choices.cursor


async def test_a_click_that_was_meant_for_a_row_acknowledges_no_emergency(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        y = row_of(live, "K-1036")
        await mouse(live, pilot, 10, y)
        await live.emergency()
        await live.until(pilot, lambda: isinstance(live.app.screen, EmergencyScreen))
        await mouse(live, pilot, 10, y)
        assert live.desk.board.vehicles["JRU2"].acknowledged_at is None
        live.seconds += 2
        await mouse(live, pilot, 20, y)
        await live.until(
            pilot, lambda: live.desk.board.vehicles["JRU2"].acknowledged_at is not None
        )
