"""Checks, back-up, links, crews, alerts, strikes and the shift: what is pressed, what comes out."""

from typing import Any, Literal

import pytest
from textual.app import App

from jru_tui.board.call_commands import BackUp, EndBackUp, Link, Unlink
from jru_tui.board.commands import (
    Acknowledge,
    Check,
    Crew,
    Dismiss,
    HandOver,
    MarkShift,
    Note,
    SetStatus,
    Strike,
)
from jru_tui.board.records import VehicleRecord
from jru_tui.tui.dialogs.back_up import BackUpDialog
from jru_tui.tui.dialogs.check import CheckDialog
from jru_tui.tui.dialogs.crew import CrewDialog
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.dialogs.dismiss import DismissDialog
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.narrowing import instance
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import Harness, MakeHarness, refusal, shown


def lines(app: App[Any], which: str = "ChoiceList") -> list[str]:
    choices = app.screen.query_one(which, ChoiceList)._choices
    return ["  ".join(text for text, _ in each.cells if text) for each in choices]


# checks


@pytest.mark.parametrize(
    ("call", "vehicle", "checked"),
    [("K-1037", "JRU2", "JRU2"), ("K-1031", None, "JRU1"), ("K-1036", None, "JRU1")],
    ids=["the one in focus", "the one on the call", "the one that is due"],
)
async def test_k_chooses_the_crew_that_is_meant_and_enter_checks_it(
    harness: MakeHarness, call: str, vehicle: str | None, checked: str
) -> None:
    app = harness(call=call, vehicle=vehicle)
    async with app.run_test() as pilot:
        await pilot.press("k")
        assert app.given == []
        await pilot.press("enter")
    assert app.given == [Check(checked)]


async def test_k_asks_which_crew_where_none_is_meant_and_keeps_a_reason(
    harness: MakeHarness, busy: Night
) -> None:
    busy.command(Check("JRU1"))
    app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press("k")
        assert isinstance(app.screen, CheckDialog)
        assert lines(app) == [
            "JRU 1  ■  at scene  heard 22:47  due in 20 min",
            "JRU 3  ▶  en route  heard 22:40  due in 23 min",
            "JRU 2  ○  available  heard 22:43  no check in this status",
        ]
        await pilot.press("down", "tab", *"seen on camera", "enter")
    assert app.given[-1] == Check("JRU3", "seen on camera")


async def test_two_checks_that_are_due_are_told_apart(harness: MakeHarness, busy: Night) -> None:
    earlier = busy.at("22:05")
    busy.report(VehicleRecord("JRU4", "at_scene", earlier, "JRU 4"), when=earlier)
    app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press("k")
        assert [each[:6] for each in lines(app)[:2]] == ["JRU 4 ", "JRU 1 "]
        assert "▲ 12 min late" in lines(app)[0]
        await pilot.press("4", "enter")
    assert app.given == [Check("JRU4")]


# back-up


