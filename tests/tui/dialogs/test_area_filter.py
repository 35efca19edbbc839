"""The filter by area: by key, one area after the other, and by typed line; danger stays listed."""

import pytest
from msgspec.structs import replace

from jru_tui.board import CallRecord, Place, find_calls
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.call_list import CallList
from tests.tui.conftest import Night, response
from tests.tui.dialogs.conftest import MakeHarness
from tests.tui.pictures import as_styled_text


@pytest.fixture
def areas(busy: Night) -> Night:
    """Three more calls in two areas, each with somebody at scene."""
    for number, area in enumerate(("East Kent", "Medway", "East Kent")):
        at = busy.at(f"21:0{number}")
        where = Place(f"Road {number}", area=area)
        there = response("PATROL1", f"21:1{number}", scene=f"21:2{number}")
        busy.report(CallRecord(f"X-{number}", at, grade="G3", where=where, responses=(there,)))
    return busy


def listed(app: PictureApp) -> str:
    calls = app.board_screen.query_one(CallList)
    return "\n".join(calls.render_line(y).text for y in range(calls.size.height))


async def test_each_press_lists_the_next_area_and_in_the_end_all(areas: Night) -> None:
    frame = areas.frame()
    for call in areas.board.open_calls():
        frame.read.look(call)
    app = PictureApp(frame)
    async with app.run_test(size=(140, 50)) as pilot:
        await pilot.pause()
        screen, seen = app.board_screen, []
        for _ in range(4):
            screen.filter_area()
            await pilot.pause()
            text = listed(app)
            seen.append([name for name in ("X-0", "X-1", "X-2") if name in text])
            assert "K-1037" in text  # a G1 is never hidden
        assert seen == [["X-0", "X-2"], ["X-1"], ["X-0", "X-1", "X-2"], ["X-0", "X-2"]]
        screen.filter_area("Medway")
        assert screen.query_one(CallList).sought == "area:medway"
        screen.filter_area("all")
        assert screen.query_one(CallList).sought == ""


async def test_without_an_area_the_key_says_why(harness: MakeHarness, busy: Night) -> None:
    for call in [*busy.board.open_calls()]:
        record = busy.calls[call.id]
        busy.report(replace(record, where=replace(record.where, area=None)))
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("z")
    assert app.told == ["no open call has an area"]


def test_closed_calls_of_an_area_are_found_as_well(areas: Night) -> None:
    record = CallRecord(
        "OLD",
        areas.at("18:10"),
        where=Place("Road 9", area="Medway"),
        state="closed",
        closed_at=areas.at("18:20"),
    )
    areas.report(record)
    assert [call.id for call in find_calls(areas.board, "area:medway")] == ["OLD"]
    assert not find_calls(areas.board, "area:eastkent")


async def test_the_title_names_the_area_as_people_do(areas: Night) -> None:
    app = PictureApp(areas.frame())
    async with app.run_test(size=(120, 30)) as pilot:
        app.board_screen.filter_area("East Kent")
        await pilot.pause()
        assert "filter: area East Kent, " in as_styled_text(app)
