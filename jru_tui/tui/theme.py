"""Textual's themes: four of our own from their colours, and the same names for every built-in one.

Screens and widgets use the `jru-*` variables only.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Generic

from textual.app import App, ReturnType
from textual.color import Color
from textual.filter import LineFilter
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import BUILTIN_THEMES, Theme

from jru_tui.tui.drawing.control_filter import CONTROL_FILTER
from jru_tui.tui.textual_internals.matched_styles import MatchedStyles
from jru_tui.tui.theme_colours import DEFAULT, MEANINGS, without_colour
from jru_tui.tui.theme_colours import OWN as OWN_COLOURS

_FOLDER = Path(__file__).parent

BOARD_SHEET = _FOLDER / "board.tcss"
DIALOG_SHEET = _FOLDER / "dialogs.tcss"
FULL_SCREEN_SHEET = _FOLDER / "pages.tcss"
"""The style sheets: one path for each, however many screens share it, so that each is read once."""


class _WholeCells(ScrollBarRender):
    """Scroll bars of whole cells: a part of one looks like a mark that belongs to a line."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


ScrollBar.renderer = _WholeCells


def _own_theme(name: str, **colours: Any) -> Theme:
    """Make a theme of our own; `colours` are those that the board itself does not use."""
    board, dark = OWN_COLOURS[name]
    edges = dict.fromkeys(("border", "scrollbar"), board["jru-line"])
    grounds = dict.fromkeys(("scrollbar-background", "scrollbar-corner-color"), board["background"])
    return Theme(
        name=name,
        foreground=board["foreground"],
        background=board["background"],
        dark=dark,
        variables={meaning: board[meaning] for meaning in MEANINGS} | edges | grounds,
        **colours,
    )


BATTENBURG = _own_theme(
    "battenburg",
    primary="#5b9cf5",
    secondary="#3a6fc4",
    accent="#ffd60a",
    warning="#ffb020",
    error="#ff5c5c",
    success="#35cc8c",
    surface="#101826",
    panel="#17263d",
)

BATTENBURG_LIGHT = _own_theme(
    "battenburg-light",
    primary="#0b4fb3",
    secondary="#3a6fc4",
    accent="#8a6500",
    warning="#9a5b00",
    error="#b3141f",
    success="#08693f",
    surface="#eceff4",
    panel="#dbe2ec",
)

HIGH_CONTRAST = _own_theme(
    "high-contrast",
    primary="#8cc4ff",
    secondary="#dcbcff",
    accent="#ffff66",
    warning="#ffc94d",
    error="#ffb0a8",
    success="#5cffb0",
    surface="#000a1a",
    panel="#001a40",
)

COLOUR_BLIND = _own_theme(
    "colour-blind",
    primary="#4da3ff",
    secondary="#8f9bb3",
    accent="#fff0a8",
    warning="#ffd166",
    error="#ff7a1a",
    success="#e8f1ff",
    surface="#0b1220",
    panel="#15233c",
)

OWN = (BATTENBURG, BATTENBURG_LIGHT, HIGH_CONTRAST, COLOUR_BLIND)
"""The unit's own themes."""


@cache
def known_themes() -> dict[str, Theme]:
    """Every theme that can be chosen, by name: the unit's own, and Textual's."""
    return BUILTIN_THEMES | {theme.name: theme for theme in OWN}


def meanings(theme: Theme) -> dict[str, str]:
    """The `jru-*` variables for a theme that does not define them, from its own colours."""
    own = theme.to_color_system().generate()
    named = {
        "jru-free": own["primary"],
        "jru-moving": own["warning"],
        "jru-scene": own["success"],
        "jru-held": own["secondary"],
        "jru-alarm": own["error"],
        "jru-amber": own["warning"],
        "jru-red": own["error"],
        "jru-accent": own["accent"],
        "jru-strong": own["foreground"],
    }
    if theme.ansi:
        # Terminal colours cannot be mixed, and a grey ground would swallow grey ink.
        shades = dict.fromkeys(("jru-dim", "jru-line"), "ansi_bright_black")
        bar, selected = ("ansi_black", "ansi_blue") if theme.dark else ("ansi_white", "ansi_white")
        grounds = {"jru-bar": bar, "jru-selected": selected, "jru-waiting": "ansi_default"}
        return named | shades | grounds
    ground, ink = Color.parse(own["background"]), Color.parse(own["foreground"])
    return named | {
        "jru-dim": ground.blend(ink, 0.62).hex,
        "jru-line": ground.blend(ink, 0.25).hex,
        "jru-bar": own["panel"],
        "jru-selected": ground.blend(Color.parse(own["primary"]), 0.28).hex,
        "jru-waiting": ground.blend(Color.parse(own["warning"]), 0.14).hex,
    }


class ThemedApp(App[ReturnType], Generic[ReturnType]):
    """An app that knows the unit's themes and gives `$jru-*` under any other theme."""

    def __init__(self, theme: str = DEFAULT) -> None:
        # Textual reads its styles for the theme that it starts with. One that is set afterwards
        # has it read all of them again, before the first frame.
        self.set_reactive(App.theme, theme)
        super().__init__()
        self.stylesheet = MatchedStyles.of(self.stylesheet)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters of what is drawn, and behind them the last gate."""
        return [*super().get_line_filters(), CONTROL_FILTER]

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Every theme that can be chosen, from the start."""
        return known_themes()

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme; with `NO_COLOR` the lightness of what they mean."""
        variables = super().get_css_variables()
        if self.no_color:
            variables = without_colour(variables, dark=self.current_theme.dark)
            self.theme_variables = variables
        return variables

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what `$jru-*` stands for where the theme itself does not say."""
        return meanings(self.current_theme)
