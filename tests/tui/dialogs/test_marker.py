"""A warning at a place: by key, by typed line, and wherever a decision about a call is taken."""

import json
from datetime import timedelta

import pytest

from jru_tui.board import Close, Decision, EndMarker, MarkPlace, Place
from jru_tui.reports import FeedStatus, indented_json, make_handover, status_of
from jru_tui.tui.dialogs.dismiss import DismissDialog
from jru_tui.tui.pages.call_text import facts
from tests.tui.conftest import NOW, Night
from tests.tui.dialogs.conftest import MakeHarness, shown
from tests.tui.pictures import Picture


def place_of(busy: Night) -> Place:
    return busy.board.calls["K-1037"].where


def mark(busy: Night) -> str:
    days = {"review_on": NOW.date(), "expires_on": NOW.date()}
    busy.command(MarkPlace("dog in the yard", place_of(busy), "bit us", 100, **days))
    [marker] = busy.board.markers()
    return marker.id


async def test_a_key_and_a_few_words_mark_the_place(harness: MakeHarness, busy: Night) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", *"dog", "tab", *"bit us", "enter")
    [given] = app.given
    assert isinstance(given, MarkPlace)
    assert (given.text, given.reason, given.where) == ("dog", "bit us", place_of(busy))
    assert given.expires_on is not None
    assert (given.expires_on - NOW.date()).days == 90


async def test_days_that_are_no_number_are_asked_for_again(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("M", *"dog", "tab", "tab", "tab", "x", "enter")
        assert "as a number" in shown(app, "refusal")
    assert app.given == []


async def test_the_same_key_ends_it(harness: MakeHarness, busy: Night) -> None:
    marker = mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("M", "up")
        assert shown(app, "effect") == ("▲ K-1037 shows this warning no longer")
        await pilot.press("enter")
    assert app.given == [EndMarker(marker)]


async def test_a_marker_is_changed_where_it_is_ended_with_its_words_ready(
    harness: MakeHarness, busy: Night
) -> None:
    marker = mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("M", "up", "e")
        assert shown(app, "effect") == (
            "▲ instead of “dog in the yard”\n▲ K-1037 shows this warning"
        )
        await pilot.press("enter")
        assert "nothing has changed yet" in shown(app, "refusal")
        await pilot.press(*" and a cat", "enter")
    [given] = app.given
    assert isinstance(given, Decision)
    ended, marked = given.commands
    assert ended == EndMarker(marker, "changed")
    assert isinstance(marked, MarkPlace)
    assert (marked.text, marked.reason, marked.radius_m) == (
        "dog in the yard and a cat",
        "bit us",
        100,
    )
    assert marked.expires_on == NOW.date()
    [stands] = busy.board.markers()
    assert stands.text == "dog in the yard and a cat"


async def test_a_change_that_is_left_is_none_and_the_boxes_are_those_of_a_new_one(
    harness: MakeHarness, busy: Night
) -> None:
    mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("M", "up", "e", *" x", "escape", "down", "tab", *"knife", "enter")
    [given] = app.given
    assert isinstance(given, MarkPlace)
    assert (given.text, given.reason) == ("knife", "")


async def test_a_change_of_a_marker_that_somebody_else_ends_is_shown_as_a_new_one_first(
    harness: MakeHarness, busy: Night
) -> None:
    marker = mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("M", "up", "e", *" x")
        busy.command(EndMarker(marker))
        app.screen.renew(app.context())  # type: ignore[attr-defined]
        await pilot.press("enter")
        assert app.given == []
        await pilot.press("enter")
    [given] = app.given
    assert isinstance(given, MarkPlace)
    assert given.text == "dog in the yard x"


async def test_a_change_can_be_typed_and_needs_words(harness: MakeHarness, busy: Night) -> None:
    marker = mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("colon", *"mark k-1037 edit", "enter")
        said = str(app.screen.query_one("#verdict").render())
        assert "what should it say instead of “dog in the yard”?" in said
        await pilot.press(*" dog is gone", "enter")
    [given] = app.given
    assert isinstance(given, Decision)
    ended, marked = given.commands
    assert ended == EndMarker(marker, "changed")
    assert isinstance(marked, MarkPlace)
    assert (marked.text, marked.reason) == ("dog is gone", "bit us")


async def test_an_end_has_its_reason_and_no_boxes_of_a_new_one(
    harness: MakeHarness, busy: Night
) -> None:
    marker = mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "up")
        assert not app.screen.query_one("#new").display
        await pilot.press("tab", *"dog moved", "escape")
        assert app.given == []
        await pilot.press("tab", "enter")
    assert app.given == [EndMarker(marker, "dog moved")]


