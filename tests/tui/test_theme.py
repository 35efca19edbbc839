import re
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

import jru_tui.tui
from jru_tui.tui.theme import BATTENBURG, BATTENBURG_LIGHT, MEANINGS, meanings

OWN = [BATTENBURG, BATTENBURG_LIGHT]


@pytest.mark.parametrize("theme", [*BUILTIN_THEMES.values(), *OWN], ids=lambda theme: theme.name)
def test_every_theme_has_a_colour_for_every_meaning(theme: Theme) -> None:
    variables = meanings(theme) | theme.variables
    for name in MEANINGS:
        Color.parse(variables[name])


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in Color.parse(colour).normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "jru-bar", "jru-selected", "jru-waiting"])
def test_the_own_themes_can_be_read_on_every_ground(theme: Theme, ground: str) -> None:
    under = theme.background if ground == "background" else theme.variables[ground]
    assert under is not None
    for name in set(MEANINGS) - {"jru-line", "jru-bar", "jru-selected", "jru-waiting"}:
        # WCAG 2 asks 4.5 of text; 3 of what is large, or grey because it matters less.
        least = 3.0 if name == "jru-dim" else 3.7
        assert contrast(theme.variables[name], under) >= least, name


def test_no_colour_is_written_outside_the_theme() -> None:
    room = Path(jru_tui.tui.__file__).parent
    written = re.compile(r"#[0-9a-fA-F]{6}\b|rgb\(")
    found = [
        path.name
        for path in room.rglob("*")
        if path.suffix in {".py", ".tcss"}
        and path.name != "theme.py"
        and written.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