async def test_an_ambulance_is_asked_for_with_two_keys(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("b", "enter")
    assert app.given == [BackUp("K-1031", "ambulance")]


async def test_how_many_and_words_go_with_it(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("b", "down", "m", "3", "tab", *"dog", "enter")
    assert app.given == [BackUp("K-1031", "patrol", 3, "dog")]


async def test_other_help_needs_words(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("b", "3", "enter")
        assert refusal(app) == "▲ say what other help is needed"
        await pilot.press(*"fire", "enter")
    assert app.given == [BackUp("K-1031", "other", 1, "fire")]


@pytest.mark.parametrize(("key", "ended"), [("4", "at_scene"), ("5", "cancelled")])
async def test_what_is_outstanding_is_ended_in_the_same_dialog(
    harness: MakeHarness, busy: Night, key: str, ended: Literal["at_scene", "cancelled"]
) -> None:
    busy.command(BackUp("K-1031", "ambulance", 1, "no lift"), busy.at("22:20"))
    asked = busy.board.calls["K-1031"].back_up[0].id
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("b")
        assert isinstance(app.screen, BackUpDialog)
        assert lines(app)[3] == "end  ambulance: no lift  is at scene  asked 22:20, 27 min ago"
        await pilot.press(key, "enter")
    assert app.given == [EndBackUp("K-1031", asked, ended)]


# links


async def test_a_duplicate_is_linked_and_unlinked(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press("l", "enter")
        await pilot.press("l")
        assert lines(app)[0] == "none  remove the link  now K-1037"
        await pilot.press("enter")
    assert app.given == [Link("K-1038", "K-1037"), Unlink("K-1038")]


# crews


async def test_the_crew_is_shown_with_times_and_a_member_logged_off(
    harness: MakeHarness, busy: Night
) -> None:
    busy.command(Crew("JRU1", "SC 9", skills=("nurse",)))
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("w")
        aboard = lines(app, "#aboard")
        assert "SC 9  officer  on since 22:47  nurse" in aboard
        await pilot.press("down", "enter")
        await pilot.press("w")
        assert "Para 4471  paramedic" in shown(app, "left")
    assert app.given == [Crew("JRU1", "Para 4471", on=False)]


async def test_a_member_is_logged_on_with_role_and_skills(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("w", "plus", *"Para 77", "tab", *"paramedic", "tab", *"nurse, diver")
        await pilot.press("enter")
    assert app.given == [Crew("JRU1", "Para 77", role="paramedic", skills=("nurse", "diver"))]


async def test_who_is_aboard_elsewhere_is_refused(harness: MakeHarness) -> None:
    app = harness(call="K-1031")
    async with app.run_test() as pilot:
        await pilot.press("w", "plus", *"SC 71377", "enter")
        assert refusal(app) == "▲ SC 71377 is on JRU 2: log off there first"
        await pilot.press("escape")
        assert isinstance(app.screen, CrewDialog)
        assert refusal(app) == ""
    assert app.given == []


async def test_the_vehicle_is_asked_for_where_none_is_meant(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test() as pilot:
        await pilot.press("w")
        assert lines(app)[1] == "JRU 2  ○  SC 71377 · Para 3092"
        await pilot.press("2", "enter")
        await pilot.pause()
        await pilot.press("enter")
    assert app.given == [Crew("JRU2", "SC 71377", on=False)]


# alerts


async def test_an_alert_is_dismissed_with_a_reason_and_not_without(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("i", "enter")
        assert isinstance(app.screen, DismissDialog)
        assert refusal(app) == "▲ give a reason: it goes in the log"
        await pilot.press(*"with custody", "enter")
        await pilot.press("i")
    (given,) = app.given
    assert isinstance(given, Dismiss)
    assert (given.vehicle, given.reason) == ("JRU1", "with custody")
    assert app.told == ["nothing needs attention now"]


async def test_an_alert_that_went_meanwhile_is_not_dismissed(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("i")
        busy.command(Check("JRU1"))
        dialog = app.screen
        assert isinstance(dialog, Dialog)
        dialog.renew(app.context())
        await pilot.press(*"with custody", "enter")
        assert refusal(app) == "▲ that alert is gone"
    assert app.given == []


async def test_the_only_emergency_is_acknowledged_with_two_keys(
    harness: MakeHarness, busy: Night
) -> None:
    busy.command(SetStatus("JRU3", "emergency", "K-1036"))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("e", "enter", "e")
    assert app.given == [Acknowledge("JRU3")]
    assert app.told == ["JRU 3's emergency is acknowledged already"]


async def test_of_two_emergencies_one_is_chosen(harness: MakeHarness, busy: Night) -> None:
    busy.command(SetStatus("JRU3", "emergency", "K-1036"))
    busy.command(SetStatus("JRU1", "emergency", "K-1031"))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("e", "down", "enter", "e", "enter")
    assert {instance(Acknowledge, each).vehicle for each in app.given} == {"JRU1", "JRU3"}


# the log


async def test_a_wrong_note_is_struck_through(harness: MakeHarness, busy: Night) -> None:
    busy.command(Note("wrong", call="K-1037"))
    wrong = busy.board.log(call="K-1037")[-1].id
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("N")
        assert lines(app)[0].endswith("you  wrong (insp)")
        await pilot.press("enter")
    assert app.given == [Strike(wrong, call="K-1037")]
    assert busy.board.log(call="K-1037")[-2].struck


# the shift


async def test_the_shift_is_started_and_ended_and_says_what_is_carried(
    harness: MakeHarness,
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("S")
        about = shown(app, "about")
        assert about.startswith("5 open calls are carried over: K-1037, K-1038, K-1031")
        await pilot.press("enter")
        await pilot.press("S", "up", "enter")
        assert refusal(app) == "▲ the shift is already running"
        await pilot.press("down", "enter")
    assert app.given == [MarkShift("start"), MarkShift("end")]


async def test_nothing_is_carried_over_from_a_quiet_shift(bare: Harness) -> None:
    async with bare.run_test() as pilot:
        await pilot.press("H")
        about = shown(bare, "about")
        assert about == "No call is open: nothing is carried over."
        await pilot.press("enter")
    assert bare.given == [HandOver()]


async def test_words_go_with_the_handover(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("H", *"watch K-1037", "enter")
    assert app.given == [HandOver("watch K-1037")]


# what else a command changes is said before it is given


@pytest.mark.parametrize(
    ("call", "keys", "said"),
    [
        ("K-1037", ["a"], "▲ JRU 3 leaves K-1036 (G2), which waits again until another is sent"),
        ("K-1031", ["c"], "▲ frees JRU 1"),
        (
            "K-1031",
            ["s", "home"],
            "▲ JRU 1 leaves the scene of K-1031 (G1), which waits again until another is sent",
        ),
    ],
    ids=["divert", "close", "status"],
)
async def test_consequences_are_told_before(
    harness: MakeHarness, call: str, keys: list[str], said: str
) -> None:
    app = harness(call=call)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        assert shown(app, "effect") == said
    assert app.given == []


@pytest.mark.parametrize("width", [80, 120])
async def test_what_a_crew_brings_stands_beside_its_vehicle(
    harness: MakeHarness, width: int
) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.press("a")
        assert "has clinical" in lines(app)[0]
