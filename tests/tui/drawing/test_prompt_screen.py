"""One cause, one frame, at once; and no more than a line can carry in the long run."""

import asyncio
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

from jru_tui.tui.drawing.screens import PromptScreen
from jru_tui.tui.idle_watch import idle_watch


class Counting(PromptScreen[None]):
    """A screen of two lines that counts its frames."""

    frames = 0

    def compose(self) -> ComposeResult:
        yield Static("one", id="one")
        yield Static("two", id="two")

    def paint(self) -> None:
        self.frames += 1
        super().paint()


class OneScreen(App[None]):
    """Shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.counting = Counting()

    def get_default_screen(self) -> Screen[None]:
        return self.counting


async def quiet(pilot: Pilot[Any]) -> Counting:
    """Wait until nothing is painted any more, and pauses count for nothing."""
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, Counting)
    await screen.wait_for_refresh()
    screen.frames = 0
    return screen


async def test_what_one_turn_changes_is_one_frame() -> None:
    async with OneScreen().run_test() as pilot:
        screen = await quiet(pilot)
        screen.query_one("#one", Static).update("1")
        screen.query_one("#two", Static).update("2")
        await screen.wait_for_refresh()
        assert screen.frames == 1


async def test_frames_that_follow_each_other_come_without_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jru_tui.tui.drawing.screens._AHEAD_S", 3600.0)
    async with OneScreen().run_test() as pilot:
        screen = await quiet(pilot)
        later: list[float] = []
        loop = asyncio.get_running_loop()
        call_later = loop.call_later

        def noted(delay: float, *arguments: Any, **named: Any) -> asyncio.TimerHandle:
            later.append(delay)
            return call_later(delay, *arguments, **named)

        monkeypatch.setattr(loop, "call_later", noted)
        for number in range(20):
            screen.query_one("#one", Static).update(str(number))
            await screen.wait_for_refresh()
        assert screen.frames == 20
        assert later == []


async def test_a_flood_of_changes_is_painted_at_the_usual_rate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jru_tui.tui.drawing.screens._PERIOD_S", 3600.0)
    monkeypatch.setattr("jru_tui.tui.drawing.screens._AHEAD_S", 4 * 3600.0)
    async with OneScreen().run_test() as pilot:
        screen = await quiet(pilot)
        for number in range(100):
            screen.query_one("#one", Static).update(str(number))
            await idle_watch().idle(turns=100, within_s=1)
        assert 0 < screen.frames <= 5


async def test_a_fault_in_a_frame_ends_the_app() -> None:
    class Faulty(Static):
        def render_line(self, y: int) -> Strip:
            if self.content == "fault":
                raise ZeroDivisionError
            return super().render_line(y)

    class FaultyApp(App[None]):
        def get_default_screen(self) -> Screen[None]:
            return PromptScreen()

    async def run() -> None:
        app = FaultyApp()
        async with app.run_test() as pilot:
            await app.screen.mount(faulty := Faulty("sound"))
            await pilot.pause()
            faulty.update("fault")
            for _ in range(3):
                await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await run()
