"""A call in full: it follows its own call, scrolls, and runs the call's commands."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from textual.app import App
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.board.call_commands import Assign, Close
from jru_tui.board.commands import Note
from jru_tui.board.records import NoteRecord
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import with_keys
from jru_tui.tui.dialogs.assign import AssignDialog
from jru_tui.tui.pages.call import CallScreen
from jru_tui.tui.pages.full_screen import Page
from jru_tui.tui.pages.help import HelpScreen
from jru_tui.tui.pages.long_text import PAGE, WholeText, pages_of
from jru_tui.tui.widgets.call_log import CallLog
from jru_tui.tui.widgets.hint_bar import HintBar
from jru_tui.tui.widgets.key_bar import KeyBar
from tests.narrowing import present
from tests.tui.conftest import Night
from tests.tui.dialogs.conftest import MakeHarness


def full_page(app: App[Any]) -> CallScreen | Page:
    assert isinstance(app.screen, CallScreen | Page)
    return app.screen


def facts(app: App[Any]) -> str:
    return str(app.screen.query_one("#facts-text", Static).content)


@pytest.mark.parametrize("key", ["escape", "enter", "q"])
async def test_enter_opens_the_call_and_several_keys_go_back(
    harness: MakeHarness, key: str
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert isinstance(app.screen, CallScreen)
        await pilot.press(key)
        assert not isinstance(app.screen, CallScreen)


async def test_all_that_is_known_is_there(harness: MakeHarness) -> None:
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


async def test_a_command_given_from_it_shows_in_it(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test() as pilot:
        await pilot.press("enter", "a")
        assert isinstance(app.screen, AssignDialog)
        await pilot.press("enter")
        assert isinstance(app.screen, CallScreen)
        full_page(app).show(app.context())
        assert "JRU 2" in facts(app)
        assert "◌ unconfirmed 0 s: the feed does not show your command yet" in facts(app)
    assert app.given == [Assign("K-1038", "JRU2")]


async def test_it_says_how_the_call_ended_and_what_it_saved(
    harness: MakeHarness, night: Night
) -> None:
    app = harness(call="K-1031")
    night.command(Close("K-1031", "resolved", ambulance_spared=True, minutes=45))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        text = facts(app)
    assert "by you" in text
    assert "resolved" in text
    assert "45 min, £38" in text
    assert "ambulance" in text


async def test_a_call_that_leaps_from_opened_to_closed_says_so(
    harness: MakeHarness, night: Night
) -> None:
    """REC-17."""
    opened = night.calls["K-1037"]
    night.report(structs.replace(opened, state="closed", closed_at=night.at("22:47")))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "no times between opening and closing: how long it took is not known" in facts(app)


async def test_a_call_that_is_no_longer_listed_says_since_when(
    harness: MakeHarness, unlisted: Night
) -> None:
    assert unlisted.board.calls["K-1037"].unlisted_at
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "no longer listed by the feed since 22:47" in facts(app)


async def test_it_offers_only_what_works_there(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test(size=(200, 30)) as pilot:
        await pilot.press("enter")
        offered = {place.key.id for place in app.screen.query_one(KeyBar).part.placed}
    assert offered.isdisjoint({"find", "open", "focus"})
    assert {"assign", "close", "note", "help"} <= offered


async def test_a_long_text_is_cut_there_and_read_by_pages_elsewhere(
    harness: MakeHarness, night: Night
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
        for number in range(1, 6):
            frame = app.screen.query_one(VerticalScroll)
            assert str(frame.border_title) == "K-1037: Summary"
            assert str(frame.border_subtitle) == f"text 1 of 2, page {number} of 5"
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
        await pilot.press("escape")
        assert isinstance(app.screen, CallScreen)


def long_text(number: int) -> str:
    """A text of five pages of words that are told apart by their number."""
    return "".join(f"{number}:{word:>7} " for word in range(1_000))


def page(app: App[Any]) -> str:
    return str(app.screen.query_one("#page", Static).content)


def title(app: App[Any]) -> str:
    return str(app.screen.query_one(VerticalScroll).border_title)


def where(app: App[Any]) -> str:
    return str(app.screen.query_one(VerticalScroll).border_subtitle)


GivenTexts = Callable[..., None]


@pytest.fixture
def given_texts(night: Night) -> GivenTexts:
    """Has the feed give K-1037 a summary and notes by their ids, in place of those before."""

    def give(summary: str, minute: int, **notes: str) -> None:
        told = tuple(
            NoteRecord(each, night.at("22:42"), "control", text) for each, text in notes.items()
        )
        at = night.at(f"22:{minute}")
        record = structs.replace(
            night.calls["K-1037"], summary=summary, notes=told, updated_at=at, version=minute
        )
        night.report(record, when=at)

    return give


async def test_the_ends_of_a_text_are_reached_where_a_page_has_to_scroll(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts(long_text(1), 46)
    app = harness()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "f", "end")
        assert where(app) == "page 5 of 5"
        await pilot.press("home")
        assert where(app) == "page 1 of 5"


async def test_reading_on_by_pagedown_misses_no_line(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts(long_text(1), 46)
    app = harness()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "f")
        await pilot.pause()
        frame = app.screen.query_one(VerticalScroll)
        assert frame.max_scroll_y > 0
        await pilot.press("pagedown")
        await pilot.pause()
        assert (where(app), frame.scroll_y) == ("page 1 of 5", frame.max_scroll_y)
        await pilot.press("pagedown")
        await pilot.pause()
        assert (where(app), frame.scroll_y) == ("page 2 of 5", 0)
        await pilot.press("pageup")
        await pilot.pause()
        assert (where(app), frame.scroll_y) == ("page 1 of 5", frame.max_scroll_y)


async def test_a_small_screen_says_how_to_go_back_from_a_long_text(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts(long_text(1), 46, n1=long_text(2))
    app = harness()
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.press("enter", "f")
        bar = app.screen.query_one(HintBar)
        assert "esc back" in str(bar.content)[: bar.content_size.width]


async def test_a_text_stays_open_while_others_come_and_go(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts("short", 43, n1=long_text(1), n2=long_text(2))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter", "f", "tab", "right")
        assert page(app).startswith("2:    200")
        given_texts(long_text(0), 44, n2=long_text(2))
        full_page(app).show(app.context())
        assert page(app).startswith("2:    200")
        assert where(app) == "text 2 of 3, page 2 of 5"
        await pilot.press("shift+tab")
        assert title(app) == "K-1037: Summary"


async def test_a_note_that_says_something_else_is_read_as_it_stands(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts("short", 43, n1=long_text(1))
    app = harness()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("enter", "f")
        assert "tab next text" not in str(app.screen.query_one(HintBar).content)
        given_texts("short", 44, n1=long_text(2))
        full_page(app).show(app.context())
        assert page(app).startswith("2:      0")
        assert "tab next text" in str(app.screen.query_one(HintBar).content)
        await pilot.press("tab")
        assert title(app) == "K-1037: Note of 22:42:00 — changed by the feed, 22:44"
        assert page(app).startswith("1:      0")


async def test_a_text_that_is_gone_is_not_shown_any_more(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts(long_text(0), 43, n1=long_text(1))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter", "f")
        given_texts("short", 44, n1=long_text(1))
        full_page(app).show(app.context())
        assert (title(app), where(app)) == ("K-1037: Summary", "")
        assert page(app) == "this text is no longer available"
        await pilot.press("right")
        assert page(app) == "this text is no longer available"
        await pilot.press("tab")
        assert title(app) == "K-1037: Note of 22:42:00"
        given_texts("short", 45)
        full_page(app).show(app.context())
        assert page(app) == "this text is no longer available"
        await pilot.press("tab")
        assert title(app) == "K-1037: Note of 22:42:00 — no longer given by the feed, 22:45"
        assert page(app).startswith("1:      0")


async def test_the_last_text_can_go_while_it_is_read(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts(long_text(0), 43)
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter", "f")
        given_texts("short", 44)
        full_page(app).show(app.context())
        await pilot.press("tab", "end", "pagedown")
        assert page(app) == "this text is no longer available"
        await pilot.press("escape")
        assert isinstance(app.screen, CallScreen)


@given(st.text(alphabet="ab ", max_size=9_000))
def test_pages_lose_nothing_and_break_no_word_that_has_room(text: str) -> None:
    pages = pages_of(text)
    assert "".join(pages) == text
    assert all(len(page) <= PAGE for page in pages)
    assert all(page.endswith(" ") or " " not in page[-40:] for page in pages[:-1])


async def test_short_texts_have_no_pages(harness: MakeHarness) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter", "f")
        assert isinstance(app.screen, CallScreen)
        assert str(app.screen.query_one("#facts").border_subtitle) == ""
    assert app.told == ["every text of this call is shown in full"]


async def test_a_long_log_scrolls_by_letters(harness: MakeHarness, night: Night) -> None:
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
async def test_help_opens_over_it_and_closes_again(harness: MakeHarness, key: str) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter", "question_mark")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press(key)
        assert isinstance(app.screen, CallScreen)


async def test_long_texts_open_from_the_board_and_by_their_name(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts(long_text(1), 46)
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("f")
        assert isinstance(app.screen, WholeText)
        await pilot.press("escape", "colon", *"texts 1037", "enter")
        assert isinstance(app.screen, WholeText)
        await pilot.press("escape", "colon", *"texts 1031", "enter")
        verdict = str(app.screen.query_one("#verdict", Static).content)
    assert verdict == "▲ every text of this call is shown in full"


async def test_keys_of_the_settings_open_long_texts_and_the_log(
    harness: MakeHarness, given_texts: GivenTexts
) -> None:
    given_texts(long_text(1), 46, **{f"m{number}": "said" for number in range(120)})
    mine = with_keys(COMMANDS, {"assign": "f", "texts": "V", "log": "Y"})
    app = harness(commands=mine)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        hint = present(app.screen.query_one("#facts").border_subtitle)
        assert Content.from_markup(hint).plain == "V long texts whole"
        first = app.screen.query_one(CallLog).render_line(0).text
        assert "earlier entries: Y shows them all" in first
        await pilot.press("f")
        assert isinstance(app.screen, AssignDialog)
        await pilot.press("escape", "V")
        assert isinstance(app.screen, WholeText)


async def test_many_and_long_flags_and_needs_are_cut_and_offered_whole(
    harness: MakeHarness, night: Night
) -> None:
    flags = ("a_flag_of_the_feed_" * 10, *(f"flag_{number}" for number in range(99)))
    needs = tuple(f"need_{number}" for number in range(13))
    night.report(structs.replace(night.calls["K-1037"], flags=flags, needs=needs, version=2))
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        first = facts(app).splitlines()[0]
        assert first.startswith("Concern for welfare  needs need 0, need 1, need 2")
        assert "a flag of the feed a flag of the feed a…  flag" in first
        assert first.endswith("flag 9  flag 10  and 88 more")
        assert "need 10, need 11, and 1 more" in facts(app)
        await pilot.press("f")
        assert title(app) == "K-1037: Flags"
        assert page(app).splitlines()[1:] == [f"flag {number}" for number in range(99)]
        await pilot.press("tab")
        assert title(app) == "K-1037: Needs"


async def test_only_what_happens_to_the_call_lays_its_log_out_again(
    harness: MakeHarness, night: Night
) -> None:
    app = harness()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        before = app.screen.query_one(CallLog)._laid_out.copy()
        night.command(Note("elsewhere", call="K-1031"))
        full_page(app).show(app.context())
        await pilot.pause()
        after = app.screen.query_one(CallLog)._laid_out
        assert [id(after[width]) for width in before] == [id(rows) for rows in before.values()]
        night.command(Note("here", call="K-1037"))
        full_page(app).show(app.context())
        await pilot.pause()
        after = app.screen.query_one(CallLog)._laid_out
        assert {rows[-1].text for rows in after.values()} == {"note: here"}


async def test_it_says_until_when_somebody_has_to_be_sent(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("enter")
        assert isinstance(app.screen, CallScreen)
        context = app.context()
        assert context.recommendation is not None
        context.recommendation.at(context.now)
        app.screen.show(context)
        assert "Send       JRU 2 by 22:5" in facts(app)
        assert "to meet G2" in facts(app)


async def test_who_could_go_stands_on_the_page_until_somebody_does(
    harness: MakeHarness, busy: Night
) -> None:
    app = harness()
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.press("enter")
        lines = facts(app).splitlines()
        offers = lines[lines.index("Who could go") + 1 :]
        assert [line.strip("▸ ")[:5] for line in offers[:3]].count("JRU 1") == 1
        assert sum(line.startswith("▸") for line in offers) == 1
        assert any("after G1 target" in line for line in offers)
        busy.command(Assign("K-1037", "JRU2"))
        full_page(app).show(app.context())
        assert "Who could go" not in facts(app)
