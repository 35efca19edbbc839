"""The command line on the real board: what is typed is done, and the board says so."""

import pytest

from jru_tui.board.events import CommandAnswered
from jru_tui.tui.dialogs.command_line import CommandLine
from jru_tui.tui.pages.call import CallScreen
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.find_bar import FindBar
from tests.narrowing import present
from tests.tui.live.conftest import Live, Start
from tests.tui.pictures import Picture

SIZES = [pytest.param(size, id="{}x{}".format(*size)) for size in ((80, 24), (120, 30), (140, 36))]


def on_screen(live: Live) -> str:
    strips = live.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_a_typed_command_is_done_and_said(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("colon", *"a k-1037 jru2", "enter")
        await live.until(pilot, lambda: live.desk.board.vehicles["JRU2"].call == "K-1037")
        await live.until(pilot, lambda: "JRU 2 assigned" in on_screen(live))
        assert not isinstance(live.app.screen, CommandLine)


@pytest.mark.parametrize("size", SIZES)
async def test_what_dispatch_refuses_is_said_on_the_board(
    start: Start, size: tuple[int, int]
) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await pilot.press("colon", *"a k-1037 jru2", "enter")
        await live.until(pilot, lambda: "▸ JRU 2 assigned" in on_screen(live))
        given = present(live.desk.board.last_order()).id
        await live.desk.answer(CommandAnswered(given, accepted=False, reason="no fuel"))
        await pilot.pause()
        assert "K-1037: refused by dispatch: JRU 2 assigned" in on_screen(live)
        assert "▸ JRU 2 assigned" not in on_screen(live)


async def test_f_finds_calls_and_slash_comes_up_with_the_words(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("colon", *"f sports", "enter")
        await pilot.pause()
        assert live.app.screen.query_one(CallList).has_focus
        assert "K-1038" in on_screen(live)
        assert "K-1036" not in on_screen(live).split("Who could go")[0].split("Calls", 1)[1]
        await pilot.press("slash")
        assert live.app.screen.query_one(FindBar).value == "sports"


async def test_a_call_is_opened_by_its_id_and_commands_are_about_that_call(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("colon", *"v k-1036", "enter")
        await live.until(pilot, lambda: isinstance(live.app.screen, CallScreen))
        assert live.app.context().call == "K-1036"
        await pilot.press("colon", *"n on the verge", "enter")
        await live.until(
            pilot, lambda: live.desk.board.log(call="K-1036")[-1].text == "note: on the verge"
        )


async def test_a_vehicle_is_brought_into_focus_by_its_name(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("colon", *"focus jru3", "enter")
        await pilot.pause()
        assert live.app.context().vehicle == "JRU3"


@pytest.mark.parametrize("size", SIZES)
async def test_the_line_over_the_board(
    start: Start, picture: Picture, size: tuple[int, int]
) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await pilot.press("colon", *"a jru3 nearer")
        await pilot.pause()
        picture(live.app)
