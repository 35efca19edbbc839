"""The last gate of the screen: a widget that is given hostile text draws it harmless."""

import pytest
from textual.app import ComposeResult
from textual.widgets import Input, OptionList, Static

from jru_tui.tui.drawing.control_filter import CONTROL_FILTER
from jru_tui.tui.theme import ThemedApp

HOSTILE = "a\x1b[2Jb\x9bc\u202ed"


class Careless(ThemedApp[None]):
    """Every widget that has ever let text through raw."""

    def compose(self) -> ComposeResult:
        yield Static(HOSTILE, markup=False)
        yield OptionList(HOSTILE)
        yield Input(HOSTILE)

    def on_mount(self) -> None:
        self.notify(HOSTILE, markup=False)


async def drawn(app: Careless) -> str:
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        update = app.screen._compositor.render_strips()
        return "".join(segment.text for strip in update for segment in strip)


async def test_what_a_careless_widget_draws_is_harmless() -> None:
    text = await drawn(Careless())
    assert text.isprintable()
    assert text.count("a\N{REPLACEMENT CHARACTER}[2Jb") >= 3


async def test_without_the_gate_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(CONTROL_FILTER, "enabled", False)
    monkeypatch.setattr(CONTROL_FILTER, "apply", lambda segments, _background: segments)
    assert "\x1b[2J" in await drawn(Careless())
