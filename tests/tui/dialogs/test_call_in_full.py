"""A call in full: it follows its own call, scrolls, and runs the call's commands."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from textual.containers import VerticalScroll
from textual.widgets import Static

from jru_tui.board.commands import Assign, Close, Note
from jru_tui.board.records import NoteRecord
from jru_tui.tui.screens.assign import AssignDialog
from jru_tui.tui.screens.call import CallScreen
from jru_tui.tui.screens.help import HelpScreen
from jru_tui.tui.screens.whole_text import PAGE, WholeText, pages_of
from jru_tui.tui.widgets.key_bar import KeyBar
from jru_tui.tui.widgets.message_line import MessageLine


def facts(app: Any) -> str:
    return str(app.screen.query_one("#facts-text", Static).content)


@pytest.mark.parametrize("key", ["escape", "enter", "q"])
async def test_enter_opens_the_call_and_several_keys_go_back(harness: Any, key: str) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert isinstance(app.screen, CallScreen)
        await pilot.press(key)
        assert not isinstance(app.screen, CallScreen)


async def test_all_that_is_known_is_there(harness: Any) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        text = facts(app)
    for words in (
        "Concern for welfare",
        "alcohol",
        "weapon",
        "Sea Street, Herne Bay",
        "51.370 N 1.120 E",
        "from police · opened Fri 30 Oct 22:38:02",
        "G1 immediate",
        "C2 emergency",
        "9:30 of 15 min",
        "Caller says the man next door has been shouting and now nothing is heard",
        "clinical",
        "none was sent",
    ):
        assert words in text


async def test_a_command_given_from_it_shows_in_it(harness: Any) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter", "a")
        assert isinstance(app.screen, AssignDialog)
        await pilot.press("enter")
        assert isinstance(app.screen, CallScreen)
        app.screen.show(app.context())
        assert "JRU 2" in facts(app)
        assert "◌ unconfirmed 0 s: the feed does not show your command yet" in facts(app)
    assert app.given == [Assign("K-1037", "JRU2")]


async def test_it_says_how_the_call_ended_and_what_it_saved(harness: Any, night: Any) -> None:
    app = harness(call="K-1031")
    night.command(Close("K-1031", "resolved", ambulance_spared=True, minutes=45))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        text = facts(app)
    assert "by you" in text
    assert "resolved" in text
    assert "45 min, £38" in text
    assert "ambulance" in text


async def test_a_call_that_leaps_from_opened_to_closed_says_so(harness: Any, night: Any) -> None:
    """REC-17."""
    opened = night.calls["K-1037"]
    night.report(structs.replace(opened, state="closed", closed_at=night.at("22:47")))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "none given between opened and closed: what it took is not known" in facts(app)


async def test_a_call_that_is_no_longer_listed_says_since_when(harness: Any, unlisted: Any) -> None:
    assert unlisted.board.calls["K-1037"].unlisted_at
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "no longer listed by the feed since 22:47" in facts(app)


async def test_it_offers_only_what_works_there(harness: Any) -> None:
    app = harness()
    async with app.run_test(size=(200, 30)) as pilot:
        await pilot.press("enter")
        offered = {each.spec.id for each in app.screen.query_one(KeyBar).entries(200)}
    assert offered.isdisjoint({"find", "open", "focus"})
    assert {"assign", "close", "note", "help"} <= offered


async def test_a_long_text_is_cut_there_and_read_by_pages_elsewhere(
    harness: Any, night: Any
) -> None:
    """TXT-20."""
    summary = "".join(f"{number:>9} " for number in range(1_000))
    note = NoteRecord("n9", night.at("22:46"), "control", "y" * 2_001)
    record = structs.replace(night.calls["K-1037"], summary=summary, notes=(note,))
    night.report(record)
    app = harness()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("enter")
        assert "198       199…" in facts(app)
        assert "200" not in facts(app)
        assert "long texts whole" in str(app.screen.query_one("#facts").border_subtitle)
        await pilot.press("f")
        assert isinstance(app.screen, WholeText)
        read = []
        for page in range(1, 6):
            frame = app.screen.query_one(VerticalScroll)
            assert str(frame.border_title) == "K-1037: Summary"
            assert str(frame.border_subtitle) == f"page {page} of 5"
            read.append(str(app.screen.query_one("#page", Static).content))
            await pilot.press("right")
        assert "".join(read) == summary
        await pilot.press("right", "left", "home", "tab")
        frame = app.screen.query_one(VerticalScroll)
        assert str(frame.border_title) == "K-1037: Note of 22:46:00"
        await pilot.press("end")
        assert str(app.screen.query_one("#page", Static).content) == "y"
        await pilot.press("tab")
        assert str(frame.border_title) == "K-1037: Summary"
        night.report(night.calls["K-1037"])
        app.screen.show(app.context())
        await pilot.press("escape")
        assert isinstance(app.screen, CallScreen)


@given(st.text(alphabet="ab ", max_size=9_000))
def test_pages_lose_nothing_and_break_no_word_that_has_room(text: str) -> None:
    pages = pages_of(text)
    assert "".join(pages) == text
    assert all(len(page) <= PAGE for page in pages)
    assert all(page.endswith(" ") or " " not in page[-40:] for page in pages[:-1])


async def test_short_texts_have_no_pages(harness: Any) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter", "f")
        assert isinstance(app.screen, CallScreen)
        assert str(app.screen.query_one("#facts").border_subtitle) == ""
        said = app.screen.query_one(MessageLine)._text
        assert "every text of this call is shown whole" in said


async def test_a_long_log_scrolls_by_letters(harness: Any, night: Any) -> None:
    for number in range(60):
        night.command(Note(f"line {number}", call="K-1037"))
    app = harness()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "tab")
        await pilot.pause()
        pane = app.screen.query_one("#log")
        assert pane.scroll_target_y == pane.max_scroll_y > 3
        await pilot.press("J", "J", "J", "j")
        await pilot.pause()
        assert pane.scroll_target_y == pane.max_scroll_y - 2


@pytest.mark.parametrize("key", ["escape", "q", "question_mark"])
async def test_help_opens_over_it_and_closes_again(harness: Any, key: str) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter", "question_mark")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press(key)
        assert isinstance(app.screen, CallScreen)
