"""Calls that are opened by hand, judged anew, moved and merged: by key, by line and by mouse."""

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import Link, OpenCall, Regrade, Relocate
from jru_tui.board.commands import Command
from jru_tui.board.queries.missing_details import missing_details
from jru_tui.board.records import CallRecord, Place
from jru_tui.tui.commands.calls_by_hand import TypedOpening, parse_opening
from jru_tui.tui.commands.line.slots import parse_place, typed_place
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import MakeHarness, shown
from tests.tui.pictures import as_styled_text

SEA_STREET = Place("Sea Street, Herne Bay", 51.3703, 1.1203)


async def test_a_call_is_opened_with_type_grade_place_and_words(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("O", "f", "tab", "home", "tab", "end", "tab", *"Gore Court")
        assert "K-1038 is already open there" in shown(app, "effect")
        await pilot.press("tab", *"fell", "enter")
    assert app.given == [OpenCall("H-1", "fall", Place("Gore Court"), "G1", summary="fell")]
    assert app.board.calls["H-1"].waiting


async def test_a_call_has_its_callback_and_number_of_people(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("O", "tab", "tab", "tab", *"A2", "tab", "tab", *"07700 900123")
        await pilot.press("tab", *"two", "enter")
        assert shown(app, "refusal") == "▲ how many people? A whole number"
        await pilot.press("ctrl+u", "2", "enter")
    given = OpenCall("H-1", where=Place("A2"), callback="07700 900123", people=2)
    assert app.given == [given]
    call = app.board.calls["H-1"]
    assert (call.callback, call.people) == ("07700 900123", 2)
    assert missing_details(call, app.board.rules) == ()


async def test_a_call_without_a_place_is_asked_for_one(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("O", "enter")
        assert shown(app, "refusal") == "▲ where is it? Give a place"
        await pilot.press(*"A2", "enter")
    assert app.given == [OpenCall("H-1", where=Place("A2"))]


async def test_a_crew_that_was_flagged_down_is_where_the_call_is(harness: MakeHarness) -> None:
    app = harness(vehicle="JRU2")
    async with app.run_test() as pilot:
        await pilot.press("O", "enter")
    place = Place("with JRU 2", 51.446, 0.217, "Dartford & Gravesham")
    assert app.given == [OpenCall("H-1", where=place, origin="self")]


async def test_a_call_is_judged_anew_and_says_from_what_to_what(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("g", "down")
        assert shown(app, "effect") == "▲ G1 C2 → G2 C2"
        await pilot.press("tab", "down", "tab", *"calm now", "enter")
    assert app.given == [Regrade("K-1037", "G2", "C3", "calm now")]


async def test_enter_alone_judges_nothing_anew(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("g", "enter")
        assert shown(app, "refusal") == "▲ K-1037 is G1 C2 already"
    assert app.given == []


async def test_a_place_is_written_on_and_its_degrees_with_it(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("m", "end", *["backspace"] * 6, *"1.5")
        await pilot.press("enter")
    assert app.given == [Relocate("K-1037", Place("Sea Street, Herne Bay", 51.3703, 1.5))]


async def test_enter_alone_moves_nothing_and_loses_no_area(
    harness: MakeHarness, busy: Night
) -> None:
    """The area of a place is not typed: before, Enter alone took it away."""
    known = replace(SEA_STREET, area="East Kent")
    busy.report(replace(busy.calls["K-1037"], where=known, updated_at=busy.at("22:47")))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("m", "enter")
        assert shown(app, "effect") == ""
        assert "is already there" in shown(app, "refusal")
        await pilot.press("end", *" 1")
        assert "its area will not be known" in shown(app, "effect")
        await pilot.press("escape")
        await pilot.press("colon", *"m k-1037 Sea Street, Herne Bay 51.3703 1.1203", "enter")
        assert "is already there" in shown(app, "#verdict")
    assert app.given == []
    assert busy.board.calls["K-1037"].where == known


async def test_a_place_without_degrees_says_what_is_lost(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("m", "ctrl+u", *"Hill Road")
        assert "the distance of vehicles will not be known" in shown(app, "effect")
        await pilot.press("escape")
    assert app.given == []


async def test_the_feeds_call_at_the_same_place_is_offered_first(
    harness: MakeHarness, busy: Night
) -> None:
    busy.command(OpenCall("H-1", "fall", SEA_STREET), busy.at("22:46"))
    app = harness(call="H-1")
    async with app.run_test() as pilot:
        await pilot.press("l")
        choice = app.screen.query_one(ChoiceList).choice
        assert choice is not None
        assert choice.id == "K-1037"
        assert shown(app, "effect") == "▲ H-1 is closed: it is the same call as K-1037"
        await pilot.press("enter")
    assert app.given == [Link("H-1", "K-1037")]
    assert app.board.calls["H-1"].duplicate_of == "K-1037"


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (
            "O fall G2 C3 Sea Street, Herne Bay 51.3703 1.1203; fell",
            OpenCall("H-1", "fall", SEA_STREET, "G2", "C3", summary="fell"),
        ),
        ("O Hill Road", OpenCall("H-1", where=Place("Hill Road"))),
        (
            "O Hill Road; fell; not moving; +44 7700 900123; 1 person",
            OpenCall(
                "H-1",
                where=Place("Hill Road"),
                summary="fell; not moving",
                callback="+44 7700 900123",
                people=1,
            ),
        ),
        ("g G3", Regrade("K-1037", "G3", "C2")),
        ("g k-1036 C1 he has stopped breathing", None),
        ("m k-1038 Hill Road", Relocate("K-1038", Place("Hill Road"))),
    ],
)
async def test_each_can_be_typed(harness: MakeHarness, line: str, command: Command) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("colon", *line, "enter")
        await pilot.pause()
    given = app.given[0]
    if command is None:
        assert isinstance(given, Regrade)
        assert (given.call, given.category) == ("K-1036", "C1")
        assert given.reason == "he has stopped breathing"
    else:
        assert given == command


@pytest.mark.parametrize(
    ("typed", "opening"),
    [
        ("A2; fell; 12; 14", TypedOpening(Place("A2"), "fell; 12; 14")),
        ("A2; 01634 555 010; fell", TypedOpening(Place("A2"), "01634 555 010; fell")),
        ("A2;; 01634 555 010", TypedOpening(Place("A2"), "", "01634 555 010")),
        ("A2; b@c.example", TypedOpening(Place("A2"), "", "b@c.example")),
        ("A2; 3 people; 0163455501 ext 12", TypedOpening(Place("A2"), "", "0163455501 ext 12", 3)),
        ("A2; 3 people", TypedOpening(Place("A2"), "", "", 3)),
        ("A2; 3 people fell", TypedOpening(Place("A2"), "3 people fell")),
        (" ;;; ", TypedOpening(Place())),
        ("", TypedOpening(Place())),
    ],
)
def test_words_between_semicolons_are_told_apart(typed: str, opening: TypedOpening) -> None:
    assert parse_opening(typed) == opening


@pytest.mark.parametrize("key", ["g", "m"])
async def test_a_closed_call_is_left_as_it_is(harness: MakeHarness, key: str) -> None:
    app = harness(call="K-1034")
    async with app.run_test() as pilot:
        await pilot.press(key)
    assert app.told == ["K-1034 is closed: reopen it first"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("", Place()),
        ("A2, exit 5", Place("A2, exit 5")),
        ("Sea Street, Herne Bay 51.3703 1.1203", SEA_STREET),
        ("51.3703, 1.1203", Place(None, 51.3703, 1.1203)),
        ("Sea Street (51.3703, -1.1203)", Place("Sea Street", 51.3703, -1.1203)),
        ("Flat 99.5 180.5", Place("Flat 99.5 180.5")),
        ("Unit 4 51.5", Place("Unit 4 51.5")),
    ],
)
def test_a_place_is_words_with_degrees_behind_them(typed: str, place: Place) -> None:
    assert parse_place(typed) == place
    assert parse_place(typed_place(place)) == place


async def test_what_a_regrade_shows_is_held_where_the_feed_regrades_it_first(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("g", "down")
        record = busy.board.store.calls["K-1037"].record
        assert isinstance(record, CallRecord)
        busy.report(replace(record, grade="G3", updated_at=busy.at("22:47:31")))
        app.screen.renew(app.context())  # type: ignore[attr-defined]
        await pilot.press("enter")
        assert app.given == []


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_types_grades_and_categories_are_read_at_any_size(
    harness: MakeHarness, size: tuple[int, int]
) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=size) as pilot:
        await pilot.press("O")
        seen = as_styled_text(app)
    assert all(words in seen for words in ("RTC", "G1  immed", "C1  life-"))
