"""What a key must not do: by accident, twice, with Caps Lock on, or while the board changes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from jru_tui.board.call_commands import Assign, BackUp, Close, StandDown
from jru_tui.board.commands import (
    Acknowledge,
    Check,
    Dismiss,
    MarkShift,
    Note,
    SetStatus,
    Strike,
    Undo,
)
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.dialogs.assign import AssignDialog
from jru_tui.tui.dialogs.close import CloseDialog
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.dialogs.stand_down import StandDownDialog
from jru_tui.tui.dialogs.undo import UndoDialog
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import (
    Harness,
    MakeHarness,
    at_shared_journal,
    chosen,
    refusal,
    shown,
)

CHANGING = [spec for spec in COMMANDS if spec.begin is not None]


@pytest.fixture
def everything(busy: Night) -> Night:
    """A board on which every command has something to do."""
    busy.command(BackUp("K-1031", "ambulance"), busy.at("22:30"))
    busy.command(Assign("K-1031", "JRU2"), busy.at("22:46"))
    busy.report(VehicleRecord("JRU4", "emergency", busy.at("22:46"), "JRU 4"))
    busy.report(VehicleRecord("JRU5", "emergency", busy.at("22:46"), "JRU 5"))
    busy.command(Note("a slip", call="K-1031"), busy.at("22:47"))
    busy.command(Undo(busy.board.last_order().id), busy.at("22:47:10"))  # type: ignore[union-attr]
    return busy


@pytest.mark.parametrize("spec", CHANGING, ids=lambda spec: spec.id)
async def test_no_digit_alone_commits_anything(
    harness: MakeHarness, everything: Night, spec: CommandSpec
) -> None:
    assert everything.board.calls["K-1031"].on_it
    if spec.id == "undo":
        everything.command(Note("old", call="K-1031"), everything.at("22:20"))
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press(spec.keys[0])
        await pilot.press(*"0123456789", *"9876543210", *"123123")
    assert app.given == []


@pytest.mark.parametrize("spec", [spec for spec in CHANGING if spec.keys[0].isupper()])
async def test_a_capital_command_shows_its_effect_first(
    harness: MakeHarness, everything: Night, spec: CommandSpec
) -> None:
    assert everything.board.standing.redoable
    if spec.id in ("give-role", "take-role"):
        app = at_shared_journal(harness, everything)
    else:
        app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press(spec.keys[0])
        assert isinstance(app.screen, Dialog)
        assert app.given == []
        await pilot.press("escape")
    assert app.given == []


PRESSED = st.lists(
    st.sampled_from(
        [*"abcdefghiklmnopqrstuwxyzAHLNPSU0123456789", "escape", "tab", "up", "down", "home", "end"]
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=PRESSED)
async def test_whatever_is_pressed_without_enter_gives_only_an_undo_of_a_slip(
    harness: MakeHarness, everything: Night, keys: list[str]
) -> None:
    before = len(everything.happened)
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        for key in keys:
            if not app.is_running:
                break
            await pilot.press(key)
    assert all(isinstance(command, Undo) and not command.confirmed for command in app.given)
    assert len(everything.happened) - before == len(app.given)


# numbers


async def test_vehicles_are_chosen_by_their_number_on_the_board(
    harness: MakeHarness, night: Night
) -> None:
    """Card 3 is JRU 3: before, `3` was the third best, and it was sent at once."""
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("A")
        for number, vehicle in enumerate(night.board.vehicles, 1):
            await pilot.press(str(number))
            assert chosen(app) == vehicle
        assert app.given == []
        await pilot.press("2", "enter")
    assert app.given == [Assign("K-1037", "JRU2")]


async def test_in_a_large_fleet_several_digits_make_one_number(
    harness: MakeHarness, busy: Night
) -> None:
    moment = busy.at("22:40")
    fleet = [VehicleRecord(f"X{number:03}", "available", moment) for number in range(4, 121)]
    busy.report(*fleet, when=moment)
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a")
        for digits, vehicle in (("12", "X012"), ("120", "X120"), ("7", "X007"), ("10", "X010")):
            await pilot.press("home", *digits)
            assert chosen(app) == vehicle
        await pilot.press("home", *"999")
        assert chosen(app) == "X009"
        await pilot.press("home", "0")
        assert refusal(app) == "▲ nothing here has the number 0"
    assert app.given == []


async def test_in_the_shift_dialog_a_digit_turns_nothing_round(harness: MakeHarness) -> None:
    """With Caps Lock on, `s 2 enter` would have ended the shift."""
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("S", "enter", "S", "1", "enter")
        assert app.given == [MarkShift("start")]
        assert "press Enter again" in refusal(app)


# letters that were meant for something else


async def test_a_note_that_is_typed_with_caps_lock_on_strikes_nothing(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("N", *"TWO", "space", *"HURT", "enter")
        assert app.given == []
        assert refusal(app) == "▲ nothing is done yet: press Enter again to do it"
        await pilot.press("enter")
    assert [type(command) for command in app.given] == [Strike]
    assert busy.board.log(call="K-1037")


async def test_an_arrow_takes_the_choice_up_again(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a", "x")
        assert refusal(app) == "▲ “x” does nothing here"
        await pilot.press("end", "up", "2")
        assert refusal(app) == ""
        await pilot.press("enter")
    assert app.given == [Assign("K-1037", "JRU2")]


@pytest.mark.parametrize("keys", [["U"], ["N"], ["S"], ["A"]])
async def test_where_the_terminal_tells_of_caps_lock_the_dialog_says_so(
    harness: MakeHarness, everything: Night, keys: list[str]
) -> None:
    assert everything.board.standing.redoable
    app = harness(call="K-1037")
    app.caps_lock = True  # type: ignore[attr-defined]
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        assert refusal(app) == "▲ Caps Lock is on: capital letters are other commands"
        await pilot.press("enter")
        assert app.given == []


# the board changes under a dialog


async def test_what_changed_while_a_dialog_was_open_is_read_before_it_is_sent(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c")
        assert shown(app, "effect") == "▲ frees JRU 1"
        busy.report(VehicleRecord("JRU2", "at_scene", busy.at("22:47:20"), "JRU 2", call="K-1031"))
        app.screen.renew(app.context())  # type: ignore[attr-defined]
        assert shown(app, "effect") == "▲ frees JRU 1 and JRU 2"
        assert refusal(app) == "▲ this has just changed: read it again, then press Enter"
        await pilot.press("enter")
        assert app.given == []
        await pilot.press("enter")
    assert app.given == [Close("K-1031", "resolved")]


async def test_what_changed_at_the_very_moment_is_not_sent_either(
    harness: MakeHarness, busy: Night
) -> None:
    """The report comes between the last drawing and Enter."""
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("c")
        busy.report(VehicleRecord("JRU2", "at_scene", busy.at("22:47:20"), "JRU 2", call="K-1031"))
        await pilot.press("enter")
        assert app.given == []
        assert isinstance(app.screen, CloseDialog)
        assert shown(app, "effect") == "▲ frees JRU 1 and JRU 2"
        await pilot.press("enter")
    assert app.given == [Close("K-1031", "resolved")]


async def test_a_typed_line_does_not_do_what_it_did_not_show(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"c k-1031 resolved")
        busy.report(VehicleRecord("JRU2", "at_scene", busy.at("22:47:20"), "JRU 2", call="K-1031"))
        await pilot.press("enter")
        assert app.given == []
        assert "frees JRU 1 and JRU 2" in shown(app, "#verdict")
        await pilot.press("enter")
    assert app.given == [Close("K-1031", "resolved")]


async def test_a_car_that_left_meanwhile_stays_in_its_line_and_is_not_taken(
    harness: MakeHarness, busy: Night
) -> None:
    busy.command(Assign("K-1031", "JRU2"), busy.at("22:46"))
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("d", "1")
        busy.report(VehicleRecord("JRU1", "available", busy.at("22:47:20"), "JRU 1"))
        app.screen.renew(app.context())  # type: ignore[attr-defined]
        assert chosen(app) == "JRU1"
        await pilot.press("enter", "enter")
        assert refusal(app) == "▲ JRU 1 is not on K-1031"
        assert isinstance(app.screen, StandDownDialog)
        await pilot.press("2", "enter")
    assert app.given == [StandDown("K-1031", "JRU2")]


async def test_a_call_that_was_closed_meanwhile_takes_no_vehicle(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("a")
        record = busy.calls["K-1037"]
        ended = replace(record, version=9, state="closed", closed_at=busy.at("22:47:20"))
        busy.report(ended)
        app.screen.renew(app.context())  # type: ignore[attr-defined]
        assert "closed" in shown(app, "about")
        await pilot.press("enter")
        assert refusal(app) == "▲ K-1037 is closed: reopen it first"
    assert app.given == []


async def test_an_emergency_that_comes_meanwhile_joins_the_list_behind(
    harness: MakeHarness, busy: Night
) -> None:
    busy.report(VehicleRecord("JRU3", "emergency", busy.at("22:47"), "JRU 3", call="K-1036"))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("e")
        busy.report(VehicleRecord("JRU1", "emergency", busy.at("22:46"), "JRU 1", call="K-1031"))
        app.screen.renew(app.context())  # type: ignore[attr-defined]
        assert chosen(app) == "JRU3"
        await pilot.press("enter")
    assert app.given == [Acknowledge("JRU3")]


# undo


@pytest.mark.parametrize("way", ["key", "typed", "palette"])
async def test_an_old_command_is_shown_whichever_way_it_is_asked_for(
    harness: MakeHarness, way: str
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        if way == "key":
            await pilot.press("u")
        elif way == "typed":
            await pilot.press("colon", "u", "enter")
        else:
            await app.run_action("command('undo')")
        await pilot.pause()
        assert isinstance(app.screen, UndoDialog)
        assert app.given == []
        assert "given by you at 22:44, 2:42 ago" in shown(app, "about")
        await pilot.press("enter")
    assert [(type(each), each.confirmed) for each in app.given] == [(Undo, True)]  # type: ignore[union-attr]


async def test_what_somebody_else_did_is_not_meant_by_u(harness: MakeHarness, busy: Night) -> None:
    app = harness()
    app.actor = replace(app.actor, by="70002")
    async with app.run_test() as pilot:
        await pilot.press("u")
        assert not isinstance(app.screen, Dialog)
    assert app.told == ["you have nothing to undo; the log undoes what others did"]
    assert busy.board.last_order() is not None


async def test_a_crew_at_scene_is_not_taken_off_by_undo(harness: MakeHarness, busy: Night) -> None:
    busy.command(Assign("K-1037", "JRU2"), busy.at("22:47"))
    busy.report(VehicleRecord("JRU2", "at_scene", busy.at("22:47:20"), "JRU 2", call="K-1037"))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("u")
    assert app.given == []
    assert app.told == ["JRU 2 is at scene of K-1037: stand it down instead"]


async def test_an_undo_whose_ground_shifts_is_read_again(harness: MakeHarness, busy: Night) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("u")
        busy.command(Note("and bring a dog", call="K-1037"), busy.at("22:47:31"))
        app.screen.renew(app.context())  # type: ignore[attr-defined]
        assert "and bring a dog" in shown(app, "since")
        await pilot.press("enter")
        assert app.given == []
        await pilot.press("enter")
    assert len(app.given) == 1


# leaving


async def test_q_asks_once_and_says_what_is_left_behind(harness: MakeHarness, busy: Night) -> None:
    busy.report(VehicleRecord("JRU3", "emergency", busy.at("22:47"), "JRU 3", call="K-1036"))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("q")
        assert shown(app, "effect").splitlines() == [
            "▲ JRU 3 is in an emergency on K-1036",
            "▲ K-1037 (G1 C2) waits",
            "▲ not accepted by dispatch yet: K-1037: note: ask firearms to stand by",
        ]
        await pilot.press("escape")
        assert app.is_running
        await pilot.press("q", "enter")
        assert not app.is_running


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_nothing_is_left_behind_on_a_quiet_board(bare: Harness, key: str) -> None:
    async with bare.run_test() as pilot:
        await pilot.press(key)
        assert not bare.is_running


async def test_whoever_only_looks_on_leaves_nothing_behind(harness: MakeHarness) -> None:
    app = harness(read_only=True)
    async with app.run_test() as pilot:
        await pilot.press("q")
        assert not app.is_running


# A


async def test_after_a_the_call_that_was_acted_on_is_selected(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("A", "escape")
        assert app.call == "K-1031"
        await pilot.press("A", "2", "enter")
    assert (app.call, app.given) == ("K-1037", [Assign("K-1037", "JRU2")])


async def test_a_refused_a_names_the_urgent_call(harness: MakeHarness, busy: Night) -> None:
    for vehicle in ("JRU2", "JRU3"):
        busy.report(VehicleRecord(vehicle, "out_of_service", busy.at("22:47"), vehicle))
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("A")
        assert not isinstance(app.screen, AssignDialog)
    assert app.told[0].startswith("K-1037 (G1) waits most urgently: ")


# alerts


async def test_with_one_alert_what_is_typed_is_the_reason(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("i", *"with custody", "enter")
    (given_,) = app.given
    assert isinstance(given_, Dismiss)
    assert given_.reason == "with custody"


async def test_with_several_alerts_letters_wait_for_a_choice(
    harness: MakeHarness, busy: Night
) -> None:
    early = busy.at("18:00")
    busy.report(CallRecord("K-1001", early, grade="G2"), when=early)
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("i", *"xyz")
        assert refusal(app) == "▲ “z” does nothing here"
        await pilot.press("enter", *"seen", "enter")
    (given_,) = app.given
    assert isinstance(given_, Dismiss)
    assert given_.reason == "seen"


# a slip of one key


async def test_k_for_up_checks_nobody(harness: MakeHarness) -> None:
    """Whoever moves by letters elsewhere presses `k` to go up."""
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("k", "escape")
        assert app.given == []
        await pilot.press("k", "enter")
    assert app.given == [Check("JRU1")]


async def test_an_emergency_that_is_booked_says_what_it_is(harness: MakeHarness) -> None:
    app = harness(vehicle="JRU2")
    async with app.run_test() as pilot:
        await pilot.press("s", "0")
        assert shown(app, "effect") == "▲ raises an emergency for JRU 2: an officer needs help"
        await pilot.press("enter")
    assert app.given == [SetStatus("JRU2", "emergency")]
