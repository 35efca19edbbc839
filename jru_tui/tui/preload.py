"""Preloading of dialogs and pages after the first frame, between keys.

No first frame waits for a dialog, and no first key for its module and its style sheet either.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from textual.app import App
from textual.widget import Widget

from jru_tui.tui.textual_internals.matched_styles import read_defaults
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
    "pages.help",
    "dialogs.back_up",
    "dialogs.check",
    "dialogs.stand_down",
    "dialogs.dismiss",
    "dialogs.crew",
    "dialogs.amendments",
    "dialogs.undo",
    "dialogs.next_call",
    "dialogs.open_call",
    "dialogs.reopen",
    "dialogs.acknowledge",
    "dialogs.settle",
    "dialogs.marker",
    "dialogs.shift",
    "dialogs.spool",
    "dialogs.late_entry",
    "dialogs.leave",
    "pages.log",
    "pages.long_text",
    "pages.feed",
    "pages.boards",
    "pages.shifts",
    "pages.report_page",
)
"""Every dialog and page; what is used most in a shift, first."""

SHEETS = (FULL_SCREEN_SHEET, DIALOG_SHEET)
_AFTER_S = 0.5
_STEP_S = 0.02


class Preload:
    """A sequence of steps, each taken when the app has nothing to do.

    Attributes:
        steps: what is left of it.
    """

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
        self.steps = self._load()

    def start(self) -> None:
        """Begin in a moment."""
        self._app.set_timer(_AFTER_S, self._step)

    def _step(self) -> None:
        if not self._is_idle() or next(self.steps, None) is not None:
            self._app.set_timer(_STEP_S, self._step)

    def _load(self) -> Iterator[str]:
        """Load one thing after the other, and name each."""
        from textual.scrollbar import ScrollBar  # noqa: PLC0415 - no widget has one before

        kinds: dict[type[Widget], None] = {ScrollBar: None}
        yield "scrollbars"
        for name in MODULES:
            kinds |= dict.fromkeys(_kinds_of(import_module(f"jru_tui.tui.{name}")))
            yield name
        styles = self._app.stylesheet
        read_defaults(styles, kinds)  # at once: each time all that matched is matched anew
        for sheet in SHEETS:
            if not styles.has_source(str(sheet), ""):
                styles.read(sheet)
            styles.parse()
            yield sheet.name
        styles.update(self._app)
        yield "styles"
        self._prepare()


def _kinds_of(module: ModuleType) -> Iterator[type[Widget]]:
    """Yield the kinds of widgets that a module makes or uses."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Widget):
            yield value
