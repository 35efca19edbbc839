"""Preloading of dialogs and pages after the first frame, between keys.

No first frame waits for a dialog, and no first key for its module and its style sheet either.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from textual.app import App

from jru_tui.tui.theme import DIALOG_SHEET, FULL_SCREEN_SHEET

MODULES = (
    "pages.emergency",  # may come by itself
    "dialogs.assign",
    "dialogs.close",
    "dialogs.status",
    "dialogs.notes",
    "dialogs.command_line",
    "palette",
    "pages.call",
    "dialogs.back_up",
    "dialogs.check",
    "dialogs.stand_down",
    "dialogs.dismiss",
    "dialogs.crew",
    "pages.help",
)
"""What is used most in a shift, first. Reports stay out: they are large, and seldom wanted."""

SHEETS = (FULL_SCREEN_SHEET, DIALOG_SHEET)
_AFTER_S = 0.5
_STEP_S = 0.05


class Preload:
    """A sequence of steps, each taken when the app has nothing to do."""

    def __init__(
        self, app: App[Any], is_idle: Callable[[], bool], prepare: Callable[[], None]
    ) -> None:
        """Load for this app.

        Args:
            app: whose style sheets are loaded.
            is_idle: tells whether no key waits.
            prepare: the last step: lets the main screen make what only keys ask for.
        """
        self._app = app
        self._is_idle = is_idle
        self._prepare = prepare
        self._steps = self._load()

    def start(self) -> None:
        """Begin in a moment."""
        self._app.set_timer(_AFTER_S, self._step)

    def _step(self) -> None:
        if not self._is_idle() or next(self._steps, None) is not None:
            self._app.set_timer(_STEP_S, self._step)

    def _load(self) -> Iterator[str]:
        """Load one thing after the other, and name each."""
        for name in MODULES:
            import_module(f"jru_tui.tui.{name}")
            yield name
        styles = self._app.stylesheet
        for sheet in SHEETS:
            if not styles.has_source(str(sheet), ""):
                styles.read(sheet)
                yield sheet.name
        styles.reparse()
        yield "rules"
        styles.update(self._app)
        yield "styles"
        self._prepare()
