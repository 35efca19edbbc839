"""The private names that the screen leans on still mean what it takes them for.

Where one of these fails after an update of Textual or Python, `textual_internals` has to follow.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Static

from jru_tui.tui.idle_watch import idle_watch
from jru_tui.tui.textual_internals import (
    PacedScreen,
    QuietApp,
    awaits_refresh,
    end_by_fault,
    has_ready_callbacks,
)


class OneWidget(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("one")


async def test_a_loop_with_nothing_to_do_is_told_from_one_that_has() -> None:
    await asyncio.sleep(0)
    assert not has_ready_callbacks()
    asyncio.get_running_loop().call_soon(lambda: None)
    assert has_ready_callbacks()


async def test_a_screen_that_waits_for_its_next_frame_says_so() -> None:
    app = OneWidget()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not awaits_refresh(app.screen)
        app.screen.refresh(layout=True)
        await pilot.pause(0)
        called: list[int] = []
        app.screen.call_after_refresh(called.append, 1)
        app.query_one(Static).update("a longer text\nof two lines")
        for _ in range(3):
            await asyncio.sleep(0)
        assert awaits_refresh(app.screen)
        await app.screen.wait_for_refresh()
        await pilot.pause()
        assert called == [1]
        assert not awaits_refresh(app.screen)


class Paced(PacedScreen[None]):
    """Paints when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def compose(self) -> ComposeResult:
        yield Static("one")

    def frame_timer(self) -> "Paced":
        return self

    def resume(self) -> None:
        self.asked += 1

    def pause(self) -> None:
        """Nothing is due."""


async def test_a_screen_asks_for_its_frames_and_paints_none_by_itself() -> None:
    app, paced = App[None](), Paced()
    async with app.run_test() as pilot:
        await app.push_screen(paced)
        await pilot.pause()
        paced.paint()
        before = paced.asked
        paced.query_one(Static).update("another, longer text\nof two lines")
        await idle_watch().idle(turns=100, within_s=1)
        assert paced.asked > before
        assert awaits_refresh(paced)
        paced.paint()
        assert paced.query_one(Static).size.height == 2


class Quiet(QuietApp):
    """Ends as soon as it is there."""

    def __init__(self, end: Callable[["Quiet"], None]) -> None:
        super().__init__()
        self._end = end

    def on_mount(self) -> None:
        self._end(self)

    def printed(self) -> list[Any]:
        return self._exit_renderables


async def test_a_fault_ends_an_app_and_prints_nothing() -> None:
    fault = KeyError("what a caller said")
    app = Quiet(lambda app: end_by_fault(app, fault))
    await app.run_async(headless=True)
    assert app.crash is fault
    assert app.return_code == 1
    assert app.printed() == []


async def test_a_panic_is_a_fault_and_prints_nothing() -> None:
    app = Quiet(lambda app: app.panic("what a caller said"))
    await app.run_async(headless=True)
    assert app.crash is not None
    assert app.return_code == 1
    assert app.printed() == []
