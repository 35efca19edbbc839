"""Every colour of the board, by theme: the unit's own themes, and the built-in ones resolved.

Lines name inks, inks name variables, and a theme says what colour a variable has. It is a plain
table, so that a board can be drawn before Textual is there; a test compares it with what Textual
makes of its own themes.
"""

from collections.abc import Mapping
from typing import NamedTuple, Self

DEFAULT = "battenburg"
"""The theme where none is chosen."""

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
"""Colours by what they mean, never by what they look like, so that any theme can give its own."""

_COLUMNS = (
    *("background", "foreground", "jru-strong"),
    *("jru-free", "jru-held", "jru-accent", "jru-moving", "jru-red"),
    *("jru-scene", "jru-bar", "jru-dim", "jru-line", "jru-selected", "jru-waiting"),
)


class ThemeColours(NamedTuple):
    """The colours of a theme.

    Attributes:
        colours: by variable; `#rrggbb`, or one that the terminal has itself, as `ansi_red`.
        dark: whether it is light on dark.
    """

    colours: Mapping[str, str]
    dark: bool

    @classmethod
    def of(cls, row: str, *, dark: bool = True) -> Self:
        """Read a row of the table below."""
        colours = dict(zip(_COLUMNS, row.split(), strict=True))
        same = {"jru-alarm": colours["jru-red"], "jru-amber": colours["jru-moving"]}
        return cls(colours | same, dark)

    @property
    def ansi(self) -> bool:
        """Test whether its colours are the terminal's own."""
        return self.colours["background"].startswith("ansi_")


OWN: Mapping[str, ThemeColours] = {
    "battenburg": ThemeColours.of(
        "#0a1019 #dfe6f0 #ffffff #5b9cf5 #a98be3 #ffd60a #ffb020 #ff5c5c "
        "#35cc8c #14213a #8492a6 #2f4058 #21375c #2b2210",
    ),
    "battenburg-light": ThemeColours.of(
        "#f7f8fa #16202e #000000 #0b4fb3 #5f3aa8 #0b3f8f #9a5b00 #b3141f "
        "#08693f #dbe2ec #56637a #b4bfce #c9dbf7 #fff0c9",
        dark=False,
    ),
    # Every text at least 7 to 1 against every ground (WCAG 2, level AAA).
    "high-contrast": ThemeColours.of(
        "#000000 #ffffff #ffffff #8cc4ff #dcbcff #ffff66 #ffc94d #ffb0a8 "
        "#5cffb0 #001a40 #d3dae4 #9aa7b8 #002a66 #332400",
    ),
    # Blue against orange and yellow, and lightness where hues run together: for deuteranopia too.
    "colour-blind": ThemeColours.of(
        "#05080f #dfe6f0 #ffffff #4da3ff #8f9bb3 #fff0a8 #ffd166 #ff7a1a "
        "#e8f1ff #0f1b30 #93a1b8 #3a4c68 #1c3560 #2a1f08",
    ),
}
"""The unit's own themes."""

