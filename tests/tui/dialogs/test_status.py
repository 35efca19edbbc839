"""The dialog that books a status: by its code, by its letter, or by an arrow."""

import pytest

from jru_tui.board.commands import SetStatus
from jru_tui.board.rules import Status
from jru_tui.tui.dialogs.status import StatusDialog, letters_of
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.tui.dialogs.conftest import MakeHarness, refusal


async def test_the_state_code_chooses_and_enter_books(harness: MakeHarness) -> None:
    app = harness(call="K-1036")
    async with app.run_test() as pilot:
        await pilot.press("s", "6")
        assert app.given == []
        await pilot.press("enter")
    assert app.given == [SetStatus("JRU3", "at_scene")]


async def test_a_code_that_begins_another_is_one_of_its_own(harness: MakeHarness) -> None:
    app = harness(vehicle="JRU2")
    async with app.run_test() as pilot:
        await pilot.press("s", "1")
        assert isinstance(app.screen, StatusDialog)
        await pilot.press("enter")
    assert app.given == [SetStatus("JRU2", "on_duty")]


async def test_arrows_start_from_the_status_that_it_has(harness: MakeHarness) -> None:
    app = harness(vehicle="JRU2")
    async with app.run_test() as pilot:
        await pilot.press("s", "down", "enter")
    assert app.given == [SetStatus("JRU2", "standby")]


@pytest.mark.parametrize(
    ("letter", "status"),
    [
        ("a", "allocated"),
        ("h", "hospital"),
        ("c", "custody"),
        ("s", "s136"),
        ("o", "out_of_service"),
    ],
)
async def test_a_status_without_a_code_has_a_letter(
    harness: MakeHarness, letter: str, status: str
) -> None:
    app = harness(vehicle="JRU1")
    async with app.run_test() as pilot:
        await pilot.press("s", letter)
        choice = app.screen.query_one("#statuses", ChoiceList).choice
        assert choice is not None
        assert (choice.id, choice.number) == (status, letter)
        assert refusal(app) == ""


def test_letters_are_given_once_and_never_move_the_cursor() -> None:
    statuses = {
        "one": Status("jury", "busy", "x"),
        "two": Status("unknown", "busy", "x"),
        "three": Status("un", "busy", "x"),
        "four": Status("u", "busy", "x"),
        "five": Status("with a code", "busy", "x", "5"),
    }
    assert letters_of(statuses) == {"one": "u", "two": "n"}


async def test_both_digits_of_a_code_count(harness: MakeHarness) -> None:
    app = harness(vehicle="JRU2")
    async with app.run_test() as pilot:
        await pilot.press("s", "1", "1", "enter")
    assert app.given == [SetStatus("JRU2", "off_duty")]


async def test_the_status_that_it_has_already_is_refused_in_the_dialog(
    harness: MakeHarness,
) -> None:
    app = harness(vehicle="JRU2")
    async with app.run_test() as pilot:
        await pilot.press("s", "2", "enter")
        assert refusal(app) == "▲ JRU 2 is available already"
    assert app.given == []


async def test_a_vehicle_in_focus_goes_before_the_one_on_the_call(harness: MakeHarness) -> None:
    app = harness(call="K-1031", vehicle="JRU3")
    async with app.run_test() as pilot:
        await pilot.press("s", "8", "enter")
    assert app.given == [SetStatus("JRU3", "committed")]


async def test_where_no_vehicle_is_meant_the_dialog_asks_which(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press("s", "2", "enter", "4", "enter")
    assert app.given == [SetStatus("JRU2", "refreshments")]
