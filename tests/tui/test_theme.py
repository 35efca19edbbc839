import math
import re
from itertools import combinations
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

import jru_tui.tui
from jru_tui.tui.layout.inks import COLOURED
from jru_tui.tui.theme import COLOUR_BLIND, HIGH_CONTRAST, OWN, ThemedApp, known_themes, meanings
from jru_tui.tui.theme_colours import MEANINGS, colours_by_theme, without_colour

GROUNDS = ("background", "jru-bar", "jru-selected", "jru-waiting")
INKS = sorted(set(MEANINGS) - {"jru-line", *GROUNDS})


@pytest.mark.parametrize("theme", [*BUILTIN_THEMES.values(), *OWN], ids=lambda theme: theme.name)
def test_every_theme_has_a_colour_for_every_meaning(theme: Theme) -> None:
    variables = meanings(theme) | theme.variables
    for name in MEANINGS:
        Color.parse(variables[name])


@pytest.mark.parametrize("name", known_themes())
@pytest.mark.parametrize("no_color", [False, True])
def test_a_board_without_textual_has_the_colours_that_textual_makes_of_a_theme(
    monkeypatch: pytest.MonkeyPatch, name: str, no_color: bool
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    theirs = ThemedApp[None](name).get_css_variables()
    colours, dark = ours = colours_by_theme()[name]
    if no_color:
        colours = without_colour(colours, dark=dark)
    assert {called: colours[called].lower() for called in COLOURED} == {
        called: theirs[called].lower() for called in COLOURED
    }
    assert (ours.dark, ours.ansi) == (known_themes()[name].dark, known_themes()[name].ansi)


def test_every_theme_is_in_the_table() -> None:
    assert set(colours_by_theme()) == set(known_themes())


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in Color.parse(colour).normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_own_themes_can_be_read_on_every_ground(theme: Theme, ground: str) -> None:
    under = theme.background if ground == "background" else theme.variables[ground]
    assert under is not None
    for name in INKS:
        # WCAG 2 asks 4.5 of text; 3 of what is large, or grey because it matters less.
        least = 3.0 if name == "jru-dim" else 3.7
        assert contrast(theme.variables[name], under) >= least, name


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", INKS)
def test_the_high_contrast_theme_keeps_seven_to_one(name: str, ground: str) -> None:
    variables = HIGH_CONTRAST.variables | {"background": HIGH_CONTRAST.background or ""}
    assert contrast(variables[name], variables[ground]) >= 7


# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
PROTANOPIA = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)


def seen(colour: str, eyes: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """The colour as such eyes see it, in CIE L*a*b* (D65)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in Color.parse(colour).normalized
    ]
    red, green, blue = (
        min(1.0, max(0.0, sum(share * part for share, part in zip(row, linear, strict=True))))
        for row in eyes
    )

    def root(part: float) -> float:
        return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116

    x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(theme: Theme, one: str, other: str, eyes: tuple[tuple[float, ...], ...]) -> float:
    first, second = (seen(theme.variables[name], eyes) for name in (one, other))
    return math.dist(first, second)


STATUSES = ("jru-free", "jru-moving", "jru-scene", "jru-held", "jru-alarm")


@pytest.mark.parametrize("eyes", [DEUTERANOPIA, PROTANOPIA], ids=["deuteranopia", "protanopia"])
@pytest.mark.parametrize(("one", "other"), combinations(STATUSES, 2))
def test_colour_blind_eyes_tell_the_statuses_apart(
    one: str, other: str, eyes: tuple[tuple[float, ...], ...]
) -> None:
    # About 2 is just noticeable side by side; 20 is another colour at a glance.
    assert apart(COLOUR_BLIND, one, other, eyes) >= 20


def test_red_and_green_alone_would_not_pass() -> None:
    brown_and_olive = Theme(
        name="x", primary="#000000", variables={"one": "#a05020", "other": "#707020"}
    )
    assert apart(brown_and_olive, "one", "other", DEUTERANOPIA) < 20


def test_no_colour_is_written_outside_the_theme() -> None:
    room = Path(jru_tui.tui.__file__).parent
    written = re.compile(r"#[0-9a-fA-F]{6}\b|rgb\(")
    found = [
        path.name
        for path in room.rglob("*")
        if path.suffix in {".py", ".tcss"}
        and path.name not in {"theme.py", "theme_colours.py"}
        and written.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
