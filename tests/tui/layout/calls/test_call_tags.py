"""Flags and needs wherever a call is shown: those of danger first, and never left out."""

import pytest
from msgspec import structs

from jru_tui.board.records import CallRecord, Place
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.tui.layout.calls.call_tags import CallTags, call_tags, cells_of, describe_call
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.board_parts import CallDetail
from jru_tui.tui.widgets.call_list import CallList
from tests.tui.conftest import Night

SIZES = [(60, 15), (80, 24), (120, 30), (140, 36), (200, 60)]


def said(kind: str, tags: CallTags, width: int) -> str:
    pieces = describe_call(kind, tags, width)
    assert cells_of(pieces) <= width
    return "".join(piece.text for piece in pieces)


BOTH = CallTags(("weapon", "dangerous dog"), ("alcohol",), ("clinical",))


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (60, "!weapon !dangerous dog Assault +clinical · alcohol"),
        (45, "!weapon !dangerous dog Assault +clinical +1"),
        (33, "!weapon !dangerous dog Assault +2"),
        (20, "!weapon Assault +3"),
        (16, "!weapon Assa… +3"),
        (12, "!weapon"),
        (5, "!wea…"),
    ],
)
def test_what_has_no_room_is_counted_and_the_first_danger_goes_last(width: int, text: str) -> None:
    assert said("Assault", BOTH, width) == text


@pytest.mark.parametrize(
    ("tags", "width", "text"),
    [
        (CallTags((), (), ()), 20, "Assault"),
        (CallTags((), (), ()), 5, "Assa…"),
        (CallTags((), ("alcohol",), ()), 20, "Assault · alcohol"),
        (CallTags((), ("alcohol",), ()), 12, "Assault +1"),
        (CallTags((), (), ("clinical", "dog")), 30, "Assault +clinical +dog"),
    ],
)
def test_without_danger_the_type_stands_first(tags: CallTags, width: int, text: str) -> None:
    assert said("Assault", tags, width) == text


@pytest.mark.parametrize("width", range(1, 80))
def test_it_never_takes_more_than_its_room(width: int) -> None:
    wide = CallTags(("武器を持っている",), ("flag " * 20,), ("need",) * 30)
    said("Mental-health crisis", wide, width)


def test_tags_are_read_in_words_with_the_gravest_danger_first() -> None:
    call = Night().report(
        CallRecord(
            "K-1",
            Night.at("22:00"),
            flags=("alcohol", "violent", "weapons_seen"),
            needs=("clinical_lead",),
        )
    )
    tags = call_tags(call.board.calls["K-1"], Rules())
    assert tags == CallTags(("weapons seen", "violent"), ("alcohol",), ("clinical lead",))


def listed(app: PictureApp, call: str) -> str:
    calls = app.board_screen.query_one(CallList)
    lines = (calls.render_line(y).text for y in range(calls.size.height))
    return next(line for line in lines if call in line)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("flag", ["weapon", "knife", "violent"])
async def test_a_danger_stands_in_the_row_at_every_size(
    busy: Night, size: tuple[int, int], flag: str
) -> None:
    busy.report(
        structs.replace(
            busy.calls["K-1037"],
            updated_at=busy.at("22:47"),
            flags=("alcohol", "youths", flag),
            type="mental_health",
            where=Place("A place with a name that goes on and on, far beyond any column"),
        )
    )
    app = PictureApp(busy.frame())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert f"!{flag}" in listed(app, "K-1037")
        assert "A pl" in listed(app, "K-1037"), "and where it is"


async def test_which_flags_are_dangers_is_a_setting() -> None:
    night = Night(Rules(danger_flags=("needle stick",)))
    night.report(
        CallRecord("K-1", night.at("22:00"), flags=("weapon", "needle_stick"), type="fall")
    )
    app = PictureApp(night.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        assert "!needle stick Fall · weapon" in listed(app, "K-1")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_where_nothing_stands_beside_the_list_the_selected_call_is_told_below_it(
    busy: Night, size: tuple[int, int]
) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=size) as pilot:
        app.board_screen.select_call("K-1037")
        await pilot.pause()
        calls = app.board_screen.query_one(CallList)
        text = "\n".join(calls.render_line(y).text for y in range(calls.size.height))
        assert "! weapon  needs clinical  alcohol" in text


async def test_beside_the_list_all_of_them_are_told(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.select_call("K-1037")
        await pilot.pause()
        detail = app.board_screen.query_one(CallDetail)
        text = "\n".join(detail.render_line(y).text for y in range(detail.size.height))
        assert "! weapon  needs clinical  alcohol" in text


async def test_a_flag_that_comes_is_in_the_row_at_once(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "weapon" not in listed(app, "K-1038")
        busy.report(
            structs.replace(busy.calls["K-1038"], updated_at=busy.at("22:48"), flags=("weapon",))
        )
        frame = busy.frame()
        app.board_screen.show(frame.board, frame.health, Change(frozenset({"K-1038"})), frame.now)
        assert "!weapon" in listed(app, "K-1038")
