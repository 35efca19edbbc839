"""The log: whole shift, call or vehicle; searched as one types; a wrong note is struck through."""

from datetime import UTC, datetime

import pytest
from textual.widgets import Static

from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import Note, Undo
from jru_tui.board.views import LogEntry
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import with_keys
from jru_tui.tui.pages.log import LogScreen
from jru_tui.tui.widgets.log_list import LogList
from tests.narrowing import present
from tests.tui.live.conftest import Live, Start
from tests.tui.pictures import Picture

SIZES = [pytest.param(size, id="{}x{}".format(*size)) for size in ((80, 24), (120, 30), (140, 36))]


def log(live: Live) -> LogList:
    found: LogList = live.app.screen.query_one(LogList)
    return found


def lines(live: Live) -> list[str]:
    return [log(live).render_line(y).text for y in range(log(live).size.height)]


def page(live: Live) -> str:
    return "\n".join(lines(live))


async def test_it_opens_on_the_whole_shift_at_its_newest_entry(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L")
        await pilot.pause()
        assert "Log  the whole shift of Fri 30 Oct" in lines(live)[0]
        last = [line for line in lines(live) if "▌" in line]
        assert len(last) == 1
        assert "22:44:50 ▸ you   K-1037        note: ask firearms to stand by (insp)" in last[0]
        assert any("· feed  K-1037        Caller rang back" in line for line in lines(live))


async def test_tab_goes_on_to_the_selected_call_and_to_each_vehicle(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L", "tab")
        assert "Log  K-1037" in lines(live)[0]
        assert "call opened" in page(live)
        await pilot.press("tab")
        assert "Log  JRU " in lines(live)[0]
        await pilot.press("shift+tab", "shift+tab")
        assert "the whole shift" in lines(live)[0]


async def test_over_a_call_in_full_it_opens_on_that_call(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("enter", "L")
        assert "Log  K-1037" in lines(live)[0]
        await pilot.press("shift+tab")
        assert "the whole shift" in lines(live)[0]


async def test_enter_reads_only_what_the_entry_is_about_and_again_all_of_it(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L", "home", "enter")
        assert "Log  JRU 1" in lines(live)[0]
        await pilot.press("enter")
        assert "the whole shift" in lines(live)[0]


async def test_letters_narrow_it_as_they_are_typed(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L", "slash", *"FIREARMS you")
        await pilot.pause()
        assert "found by firearms you" in lines(live)[0]
        assert "ask firearms to stand by" in page(live)
        assert "1 of " in lines(live)[-1]
        await pilot.press("escape")
        await pilot.pause()
        assert "rang back" in page(live)
        await pilot.press("slash", *"[/nope]", "enter")
        await pilot.pause()
        assert "No entry has these words." in page(live)


async def test_a_wrong_note_is_struck_through_with_who_and_when(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L", "x", "enter")
        await live.until(pilot, lambda: isinstance(live.app.screen, LogScreen))
        await live.until(pilot, lambda: "struck by insp, 22:47" in page(live))
        struck = next(line for line in log(live)._shown if line.struck)
        assert struck.text == "note: ask firearms to stand by"
        strip = next(
            log(live).render_line(y) for y, line in enumerate(lines(live)) if "ask firearms" in line
        )
        said = next(segment for segment in strip if "firearms" in segment.text)
        assert said.style is not None
        assert said.style.strike


async def test_a_strike_is_taken_back_from_there(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L", "x", "enter")
        await live.until(pilot, lambda: isinstance(live.app.screen, LogScreen))
        await live.until(pilot, lambda: "struck by insp, 22:47" in page(live))
        await pilot.press("u", "enter")
        await live.until(pilot, lambda: isinstance(live.app.screen, LogScreen))
        await live.until(pilot, lambda: "struck by" not in page(live))


async def test_what_is_no_note_cannot_be_struck(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L", "home", "x")
        await pilot.pause()
        assert (
            "only a note can be struck through"
            in live.app.screen.query_one("MessageLine").render_line(0).text
        )


async def test_an_undone_command_stays_and_says_so(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.desk.command(Assign("K-1038", "JRU2"))
        last = present(live.desk.board.last_order())
        await live.desk.command(Undo(last.id))
        await pilot.press("L")
        await pilot.pause()
        assert "JRU 2 assigned · 46 min (29-72); first offer (insp) — undone" in page(live)


async def test_at_the_end_it_moves_on_with_the_log_and_elsewhere_it_stays(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L")
        await live.desk.command(Note("one more", call="K-1037"))
        await pilot.pause()
        assert "one more" in next(line for line in lines(live) if "▌" in line)
        await pilot.press("up", "up")
        before = log(live).entry
        await live.desk.command(Note("and another", call="K-1037"))
        await pilot.pause()
        assert log(live).entry == before


async def test_a_long_note_is_written_out(start: Start) -> None:
    live = await start()
    long = "the caller says that " * 12 + "the end"
    async with live.app.run_test(size=(80, 24)) as pilot:
        await live.desk.command(Note(long, call="K-1037"))
        await pilot.press("L")
        await pilot.pause()
        assert "the end" in page(live)


async def test_the_keys_of_the_board_do_not_reach_through_it(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L", "c", "a", "b")
        assert isinstance(live.app.screen, LogScreen)
        assert live.desk.board.last_order() is not None
        await pilot.press("escape")
        assert live.app.screen is live.app.get_default_screen()


@pytest.mark.parametrize("size", SIZES)
async def test_the_log_of_the_shift(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await live.desk.command(Note("he has [b]gone[/b] quiet " * 6, call="K-1037"))
        live.later(20)
        await live.desk.command(Assign("K-1038", "JRU2"))
        live.later(4)
        last = present(live.desk.board.last_order())
        await live.desk.command(Undo(last.id))
        await pilot.press("L")
        await pilot.pause()
        await pilot.press("up", "up", "x", "enter")
        await live.until(pilot, lambda: isinstance(live.app.screen, LogScreen))
        await live.until(pilot, lambda: "struck" in page(live))
        picture(live.app)


async def test_keys_of_the_supervisors_own_hold_in_the_log_too(start: Start) -> None:
    live = await start(commands=with_keys(COMMANDS, {"undo": "f5", "strike": "f6", "find": "f7"}))
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L")
        await live.until(pilot, lambda: live.app.screen.is_mounted)
        hints = str(live.app.screen.query_one("#keys", Static).content)
        assert "f7 find  f6 strike  f5 undo this" in hints
        await pilot.press("f6", "enter")
        await live.until(pilot, lambda: live.desk.board.log(call="K-1037")[-2].struck != "")
        await live.until(pilot, lambda: isinstance(live.app.screen, LogScreen))
        await pilot.press("f5", "enter")
        await live.until(pilot, lambda: not live.desk.board.log(call="K-1037")[-2].struck)


async def test_the_cursor_tells_a_long_note_from_what_it_said_before(start: Start) -> None:
    live = await start()
    at = datetime(2020, 10, 30, 22, 46, tzinfo=UTC)
    now = LogEntry(at, "feed", "", "x…", id="n1", whole="x no knife")
    before = LogEntry(at, "feed", "", "x…", id="n1", whole="x knife", struck="changed by the feed")
    newer = LogEntry(at, "feed", "", "newer")
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("L")
        log(live).show("K-1037", [now, before, newer])
        log(live).action_move(-1)
        assert log(live).entry == before
        log(live).show("K-1037", [now, before, newer, newer])
        assert log(live).entry == before
