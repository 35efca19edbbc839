"""A dialog that is open goes on telling how things stand on the board under it."""

import msgspec

from jru_tui.board import Action, Position, Recommendation
from jru_tui.board.board import Board
from jru_tui.board.events import Unlisted
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import ChoiceList
from jru_tui.tui.widgets.hint_bar import hint_line
from tests.narrowing import instance
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


async def place(live: Live, vehicle: str, lat: float, lon: float) -> None:
    known = live.night.vehicles[vehicle]
    record = msgspec.structs.replace(known, position=Position(lat, lon, live.now))
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


async def test_enter_diverts_nobody_where_the_plan_waits_for_a_crew_to_be_clear(
    start: Start,
) -> None:
    """A G3 with hours left takes no car off its way to a G2: the line to begin on is the plan's."""
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await report(live, "JRU2", "out_of_service", None)
        live.app._board.select_call("K-1038")
        await pilot.press("a")
        advice = Recommendation(live.desk.board).advise("K-1038", live.now)
        assert advice.best is not None
        assert advice.best.action is Action.WHEN_CLEAR
        assert [offer.name for offer in advice.offers if offer.can_be_sent] == ["JRU 3"]
        chosen = live.app.screen.query_one(ChoiceList).choice
        assert chosen is not None
        assert chosen.id == advice.best.vehicle
        screen = instance(Dialog, live.app.screen)
        assert "enter why not" in hint_line(screen.hints()).plain
        await pilot.press("enter", "enter")
        assert "Q keeps the call for it" in shown(live, "refusal")
    assert live.desk.board.vehicles["JRU3"].call == "K-1036"


async def test_where_the_plan_sends_nobody_enter_takes_no_car_off_a_graver_call(
    start: Start,
) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await report(live, "JRU2", "out_of_service", None)
        known = msgspec.structs.replace(
            live.night.calls["K-1038"], grade="G4", category=None, updated_at=live.now
        )
        await live.feed(live.night.reported(known), Unlisted("call", "K-1038"))
        live.app._board.select_call("K-1038")
        await pilot.press("a")
        advice = Recommendation(live.desk.board).advise("K-1038", live.now)
        chosen = live.app.screen.query_one(ChoiceList).choice
        assert chosen is not None
        assert advice.best is None
        assert chosen.id == advice.offers[0].vehicle
        assert chosen.id != "JRU3"
        await pilot.press("enter", "enter")
    assert live.desk.board.vehicles["JRU3"].call == "K-1036"


async def test_a_reason_that_nobody_has_edited_says_how_long_it_takes_now(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await place(live, "JRU2", 51.3, 1.1)
        await place(live, "JRU3", 51.35, 1.12)
        await pilot.press("a")
        box = live.app.screen.query_one(TextBox)
        before = box.value
        assert "min, meets G1" in before
        await place(live, "JRU3", 51.32, 1.12)
        live.later(1)
        await pilot.pause()
        assert box.value != before
        assert "diverted from K-1036 (G2), 8 min" in box.value
        await pilot.press("enter", *" by radio")
        typed = box.value
        await pilot.press("escape")
        await place(live, "JRU3", 51.34, 1.12)
        live.later(1)
        await pilot.pause()
        assert box.value == typed


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
