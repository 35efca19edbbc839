"""The board's first frame as the command line has it painted: before the screen is loaded."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from jru_tui.cli.errors import CommandError
from jru_tui.cli.load_settings import checked_theme
from jru_tui.cli.terminal_check import check_terminal, needs_plain_glyphs, starting_environment
from jru_tui.desk import Desk
from jru_tui.settings import Settings
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import with_keys
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.desk_view import DeskView
from jru_tui.tui.first_frame import first_frame
from jru_tui.tui.terminal.opened_terminal import OpenedTerminal, terminal_size


def require_terminal() -> None:
    """Refuse to draw into a pipe or a file, or on a terminal that would show it broken.

    Raises:
        CommandError: there is no terminal.
    """
    # The screen is drawn on the error stream, as Textual does it.
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise CommandError("the board needs a terminal; `jru-tui status` and `snapshot` do not.")
    check_terminal(starting_environment(os.environ))


@contextmanager
def open_board(
    settings: Settings,
    desk: Desk,
    clock: Callable[[], datetime],
    *,
    read_only: bool = False,
    demo: str = "",
    mouse: bool = True,
) -> Iterator[OpenedTerminal | None]:
    """Paint the board as it stands, and hold the terminal until the screen takes it over.

    Args:
        settings: the settings in force.
        desk: what is shown.
        clock: returns the present moment, UTC.
        read_only: true if nothing may be written.
        demo: the words of a demo; empty for a live board.
        mouse: true if the mouse is taken from the terminal.

    Yields:
        The terminal; None where nothing is painted before the screen does it.

    Raises:
        CommandError: the settings name a key or a theme that cannot be.
    """
    commands, theme = commands_for(settings), checked_theme(settings)
    frame = first_frame(
        DeskView(desk, clock, commands, read_only=read_only, demo=demo),
        commands,
        size=terminal_size(),
        theme=theme,
        environ=os.environ,
        plain_glyphs=bool(plain_glyphs(settings)),
    )
    if not frame:
        yield None
        return
    with OpenedTerminal(mouse=mouse) as terminal:
        terminal.show(frame)
        yield terminal


def plain_glyphs(settings: Settings) -> bool | None:
    """Tell whether signs are drawn in ASCII; None where only the terminal can tell."""
    if settings.glyphs == "auto":
        return needs_plain_glyphs(os.environ) or None
    return settings.glyphs == "plain"


def commands_for(settings: Settings) -> tuple[CommandSpec, ...]:
    """Every command, with the keys of the settings.

    Raises:
        CommandError: the settings name a key that cannot be.
    """
    try:
        return with_keys(COMMANDS, settings.keys)
    except ValueError as error:
        raise CommandError(f"{settings.file or 'settings'}: {error}") from error
