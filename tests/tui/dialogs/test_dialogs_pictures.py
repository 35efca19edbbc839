"""How dialogs look, in three sizes and in the light, and that feed text is only ever text."""

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import Assign, BackUp, Link
from jru_tui.board.commands import Command, SetStatus, Undo
from jru_tui.board.records import VehicleRecord
from tests.narrowing import present
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import MakeHarness
from tests.tui.pictures import Picture

SIZES = [(80, 24), (120, 30), (140, 36)]

DIALOGS = {
    "assign": ("K-1037", None, ["a"]),
    "assign-reason": ("K-1037", None, ["a", "3", "enter"]),
    "close": ("K-1031", None, ["c", "a"]),
    "close-unattended": ("K-1037", None, ["c"]),
    "close-with-reason": ("K-1037", None, ["c", "end", "enter", "enter"]),
    "close-duplicate": ("K-1038", None, ["c", "3", "enter"]),
    "stand-down": ("K-1036", None, ["d"]),
    "reopen": ("K-1034", None, ["o"]),
    "undo-old": ("K-1037", None, ["u"]),
    "leave": ("K-1037", None, ["q"]),
    "status": ("K-1031", None, ["s"]),
    "status-which": ("K-1037", None, ["s"]),
    "note": ("K-1037", "JRU2", ["n"]),
    "check": ("K-1037", None, ["k"]),
    "back-up": ("K-1031", None, ["b"]),
    "link": ("K-1038", None, ["l"]),
    "open-call": ("K-1037", None, ["O"]),
    "open-call-crew": ("K-1037", "JRU2", ["O", "f"]),
    "regrade": ("K-1037", None, ["g", "down"]),
    "relocate": ("K-1037", None, ["m"]),
    "crew": ("K-1031", None, ["w"]),
    "crew-which": ("K-1037", None, ["w"]),
    "crew-log-on": ("K-1031", None, ["w", "plus"]),
    "dismiss": ("K-1031", None, ["i"]),
    "strike": ("K-1037", None, ["N"]),
    "shift": ("K-1037", None, ["S"]),
    "hand-over": ("K-1037", None, ["H"]),
    "line": ("K-1037", None, ["colon"]),
    "line-preview": ("K-1037", None, ["colon", *"a jru3 nearer"]),
    "line-refused": ("K-1037", None, ["colon", *"a k-1037 jru1", "enter"]),
    "line-next": ("K-1037", None, ["colon", *"s jru2 "]),
    "call": ("K-1031", None, ["enter"]),
    "call-closed": ("K-1034", None, ["enter"]),
    "help": ("K-1037", None, ["question_mark"]),
    "help-end": ("K-1037", None, ["question_mark", "end"]),
}

HOSTILE = (
    "[@click=app.quit]x[/] [/] [ @click=app.bell]y \N{CJK UNIFIED IDEOGRAPH-8B66} e\u0301 $primary"
)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("which", DIALOGS)
async def test_dialog(
    harness: MakeHarness, picture: Picture, which: str, size: tuple[int, int]
) -> None:
    call, vehicle, keys = DIALOGS[which]
    app = harness(call=call, vehicle=vehicle)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        picture(app)


@pytest.mark.parametrize("which", ["assign", "close", "call", "help"])
async def test_dialog_in_the_light(harness: MakeHarness, picture: Picture, which: str) -> None:
    call, vehicle, keys = DIALOGS[which]
    app = harness(call=call, vehicle=vehicle, theme="battenburg-light")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        picture(app)