BUILT_IN: Mapping[str, ThemeColours] = {
    "textual-dark": ThemeColours.of(
        "#121212 #e0e0e0 #e0e0e0 #0178d4 #004578 #fea62b #fea62b #b93c5b "
        "#4ebf71 #242f38 #919191 #454545 #0d2e48 #332615",
    ),
    "textual-light": ThemeColours.of(
        "#e0e0e0 #1f1f1f #1f1f1f #004578 #0178d4 #fea62b #fea62b #b93c5b "
        "#4ebf71 #d0d0d0 #686868 #afafaf #a1b4c2 #e4d7c6",
        dark=False,
    ),
    "nord": ThemeColours.of(
        "#2e3440 #d8dee9 #d8dee9 #88c0d0 #81a1c1 #b48ead #eacb8b #be616a "
        "#a3be8c #434c5e #979da8 #585e6a #475b68 #48494a",
    ),
    "gruvbox": ThemeColours.of(
        "#282828 #fbf1c7 #fbf1c7 #85a598 #a89a85 #f9bd2f #fd8019 #fa4934 "
        "#b7bb26 #504945 #aaa48a #5c5a4f #424b47 #453425",
    ),
    "catppuccin-mocha": ThemeColours.of(
        "#181825 #cdd6f4 #cdd6f4 #f5c2e7 #cba6f7 #f9b387 #fae3b0 #f28fad "
        "#abe9b3 #45475a #888da5 #454758 #55475b #373438",
    ),
    "dracula": ThemeColours.of(
        "#282a36 #f8f8f2 #f8f8f2 #bd93f9 #6272a4 #ff79c6 #feb86c #fe5555 "
        "#50fa7b #313442 #a8a9aa #5c5d65 #51476c #453d3d",
    ),
    "tokyo-night": ThemeColours.of(
        "#1a1b26 #a9b1d6 #a9b1d6 #bb9af7 #7aa2f7 #fe9e64 #dfaf68 #f6768e "
        "#9ece6a #414868 #727893 #3d4052 #473e60 #352f2f",
    ),
    "monokai": ThemeColours.of(
        "#272822 #d6d6d6 #d6d6d6 #ae81ff #f82672 #66d9ef #fc971f #f82672 "
        "#a5e22e #3e3d32 #939391 #52534f #4c405f #443721",
    ),
    "flexoki": ThemeColours.of(
        "#100f0f #fffcf0 #fffcf0 #205ea6 #24837b #9b76c8 #ac8301 #ae3029 "
        "#65800b #282726 #a4a19a #4b4a47 #142539 #251f0d",
    ),
    "catppuccin-latte": ThemeColours.of(
        "#eff1f5 #4c4f69 #4c4f69 #8839ef #db8a78 #fd640b #de8e1d #d10f39 "
        "#40a02b #ccd0da #898c9e #c6c8d2 #d2bdf3 #ece3d6",
        dark=False,
    ),
    "catppuccin-frappe": ThemeColours.of(
        "#303446 #c6d0f5 #c6d0f5 #ca9ee6 #ee9f76 #f4b8e4 #e4c890 #e68284 "
        "#a6d189 #51576d #8d94b2 #555b71 #5b5172 #494850",
    ),
    "catppuccin-macchiato": ThemeColours.of(
        "#24273a #cad3f5 #cad3f5 #c6a0f6 #f4a97f #f5bde6 #eed49f #ed8796 "
        "#a6da95 #494d64 #8a91ad #4d5268 #51486e #403f48",
    ),
    "solarized-light": ThemeColours.of(
        "#fdf6e3 #586e75 #586e75 #268bd2 #2aa198 #6c71c4 #ca4b16 #db322f "
        "#849900 #eee8d5 #96a19e #d3d4c7 #c0d8de #f5dec6",
        dark=False,
    ),
    "solarized-dark": ThemeColours.of(
        "#002b36 #839496 #839496 #268bd2 #2aa198 #6c71c4 #ca4b16 #db322f "
        "#849900 #073642 #516c71 #20454e #0a4561 #1c2f31",
    ),
    "rose-pine": ThemeColours.of(
        "#191724 #e0def4 #e0def4 #c4a7e7 #31748f #ebbcba #f5c177 #ea6f92 "
        "#9ccfd8 #26233a #9492a4 #4a4858 #483f5a #372e2f",
    ),
    "rose-pine-moon": ThemeColours.of(
        "#232136 #e0def4 #e0def4 #c4a7e7 #3e8fb0 #ea9a97 #f5c177 #ea6f92 "
        "#9ccfd8 #393552 #9896ab #525065 #504667 #40373f",
    ),
    "rose-pine-dawn": ThemeColours.of(
        "#faf4ed #575279 #575279 #907aa9 #286983 #d6827e #e99d34 #b4637a "
        "#56949f #f2e9e1 #948fa5 #d1cbd0 #dcd1d9 #f7e7d3",
        dark=False,
    ),
    "atom-one-dark": ThemeColours.of(
        "#282c34 #abb2bf #abb2bf #61afef #c678dd #a378c2 #ddb25b #ef6262 "
        "#62f062 #4f5666 #797f8a #484d56 #375068 #413e39",
    ),
    "atom-one-light": ThemeColours.of(
        "#fafafa #383a42 #383a42 #4078f2 #a626a4 #be9232 #d7d938 #f13f3f "
        "#6bf23f #cccccc #818287 #c9cacc #c5d5f7 #f5f5de",
        dark=False,
    ),
    "ansi-dark": ThemeColours.of(
        "ansi_default ansi_default ansi_default ansi_blue ansi_cyan ansi_green ansi_yellow "
        "ansi_red ansi_green ansi_black ansi_bright_black ansi_bright_black ansi_blue ansi_default",
    ),
    "ansi-light": ThemeColours.of(
        "ansi_default ansi_default ansi_default ansi_blue ansi_cyan ansi_magenta ansi_bright_red "
        "ansi_red ansi_green ansi_white ansi_bright_black ansi_bright_black ansi_white "
        "ansi_default",
        dark=False,
    ),
}
"""Textual's themes, as the board draws them."""


def colours_by_theme() -> Mapping[str, ThemeColours]:
    """Every theme that can be chosen, by name."""
    return {**BUILT_IN, **OWN}


def without_colour(variables: Mapping[str, str], *, dark: bool) -> dict[str, str]:
    """The same variables where only lightness is left: what matters most stands out most."""
    most, more, some, less, least = (
        ("#ffffff", "#e8e8e8", "#d0d0d0", "#b8b8b8", "#969696")
        if dark
        else ("#000000", "#1c1c1c", "#303030", "#484848", "#606060")
    )
    return {
        **variables,
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
