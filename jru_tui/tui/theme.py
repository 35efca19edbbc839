"""Every colour of the program: four own themes, and the same names for every built-in theme.

Screens and widgets use the `jru-*` variables only. The names say what a colour means (free,
moving, at scene), never what it looks like, so that any theme can give its own.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Generic

from textual.app import App, ReturnType
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES, Theme

from jru_tui.tui.drawing.control_filter import CONTROL_FILTER

MEANINGS = (
    "jru-free",
    "jru-moving",
    "jru-scene",
    "jru-held",
    "jru-alarm",
    "jru-amber",
    "jru-red",
    "jru-accent",
    "jru-strong",
    "jru-dim",
    "jru-line",
    "jru-bar",
    "jru-selected",
    "jru-waiting",
)
"""All of the names. A test holds that every theme gives a colour for each."""

_FOLDER = Path(__file__).parent

BOARD_SHEET = _FOLDER / "board.tcss"
DIALOG_SHEET = _FOLDER / "dialogs.tcss"
FULL_SCREEN_SHEET = _FOLDER / "fronts.tcss"
"""The style sheets: one path for each, however many screens share it, so that each is read once."""

BATTENBURG = Theme(
    name="battenburg",
    primary="#5b9cf5",
    secondary="#3a6fc4",
    accent="#ffd60a",
    warning="#ffb020",
    error="#ff5c5c",
    success="#35cc8c",
    foreground="#dfe6f0",
    background="#0a1019",
    surface="#101826",
    panel="#17263d",
    dark=True,
    variables={
        "jru-free": "#5b9cf5",
        "jru-moving": "#ffb020",
        "jru-scene": "#35cc8c",
        "jru-held": "#a98be3",
        "jru-alarm": "#ff5c5c",
        "jru-amber": "#ffb020",
        "jru-red": "#ff5c5c",
        "jru-accent": "#ffd60a",
        "jru-strong": "#ffffff",
        "jru-dim": "#8492a6",
        "jru-line": "#2f4058",
        "jru-bar": "#14213a",
        "jru-selected": "#21375c",
        "jru-waiting": "#2b2210",
        "border": "#2f4058",
        "scrollbar": "#2f4058",
        "scrollbar-background": "#0a1019",
        "scrollbar-corner-color": "#0a1019",
    },
)

BATTENBURG_LIGHT = Theme(
    name="battenburg-light",
    primary="#0b4fb3",
    secondary="#3a6fc4",
    accent="#8a6500",
    warning="#9a5b00",
    error="#b3141f",
    success="#08693f",
    foreground="#16202e",
    background="#f7f8fa",
    surface="#eceff4",
    panel="#dbe2ec",
    dark=False,
    variables={
        "jru-free": "#0b4fb3",
        "jru-moving": "#9a5b00",
        "jru-scene": "#08693f",
        "jru-held": "#5f3aa8",
        "jru-alarm": "#b3141f",
        "jru-amber": "#9a5b00",
        "jru-red": "#b3141f",
        "jru-accent": "#0b3f8f",
        "jru-strong": "#000000",
        "jru-dim": "#56637a",
        "jru-line": "#b4bfce",
        "jru-bar": "#dbe2ec",
        "jru-selected": "#c9dbf7",
        "jru-waiting": "#fff0c9",
        "border": "#b4bfce",
        "scrollbar": "#b4bfce",
        "scrollbar-background": "#f7f8fa",
        "scrollbar-corner-color": "#f7f8fa",
    },
)


HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#8cc4ff",
    secondary="#dcbcff",
    accent="#ffff66",
    warning="#ffc94d",
    error="#ffb0a8",
    success="#5cffb0",
    foreground="#ffffff",
    background="#000000",
    surface="#000a1a",
    panel="#001a40",
    dark=True,
    variables={
        "jru-free": "#8cc4ff",
        "jru-moving": "#ffc94d",
        "jru-scene": "#5cffb0",
        "jru-held": "#dcbcff",
        "jru-alarm": "#ffb0a8",
        "jru-amber": "#ffc94d",
        "jru-red": "#ffb0a8",
        "jru-accent": "#ffff66",
        "jru-strong": "#ffffff",
        "jru-dim": "#d3dae4",
        "jru-line": "#9aa7b8",
        "jru-bar": "#001a40",
        "jru-selected": "#002a66",
        "jru-waiting": "#332400",
        "border": "#9aa7b8",
        "scrollbar": "#9aa7b8",
        "scrollbar-background": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)
"""Every text at least 7 to 1 against every ground (WCAG 2, level AAA)."""

COLOUR_BLIND = Theme(
    name="colour-blind",
    primary="#4da3ff",
    secondary="#8f9bb3",
    accent="#fff0a8",
    warning="#ffd166",
    error="#ff7a1a",
    success="#e8f1ff",
    foreground="#dfe6f0",
    background="#05080f",
    surface="#0b1220",
    panel="#15233c",
    dark=True,
    variables={
        "jru-free": "#4da3ff",
        "jru-moving": "#ffd166",
        "jru-scene": "#e8f1ff",
        "jru-held": "#8f9bb3",
        "jru-alarm": "#ff7a1a",
        "jru-amber": "#ffd166",
        "jru-red": "#ff7a1a",
        "jru-accent": "#fff0a8",
        "jru-strong": "#ffffff",
        "jru-dim": "#93a1b8",
        "jru-line": "#3a4c68",
        "jru-bar": "#0f1b30",
        "jru-selected": "#1c3560",
        "jru-waiting": "#2a1f08",
        "border": "#3a4c68",
        "scrollbar": "#3a4c68",
        "scrollbar-background": "#05080f",
        "scrollbar-corner-color": "#05080f",
    },
)
"""Blue against orange and yellow, and lightness where hues run together: for deuteranopia too."""

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


def without_colour(variables: dict[str, str], *, dark: bool) -> dict[str, str]:
    """The same variables where only lightness is left: what matters most stands out most."""
    most, more, some, less, least = (
        ("#ffffff", "#e8e8e8", "#d0d0d0", "#b8b8b8", "#969696")
        if dark
        else ("#000000", "#1c1c1c", "#303030", "#484848", "#606060")
    )
    return variables | {
        "foreground": some,
        "jru-alarm": most,
        "jru-red": most,
        "jru-strong": most,
        "jru-accent": more,
        "jru-amber": more,
        "jru-moving": more,
        "jru-scene": some,
        "jru-free": some,
        "jru-held": less,
        "jru-dim": least,
    }


class ThemedApp(App[ReturnType], Generic[ReturnType]):
    """An app that knows the unit's themes and gives `$jru-*` under any other theme."""

    def __init__(self, theme: str = BATTENBURG.name) -> None:
        # Textual reads its styles for the theme that it starts with. One that is set afterwards
        # has it read all of them again, before the first frame.
        self.set_reactive(App.theme, theme)
        super().__init__()

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