PREPARED: dict[str, tuple[str, list[Command], str, str]] = {
    "back-up-outstanding": ("22:20", [BackUp("K-1031", "ambulance", 1, "no lift")], "K-1031", "b"),
    "linked": ("22:47", [Link("K-1038", "K-1037")], "K-1038", "l"),
    "two-emergencies": (
        "22:47",
        [SetStatus("JRU3", "emergency", "K-1036"), SetStatus("JRU1", "emergency", "K-1031")],
        "K-1037",
        "e",
    ),
    "stand-down-which": ("22:46", [Assign("K-1031", "JRU2")], "K-1031", "d"),
    "undo-diversion": ("22:40", [Assign("K-1037", "JRU3", "nearest")], "K-1037", "u"),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("which", PREPARED)
async def test_dialog_of_what_was_commanded_before(
    harness: MakeHarness, busy: Night, picture: Picture, which: str, size: tuple[int, int]
) -> None:
    given, commands, call, key = PREPARED[which]
    for command in commands:
        busy.command(command, busy.at(given))
    app = harness(call=call)
    async with app.run_test(size=size) as pilot:
        await pilot.press(key)
        await pilot.pause()
        picture(app)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_is_given_again(
    harness: MakeHarness, busy: Night, picture: Picture, size: tuple[int, int]
) -> None:
    busy.command(Assign("K-1037", "JRU2"), busy.at("22:47"))
    busy.command(Undo(present(busy.board.last_order()).id), busy.at("22:47:20"))
    app = harness()
    async with app.run_test(size=size) as pilot:
        await pilot.press("U")
        await pilot.pause()
        picture(app)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_dispute(
    harness: MakeHarness, disputed: Night, picture: Picture, size: tuple[int, int]
) -> None:
    assert disputed.board.calls["K-1037"].dispute
    app = harness()
    async with app.run_test(size=size) as pilot:
        await pilot.press("x")
        await pilot.pause()
        picture(app)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_disputed_call_in_full(
    harness: MakeHarness, disputed: Night, picture: Picture, size: tuple[int, int]
) -> None:
    assert disputed.board.calls["K-1037"].dispute
    app = harness()
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        picture(app)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("keys", [["enter"], ["enter", "f", "right"]], ids=["cut", "page"])
async def test_long_text(
    harness: MakeHarness, busy: Night, picture: Picture, keys: list[str], size: tuple[int, int]
) -> None:
    told = "The caller says that the man next door has been shouting, and now nothing is heard. "
    call = busy.board.store.calls["K-1037"].record
    assert call is not None
    busy.report(replace(call, version=9, summary=told * 60))
    app = harness()
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        picture(app)


@pytest.fixture
def hostile(busy: Night) -> Night:
    """A call and a vehicle whose every word is markup."""
    call = busy.board.store.calls["K-1037"].record
    assert call is not None
    place = replace(call.where, text=HOSTILE, area=HOSTILE)
    busy.report(
        replace(
            call,
            version=9,
            type=HOSTILE,
            grade=HOSTILE,
            category=HOSTILE,
            summary=" ".join([HOSTILE] * 25),
            origin=HOSTILE,
            where=place,
            flags=(HOSTILE,),
            needs=(HOSTILE,),
            notes=(replace(call.notes[0], by=HOSTILE, text=HOSTILE),),
        ),
        VehicleRecord("X9", HOSTILE, call.opened_at.replace(minute=47), HOSTILE, HOSTILE),
    )
    return busy


HOSTILE_KEYS = {
    "assign": ["a", "end", "enter"],
    "close": ["c"],
    "note": ["n", "tab"],
    "status": ["s"],
    "which-vehicle": ["s"],
    "call": ["enter"],
    "palette": ["ctrl+p"],
    "back-up": ["b"],
    "link": ["l", "down"],
    "crew": ["w"],
    "line": ["colon", *"a ", "tab"],
    "line-refused": ["colon", *"s x9 6", "enter"],
}


@pytest.mark.parametrize("which", HOSTILE_KEYS)
async def test_hostile_text_is_only_text(
    harness: MakeHarness, hostile: Night, picture: Picture, which: str
) -> None:
    assert hostile.board.vehicles["X9"].name == HOSTILE
    app = harness(vehicle=None if which == "which-vehicle" else "X9")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*HOSTILE_KEYS[which])
        await pilot.pause()
        marked = [
            segment.style.meta
            for line in app.screen._compositor.render_strips()
            for segment in line
            if segment.style and segment.style.meta
        ]
        assert not any("@click" in meta for meta in marked)
        picture(app)


async def test_a_reason_in_the_palette_is_only_text(
    harness: MakeHarness, busy: Night, picture: Picture
) -> None:
    call = busy.board.store.calls["K-1034"].record
    assert call is not None
    busy.report(replace(call, id=HOSTILE))
    app = harness(call=HOSTILE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        picture(app)


async def test_a_hostile_id_in_the_title_is_only_text(harness: MakeHarness, busy: Night) -> None:
    call = busy.board.store.calls["K-1037"].record
    assert call is not None
    busy.report(replace(call, id=HOSTILE))
    app = harness(call=HOSTILE)
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (["a", "escape"], ["c", "escape"], ["n", "escape"], ["enter", "escape"]):
            await pilot.press(*keys)
        await pilot.press("ctrl+p", "escape", "a")
        assert present(app.screen.query_one("#frame")._border_title).plain.endswith(HOSTILE)
    assert app.told == []
