"""Terminals that would show a broken board are refused in a sentence, and some get plain glyphs."""

from pathlib import Path

import pytest

from jru_tui.cli.errors import CommandError
from jru_tui.cli.terminal_setup import (
    check_terminal,
    needs_plain_glyphs,
    starting_environment,
)


@pytest.mark.parametrize(
    "term", ["dumb", "", " ", "unknown", "emacs", "dumb-emacs-ansi", "network", "dialup", "tty33"]
)
def test_a_terminal_that_places_no_text_is_refused_with_what_works_there(term: str) -> None:
    with pytest.raises(CommandError) as refused:
        check_terminal({"TERM": term, "LANG": "C.UTF-8"})
    said = refused.value.message
    assert (f"TERM is {term}" if term.strip() else "TERM is not set") in said
    assert "`jru-tui status`" in said
    assert said.isascii()


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "en_GB.ISO-8859-1"},
        {"LANG": "en_GB.ISO8859-15@euro"},
        {"LANG": "C.UTF-8", "LC_CTYPE": "de_DE.ISO-8859-1"},
        {"LANG": "C.UTF-8", "LC_ALL": "ja_JP.eucJP"},
        {"LANG": "en_GB.ISO-8859-1", "LC_CTYPE": "C.UTF-8"},  # Python's, where it is not installed
    ],
)
def test_a_terminal_that_is_not_utf_8_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="not set to UTF-8"):
        check_terminal({"TERM": "xterm", **environ})


def test_a_locale_that_is_not_installed_here_still_tells_of_the_terminal(tmp_path: Path) -> None:
    """Python replaces it by one of its own before any of this runs."""
    block = tmp_path / "environ"
    block.write_bytes(b"TERM=xterm\0LC_CTYPE=en_GB.ISO-8859-15\0LANG=C.UTF-8\0")
    now = {"TERM": "xterm", "LANG": "C.UTF-8", "LC_CTYPE": "C.UTF-8"}
    check_terminal(starting_environment(now, tmp_path / "none"))
    with pytest.raises(CommandError, match=r"LC_CTYPE=en_GB\.ISO-8859-15"):
        check_terminal(starting_environment(now, block))
    block.write_bytes(b"TERM=xterm\0LANG=C.UTF-8\0")
    check_terminal(starting_environment(now, block))


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LANG": "C"},
        {"LANG": "POSIX", "LC_CTYPE": "C.UTF-8"},
        {"LANG": "en_GB.UTF-8"},
        {"LANG": "en_GB.utf8"},
        {"LANG": "en_GB.ISO-8859-1", "LC_ALL": "C.UTF-8"},
        {"LANG": "en_GB.ISO-8859-1", "LC_CTYPE": "en_GB.UTF-8"},
        {"LC_CTYPE": "UTF-8"},
    ],
)
def test_a_terminal_that_may_be_utf_8_is_drawn_on(environ: dict[str, str]) -> None:
    check_terminal({"TERM": "xterm-256color", **environ})


@pytest.mark.parametrize(
    ("term", "plain"),
    [
        ("linux", True),
        ("linux-16color", True),
        ("vt100", True),
        ("vt220", True),
        ("putty", True),
        ("putty-256color", True),
        ("xterm-256color", False),
        ("tmux-256color", False),
        ("xterm-kitty", False),
        ("", False),
    ],
)
def test_consoles_and_putty_get_plain_glyphs_by_themselves(term: str, plain: bool) -> None:
    assert needs_plain_glyphs({"TERM": term}) is plain
