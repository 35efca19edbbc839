"""A dialog that is mounted before its style sheet is read is drawn as one that is mounted after it.

From Python 3.12 on, Textual starts a screen's task at once: it mounts its widgets before the app
has read the sheet of that screen. Here every Python does so.
"""

from typing import Any

import pytest
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from tests.tui.dialogs.conftest import MakeHarness
from tests.tui.pictures import as_styled_text

KEYS = {"line": "colon", "assign": "a", "call": "enter", "help": "question_mark"}


async def drawn(harness: MakeHarness, key: str) -> str:
    """What an app that has read no sheet of a dialog yet shows after a key."""
    app = harness(call="K-1037")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        return as_styled_text(app)


def read_after_mount(monkeypatch: pytest.MonkeyPatch) -> list[Screen[Any]]:
    """Read the sheet of a screen that has started only when it has mounted its widgets.

    Returns:
        The screens that waited for their sheets.
    """
    read = App._load_screen_css
    waited: list[Screen[Any]] = []

    def read_later(app: App[Any], screen: Screen[Any]) -> None:
        def read_now() -> None:
            assert screen.is_mounted
            # Textual styles again what is on the stack. An opening screen comes onto it afterwards.
            with monkeypatch.context() as changed:
                changed.setattr(Stylesheet, "update", lambda *_given, **_named: None)
                read(app, screen)

        if screen._task is None:  # it has not started: its widgets will come after the sheet
            read(app, screen)
        else:
            waited.append(screen)
            screen.call_later(read_now)

    monkeypatch.setattr(App, "_load_screen_css", read_later)
    return waited


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
async def test_a_late_style_sheet_changes_nothing(
    harness: MakeHarness, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    usual = await drawn(harness, key)
    waited = read_after_mount(monkeypatch)
    assert await drawn(harness, key) == usual
    assert waited
