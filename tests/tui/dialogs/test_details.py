"""The dialog and the typed line that give a callback and a number of people."""

from msgspec.structs import replace

from jru_tui.board import GiveDetails
from tests.tui.conftest import NOW, Night
from tests.tui.dialogs.conftest import MakeHarness, shown


async def test_both_are_written_and_one_enter_gives_them(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("C", *"07700 900123", "tab", "2", "enter")
    assert app.given == [GiveDetails("K-1037", "07700 900123", 2)]


async def test_what_is_known_is_not_given_again_and_the_other_has_the_focus(
    harness: MakeHarness, busy: Night
) -> None:
    busy.report(replace(busy.calls["K-1037"], callback="01227 1", updated_at=NOW))
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("C", "x", "enter")
        assert "as a number" in shown(app, "refusal")
        await pilot.press("backspace", "3", "enter")
    assert app.given == [GiveDetails("K-1037", people=3)]


async def test_nothing_written_says_what_to_write(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("C", "enter")
        assert "what is known?" in shown(app, "refusal")
    assert app.given == []


async def test_it_can_be_typed_in_either_order(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("colon", *"details k-1037 2 people; 07700 900123", "enter")
        await pilot.press("colon", *"details 4", "enter")
        await pilot.press("colon", *"details 1; 2; 3", "enter")
        assert "one part too many" in str(app.screen.query_one("#verdict").render())
    assert app.given == [
        GiveDetails("K-1037", "07700 900123", 2),
        GiveDetails("K-1037", people=4),
    ]