async def test_words_and_enter_mark_a_place_that_has_a_marker_too(
    harness: MakeHarness, busy: Night
) -> None:
    mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", *"knife", "enter")
    [given] = app.given
    assert isinstance(given, MarkPlace)
    assert given.text == "knife"
    assert sorted(marker.text for marker in busy.board.markers()) == ["dog in the yard", "knife"]


async def test_a_marker_that_somebody_else_ends_is_not_ended_again(
    harness: MakeHarness, busy: Night
) -> None:
    marker = mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "up")
        busy.command(EndMarker(marker))
        app.screen.renew(app.context())  # type: ignore[attr-defined]
        assert app.screen.query_one("#new").display
        await pilot.press("enter", "enter")
    assert app.given == []


async def test_the_dialog_says_each_marker_once(harness: MakeHarness, busy: Night) -> None:
    mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.press("M")
        strips = app.screen._compositor.render_strips()
        text = "".join(segment.text for line in strips for segment in line)
        assert text.count("dog in the yard") == 1


async def test_a_typed_marker_of_a_call_that_is_gone_is_refused_as_every_command_is(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-9")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("colon", *"mark dog", "enter")
        assert "K-9 is not on the board" in str(app.screen.query_one("#verdict").render())
    assert app.given == []


async def test_it_can_be_typed(harness: MakeHarness, busy: Night) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("colon", *"mark k-1037 dog in the yard", "enter")
        await pilot.press("colon", *"mark none", "enter")
    marked, ended = app.given
    assert isinstance(marked, MarkPlace)
    assert (marked.text, marked.where) == ("dog in the yard", place_of(busy))
    assert isinstance(ended, EndMarker)


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (140, 36)])
async def test_the_dialog(
    harness: MakeHarness, busy: Night, picture: Picture, size: tuple[int, int]
) -> None:
    mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=size) as pilot:
        await pilot.press("M")
        picture(app)


@pytest.mark.parametrize("key", ["a", "c", "b", "n"])
async def test_every_dialog_about_a_call_there_warns(
    harness: MakeHarness, busy: Night, key: str
) -> None:
    mark(busy)
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press(key)
        assert "§ dog in the yard (bit us, insp" in shown(app, "#tags")


async def test_the_dialog_of_an_alert_warns(harness: MakeHarness, busy: Night) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("i")
        assert isinstance(app.screen, DismissDialog)
        call = app.screen.call_concerned
        assert call is not None
        await pilot.press("escape", "escape")
        days = {"review_on": NOW.date(), "expires_on": NOW.date()}
        busy.command(MarkPlace("dog in the yard", call.where, "", 100, **days))
        await pilot.press("i")
        tags = shown(app, "#tags")
        assert tags.startswith(call.id)
        assert "§ dog in the yard (insp" in tags


def test_page_status_and_handover_say_it(busy: Night) -> None:
    mark(busy)
    call = busy.board.calls["K-1037"]
    said = "dog in the yard (bit us, insp, review 30 Oct 2020, expires 30 Oct 2020)"
    assert f"§ marker: {said}" in facts(busy.board, call, NOW).plain
    told = json.loads(indented_json(status_of(busy.board, FeedStatus("live"), NOW)))
    [found] = [call["markers"] for call in told["calls"] if call["id"] == "K-1037"]
    assert found == [
        {
            "text": "dog in the yard",
            "reason": "bit us",
            "by": "insp",
            "at": "2020-10-30T22:47:32Z",
            "review_on": "2020-10-30",
            "expires_on": "2020-10-30",
        }
    ]
    handover = make_handover(busy.board, None, NOW, stale=False, marking="OFFICIAL")
    [watch] = [call.watch for call in handover.calls if call.id == "K-1037"]
    assert f"marker: {said}" in watch
    assert f"marker to be reviewed, Sea Street, Herne Bay: {said}" in handover.attention


def test_a_closed_call_at_the_place_shows_it_too(busy: Night) -> None:
    busy.command(Close("K-1037", "resolved"))
    mark(busy)
    call = busy.board.calls["K-1037"]
    assert not call.open
    assert "§ marker: dog in the yard (bit us" in facts(busy.board, call, NOW).plain
    tomorrow = NOW + timedelta(days=2)
    assert "marker" not in facts(busy.board, call, tomorrow).plain
