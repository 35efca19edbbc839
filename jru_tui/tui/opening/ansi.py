"""Lines made into the text and the control sequences that a terminal takes, without Textual."""

from collections.abc import Iterable, Mapping
from functools import cache

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from jru_tui.board import printable
from jru_tui.tui.layout.inks import BOLD, GROUNDS, INKS, REVERSE, STRIKE
from jru_tui.tui.layout.line import Line

_WEIGHTS = {BOLD: "1", REVERSE: "7", STRIKE: "9"}
_DEPTHS = {
    "kitty": ColorSystem.EIGHT_BIT,
    "256color": ColorSystem.EIGHT_BIT,
    "16color": ColorSystem.STANDARD,
}


def colour_depth(environ: Mapping[str, str]) -> ColorSystem:
    """Tell how many colours a terminal has, as its environment says and Rich reads it."""
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return ColorSystem.TRUECOLOR
    kind = environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return _DEPTHS.get(kind, ColorSystem.STANDARD)


class AnsiInks:
    """The sequences of inks on grounds, for the colours of one theme."""

    def __init__(
        self, colours: Mapping[str, str], depth: ColorSystem, *, grey: bool = False
    ) -> None:
        """Take the colours.

        Args:
            colours: by variable of the theme.
            depth: how many colours the terminal has.
            grey: true to keep nothing of them but their lightness.
        """
        self._colours = colours
        self._depth = depth
        self._grey = grey
        self._started: dict[tuple[str, str], str] = {}

    def frame(self, lines: Iterable[Line]) -> str:
        """Return the lines from the top left on; what a terminal would act on is replaced."""
        return "".join(
            f"\x1b[{y};1H{''.join(map(self._run, *zip(*line.runs(), strict=True)))}"
            for y, line in enumerate(lines, 1)
            if line.width
        )

    def _run(self, text: str, ink: str, ground: str) -> str:
        start = self._started.get((ink, ground))
        if start is None:
            start = self._started[ink, ground] = self._start(ink, ground)
        return f"{start}{text if text.isprintable() else printable(text)}\x1b[0m"

    def _start(self, ink: str, ground: str) -> str:
        variable, weights = INKS[ink]
        codes = [
            *(_WEIGHTS[weight] for weight in sorted(weights)),
            *self._codes(self._colours[variable], foreground=True),
            *self._codes(self._colours[GROUNDS[ground]], foreground=False),
        ]
        return f"\x1b[{';'.join(codes)}m"

    def _codes(self, colour: str, *, foreground: bool) -> tuple[str, ...]:
        known = _grey(colour) if self._grey else Color.parse(colour.removeprefix("ansi_"))
        return known.downgrade(self._depth).get_ansi_codes(foreground)


@cache
def _grey(colour: str) -> Color:
    """The grey that is as light as a colour (ITU-R BT.709)."""
    red, green, blue = Color.parse(colour).get_truecolor()
    light = round(red * 0.2126 + green * 0.7152 + blue * 0.0722)
    return Color.from_triplet(ColorTriplet(light, light, light))
