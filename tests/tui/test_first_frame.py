"""The first frame as text for a terminal: the colours are Textual's, and no text is a command."""

import re

import pytest
from rich.color import ColorSystem
from rich.console import Console
from textual.filter import Monochrome

from jru_tui.tui.drawing.styles import Inks
from jru_tui.tui.first_frame import AnsiInks, colour_depth
from jru_tui.tui.layout.inks import GROUNDS, INKS
from jru_tui.tui.layout.line import Line, Piece
from jru_tui.tui.theme_colours import colours_by_theme, without_colour

THEMES = ["battenburg", "battenburg-light", "colour-blind", "nord", "textual-light", "ansi-dark"]
DEPTHS = [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD]


def lines() -> list[Line]:
    """Every ink on every ground."""
    return [Line(3, ground).add("ab", ink) for ground in GROUNDS for ink in INKS]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("grey", [False, True])
def test_an_ink_is_what_textual_makes_of_it(theme: str, depth: ColorSystem, grey: bool) -> None:
    colours, dark = colours_by_theme()[theme]
    if grey and theme == "ansi-dark":
        return  # refused before anything is drawn
    if grey:
        colours = without_colour(colours, dark=dark)
    painted = AnsiInks(colours, depth, grey=grey).frame(lines())
    inks = Inks(colours, [Monochrome()] if grey else [])
    theirs = [
        "".join(
            # A style keeps the sequence of the first depth that it is rendered for.
            segment.style.copy().render(segment.text, color_system=depth)
            for segment in inks.strip(line)
            if segment.style is not None
        )
        for line in lines()
    ]
    assert re.split(r"\x1b\[\d+;1H", painted)[1:] == theirs


ENVIRONMENTS: list[dict[str, str]] = [
    {"TERM": "xterm-256color"},
    {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    {"TERM": "xterm", "COLORTERM": "24bit "},
    {"TERM": "xterm-kitty"},
    {"TERM": "xterm-16color"},
    {"TERM": "linux"},
    {},
]


@pytest.mark.parametrize("environ", ENVIRONMENTS)
def test_a_terminal_has_as_many_colours_as_rich_finds(environ: dict[str, str]) -> None:
    console = Console(force_terminal=True, legacy_windows=False, _environ=environ)
    assert colour_depth(environ) is console._color_system


def test_what_a_terminal_would_act_on_is_replaced_whatever_made_the_line() -> None:
    line = Line(8)
    line.pieces.append(Piece("\x1b]0;x\x07\x9b", "text", "ground"))
    painted = AnsiInks(colours_by_theme()["battenburg"].colours, DEPTHS[0]).frame([line])
    assert "\x1b]" not in painted
    assert "\x07" not in painted
    assert "\x9b" not in painted
