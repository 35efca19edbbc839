"""The command line: keys in, the command or the refusal out."""

from typing import Any

import pytest
from msgspec import structs
from textual.app import App
from textual.events import Paste
from textual.widgets import Static

from jru_tui.board.call_commands import Assign, Close, StandDown
from jru_tui.board.commands import Command, Note, SetStatus, Undo
from jru_tui.tui.dialogs.assign import AssignDialog
from jru_tui.tui.dialogs.command_line import CommandLine
from jru_tui.tui.dialogs.dialog import AGAIN, CHANGED
from jru_tui.tui.widgets.boxes import TextBox
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import MakeHarness


def shown(app: App[Any], part: str) -> str:
    return str(app.screen.query_one(f"#{part}", Static).content)


def line(app: App[Any]) -> TextBox:
    box = app.screen.query_one(TextBox)
    assert isinstance(box, TextBox)
    return box


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("a k-1037 jru2", Assign("K-1037", "JRU2")),
        ("s jru3 6", SetStatus("JRU3", "at_scene")),
        ("c k-1031 resolved 45", Close("K-1031", "resolved", minutes=45)),
        ("n k-1037 caller is his brother", Note("caller is his brother", call="K-1037")),
    ],
)
async def test_a_line_is_carried_out_with_enter(
    harness: MakeHarness, typed: str, command: Command
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *typed, "enter")
        assert not isinstance(app.screen, CommandLine)
    assert app.given == [command]


async def test_what_would_be_done_is_said_before_it_is_done(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"a jru3 nearer")
        assert shown(app, "verdict") == (
            "▸ ! weapon  K-1037: JRU 3 assigned: nearer · "
            "JRU 3 leaves K-1036 (G2), which waits again until another is sent"
        )
    assert app.given == []


async def test_undo_says_what_it_takes_back(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", "u")
        assert shown(app, "verdict") == "▸ asks first · undid: note: ask firearms to stand by"


async def test_a_refused_line_stays_with_the_wrong_word_selected(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"a k-1037 jru1", "enter")
        assert isinstance(app.screen, CommandLine)
        assert shown(app, "verdict") == "▲ JRU 1 cannot be sent: at scene K-1031 (G1)"
        assert line(app).selected_text == "jru1"
        await pilot.press(*"jru2", "enter")
    assert app.given == [Assign("K-1037", "JRU2")]


async def test_a_colon_behind_a_refusal_begins_a_new_line(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"a k-1037 jru1", "enter")
        await pilot.pause()
        await pilot.press("colon", *"n he said", "colon", *" go", "enter")
    assert app.given == [Note("he said: go", call="K-1037")]


async def test_a_reason_that_is_missing_can_be_typed_on(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"a jru3", "enter")
        assert shown(app, "verdict").endswith("give a reason to send it anyway")
        await pilot.press(*" nearer", "enter")
    assert app.given == [Assign("K-1037", "JRU3", "nearer")]


async def test_tab_completes_and_goes_on_to_the_next_word(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"ass", "tab")
        assert line(app).value == "assign "
        await pilot.press(*"1037", "tab")
        assert line(app).value == "assign K-1037 "
        await pilot.press("tab", "tab")
        assert line(app).value == "assign K-1037 JRU2 "
        await pilot.press("shift+tab")
        assert line(app).value == "assign K-1037 JRU1 "
        await pilot.press("tab", "enter")
    assert app.given == [Assign("K-1037", "JRU2")]


async def test_lines_of_before_come_back_with_the_arrows(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"n one", "enter")
        await pilot.press("colon", *"n two", "enter")
        await pilot.press("colon", "up", "up")
        assert line(app).value == "n one"
        await pilot.press("down")
        assert line(app).value == "n two"
        await pilot.press("down")
        assert line(app).value == ""
        await pilot.press("up", "enter")
    assert app.given == [Note(text, call="K-1037") for text in ("one", "two", "two")]


async def test_escape_leaves_without_a_trace(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"n one", "escape", "colon", "up")
        assert line(app).value == ""
    assert app.given == []


async def test_a_name_alone_opens_the_dialog_of_its_key(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press("colon", "a", "enter")
        assert isinstance(app.screen, AssignDialog)
        await pilot.press("enter", "colon", "u", "enter")
    assert app.given[0] == Assign("K-1038", "JRU2")
    assert isinstance(app.given[1], Undo)


async def test_a_name_alone_asks_the_gate_of_its_key(harness: MakeHarness) -> None:
    app = harness(call="K-1034")
    async with app.run_test() as pilot:
        await pilot.press("colon", "a", "enter")
    assert app.told == ["K-1034 is closed: reopen it first"]


@pytest.mark.parametrize("name", ["log", "handover", "report", "shifts", "feed", "copy"])
async def test_what_only_looks_can_be_typed(harness: MakeHarness, name: str) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *name, "enter")
        await pilot.pause()
    assert app.looked == [name]


async def test_what_only_the_board_has_says_so_elsewhere(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"f rtc", "enter")
        await pilot.pause()
    assert app.told == ["that works on the board: press Esc first"]


async def test_the_line_opens_over_a_call_in_full(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("enter", "colon", *"d", "enter")
        await pilot.pause()
        await pilot.press("enter")
    assert app.given == [StandDown("K-1031", "JRU1")]


async def test_a_paste_cannot_bring_what_a_terminal_would_act_on(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"n x")
        line(app).insert_text_at_cursor("\x1b[2J\u202e")
        await pilot.press("enter")
    assert app.given == [Note("x\ufffd[2J\ufffd", call="K-1037")]


async def test_of_a_paste_that_is_too_long_there_is_what_fits(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"n x ")
        line(app).post_message(Paste("y" * 1_000))
        await pilot.pause()
        assert line(app).value == f"n x {'y' * 596}"


async def test_the_board_goes_on_under_the_line(harness: MakeHarness, busy: Night) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"c k-1031 resolved")
        busy.command(Close("K-1031", "no_trace"))
        await pilot.press("enter")
        assert shown(app, "verdict") == "▲ K-1031 is already closed"
        assert line(app).selected_text == "k-1031"
    assert app.given == []


async def test_a_line_says_by_itself_that_it_would_do_something_else_by_now(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"d k-1036 jru3")
        dialog = app.screen
        assert isinstance(dialog, CommandLine)
        assert "JRU 3 leaves K-1036" in shown(app, "verdict")
        dialog.renew(app.context())
        assert "changed" not in shown(app, "expected")
        vehicle = busy.vehicles["JRU3"]
        at = busy.at("22:47")
        busy.report(structs.replace(vehicle, status="at_scene", status_at=at), when=at)
        dialog.renew(app.context())
        assert CHANGED in shown(app, "expected")
        assert "JRU 3 leaves the scene of K-1036" in shown(app, "verdict")
        await pilot.press("enter")
        assert AGAIN in shown(app, "expected")
        assert app.given == []
        await pilot.press("enter")
    assert app.given == [StandDown("K-1036", "JRU3")]


async def test_a_line_says_by_itself_that_it_would_be_refused_by_now(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"c k-1031 resolved")
        dialog = app.screen
        assert isinstance(dialog, CommandLine)
        busy.command(Close("K-1031", "no_trace"))
        dialog.renew(app.context())
        assert shown(app, "verdict") == "▲ K-1031 is already closed"
