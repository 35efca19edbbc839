"""The private names that the screen leans on still mean what it takes them for.

Where one of these fails after an update of Textual or Python, `textual_internals` has to follow.
"""

import asyncio
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.css.stylesheet import Stylesheet
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Input, Static

import jru_tui
from jru_tui.tui.drawing.screens import PromptScreen
from jru_tui.tui.drawing.terminal_image import TerminalImage
from jru_tui.tui.idle_watch import idle_watch
from jru_tui.tui.textual_internals.paced_screen import ImagingApp, PacedScreen
from jru_tui.tui.textual_internals.quiet_app import (
    QuietApp,
    awaits_refresh,
    end_by_fault,
    has_ready_callbacks,
)
from jru_tui.tui.theme import ThemedApp


class OneWidget(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("one")


async def frame_drawn(app: App[None]) -> None:
    """Wait until no screen waits for a frame, however little of the machine the test gets."""
    for _ in range(10_000):
        if not awaits_refresh(app.screen):
            return
        await asyncio.sleep(0.001)


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
        # Asked at once: the frame itself comes as soon as the machine lets it.
        app.screen.refresh(layout=True)
        assert awaits_refresh(app.screen)
        await frame_drawn(app)
        assert not awaits_refresh(app.screen)
        called: list[int] = []
        app.screen._invoke_later(partial(called.append, 1), app.screen)
        assert awaits_refresh(app.screen)
        await frame_drawn(app)
        assert called == [1]
        assert not awaits_refresh(app.screen)


class Kinds(ThemedApp[None]):
    """Widgets of which some look like one another."""

    CSS = """
    .warm { color: red; }
    #lists .warm { height: 2; }
    .-late Static { width: 7; }
    Input:disabled { width: 9; }
    App:blur Static { height: 4; }
    App:light Static { max-width: 30; }
    Static.first:first-child { margin: 1; }
    """

    def compose(self) -> ComposeResult:
        yield Static("one", classes="warm first")
        yield Static("two", classes="warm first")
        with Vertical(id="lists"):
            yield Static("three", classes="warm")
            yield Static("four")
        yield Input(disabled=True)
        yield Input()


def rules_of(app: App[None]) -> list[Any]:
    return [node.styles.base.get_rules() for node in app.screen.walk_children(with_self=True)]


async def test_rules_that_are_kept_are_those_that_textual_finds() -> None:
    app = Kinds()

    async def is_right() -> None:
        app.stylesheet.update(app.screen)
        kept = rules_of(app)
        for node in app.screen.walk_children(with_self=True):
            Stylesheet.apply(app.stylesheet, node)
        assert kept == rules_of(app)
        assert any(rules.get("height") for rules in kept)

    async with app.run_test() as pilot:
        await is_right()
        app.add_class("-late")
        await is_right()
        app.query(Input).last().disabled = True
        await is_right()
        app.app_focus = False
        await is_right()
        app.theme = "battenburg-light"
        await pilot.pause()
        await is_right()
        app.stylesheet.add_source(".warm { width: 11; }")
        await is_right()


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


class Layers(App[None]):
    """Two widgets, one of which lies over a part of the other."""

    CSS = """
    Screen { layers: below above; }
    #below { layer: below; width: 20; height: 3; }
    #above { layer: above; width: 6; height: 1; offset: 4 1; background: red; }
    """

    def get_default_screen(self) -> Screen[None]:
        return PromptScreen()

    def compose(self) -> ComposeResult:
        yield Static("aaaaaaaaaaaaaaaaaaaa\n" * 3, id="below")
        yield Static("over", id="above")


async def test_a_part_of_a_screen_is_drawn_as_the_whole_of_it_is() -> None:
    app = Layers()
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, PacedScreen)
        whole = screen._compositor.render_strips()
        parts = screen.render_region(screen.size.region)
        assert [line.text for line in parts] == [line.text for line in whole]
        assert "aaaaover" in parts[1].text
        assert screen.render_region(Region(3, 1, 4, 1))[0].text == "aove"


class Sent(HeadlessDriver):
    """A driver that keeps what a terminal would get, and knows what it shows."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.image = TerminalImage()
        self.sent: list[str] = []

    def write(self, data: str) -> None:
        self.sent.append(data)

    @property
    def is_headless(self) -> bool:
        return False


class Imaged(ImagingApp):
    """An app on that driver."""

    def get_default_screen(self) -> Screen[None]:
        return PromptScreen()

    def compose(self) -> ComposeResult:
        yield Static("0:23:10")


async def test_an_app_sends_the_cells_that_differ_also_for_a_whole_screen() -> None:
    app = Imaged(driver_class=Sent)
    async with app.run_test(headless=False, size=(30, 6)) as pilot:
        await pilot.pause()
        driver = app._driver
        assert isinstance(driver, Sent)
        assert "0:23:10" in "".join(driver.sent)
        driver.sent.clear()
        app.query_one(Static).update("0:23:11")
        app.screen.refresh()
        await app.screen.wait_for_refresh()
        await pilot.pause()
        assert "0:23:1" not in "".join(driver.sent)
        assert "1" in "".join(driver.sent)
        driver.sent.clear()
        app.draw_anew()
        await app.screen.wait_for_refresh()
        await pilot.pause()
        assert "0:23:11" in "".join(driver.sent)


def test_no_other_package_imports_what_is_private_in_textual() -> None:
    folder = Path(jru_tui.__file__).parent
    private = re.compile(r"^\s*(?:from|import) textual\.(?:\w+\.)*_", re.MULTILINE)
    found = {path.parent.name for path in folder.rglob("*.py") if private.search(path.read_text())}
    assert found == {"textual_internals"}


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


async def test_a_fault_of_a_worker_is_told_and_not_that_a_worker_failed() -> None:
    """A crash file named Textual's `WorkerFailed`, and no line of the fault."""
    fault = KeyError("what a caller said")

    async def fails() -> None:
        raise fault

    def start(app: Quiet) -> None:
        app.run_worker(fails())

    app = Quiet(start)
    await app.run_async(headless=True)
    assert app.crash is fault
    assert app.printed() == []


async def test_a_panic_is_a_fault_and_prints_nothing() -> None:
    app = Quiet(lambda app: app.panic("what a caller said"))
    await app.run_async(headless=True)
    assert app.crash is not None
    assert app.return_code == 1
    assert app.printed() == []
