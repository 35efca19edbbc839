"""The way back: what was selected before a look at something else is selected after it."""

import pytest

from jru_tui.tui.widgets.call_list import CallList
from tests.tui.live.conftest import Start


async def test_a_second_press_of_a_vehicles_number_goes_back_to_the_call(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        calls = live.app.screen.query_one(CallList)
        calls.select("K-1038")
        await pilot.press("1")
        assert (calls.selected, live.app._board.focused_vehicle) == ("K-1031", "JRU1")
        await pilot.press("3")
        assert calls.selected == "K-1036"
        await pilot.press("3")
        assert (calls.selected, live.app._board.focused_vehicle) == ("K-1038", None)


async def test_a_call_that_was_selected_meanwhile_stays_selected(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        calls = live.app.screen.query_one(CallList)
        calls.select("K-1038")
        await pilot.press("1", "end")
        selected = calls.selected
        assert selected not in ("K-1038", "K-1031")
        await pilot.press("1")
        assert calls.selected == selected


@pytest.mark.parametrize("call", ["K-1034", "K-1038"])
async def test_escape_from_a_search_goes_back_to_the_call(start: Start, call: str) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        calls = live.app.screen.query_one(CallList)
        calls.select(call)
        await pilot.press("slash", *"herne")
        assert calls.selected == "K-1037"
        await pilot.press("escape")
        await pilot.pause()
        assert (calls.selected, calls.sought) == (call, "")


async def test_what_a_search_has_found_and_kept_stays_selected(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        calls = live.app.screen.query_one(CallList)
        calls.select("K-1034")
        await pilot.press("slash", *"herne", "enter", "escape")
        await pilot.pause()
        assert (calls.selected, calls.sought) == ("K-1037", "")
