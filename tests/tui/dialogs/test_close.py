"""The dialog that closes a call: the outcome, what was spared, and a reason where one is due."""

import pytest
from textual.widgets import Input

from jru_tui.board.call_commands import Close
from jru_tui.tui.dialogs.close import CloseDialog
from tests.tui.dialogs.conftest import MakeHarness, chosen, refusal, shown


async def test_c_then_enter_closes_a_call_as_resolved(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c", "enter")
    assert app.given == [Close("K-1031", "resolved")]


async def test_closing_takes_what_was_spared_and_the_minutes(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c", "a", "p", "p", "m", "4", "5", "enter")
    assert app.given == [Close("K-1031", "resolved", ambulance_spared=True, minutes=45)]


async def test_a_click_ticks_what_was_spared_and_a_second_click_on_it_takes_that_back(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c")
        lines = [line.text for line in app.screen._compositor.render_strips()]
        beside = app.screen.query_one("#beside").region

        async def click(label: str) -> None:
            line = next(y for y, text in enumerate(lines) if f"[ ] {label}" in text)
            await pilot.click("#beside", offset=(6, line - beside.y))

        for label in ("ambulance", "patrol", "patrol"):
            await click(label)
        await pilot.click("#beside", offset=(6, 0))  # a heading, which ticks nothing
        await pilot.press("enter")
    assert app.given == [Close("K-1031", "resolved", ambulance_spared=True)]


async def test_no_minutes_saved_is_an_answer_and_not_the_default(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c", "m", "0")
        worth = shown(app, "worth")
        await pilot.press("enter")
    assert worth == "0 min and £0 saved"
    assert app.given == [Close("K-1031", "resolved", minutes=0)]


async def test_minutes_take_digits_only(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c", "m", "minus", "x", "1", "enter")
    assert app.given == [Close("K-1031", "resolved", minutes=1)]


@pytest.mark.parametrize(
    ("keys", "outcome"),
    [
        (("7", "enter"), "arrest"),
        (("1", "3", "enter"), "stood_down"),
        (("t", "enter"), "treated_at_scene"),
        (("r", "r", "enter"), "refused"),
        (("n", "down", "down", "enter"), "advice"),
    ],
)
async def test_outcomes_by_number_first_letter_and_arrows(
    harness: MakeHarness, keys: tuple[str, ...], outcome: str
) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c", *keys)
    assert app.given == [Close("K-1031", outcome)]


async def test_a_duplicate_names_the_other_call(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press("c", "3", "enter")
        assert isinstance(app.screen, CloseDialog)
        await pilot.press("escape", "enter", "enter")
    assert app.given == [Close("K-1038", "duplicate", duplicate_of="K-1037")]


async def test_an_outcome_without_attendance_says_that_it_saves_nothing(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c")
        assert shown(app, "worth") == "30 min and £25 saved"
        await pilot.press("s", "s")
        assert shown(app, "worth") == "not attended: saves nothing"


async def test_the_dialog_says_whom_closing_frees(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c")
        assert shown(app, "effect") == "▲ frees JRU 1"


async def test_a_call_that_nobody_attended_is_not_offered_as_resolved(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press("c")
        assert chosen(app, "#outcomes") == "advice"
        await pilot.press("enter")
    assert app.given == [Close("K-1037", "advice")]


async def test_a_vehicle_that_was_sent_and_came_too_late_makes_it_stood_down(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1036")
    async with app.run_test() as pilot:
        await pilot.press("c")
        assert chosen(app, "#outcomes") == "stood_down"


async def test_an_attended_outcome_without_an_arrival_needs_a_reason(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press("c", "end", "enter", "enter")
        assert isinstance(app.focused, Input)
        assert refusal(app) == "▲ nobody arrived at K-1037: say why it is “resolved”"
        await pilot.press(*"his brother came", "enter")
    assert app.given == [Close("K-1037", "resolved", reason="his brother came")]


async def test_escape_goes_back_from_the_reason_step_by_step(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press("c", "end", "enter", "enter", "escape", "escape")
        assert isinstance(app.screen, CloseDialog)
        assert chosen(app, "#outcomes") == "advice"
        await pilot.press("escape")
        assert not isinstance(app.screen, CloseDialog)
    assert app.given == []


async def test_a_typed_closing_obeys_the_same(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"c k-1037 resolved", "enter")
        said = shown(app, "#verdict")
        assert said.startswith("▲ nobody arrived at K-1037: give a reason, or close it as advice")
        await pilot.press("right", "space", *"by radio", "enter")
    assert app.given == [Close("K-1037", "resolved", reason="by radio")]
