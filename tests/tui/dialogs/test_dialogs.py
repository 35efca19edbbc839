"""Dialogs: what the supervisor presses, and the command that comes out of it."""

from typing import Literal

import pytest
from msgspec.structs import replace
from textual.events import Key
from textual.theme import BUILTIN_THEMES

from jru_tui.board.call_commands import Assign, BackUp, Close, EndBackUp, StandDown
from jru_tui.board.commands import Command, Decision, Note, Settle
from jru_tui.board.records import Position, VehicleRecord
from jru_tui.tui.dialogs.assign import AssignDialog
from jru_tui.tui.dialogs.notes import NoteDialog
from jru_tui.tui.dialogs.settle import SettleDialog
from jru_tui.tui.dialogs.stand_down import StandDownDialog
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.narrowing import present
from tests.tui.conftest import NOW, Night, at_night
from tests.tui.dialogs.conftest import MakeHarness, refusal, shown


async def test_a_then_enter_sends_the_best_vehicle_that_can_go(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press("a", "enter")
    assert app.given == [Assign("K-1038", "JRU2")]


async def test_the_reason_of_a_diversion_can_be_edited(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a", "3", "enter", "ctrl+u", *"nearest", "enter")
    assert app.given == [Assign("K-1037", "JRU3", "nearest")]


async def test_the_reason_of_a_diversion_is_ready(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a", "3", "enter")
        assert app.given == []
        assert "leaves K-1036 (G2), which JRU 1 reaches 23 min after its target" in refusal(app)
        await pilot.press("enter")
    diverted = "diverted from K-1036 (G2), 13 min, 8 min after G1 target, 5 min after C2 target"
    assert app.given == [Assign("K-1037", "JRU3", diverted)]


async def test_escape_leaves_a_dialog_without_a_command(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a", "escape")
        assert not isinstance(app.screen, AssignDialog)
    assert app.given == []


@pytest.mark.parametrize(
    "way", [("enter",), ("j", "k", "enter"), ("3", "enter"), ("end", "home", "enter")]
)
async def test_a_vehicle_on_its_way_elsewhere_needs_a_reason(
    harness: MakeHarness, way: tuple[str, ...]
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a", *way)
        assert app.given == []
        assert refusal(app).endswith("press Enter again to send it, with this reason")
        await pilot.press("ctrl+u", "enter")
        assert app.given == []
        assert refusal(app).endswith("say why it goes anyway")
        await pilot.press(*"nearest", "enter")
    assert app.given == [Assign("K-1037", "JRU3", "nearest")]


async def test_a_vehicle_that_is_not_available_is_refused_in_the_dialog(
    harness: MakeHarness,
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a", "1", "enter")
        assert isinstance(app.screen, AssignDialog)
        assert refusal(app) == "▲ JRU 1 cannot be sent: at scene K-1031 (G1)"
        await pilot.press("down")
        assert refusal(app) == ""
    assert app.given == []


async def test_escape_in_the_reason_goes_back_to_the_list(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a", "3", "enter", "escape")
        assert isinstance(app.screen, AssignDialog)
        await pilot.press("2", "enter")
    assert app.given == [Assign("K-1037", "JRU2")]


async def test_what_happened_meanwhile_is_refused_when_the_dialog_is_answered(
    harness: MakeHarness, night: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a")
        night.command(Close("K-1037", "no_trace"))
        await pilot.press("enter")
        assert refusal(app) == "▲ K-1037 is closed: reopen it first"
    assert app.given == []


async def test_a_click_moves_the_cursor_and_a_second_click_chooses(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a")
        await pilot.click(ChoiceList, offset=(8, 2))
        assert app.screen.query_one(ChoiceList).cursor == 2
        await pilot.click(ChoiceList, offset=(8, 2))
        await pilot.pause()
    assert app.given == [Assign("K-1037", "JRU2")]


async def test_a_long_list_scrolls_to_the_cursor(harness: MakeHarness, night: Night) -> None:
    moment = night.board.vehicles["JRU2"].since
    night.report(
        *(VehicleRecord(f"X{number:02}", "available", moment) for number in range(300)),
        when=moment,
    )
    app = harness()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "end")
        await pilot.pause()
        choices = app.screen.query_one(ChoiceList)
        assert choices.cursor == len(choices._choices) - 1 >= 302
        assert choices.scroll_offset.y == len(choices._choices) - choices.size.height
        await pilot.press("pageup", "pageup", "k", "home")
        await pilot.pause()
        assert choices.scroll_offset.y == 0


async def test_a_note_is_about_the_selected_call(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("n", *"dog", "enter")
    assert app.given == [Note("dog", call="K-1037")]


async def test_tab_makes_it_a_note_about_the_vehicle(harness: MakeHarness) -> None:
    app = harness(vehicle="JRU2")
    async with app.run_test() as pilot:
        await pilot.press("n", "tab", *"dog", "enter")
    assert app.given == [Note("dog", vehicle="JRU2")]


async def test_an_empty_note_is_refused_in_the_dialog(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("n", "space", "enter")
        assert refusal(app) == "▲ a note needs words"
    assert app.given == []


async def test_with_two_vehicles_on_a_call_standing_down_asks_which(
    harness: MakeHarness, night: Night
) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        night.command(Assign("K-1031", "JRU2"))
        await pilot.press("d")
        assert isinstance(app.screen, StandDownDialog)
        await pilot.press("2", "enter")
    assert app.given == [StandDown("K-1031", "JRU2")]


@pytest.mark.parametrize(("keys", "right"), [(("enter",), "feed"), (("2", "enter"), "supervisor")])
async def test_a_dispute_is_settled_for_either_side(
    harness: MakeHarness,
    disputed: Night,
    keys: tuple[str, ...],
    right: Literal["feed", "supervisor"],
) -> None:
    dispute = present(disputed.board.calls["K-1037"].dispute)
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("x")
        assert isinstance(app.screen, SettleDialog)
        await pilot.press(*keys)
    assert app.given == [Settle(dispute.command, right)]


async def test_without_a_dispute_there_is_nothing_to_settle(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("x")
    assert app.told == ["nothing here is in dispute"]


@pytest.mark.parametrize("key", ["a", "c", "enter", "question_mark"])
async def test_every_built_in_theme_can_draw_the_dialogs(harness: MakeHarness, key: str) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press(key)
        for theme in BUILTIN_THEMES:
            app.theme = theme
            await pilot.pause()
            assert app.export_screenshot()


async def test_the_most_urgent_act_of_the_plan_is_done_by_two_keys_and_says_what_is_left(
    harness: MakeHarness,
) -> None:
    """No car meets the G1: whoever is there soonest leaves its G2 for it."""
    app = harness(call="K-1031")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("A")
        assert "K-1037" in str(app.screen.query_one("#frame")._border_title)
        situation = shown(app, "situation")
        assert "JRU 3 would be 8 min late for G1: ask for a patrol" in situation
        assert "K-1036 (G2): JRU 1 would be 23 min late; ask for a patrol" in situation
        await pilot.press("enter", "enter")
    [given] = app.given
    assert isinstance(given, Assign)
    assert (given.call, given.vehicle) == ("K-1037", "JRU3")


async def test_the_reason_of_a_further_vehicle_is_shown_before_it_is_given(
    harness: MakeHarness, busy: Night
) -> None:
    """JRU 1 takes a call off JRU 3, which turns to another: only the second needs a reason."""
    for call in ("K-1031", "K-1036", "K-1038"):
        busy.command(Close(call, "advice"))
    busy.command(Assign("K-1037", "JRU3"))
    busy.report(
        replace(busy.calls["K-1037"], category=None, needs=(), flags=(), updated_at=NOW),
        replace(
            busy.vehicles["JRU1"],
            status="available",
            call=None,
            status_at=NOW,
            position=Position(51.37, 1.12, NOW),
        ),
        replace(
            busy.calls["K-1036"],
            id="K-1040",
            opened_at=at_night("22:46:30"),
            grade="G1",
            category=None,
            responses=(),
        ),
    )
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("A")
        reason = str(app.screen.query_one(TextBox).value)
        label = shown(app, "Reason")
        await pilot.press("enter")
        assert app.given == []
        await pilot.press("enter")
    [given] = app.given
    assert isinstance(given, Decision)
    reasons = {each.vehicle: each.reason for each in given.commands if isinstance(each, Assign)}
    assert reasons == {"JRU1": "", "JRU3": reason}
    assert reason.startswith("diverted from K-1037 (G1)")
    assert label == "JRU 3"


async def test_whoever_sends_another_vehicle_reads_who_is_on_the_call(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("a")
        situation = shown(app, "situation")
    assert "on it: JRU 1 at scene" in situation


async def test_nothing_waits_so_nothing_is_assigned(harness: MakeHarness, busy: Night) -> None:
    for call in ("K-1037", "K-1038"):
        busy.command(Close(call, "advice"))
    app = harness(call="K-1031")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("A")
    assert (app.given, app.told) == ([], ["no call is waiting"])


async def test_help_comes_in_parts_and_a_baby_is_ticked(harness: MakeHarness, busy: Night) -> None:
    busy.command(BackUp("K-1031", "ambulance", 2))
    asked = busy.board.calls["K-1031"].back_up[0].id
    app = harness(call="K-1031")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("b", "m", "1", "escape", "4", "enter")
        await pilot.press("c", "b", "p", "2", "enter")
    assert app.given == [
        EndBackUp("K-1031", asked, "at_scene", 1),
        Close("K-1031", "treated_at_scene", patrol_spared=True, flags=("baby_born",)),
    ]


BURSTS = {
    "close": ("c", Close),
    "assign": ("a", Assign),
    "back-up": ("b", BackUp),
}


@pytest.mark.parametrize(("key", "command"), BURSTS.values(), ids=BURSTS)
async def test_keys_that_come_together_answer_once(
    harness: MakeHarness, key: str, command: type[Command]
) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press(key)
        for _ in range(3):
            app.post_message(Key("enter", "\r"))
        await pilot.pause()
        await pilot.pause()
        assert app.screen is app.screen_stack[0]
    assert [type(each) for each in app.given] == [command]


async def test_a_key_that_comes_while_a_dialog_leaves_is_for_what_is_below(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press("b")
        for key in ("escape", "n"):
            app.post_message(Key(key, key if key == "n" else None))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, NoteDialog)


async def test_a_small_terminal_shows_the_line_under_the_cursor(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.press("c", "end")
        await pilot.pause()
        choices = app.screen.query_one("#outcomes", ChoiceList)
        line = choices.region.y + choices.cursor - choices.scroll_offset.y
        assert app.screen.query_one("#frame").content_region.contains(choices.region.x, line)


async def test_a_c1_with_all_at_lesser_scenes_stands_one_down_and_sends_it_as_one(
    harness: MakeHarness, busy: Night
) -> None:
    """Two Enter, one decision; one `u` shows both and Enter takes both back."""
    calls, vehicles, now = busy.calls, busy.vehicles, busy.at("22:47")
    for call, vehicle in (("K-1031", "JRU1"), ("K-1036", "JRU3")):
        lesser = replace(
            calls[call], grade="G3", category=None, updated_at=now, flags=(), responses=()
        )
        busy.report(lesser)
        busy.report(replace(vehicles[vehicle], status="at_scene", status_at=now, call=call))
    busy.report(replace(vehicles["JRU2"], status="off_duty", status_at=now))
    c1 = replace(calls["K-1037"], grade=None, category="C1", opened_at=now, needs=())
    busy.report(replace(c1, id="K-1040", where=calls["K-1036"].where))
    app = harness(call="K-1040")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("a", "enter")
        assert (app.given, app.told) == ([], [])
        assert "JRU 3 leaves the scene of K-1036 (G3), which waits again" in shown(app, "effect")
        await pilot.press("enter")
        [decision] = app.given
        assert isinstance(decision, Decision)
        down, sent = decision.commands
        assert down == StandDown("K-1036", "JRU3")
        assert isinstance(sent, Assign)
        assert (sent.call, sent.vehicle) == ("K-1040", "JRU3")
        assert busy.board.vehicles["JRU3"].call == "K-1040"
        await pilot.press("u")
        effect = shown(app, "effect")
        assert "JRU 3: allocated K-1040 → at scene K-1036" in effect
        await pilot.press("enter")
    assert (busy.board.vehicles["JRU3"].status, busy.board.vehicles["JRU3"].call) == (
        "at_scene",
        "K-1036",
    )
