"""Handover and report on the screen, and as files; past shifts; what is copied; who looked."""

import asyncio
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Static

from jru_tui.board.call_commands import BackUp, EndBackUp, Link
from jru_tui.board.commands import Strike
from jru_tui.board.records import Place
from jru_tui.feeds.models import FeedHealth
from jru_tui.journal.protocol import Head
from jru_tui.reports import Progress
from jru_tui.tui import printable_pages
from jru_tui.tui.dialogs.shift import HandOverDialog
from jru_tui.tui.pages.log import LogScreen
from jru_tui.tui.pages.shifts import ShiftScreen
from tests.tui.conftest import Night
from tests.tui.live.conftest import Live, Start
from tests.tui.pictures import Picture

SIZES = [pytest.param(size, id="{}x{}".format(*size)) for size in ((80, 24), (120, 30), (140, 36))]


def said(live: Live) -> str:
    return str(live.app.screen.query_one("MessageLine").render_line(0).text)


def keys(live: Live) -> str:
    return str(live.app.screen.query_one("#keys", Static).content)


async def opened(live: Live, pilot: Pilot[Any], key: str) -> None:
    await pilot.press(key)
    await live.until(pilot, lambda: "write .txt" in keys(live))
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_the_handover(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await live.desk.command(BackUp("K-1031", "patrol", text="two are running"))
        head = await live.desk.head()
        await opened(live, pilot, "h")
        assert head.position > 0
        picture(live.app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_figures(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await opened(live, pilot, "p")
        picture(live.app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_past_shifts(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await pilot.press("P")
        await pilot.pause()
        picture(live.app, "list")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(live.app.screen, ShiftScreen)
        picture(live.app, "opened")
        await pilot.press("enter")
        assert isinstance(live.app.screen, LogScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_a_call_in_full(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await live.desk.command(BackUp("K-1037", "patrol", 2, "two are running"))
        await live.desk.command(BackUp("K-1037", "ambulance"))
        asked = live.desk.board.calls["K-1037"].back_up[1].id
        await live.desk.command(EndBackUp("K-1037", asked, "cancelled"))
        await live.desk.command(Link("K-1037", "K-1031"))
        note = next(line for line in live.desk.board.log(call="K-1037") if "firearms" in line.text)
        await live.desk.command(Strike(note.id, call="K-1037"))
        await pilot.press("enter")
        await live.until(
            pilot, lambda: live.desk.board.log(call="K-1037")[-1].text == "opened in full"
        )
        await pilot.pause()
        picture(live.app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_debrief_of_the_selected_call(
    start: Start, picture: Picture, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    live = await start()
    head = replace(await live.desk.head(), chain="0" * 64)  # ids are new each time

    async def fixed() -> Head:
        return head

    monkeypatch.setattr(live.desk, "head", fixed)
    async with live.app.run_test(size=size) as pilot:
        await opened(live, pilot, "D")
        await live.until(
            pilot, lambda: live.desk.board.log(call="K-1037")[-1].text == "opened in full"
        )
        await pilot.pause()
        picture(live.app)


async def test_the_debrief_of_a_vehicle_is_of_this_shift_and_is_typed_too(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("2")
        await opened(live, pilot, "D")
        told = [str(live.app.screen.query_one("#page").render_line(y).text) for y in range(4)]
        assert any("Log of JRU 2, since Fri 30 Oct 2020 18:00" in line for line in told)
        await pilot.press("escape", "escape")
        for key in ("colon", *"debrief", "space", *"1031", "enter"):
            await pilot.press(key)
        await live.until(pilot, lambda: "write .txt" in keys(live))
        await pilot.pause()
        told = [str(live.app.screen.query_one("#page").render_line(y).text) for y in range(4)]
        assert any("Log of call K-1031" in line for line in told)
    assert live.desk.board.log(call="K-1031")[-1].text == "opened in full"


@pytest.mark.parametrize(
    ("key", "number", "name"),
    [
        ("D", "1", "debrief-2020-10-30-224732.txt"),
        ("D", "2", "debrief-2020-10-30-224732.html"),
        ("h", "1", "handover-2020-10-30-224732.txt"),
        ("h", "2", "handover-2020-10-30-224732.md"),
        ("h", "3", "handover-2020-10-30-224732.html"),
        ("p", "2", "report-2020-10-30-224732.csv"),
        ("p", "3", "report-2020-10-30-224732.json"),
        ("p", "4", "report-2020-10-30-224732.html"),
    ],
)
async def test_a_digit_writes_it_into_a_file_for_its_owner_alone_and_keeps_who_did(
    start: Start, tmp_path: Path, key: str, number: str, name: str
) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await opened(live, pilot, key)
        await pilot.press(number)
        await live.until(pilot, lambda: "written to" in said(live))
    file = tmp_path / name
    assert "OFFICIAL-SENSITIVE" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    what = {"h": "handover", "D": "debrief"}.get(key, "report")
    assert any(line.text.startswith(f"exported {what} as") for line in live.desk.board.log())


async def test_a_file_that_cannot_be_written_is_said_and_not_recorded(
    start: Start, tmp_path: Path
) -> None:
    live = await start()
    live.app.reports.folder = tmp_path / "nowhere"
    async with live.app.run_test(size=(140, 36)) as pilot:
        await opened(live, pilot, "h")
        await pilot.press("1")
        await live.until(pilot, lambda: "cannot be written" in said(live))
    assert not any("exported" in line.text for line in live.desk.board.log())


async def test_enter_on_the_handover_hands_over(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await opened(live, pilot, "h")
        await pilot.press("enter")
        assert isinstance(live.app.screen, HandOverDialog)
        await pilot.press(*"watch", "enter")
        await live.until(pilot, lambda: len([*live.desk.board.handovers()]) == 1)


async def test_tab_shows_the_weekend_and_everything(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await opened(live, pilot, "p")
        frame = live.app.screen.query_one("VerticalScroll")

        def ends_with(span: str) -> Callable[[], bool]:
            return lambda: str(frame.border_title).endswith(span)

        for span in ("this period", "everything", "this shift"):
            await pilot.press("tab")
            await live.until(pilot, ends_with(span))


async def test_opening_a_call_in_full_is_kept_once(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("enter")
        await live.until(
            pilot,
            lambda: (
                [line.text for line in live.desk.board.log(call="K-1037")].count("opened in full")
                == 1
            ),
        )
        live.later(1)
        await pilot.pause()
    assert [each.by for each in live.desk.board.log(call="K-1037")][-1] == "insp"


async def test_reading_the_long_texts_of_a_call_is_kept_as_opening_it_is(
    start: Start, busy: Night
) -> None:
    busy.report(msgspec.structs.replace(busy.calls["K-1037"], summary="word " * 500, version=2))
    live = await start()

    def opened() -> int:
        return [line.text for line in live.desk.board.log(call="K-1037")].count("opened in full")

    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("f")
        await live.until(pilot, lambda: opened() == 1)
        await pilot.press("escape", "enter")
        await live.until(pilot, lambda: opened() == 2)
        await pilot.press("f", "escape")
        await live.app.settled()
    assert opened() == 2


async def test_only_the_id_and_the_place_of_a_call_are_copied(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("y")
        await pilot.pause()
        assert live.app.clipboard == "K-1037  Sea Street, Herne Bay  51.370 N 1.120 E"
        text = "\n".join(
            live.app.screen.query_one("CallList").render_line(y).text for y in range(20)
        )
        assert "copied: K-1037" in text


async def test_a_callers_words_are_shown_and_never_obeyed(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        hostile = "[@click=app.quit]x[/] [/nope] [b]"
        await live.feed(
            live.night.reported(
                msgspec.structs.replace(
                    live.night.calls["K-1037"],
                    type=hostile,
                    where=Place(hostile),
                    updated_at=live.now,
                )
            )
        )
        await opened(live, pilot, "h")
        page = live.app.screen.query_one("#page")
        shown = "".join(page.render_line(y).text for y in range(page.size.height))
        assert "[@click=app.quit]x[/] [/nope] [b]" in shown
        await pilot.press("escape", "P", "enter")
        await pilot.pause()
        assert "[@click=app.quit]x[/]" in live.text("#shift")
        await pilot.press("escape", "escape", "y")
        await pilot.pause()
        assert live.app.clipboard == f"K-1037  {hostile}"


async def test_what_a_terminal_would_act_on_is_not_copied(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.feed(
            live.night.reported(
                msgspec.structs.replace(
                    live.night.calls["K-1037"],
                    where=Place("a\x1b]52;c;eA==\x07b"),
                    updated_at=live.now,
                )
            )
        )
        await pilot.press("y")
        await pilot.pause()
        assert live.app.clipboard == "K-1037  a\ufffd]52;c;eA==\ufffdb"


@pytest.mark.parametrize("look", ["open", "feed", "handover", "log", "report", "shifts"])
async def test_what_happens_in_the_moment_a_screen_opens_is_kept_for_it(
    start: Start, look: str
) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app.action_command(look)
        assert not live.app.screen.is_mounted
        live.later(1)
        live.app.tell("dispatch is down")
        await live.until(pilot, lambda: live.app.screen.is_mounted)
        await pilot.pause()
        assert "▲ dispatch is down" in said(live)


async def test_long_counting_says_how_far_it_is_and_ends_when_nobody_waits_for_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, ended = threading.Event(), threading.Event()

    def counted(*_args: object, progress: Progress, **_more: object) -> None:
        progress(0.4)
        assert left.wait(10)
        try:
            progress(0.5)
        except asyncio.CancelledError:
            ended.set()

    monkeypatch.setattr(printable_pages, "report_of", counted)
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("p")
        frame = live.app.screen.query_one("VerticalScroll")
        await live.until(pilot, lambda: str(frame._border_subtitle) == "counting, 40%")
        await pilot.press("escape")
        await live.until(pilot, lambda: not frame.is_attached)
        left.set()
        await live.until(pilot, ended.is_set)


@pytest.mark.parametrize("look", ["open", "feed", "handover", "log", "report", "shifts"])
async def test_how_old_the_board_is_stands_on_every_full_screen(start: Start, look: str) -> None:
    live = await start()
    async with live.app.run_test(size=(80, 24)) as pilot:
        live.app.action_command(look)
        await live.until(pilot, lambda: live.app.screen.is_mounted)
        line = live.app.screen.query_one("FeedLine")
        assert "2 waiting" in line.render_line(0).text
        live.desk.health = FeedHealth("lost", good_at=live.now, error="no answer")
        live.later(70)
        assert "○ feed lost 22:47 · 70 s old  22:48:42" in line.render_line(0).text


async def test_a_second_that_passes_while_it_closes_is_no_fault(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("h")
    live.app._tick()
