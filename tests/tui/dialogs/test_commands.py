"""Commands: one definition for keys, gate, help, palette and documentation."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from textual.screen import ModalScreen
from textual.widgets import Static

from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.commands import Acknowledge, Check, Decision, Note, Undo
from jru_tui.board.decisions.compound_decisions import decide_all
from jru_tui.board.decisions.decide import Refusal
from jru_tui.board.records import VehicleRecord
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import (
    RESERVED,
    is_key,
    key_label,
    key_sheet,
    keys_in_words,
    offered_keys,
    with_keys,
)
from jru_tui.tui.commands.runner import bindings
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.dialogs.stand_down import StandDownDialog
from jru_tui.tui.layout.key_line import placed_keys
from jru_tui.tui.palette import Palette
from jru_tui.tui.widgets.choice_list import ChoiceList
from jru_tui.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import MakeHarness, shown


def spec(which: str) -> CommandSpec:
    return next(each for each in COMMANDS if each.id == which)


def test_each_command_has_an_id_and_keys_of_its_own() -> None:
    ids = [each.id for each in COMMANDS]
    keys = [key for each in COMMANDS for key in each.keys]
    assert len(ids) == len(set(ids))
    assert len(keys) == len(set(keys))
    assert not RESERVED & set(keys)


def test_each_command_either_begins_on_the_board_or_is_an_action_of_the_screen() -> None:
    assert all((each.begin is None) == bool(each.action) for each in COMMANDS)


def ids_in_line(width: int, *, read_only: bool = False) -> list[str]:
    offered = offered_keys(COMMANDS, read_only=read_only)
    return [place.key.id for place in placed_keys(offered, width)]


def test_the_footer_names_what_a_shift_needs_first_at_its_usual_width() -> None:
    shown_first = ids_in_line(140)[:10]
    assert shown_first == [
        "assign",
        "assign-first",
        "close",
        "status",
        "note",
        "back-up",
        "undo",
        "check",
        "find",
        "command",
    ]


def test_what_changes_the_record_is_dangerous_and_what_only_looks_is_not() -> None:
    # Only the mode of late entry changes nothing by itself: what is given in it counts otherwise.
    mode = {"enter-late"}
    assert all(
        each.dangerous == (each.begin is not None) for each in COMMANDS if each.id not in mode
    )
    assert all(each.dangerous for each in COMMANDS if each.id in mode)


def test_the_settings_can_choose_other_keys() -> None:
    mine = with_keys(COMMANDS, {"assign": "ctrl+a, +", "help": "?"})
    assert next(each.keys for each in mine if each.id == "assign") == ("ctrl+a", "plus")
    assert next(each.keys for each in mine if each.id == "help") == ("question_mark",)


def test_commands_can_swap_their_keys() -> None:
    mine = with_keys(COMMANDS, {"assign": "c", "close": "a"})
    assert {each.id: each.keys for each in mine if each.id in ("assign", "close")} == {
        "assign": ("c",),
        "close": ("a",),
    }


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"asign": "a"}, "no command is called 'asign'"),
        ({"assign": "c"}, "'c' is used by both 'assign' and 'close'"),
        ({"assign": "?"}, "'?' is used by both 'help' and 'assign'"),
        ({"assign": "j"}, "'j' of 'assign' moves in lists"),
        ({"assign": "esc"}, "'esc' of 'assign' moves in lists"),
        ({"assign": "pgup"}, "'pgup' of 'assign' moves in lists"),
        ({"focus": "f1"}, "the keys of 'focus' are fixed"),
        ({"assign": " "}, "'assign' is left without a key"),
        ({"assign": "ctrl+foo"}, "'ctrl+foo' of 'assign' is not a key"),
        ({"assign": "control+a"}, "'control+a' of 'assign' is not a key"),
        ({"assign": "F5"}, "'F5' of 'assign' is not a key"),
    ],
)
def test_keys_that_cannot_be_are_refused_in_words(chosen: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        with_keys(COMMANDS, chosen)


def test_everything_wrong_with_the_keys_is_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"'asign'.*'foo'.*'j'"):
        with_keys(COMMANDS, {"asign": "a", "foo": "b", "note": "j"})


def test_every_key_that_ships_or_can_be_typed_is_one() -> None:
    assert all(is_key(key) for each in COMMANDS for key in each.keys)
    for key in ("f5", "ctrl+a", "alt+left", "ctrl+shift+f1", "insert", "§", "ä"):
        assert is_key(with_keys(COMMANDS, {"assign": key})[0].keys[0])


def test_keys_are_shown_as_they_are_typed() -> None:
    assert [key_label(key) for key in ("question_mark", "slash", "ctrl+p", "enter", "a")] == [
        "?",
        "/",
        "ctrl+p",
        "enter",
        "a",
    ]
    assert keys_in_words(spec("focus")) == "1-9"
    assert keys_in_words(spec("help")) == "? f1"


def test_each_key_is_bound_once_under_the_name_of_its_command() -> None:
    made = bindings(COMMANDS)
    assert [each.key for each in made] == [key for each in COMMANDS for key in each.keys]
    assert {each.id for each in made} >= {"assign", "close", "focus-1", "focus-9", "help"}


def test_the_key_sheet_names_every_command_with_key_and_sentence() -> None:
    sheet = key_sheet()
    assert sheet.startswith("| key | does | typed | in `[keys]` |\n")
    for each in COMMANDS:
        assert f"| **{each.title}.** {each.help} |" in sheet
        assert f"| `{each.id}` |" in sheet
    assert "`:a [call] [vehicle] [reason]`" in sheet
    assert all(line.count("|") == 5 for line in sheet.splitlines())


async def test_a_command_that_cannot_run_says_why_and_gives_nothing(harness: MakeHarness) -> None:
    app = harness(call="K-1034")
    async with app.run_test() as pilot:
        await pilot.press("c")
        await pilot.press("d")
    assert app.told == ["K-1034 is already closed", "no vehicle is on K-1034"]
    assert app.given == []


async def test_without_a_selected_call_the_commands_of_a_call_say_so(harness: MakeHarness) -> None:
    app = harness(call=None)
    async with app.run_test() as pilot:
        await pilot.press("a", "c", "d", "o", "enter")
    assert app.told == ["no call is selected"] * 5


async def test_a_read_only_board_says_that_it_only_watches(harness: MakeHarness) -> None:
    app = harness(read_only=True)
    async with app.run_test() as pilot:
        await pilot.press("a")
        assert app.query_one(KeyBar).part.placed == placed_keys(
            offered_keys(COMMANDS, read_only=True), app.size.width
        )
    offered = ids_in_line(200, read_only=True)
    assert app.told == ["this board is read-only"]
    assert offered == [
        *("find", "command", "handover", "log", "report", "open", "shifts", "feed", "area"),
        *("refresh", "quit", "help"),
    ]


SHOWN_FIRST = {
    "d": (
        "K-1031",
        "▲ JRU 1 leaves the scene of K-1031 (G1), which waits again until another is sent",
    ),
    "o": ("K-1034", "▲ it waits again: no vehicle is put back on it"),
    "k": ("K-1031", "▲ the check clock starts again"),
    "e": (
        "K-1036",
        "▲ the emergency stays until its status is cleared; this cannot be undone",
    ),
}


@pytest.mark.parametrize("key", SHOWN_FIRST)
async def test_one_key_shows_what_it_does_and_enter_does_it(
    harness: MakeHarness, busy: Night, key: str
) -> None:
    if key == "e":
        busy.report(VehicleRecord("JRU3", "emergency", busy.frame().now, "JRU 3", call="K-1036"))
    call, said = SHOWN_FIRST[key]
    app = harness(call=call)
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert isinstance(app.screen, Dialog)
        assert shown(app, "effect") == said
        assert app.given == []
        await pilot.press("enter")
    assert app.given == [
        {
            "d": StandDown("K-1031", "JRU1"),
            "o": Reopen("K-1034"),
            "k": Check("JRU1"),
            "e": Acknowledge("JRU3"),
        }[key]
    ]


async def test_undo_goes_back_step_by_step_and_then_says_that_there_is_nothing(
    harness: MakeHarness, night: Night
) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press("n", "x", "enter", "a", "enter")
        await pilot.press("u", "u")
        assert [type(each) for each in app.given[2:]] == [Undo], "a held key took back two"
        await pilot.press("enter")
        assert [type(each) for each in app.given[2:]] == [Undo, Undo]
        await pilot.press("u", "enter", "u")
    assert app.given[1] == Assign("K-1038", "JRU2")
    assert [type(each) for each in app.given[2:]] == [Undo, Undo, Undo]
    assert app.told == ["nothing to undo"]
    assert night.board.vehicles["JRU2"].status == "available"


async def test_what_was_undone_is_said_in_words(harness: MakeHarness, night: Night) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press("a", "enter", "u")
    given = [each for each in app.given if not isinstance(each, Decision)]
    assert [night.board.words(each) for each in given] == [
        "JRU 2 assigned",
        "undid: JRU 2 assigned",
    ]


@pytest.mark.parametrize("vehicle", [None, "JRU1", "JRU2", "JRU3", "gone"])
@pytest.mark.parametrize("call", [None, "K-1031", "K-1034", "K-1037", "K-1039", "gone"])
def test_what_the_gate_lets_through_the_board_allows(
    disputed: Night, call: str | None, vehicle: str | None
) -> None:
    now = datetime(2020, 10, 30, 22, 47, 32, tzinfo=UTC)
    context = Context(disputed.board, now, call, vehicle)
    for each in COMMANDS:
        if each.begin is None or each.reason_against(context):
            continue
        step = each.begin(context)
        if not isinstance(step, ModalScreen):
            assert not isinstance(decide_all(disputed.board, step), Refusal)


async def test_keys_of_the_settings_run_the_command_and_the_old_ones_do_not(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1031", commands=with_keys(COMMANDS, {"stand-down": "+"}))
    async with app.run_test() as pilot:
        await pilot.press("d", "enter", "escape")
        assert app.given == []
        await pilot.press("plus", "enter")
    assert app.given == [StandDown("K-1031", "JRU1")]


async def test_swapped_keys_run_each_other_s_command(harness: MakeHarness) -> None:
    mine = with_keys(COMMANDS, {"stand-down": "o", "reopen": "d"})
    app = harness(call="K-1031", commands=mine)
    async with app.run_test() as pilot:
        await pilot.press("d", "o", "enter")
    assert app.told == ["K-1031 is open"]
    assert app.given == [StandDown("K-1031", "JRU1")]


@pytest.mark.parametrize("width", [24, 40, 80, 120, 200])
async def test_help_is_never_lost_from_the_key_bar(harness: MakeHarness, width: int) -> None:
    app = harness()
    async with app.run_test(size=(width, 24)):
        placed = app.query_one(KeyBar).part.placed
    assert placed[-1].key.id == "help"
    assert placed[-1].end == width - 1
    assert all(one.end < other.start for one, other in pairwise(placed))


async def test_a_click_on_the_key_bar_runs_the_command(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test(size=(200, 30)) as pilot:
        bar = app.query_one(KeyBar)
        entry = next(place for place in bar.part.placed if place.key.id == "stand-down")
        await pilot.click(KeyBar, offset=(entry.start + 2, 0))
        assert isinstance(app.screen, StandDownDialog)
        await pilot.pause()
        await pilot.click(ChoiceList, offset=(8, 0))
        await pilot.pause()
    assert app.given == [StandDown("K-1031", "JRU1")]


async def test_the_palette_finds_a_command_and_runs_it(harness: MakeHarness) -> None:
    app = harness(call="K-1034")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, Palette)
        await pilot.press(*"reopen")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
    assert app.given == [Reopen("K-1034")]


async def test_the_palette_says_that_nothing_fits_and_is_left_at_any_time(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1034")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p", *"zzz")
        assert "no command matches" in str(app.screen.query_one("#none", Static).content)
        await pilot.press("enter", "backspace", "escape")
        assert not isinstance(app.screen, Palette)
    assert app.given == []


async def test_a_theme_is_chosen_by_letters_of_its_name(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("t", *"high", "enter")
        assert app.theme == "high-contrast"
        await pilot.press("t", "down", "escape")
        assert app.theme == "high-contrast"


async def test_a_command_from_the_palette_obeys_the_same_gate(harness: MakeHarness) -> None:
    app = harness(call="K-1034")
    async with app.run_test():
        await app.run_action("command('assign')")
    assert app.told == ["K-1034 is closed: reopen it first"]


async def test_a_note_about_a_vehicle_can_be_undone_like_any_command(harness: MakeHarness) -> None:
    app = harness(call=None, vehicle="JRU2")
    async with app.run_test() as pilot:
        await pilot.press("n", *"tyre", "enter", "u")
    assert app.given[0] == Note("tyre", vehicle="JRU2")
    assert isinstance(app.given[1], Undo)


async def test_closing_frees_the_vehicle_on_the_board(harness: MakeHarness, night: Night) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c", "enter")
    assert app.given == [Close("K-1031", "resolved")]
    assert night.board.vehicles["JRU1"].call is None
