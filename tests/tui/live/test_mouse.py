"""The mouse on the real board: one click selects a call, a second opens it in full."""

import pytest

from jru_tui.tui.pages.call import CallScreen
from jru_tui.tui.widgets.calls.call_list import CallList
from jru_tui.tui.widgets.hint_bar import HintBar, key_at
from tests.tui.live.conftest import Start


async def test_a_click_selects_and_a_second_one_opens_the_call(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        calls = live.app.screen.query_one(CallList)
        await pilot.click(CallList, offset=(5, 3))
        assert calls.selected == "K-1038"
        assert not isinstance(live.app.screen, CallScreen)
        await pilot.click(CallList, offset=(5, 3), times=2)
        await live.until(pilot, lambda: isinstance(live.app.screen, CallScreen))
        assert live.app.screen.call == "K-1038"
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
    hints = (("↑↓", "move"), ("tab", "other log"), ("/", "find"), ("x", "strike"))
    assert key_at(hints, x) == key
