"""Only what changed is drawn and sent, however long the list is."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from rich.console import Console
from textual.app import App
from textual.pilot import Pilot

from jru_tui.board.records import Place
from jru_tui.board.views import Change
from jru_tui.tui.drawing import line_widget
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.drawing.terminal_image import TerminalImage, cells_of
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.textual_internals.paced_screen import news_of
from jru_tui.tui.widgets.call_list import CallList
from tests.tui.conftest import Night

TERMINAL = Console(force_terminal=True, color_system="truecolor")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be written to the terminal, frame by frame."""
    kept: list[str] = []
    image = TerminalImage()

    def keep(_app: App[Any], _screen: object, frame: Any) -> None:
        found = news_of(frame, image) if frame is not None else None
        if found is not None:
            kept.append(found.render_segments(TERMINAL))

    monkeypatch.setattr(App, "_display", keep)
    return kept


async def painted(pilot: Pilot[Any], sent: list[str]) -> str:
    """What was sent, once something was."""
    for _ in range(500):
        if sent:
            break
        await pilot.pause(0.01)
    return "".join(sent)


async def settled(pilot: Pilot[Any], app: PictureApp, busy: Night, sent: list[str]) -> None:
    """With the first second comes what took its time: who could go, and until when."""
    await pilot.pause()
    app.board_screen.tick(busy.frame().now + timedelta(seconds=1))
    await painted(pilot, sent)
    await pilot.pause()
    sent.clear()


async def test_a_second_sends_the_digits_that_changed(busy: Night, sent: list[str]) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await settled(pilot, app, busy, sent)
        app.board_screen.tick(busy.frame().now + timedelta(seconds=2))
        digits = await painted(pilot, sent)
        assert 0 < len(digits.encode()) < 1000
        assert "JRU" not in digits


async def test_the_same_second_and_the_same_board_send_nothing(
    busy: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed: list[Any] = []
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        monkeypatch.setattr(line_widget, "draw_soon", lambda *drawn: refreshed.append(drawn))
        monkeypatch.setattr(LineWidget, "refresh", lambda *regions, **_: refreshed.append(regions))
        frame = busy.frame()
        app.board_screen.tick(frame.now)
        app.board_screen.show(frame.board, frame.health, Change(), frame.now)
        assert refreshed == []
        app.board_screen.tick(frame.now + timedelta(seconds=1))
        assert refreshed != []


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 36)])
async def test_clocks_that_are_drawn_alone_stand_as_in_a_list_that_is_drawn_anew(
    busy: Night, size: tuple[int, int]
) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        calls = app.board_screen.query_one(CallList)
        for seconds in (1, 2, 59, 60, 600, 3_600, 7_200):
            app.board_screen.tick(busy.frame().now + timedelta(seconds=seconds))
            lines = range(calls.content_size.height)
            after_ticks = [calls.render_line(y) for y in lines]
            calls.forget()
            anew = [calls.render_line(y) for y in lines]
            assert [cells_of(strip) for strip in after_ticks] == [cells_of(strip) for strip in anew]


async def test_one_cell_costs_at_most_a_hundred_bytes(busy: Night, sent: list[str]) -> None:
    call = busy.calls["K-1039"]
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await settled(pilot, app, busy, sent)
        where = Place("Larnley Road, Gravesend", call.where.lat, call.where.lon)
        busy.report(msgspec.structs.replace(call, where=where, updated_at=busy.at("22:47")))
        frame = busy.frame()
        app.board_screen.show(
            frame.board,
            frame.health,
            Change(frozenset({call.id})),
            frame.now + timedelta(seconds=1),
        )
        cell = await painted(pilot, sent)
        assert "L" in cell
        assert len(cell.encode()) <= 100


async def test_a_key_among_100000_calls_draws_only_what_is_on_screen(
    busy: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy.crowd(100_000)
    drawn: list[int] = []
    draw_line = LineWidget._draw_line

    def counted(self: LineWidget, y: int) -> object:
        drawn.append(y)
        return draw_line(self, y)

    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        monkeypatch.setattr(LineWidget, "_draw_line", counted)
        for key in ("down", "end", "pageup", "home"):
            drawn.clear()
            await pilot.press(key)
            assert 0 < len(drawn) <= 2 * 36
