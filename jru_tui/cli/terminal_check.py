"""A check of the terminal's type and encoding before a board opens."""

import re
from collections.abc import Mapping
from pathlib import Path

from jru_tui.cli.errors import CommandError

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
    told = [entry for entry in entries if entry.startswith(_CTYPE)]
    return {**environ, "LC_CTYPE": told[0][len(_CTYPE) :].decode(errors="replace") if told else ""}


def _locale(environ: Mapping[str, str]) -> tuple[str, str]:
    """Find the locale that tells the charset: its variable and its value."""
    if environ.get("LC_ALL"):
        return "LC_ALL", environ["LC_ALL"]
    told = environ.get("LC_CTYPE", "")
    if told and not (told in _PYTHONS_OWN and environ.get("LANG")):
        return "LC_CTYPE", told
    return "LANG", environ.get("LANG", "")
