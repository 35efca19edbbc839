"""Set-up of the terminal for a board: it is checked, and the first frame is painted on it."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from jru_tui.cli.errors import CommandError
from jru_tui.cli.load_settings import checked_theme
from jru_tui.desk import Desk
from jru_tui.settings import Settings
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import with_keys
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.desk_view import DeskView
from jru_tui.tui.first_frame import first_frame
from jru_tui.tui.terminal.opened_terminal import OpenedTerminal, terminal_size

_PLAIN = re.compile(r"linux|vt\d|ansi\b|cons25|putty|pcansi|scoansi|xterm-mono", re.ASCII)
_NO_SCREEN = re.compile(
    r"|dumb(-.*)?|unknown|emacs|network|dialup|switch|plugboard|lpr|printer|teletype|tty\d+\w*",
    re.ASCII | re.IGNORECASE,
)
"""Terminals without a screen that text can be placed on: printers, lines, the shell of an editor
(https://invisible-island.net/ncurses/terminfo.src.html)."""
_PYTHONS_OWN = frozenset(("C.UTF-8", "C.utf8", "UTF-8"))
"""Locales that Python sets itself where the one that was asked for is not installed."""
_BLOCK = Path("/proc/self/environ")
_CTYPE = b"LC_CTYPE="


def check_terminal(environ: Mapping[str, str]) -> None:
    """Refuse a terminal that would show a broken board.

    Raises:
        CommandError: it places no text on its screen, or shows other characters than are sent.
    """
    term = environ.get("TERM", "").strip()
    if _NO_SCREEN.fullmatch(term):
        raise CommandError(
            f"this terminal cannot draw a board (TERM is {term or 'not set'}). "
            "`jru-tui status`, `watch` and `command` work in it."
        )
    name, locale = _locale(environ)
    charset = locale.partition(".")[2].partition("@")[0]
    if charset and charset.replace("-", "").replace("_", "").lower() != "utf8":
        raise CommandError(
            f"this terminal is not set to UTF-8 ({name}={locale}): it would show call numbers and "
            "times wrongly. Set the terminal to UTF-8 and start with LC_ALL=C.UTF-8."
        )


def needs_plain_glyphs(environ: Mapping[str, str]) -> bool:
    """Test whether the terminal is of a kind whose font lacks most signs."""
    return _PLAIN.match(environ.get("TERM", "")) is not None


def starting_environment(environ: Mapping[str, str], block: Path = _BLOCK) -> Mapping[str, str]:
    """The environment as it was before Python put a locale of its own in the place of `LC_CTYPE`.

    It does so where the locale that the terminal asks for is not installed, as one that came over
    SSH from a terminal that is not UTF-8.

    Args:
        environ: the environment as it is now.
        block: where the kernel keeps what the program was started with.
    """
    try:
        entries = block.read_bytes().split(b"\0")
    except OSError:
        return environ
    ctype_entries = [entry for entry in entries if entry.startswith(_CTYPE)]
    return {
        **environ,
        "LC_CTYPE": ctype_entries[0][len(_CTYPE) :].decode(errors="replace")
        if ctype_entries
        else "",
    }


def _locale(environ: Mapping[str, str]) -> tuple[str, str]:
    """Find the locale that tells the charset: its variable and its value."""
    if environ.get("LC_ALL"):
        return "LC_ALL", environ["LC_ALL"]
    value = environ.get("LC_CTYPE", "")
    if value and not (value in _PYTHONS_OWN and environ.get("LANG")):
        return "LC_CTYPE", value
    return "LANG", environ.get("LANG", "")


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
