"""Whoever answers a dialog about a call reads its dangers and needs there, the danger first."""

import pytest
from msgspec import structs

from jru_tui.board.call_commands import Assign, BackUp
from jru_tui.board.commands import Note, Undo
from jru_tui.tui.commands.context import dismissable
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.dialogs.dismiss import DismissDialog
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import MakeHarness
from tests.tui.pictures import as_styled_text

DANGERS = ("alcohol", "dangerous_dog", "weapon")
SAID = "! weapon  ! dangerous dog  needs clinical, two officers  alcohol"

ABOUT_A_CALL = {
    "assign": ("K-1031", ["a"]),
    "assign most urgent": ("K-1031", ["A"]),
    "close": ("K-1031", ["c"]),
    "stand down": ("K-1031", ["d"]),
    "back-up": ("K-1031", ["b"]),
    "link": ("K-1038", ["l"]),
    "note": ("K-1031", ["n"]),
    "strike": ("K-1037", ["N"]),
    "grade": ("K-1031", ["g"]),
    "place": ("K-1031", ["m"]),
    "undo": ("K-1031", ["u"]),
    "redo": ("K-1037", ["U"]),
    "reopen": ("K-1034", ["o"]),
}


@pytest.fixture
def dangerous(busy: Night) -> Night:
    """Every open call has the same flags and needs; two vehicles are on K-1031.

    K-1034 is closed. There is a command to take back, old enough to be shown first, and one to
    give again.
    """
    for call in list(busy.calls.values()):
        if call.state == "open" or call.id == "K-1034":
            updated_at = busy.at("22:47")
            flagged = structs.replace(
                call, updated_at=updated_at, flags=DANGERS, needs=("clinical", "two_officers")
            )
            busy.report(flagged)
    busy.command(Note("a slip", call="K-1037"), busy.at("22:20"))
    slip = busy.happened[-1].id
    busy.command(Assign("K-1031", "JRU2"), busy.at("22:30"))
    busy.command(BackUp("K-1031", "ambulance"), busy.at("22:31"))
    busy.command(Undo(slip), busy.at("22:32"))
    return busy


@pytest.mark.usefixtures("dangerous")
@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 36)])
@pytest.mark.parametrize("name", ABOUT_A_CALL)
async def test_dangers_and_needs_stand_in_every_dialog_about_a_call(
    harness: MakeHarness, name: str, size: tuple[int, int]
) -> None:
    call, keys = ABOUT_A_CALL[name]
    app = harness(call=call)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert isinstance(app.screen, Dialog)
        # In a narrow terminal it takes two lines, and the danger is in the first.
        assert (SAID if size[0] > 60 else "! weapon  ! dangerous dog") in as_styled_text(app)


@pytest.mark.usefixtures("dangerous")
@pytest.mark.parametrize("keys", [["s"], ["n"]])
async def test_also_in_those_about_a_vehicle_that_is_on_one(
    harness: MakeHarness, keys: list[str]
) -> None:
    app = harness(call=None, vehicle="JRU1")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert isinstance(app.screen, Dialog)
        assert SAID in as_styled_text(app)


async def test_a_flag_that_comes_while_a_dialog_is_open_comes_into_it(
    busy: Night, harness: MakeHarness
) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(app.screen, Dialog)
        assert "! firearms" not in as_styled_text(app)
        record = structs.replace(
            busy.calls["K-1038"], updated_at=busy.at("22:47"), flags=("firearms",)
        )
        busy.report(record)
        app.screen.renew(app.context())
        await pilot.pause()
        assert "! firearms" in as_styled_text(app)


@pytest.mark.usefixtures("dangerous")
async def test_where_a_call_is_chosen_each_bears_its_danger(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("l")
        await pilot.pause()
        rows = [line for line in as_styled_text(app).splitlines() if "K-1031" in line]
        assert "!weapon" in rows[0]


async def test_an_alert_is_dismissed_in_sight_of_the_danger_at_its_call(
    busy: Night, harness: MakeHarness
) -> None:
    on_call = busy.board.vehicles["JRU1"].call
    assert on_call is not None
    busy.report(structs.replace(busy.calls[on_call], updated_at=busy.at("22:47"), flags=("sword",)))
    busy.command(BackUp("K-1037", "patrol"), busy.at("22:20"))
    app = harness(call="K-1037")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("i")
        await pilot.pause()
        dialog = app.screen
        assert isinstance(dialog, DismissDialog)
        said: dict[str, bool] = {}
        for alert in dismissable(dialog.context):
            said[alert.text] = "! sword" in as_styled_text(app)
            await pilot.press("down")
            await pilot.pause()
        assert set(said.values()) == {True, False}
        assert said == {text: text.startswith("JRU 1 ") for text in said}
