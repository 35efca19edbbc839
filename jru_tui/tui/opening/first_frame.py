"""The first frame of the board, painted before Textual is loaded: most of a start is its import.

Textual's own first frame shows the same in every cell, so that nobody sees the change.
"""

from collections.abc import Mapping, Sequence

from jru_tui.tui.commands.keymap import offered_keys, without_use
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.desk_view import DeskView
from jru_tui.tui.layout.board_layout import LEAST_COLUMNS, LEAST_LINES, StaticBoard
from jru_tui.tui.layout.frame import Frame, watched
from jru_tui.tui.layout.key_line import KeyPart
from jru_tui.tui.layout.line import Line
from jru_tui.tui.opening.ansi import AnsiInks, colour_depth
from jru_tui.tui.terminal.plain_glyphs import plain
from jru_tui.tui.theme_colours import colours_by_theme, without_colour

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
