"""Key, palette, typed line and mouse: four ways in, one gate; and how many keys a task takes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from jru_tui.board.call_commands import Assign, Close, NextCall, OpenCall, RightCare, StandDown
from jru_tui.board.commands import Decision, Note, SetStatus, Undo
from jru_tui.board.records import Place, VehicleRecord
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.dialogs.command_line import CommandLine
from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.palette import Palette
from jru_tui.tui.widgets.choice_list import ChoiceList
from jru_tui.tui.widgets.hint_bar import hint_line
from jru_tui.tui.widgets.key_bar import KeyBar
from tests.narrowing import present
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import Harness, MakeHarness, at_shared_journal

NOW = datetime(2020, 10, 30, 22, 47, 32, tzinfo=UTC)
WIDE = (400, 30)
"""Room for every label of the key bar."""

CHANGING = [each for each in COMMANDS if each.begin is not None]
MakeReady = Callable[[str], Harness]
ALWAYS = ("open-call", "shift", "hand-over")
"""Commands that run on an empty board too."""


WAYS = [
    (spec, way)
    for spec in CHANGING
    for way in ("key", "palette", "typed", "mouse")
    if way != "mouse" or spec.label
]


def way_id(value: CommandSpec | str) -> str:
    """Name a command or a way in the id of a test."""
    return value.id if isinstance(value, CommandSpec) else value


async def enter(app: App[Any], pilot: Pilot[Any], spec: CommandSpec, way: str) -> None:
    """Ask for a command in one of the four ways."""
    if way == "key":
        await pilot.press(spec.keys[0])
    elif way == "palette":
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, Palette)
        app.screen.query_one(Input).value = spec.title
        await pilot.pause()
        await pilot.press("enter")
    elif way == "typed":
        await pilot.press("colon")
        app.screen.query_one(Input).value = spec.id
        await pilot.press("enter")
    else:
        placed = app.query_one(KeyBar).part.placed
        place = next(place for place in placed if place.key.id == spec.id)
        await pilot.click(KeyBar, offset=(place.start, 0))
    await pilot.pause()


@pytest.mark.parametrize(
    ("spec", "way"), [each for each in WAYS if each[0].id not in ALWAYS], ids=way_id
)
async def test_a_closed_gate_is_closed_whichever_way_one_comes(
    bare: Harness, spec: CommandSpec, way: str
) -> None:
    reason = spec.reason_against(bare.context())
    assert reason
    async with bare.run_test(size=WIDE) as pilot:
        await enter(bare, pilot, spec, way)
        assert not isinstance(bare.screen, ModalScreen)
    assert bare.told == [reason]
    assert bare.given == []


@pytest.mark.parametrize("way", ["key", "typed"])
@pytest.mark.parametrize("spec", CHANGING, ids=lambda spec: spec.id)
async def test_a_board_that_only_watches_changes_nothing(
    harness: MakeHarness, spec: CommandSpec, way: str
) -> None:
    app = harness(read_only=True)
    async with app.run_test(size=WIDE) as pilot:
        await enter(app, pilot, spec, way)
        if isinstance(app.screen, CommandLine):
            app.told.append(str(app.screen.query_one("#verdict", Static).content)[2:])
    assert app.told == ["this board is read-only"]
    assert app.given == []


async def test_the_mouse_alone_reaches_every_command(harness: MakeHarness) -> None:
    """The help is always on the bar; its lower edge leads to the list of all commands."""
    app = harness()
    async with app.run_test(size=(80, 24)) as pilot:
        [help_] = [place for place in app.query_one(KeyBar).part.placed if place.key.id == "help"]
        await pilot.click(KeyBar, offset=(help_.start, 0))
        await click_edge(app, pilot, "ctrl+p")
        assert isinstance(app.screen, Palette)
        entries = app.screen.query_one(ChoiceList)
        for spec in COMMANDS:
            if spec.takes_position or spec.id == "palette":
                continue  # a click on the vehicle itself; the list that is open
            entries.go_to_id(spec.id)
            assert entries.choice is not None
            assert entries.choice.id == spec.id
        await click_edge(app, pilot, "esc")
        assert not isinstance(app.screen, ModalScreen)
    assert app.given == []


async def test_a_click_in_the_lower_edge_of_a_dialog_is_the_key(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await click_edge(app, pilot, "esc")
        assert not isinstance(app.screen, ModalScreen)
        await pilot.press("a")
        await click_edge(app, pilot, "1-9")
        assert app.given == []
        await click_edge(app, pilot, "enter", times=2)
    assert app.given == [Assign("K-1038", "JRU2")]


_HOPS = 5
"""Messages from a click to the end of the screen that it leaves."""


async def click_edge(app: App[Any], pilot: Pilot[Any], key: str, times: int = 1) -> None:
    """Click a key in the lower edge of the frame."""
    frame = app.screen.query_one("#frame").region
    dialog = app.screen
    assert isinstance(dialog, Modal)
    at = hint_line(dialog.hints()).plain
    start = frame.right - 3 - len(at)
    drawn = app.screen._compositor.render_strips()[frame.bottom - 1].text
    assert drawn[start : start + len(at)] == at
    await pilot.click(offset=(start + at.index(key), frame.bottom - 1), times=times)
    for _ in range(_HOPS):
        await pilot.pause()


@pytest.fixture
def ready(request: pytest.FixtureRequest, harness: MakeHarness, busy: Night) -> MakeReady:
    """Makes an app on which a command can run."""

    def make(command: str) -> Harness:
        match command:
            case "stand-down":
                return harness(call="K-1031")
            case "reopen":
                return harness(call="K-1034")
            case "settle":
                request.getfixturevalue("disputed")
            case "redo":
                busy.command(Undo(present(busy.board.last_order()).id))
            case "acknowledge":
                busy.report(VehicleRecord("JRU3", "emergency", NOW, "JRU 3", call="K-1036"))
            case "give-role" | "take-role":
                return at_shared_journal(harness, busy)
        return harness()

    return make


@pytest.mark.parametrize(("spec", "way"), WAYS, ids=way_id)
async def test_an_open_gate_leads_to_the_same_whichever_way_one_comes(
    ready: MakeReady, spec: CommandSpec, way: str
) -> None:
    app = ready(spec.id)
    assert spec.reason_against(app.context()) == ""
    expected = present(spec.begin)(app.context())
    async with app.run_test(size=WIDE) as pilot:
        await enter(app, pilot, spec, way)
        if isinstance(expected, Screen):
            assert type(app.screen) is type(expected)
            assert app.given == []
        else:
            assert app.given == [expected]
    assert app.told == []


TASKS = {
    "assign a call to the best vehicle": ("K-1038", ["a", "enter"], Assign("K-1038", "JRU2")),
    "close a call as resolved": ("K-1031", ["c", "enter"], Close("K-1031", "resolved")),
    "keep a call as the next one of a busy vehicle": (
        "K-1037",
        ["Q", "enter"],
        NextCall("K-1037", "JRU1"),
    ),
    "decide that the police attend": ("K-1038", ["R", "enter"], RightCare("K-1038")),
    "open a call by its place alone": (
        "K-1037",
        ["O", *["tab"] * 3, *"A2", "enter"],
        OpenCall("H-1", where=Place("A2")),
    ),
    "write a note": ("K-1037", ["n", *"text", "enter"], Note("text", call="K-1037")),
    "book a status": (
        "K-1037",
        ["s", "2", "enter", "4", "enter"],
        SetStatus("JRU2", "refreshments"),
    ),
}
KEYS = {
    "assign a call to the best vehicle": 2,
    "close a call as resolved": 2,
    "keep a call as the next one of a busy vehicle": 2,
    "decide that the police attend": 2,
    "open a call by its place alone": 5 + len("A2"),
    "write a note": 2 + len("text"),
    "book a status": 5,
}


@pytest.mark.parametrize("task", TASKS)
async def test_a_task_takes_as_few_keys_as_it_may(harness: MakeHarness, task: str) -> None:
    call, keys, command = TASKS[task]
    assert len(keys) == KEYS[task]
    app = harness(call=call)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.given == [command]


async def test_a_slip_is_undone_and_the_handover_shown_with_one_key(
    harness: MakeHarness, busy: Night
) -> None:
    busy.command(Note("a slip", call="K-1037"))
    latest = present(busy.board.last_order()).id
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("u")
        await pilot.press("h")
    assert app.given == [Undo(latest)]
    assert app.looked == ["handover"]


async def test_an_undo_is_itself_undone_once_it_was_shown(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press("a", "enter", "u")
        assert busy.board.vehicles["JRU2"].status == "available"
        await pilot.press("U")
        assert busy.board.vehicles["JRU2"].status == "available"
        await pilot.press("enter")
        assert busy.board.vehicles["JRU2"].status == "allocated"
        await pilot.press("U")
    assert app.told == ["nothing was undone just now"]


@pytest.mark.parametrize("way", ["key", "typed"])
async def test_a_diversion_given_as_two_commands_is_undone_and_redone_as_one(
    harness: MakeHarness, busy: Night, way: str
) -> None:
    divert = (StandDown("K-1036", "JRU3"), Assign("K-1037", "JRU3", "nearer"))
    app = harness(call="K-1037")

    async def ask(pilot: Pilot[Any], key: str) -> None:
        await pilot.press(*((key,) if way == "key" else ("colon", key, "enter")), "enter")
        await pilot.pause()

    async with app.run_test() as pilot:
        app.give(Decision(divert))
        await pilot.pause()
        assert busy.board.vehicles["JRU3"].call == "K-1037"
        await ask(pilot, "u")
        assert busy.board.vehicles["JRU3"].call == "K-1036"
        await ask(pilot, "U")
        assert busy.board.vehicles["JRU3"].call == "K-1037"
    assert app.given[-1] == Decision(divert)
