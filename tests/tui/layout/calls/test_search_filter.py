"""A filter never hides what is new, most urgent, or in an emergency."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from msgspec import structs

from jru_tui.board.call_commands import Link, Reopen
from jru_tui.board.call_views import Call
from jru_tui.board.views import Change
from jru_tui.tui.layout.calls.call_rows import CallRows
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.call_list import CallList
from tests.tui.conftest import Night


def looked_at(night: Night) -> Frame:
    """The busy night after somebody has looked at every call."""
    frame = night.frame()
    for call in night.board.call_views.values():
        frame.read.look(call)
    return frame


def ids(calls: Iterable[Call]) -> list[str]:
    return [call.id for call in calls]


def test_the_top_grades_and_the_first_to_go_stand_apart(busy: Night) -> None:
    rows = CallRows(looked_at(busy), "gravesend")
    assert ids(rows.apart) == ["K-1037", "K-1031"]
    assert ids(rows.open) == ["K-1039"]
    assert ids(rows.closed) == ["K-1028"]
    assert (len(rows.open) + len(rows.closed), rows.total) == (2, 11)


def test_what_is_new_stands_apart_until_the_search_ends(busy: Night) -> None:
    frame = looked_at(busy)
    busy.report(structs.replace(busy.calls["K-1038"], id="K-1050", grade="G3", category=None))
    rows = CallRows(frame, "gravesend")
    assert "K-1050" in ids(rows.apart)
    frame.read.look(busy.board.calls["K-1050"])
    assert "K-1050" not in ids(CallRows(frame, "gravesend").apart)
    kept = CallRows(frame, "gravesend", keep={"K-1050"})
    assert "K-1050" in ids(kept.apart), "what was shown does not go under the cursor"


def test_what_changed_stands_apart(busy: Night) -> None:
    frame = looked_at(busy)
    changed = structs.replace(busy.calls["K-1038"], updated_at=busy.at("22:48"), flags=("weapon",))
    frame.read.update(busy.board, busy.happen(busy.reported(changed), busy.at("22:48")))
    assert "K-1038" in ids(CallRows(frame, "gravesend").apart)


def test_a_call_whose_officer_needs_help_stands_apart(busy: Night) -> None:
    frame = looked_at(busy)
    assert "K-1036" not in ids(CallRows(frame, "gravesend").apart)
    busy.report(
        structs.replace(busy.vehicles["JRU3"], status="emergency", status_at=busy.at("22:47:10"))
    )
    assert "K-1036" in ids(CallRows(frame, "gravesend").apart)


def test_a_duplicate_stands_for_nothing(busy: Night) -> None:
    frame = looked_at(busy)
    busy.command(Link("K-1037", "K-1031"))
    assert "K-1037" not in ids(CallRows(frame, "gravesend").apart)


def test_with_many_of_them_what_was_found_is_on_screen_too(busy: Night) -> None:
    frame = looked_at(busy)
    busy.report(
        *(
            structs.replace(busy.calls["K-1037"], id=f"B-{number}", summary="", flags=())
            for number in range(30)
        )
    )
    rows = CallRows(frame, "gravesend", most_apart=3)
    first = [rows[row] for row in range(7)]
    assert isinstance(first[0], str)
    assert isinstance(first[4], str)
    found = first[5]
    assert not isinstance(found, str)
    assert found.id == "K-1039"
    assert len(rows) == 34 + 4, "every one of them is in the list, under four rules"
    assert rows.calls == 34
    for place in range(rows.calls):
        call = rows.from_place(place)
        assert call is not None
        row = rows.index_of(call.id)
        assert row is not None
        assert rows.place_of(row) == place


def text(app: PictureApp) -> list[str]:
    calls = app.board_screen.query_one(CallList)
    return [calls.render_line(y).text for y in range(calls.size.height)]


async def test_a_new_g1_comes_into_a_filtered_list_and_the_title_says_what_is_shown(
    busy: Night,
) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "down", "down")
        app.board_screen.find()
        await pilot.press(*"fall", "enter")
        await pilot.pause()
        assert "filter: fall, 1 of 11 found, x clears" in text(app)[0]
        busy.report(structs.replace(busy.calls["K-1037"], id="K-1077", type="assault"))
        frame = busy.frame()
        app.board_screen.show(frame.board, frame.health, Change(frozenset({"K-1077"})), frame.now)
        await pilot.pause()
        shown = "\n".join(text(app))
        assert "● K-1077" in shown
        assert shown.index("still listed") < shown.index("K-1077") < shown.index("K-1034")
        assert "filter: fall, 1 of 12 found, x clears" in shown


@pytest.mark.parametrize(
    ("width", "words"), [(60, "a man in Tonbr…"), (80, "a man in Tonbridge and")]
)
async def test_long_words_leave_room_for_the_count_and_the_key(
    busy: Night, width: int, words: str
) -> None:
    """`171 of 2000 shown, x clea…` stood there at 60 columns."""
    app = PictureApp(busy.frame())
    async with app.run_test(size=(width, 24)) as pilot:
        app.board_screen.find("a man in Tonbridge and Malling or near to it")
        await pilot.pause()
        title = text(app)[0]
        assert title.startswith(f"╭─ Calls  filter: {words}")
        assert "…, 0 of 11 found, x clears " in title


async def test_what_is_listed_without_being_found_is_counted(busy: Night) -> None:
    """The title said 1 of 11, and the foot 1–5 of 6."""
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 18)) as pilot:
        app.board_screen.find("fall")
        await pilot.pause()
        rows = app.board_screen.query_one(CallList).part.rows
        others = len(rows.apart)
        assert others
        assert f" of {1 + others} ({others} still listed) · most urgent first" in text(app)[-1]


async def test_a_call_that_comes_with_a_vehicle_sent_already_is_not_hidden(busy: Night) -> None:
    """It waits for nobody, and is new all the same."""
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        app.board_screen.find()
        await pilot.press(*"fall", "enter")
        await pilot.pause()
        sent = structs.replace(busy.calls["K-1036"], id="K-1078", grade="G3", category=None)
        busy.report(sent)
        frame = busy.frame()
        assert not busy.board.calls["K-1078"].waiting
        app.board_screen.show(frame.board, frame.health, Change(frozenset({"K-1078"})), frame.now)
        await pilot.pause()
        assert "K-1078" in "\n".join(text(app))
        assert "K-1036" not in "\n".join(text(app)), "the like of it was there before"


@pytest.mark.parametrize("key", ["x", "escape"])
async def test_x_and_escape_show_all_again(busy: Night, key: str) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        app.board_screen.find()
        await pilot.press(*"fall", "enter")
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert "open 5 · closed 6" in text(app)[0]


async def test_a_letter_x_can_be_searched_for(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        app.board_screen.find()
        await pilot.press(*"xx")
        await pilot.pause()
        assert "filter: xx, 0 of 11 found" in text(app)[0]
        assert "No call has these words." in "\n".join(text(app))


def an_earlier_call(busy: Night) -> None:
    """Report a call that was closed two years before this night."""
    closed_at = busy.at("22:00") - timedelta(days=731)
    way = structs.replace(busy.calls["K-1028"].responses[0], clear_at=None)
    busy.report(
        structs.replace(
            busy.calls["K-1028"],
            id="K-7",
            opened_at=closed_at - timedelta(hours=1),
            updated_at=closed_at,
            closed_at=closed_at,
            summary="a horse on the roof",
            responses=(way,),
        )
    )


def test_what_was_closed_years_ago_is_found_below_the_rest(busy: Night) -> None:
    an_earlier_call(busy)
    rows = CallRows(looked_at(busy), "roof horse", earlier=["K-7"])
    assert ids(rows.earlier) == ["K-7"]
    assert (rows.total, rows.first_found()) == (11, rows.earlier[0])
    last = rows.index_of("K-7")
    assert last == len(rows) - 1
    assert rows[last - 1] == "closed earlier"
    assert ids(CallRows(looked_at(busy), "").closed) == ids(CallRows(looked_at(busy)).closed)


def test_one_that_was_opened_again_stands_with_the_open_ones(busy: Night) -> None:
    an_earlier_call(busy)
    busy.command(Reopen("K-7"))
    rows = CallRows(looked_at(busy), "horse", earlier=["K-7"])
    assert (ids(rows.open), ids(rows.earlier)) == (["K-7"], [])


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (140, 36)])
async def test_an_earlier_call_is_shown_with_its_day(busy: Night, size: tuple[int, int]) -> None:
    an_earlier_call(busy)
    app = PictureApp(busy.frame())
    async with app.run_test(size=size) as pilot:
        app.board_screen.find()
        await pilot.press(*"hors", "space", *"roof", "enter")
        await pilot.pause()
        assert "0 of 11 found, 1 earlier, " in text(app)[0]
        assert any("K-7" in line and "30 Oct 2018" in line for line in text(app))
        await pilot.press("escape")
        await pilot.pause()
        assert "K-7" not in "\n".join(text(app))
