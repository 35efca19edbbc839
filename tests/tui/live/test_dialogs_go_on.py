"""A dialog that is open goes on telling how things stand on the board under it."""

import msgspec

from jru_tui.board.board import Board
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.tui.live.conftest import Live, Start


def shown(live: Live, part: str) -> str:
    return live.text(part)


def lines(live: Live) -> list[str]:
    choices = live.app.screen.query_one(ChoiceList)
    return [str(choices.render_line(y).text) for y in range(choices.size.height)]


async def report(live: Live, vehicle: str, status: str, call: str | None) -> None:
    known = live.night.vehicles[vehicle]
    record = msgspec.structs.replace(known, status=status, status_at=live.now, call=call)
    await live.feed(live.night.reported(record))


async def test_a_vehicle_that_arrives_meanwhile_makes_closing_save(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app._board.select_call("K-1036")
        await pilot.press("c")
        assert shown(live, "worth") == "not attended: saves nothing"
        assert not any("resolved" in line for line in lines(live))
        await report(live, "JRU3", "at_scene", "K-1036")
        live.later(200)
        assert shown(live, "worth") == "not attended: saves nothing"
        await pilot.press("home")
        assert shown(live, "worth") == "30 min and £25 saved"
        assert "opened 11:40 ago" in shown(live, "about")


async def test_a_vehicle_keeps_its_number_while_it_is_chosen_from(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("a")
        before = [line[:9] for line in lines(live)]
        assert "JRU 2" in before[2]
        assert "min after G1 target" in lines(live)[2]
        await report(live, "JRU2", "at_scene", "K-1038")
        await pilot.pause()
        assert [line[:9] for line in lines(live)] == before
        assert "■" in lines(live)[2]
        await pilot.press("2", "enter", "enter")
        await pilot.pause()
        assert "; Q keeps the call for it" in shown(live, "refusal")


async def test_what_is_typed_into_a_dialog_stays(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app._board.select_call("K-1031")
        await pilot.press("c", "m", "4", "5")
        live.later(5)
        await report(live, "JRU2", "refreshments", None)
        assert shown(live, "worth") == "45 min and £38 saved"
        await pilot.press("enter")
        await live.until(pilot, lambda: not live.desk.board.calls["K-1031"].open)
    assert live.desk.board.calls["K-1031"].minutes == 45


async def test_what_is_being_typed_goes_on_where_the_board_is_read_again(start: Start) -> None:
    """Another board has polled what this one shows and cannot keep: no key is lost with that."""
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("colon", *"n k-1037 gate")
        board = Board(live.night.board.rules)
        board.fold([event async for _, event in live.journal.read()])
        await live.desk.complete(board, gives_up=True)
        await pilot.press("space", *"locked", "enter")

        def is_noted() -> bool:
            return live.desk.board.log(call="K-1037")[-1].text == "note: gate locked"

        await live.until(pilot, is_noted)
