"""The mouse on the real board: one click selects a call, a second opens it in full."""

from typing import Any

from jru_tui.tui.screens.call import CallScreen
from jru_tui.tui.widgets.call_list import CallList


async def test_a_click_selects_and_a_second_one_opens_the_call(start: Any) -> None:
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


async def test_dismissing_on_an_old_board_says_why_there_is_nothing(start: Any) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.desk.health = live.desk.health.__class__("lost", good_at=live.now, error="no answer")
        live.desk._publish(live.desk.board.fold(()))
        await pilot.press("i")
        await pilot.pause()
        assert "alarms are silent" in live.app.screen.query_one(CallList)._notice
