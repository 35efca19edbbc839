"""The first frame of the board, painted before Textual is loaded: most of a start is its import.

Textual's own first frame shows the same in every cell, so that nobody sees the change.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from jru_tui.board import printable
from jru_tui.tui.commands.keymap import offered_keys, without_use
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.desk_view import DeskView
from jru_tui.tui.layout.board_layout import LEAST_COLUMNS, LEAST_LINES, StaticBoard
from jru_tui.tui.layout.frame import Frame, watched
from jru_tui.tui.layout.inks import BOLD, GROUNDS, INKS, REVERSE, STRIKE
from jru_tui.tui.layout.key_line import KeyPart
from jru_tui.tui.layout.line import Line
from jru_tui.tui.terminal.plain_glyphs import plain
from jru_tui.tui.theme_colours import colours_by_theme, without_colour

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


_COLOURS_CHANGED_BY = ("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS")
"""Variables by which Textual draws in other colours than the terminal and the theme have."""


def first_frame(
    view: DeskView,
    commands: Sequence[CommandSpec],
    *,
    size: tuple[int, int],
    theme: str,
    environ: Mapping[str, str],
    plain_glyphs: bool,
) -> str:
    """Draw the board for a terminal.

    Args:
        view: what is drawn.
        commands: perhaps with keys of the supervisor's own.
        size: columns and lines.
        theme: the name of the theme.
        environ: the environment, which tells of the terminal's colours.
        plain_glyphs: whether signs are drawn in ASCII and light lines.

    Returns:
        Text and control sequences; empty where something else than the board would come first:
        an emergency that nobody has acknowledged, or a terminal that is too small.
    """
    frame = watched(view.frame())
    columns, lines = size
    fits = columns >= LEAST_COLUMNS and lines >= LEAST_LINES
    waits = any(not alert.acknowledged for alert in frame.attention.emergencies)
    if not fits or waits or any(name in environ for name in _COLOURS_CHANGED_BY):
        return ""
    drawn = _board_lines(view, frame, commands, size)
    colours, dark = colours_by_theme()[theme]
    grey = "NO_COLOR" in environ
    if grey:
        colours = without_colour(colours, dark=dark)
    painted = AnsiInks(colours, colour_depth(environ), grey=grey).frame(drawn)
    return plain(painted) if plain_glyphs else painted


def _board_lines(
    view: DeskView, frame: Frame, commands: Sequence[CommandSpec], size: tuple[int, int]
) -> list[Line]:
    """Draw the board with its keys, those dimmed that cannot run now."""
    keys = KeyPart(offered_keys(commands, read_only=view.read_only))
    board = StaticBoard(frame, keys, *size)
    placed = {place.key.id for place in keys.placed}
    context = view.context(board.selected, recommendation=frame.recommendation)
    keys.against = without_use([command for command in commands if command.id in placed], context)
    return board.lines()
