"""Pictures of the screen, compared with those that are kept.

Small screens are kept as text with styles, which a reader and a diff can follow; a large screen
and every theme but the first as SVG, which a browser shows. A picture that differs is named, the
new one is written beside the old one, and a page beside them shows both.
"""

import re
from html import escape
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import pytest
from rich.style import Style
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App

LARGE = 140
"""Columns from which on a screen is kept as SVG."""

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_PLAIN = "."


class Picture(Protocol):
    """Compares what an app shows with the picture that is kept under the test's name."""

    def __call__(self, app: App[Any], name: str | None = None) -> None: ...


class SvgSnapshot(SingleFileSnapshotExtension):
    """One SVG a snapshot."""

    _file_extension = "svg"
    _write_mode = WriteMode.TEXT


class TextSnapshot(SingleFileSnapshotExtension):
    """One text file with styles a snapshot."""

    _file_extension = "txt"
    _write_mode = WriteMode.TEXT


def as_svg(app: App[Any]) -> str:
    """Draw the screen as SVG, the same for the same screen."""
    return _steady(re.sub(r"terminal-\d+-", "terminal-", app.export_screenshot(title="jru-tui")))


def as_styled_text(app: App[Any]) -> str:
    """Draw the screen as text: under each line one letter a cell for its style, then a legend."""
    styles: dict[str, str] = {}
    lines = []
    for strip in app.screen._compositor.render_strips():
        text, letters = "", ""
        for segment in strip:
            text += segment.text
            letters += _letter(segment.style, styles) * segment.cell_length
        lines += [_steady(text.rstrip()), letters.rstrip(_PLAIN)]
    legend = sorted(f"{letter} {style}" for style, letter in styles.items())
    return "\n".join([*lines, "", *legend]) + "\n"


def compare(kept: SnapshotAssertion, app: App[Any], name: str | None) -> None:
    """Fail with the names of both pictures if the app shows something else than what is kept."""
    small = app.size.width < LARGE and app.theme == "battenburg"
    drawn = as_styled_text(app) if small else as_svg(app)
    kept = kept.use_extension(TextSnapshot if small else SvgSnapshot)
    same = drawn == (kept(name=name) if name else kept)
    old = Path(kept.executions[kept.num_executions - 1].snapshot_location)
    new, page = Path(f"{old}.new"), Path(f"{old}.html")
    if same:
        new.unlink(missing_ok=True)
        page.unlink(missing_ok=True)
        return
    old.parent.mkdir(parents=True, exist_ok=True)
    new.write_text(drawn, encoding="utf-8")
    before = old.read_text(encoding="utf-8") if old.exists() else ""
    page.write_text(_page(old.name, before, drawn), encoding="utf-8")
    pytest.fail(
        f"the picture differs: {old}\nnew: {new}\nboth: {page}\n"
        "If the new one is right: --snapshot-update",
        pytrace=False,
    )


def _letter(style: Style | None, styles: dict[str, str]) -> str:
    words = str(style) if style else "none"
    if words == "none":
        return _PLAIN
    if words not in styles:
        # By its name and not by its turn: a new style must not rename all that follow it.
        taken = set(styles.values())
        start = crc32(words.encode()) % len(_LETTERS)
        free = (letter for letter in _LETTERS[start:] + _LETTERS[:start] if letter not in taken)
        styles[words] = next(free, "?")
    return styles[words]


def _steady(drawn: str) -> str:
    # A command has another id each time it is given, and so has the chain over it.
    return re.sub(r"(chain(?:&#160;| ))[0-9a-f]{8,}", r"\g<1>" + "5f" * 32, drawn)


def _page(name: str, before: str, after: str) -> str:
    """Make a page of HTML that shows the kept picture above the new one."""
    shown = [
        text if text.startswith("<svg") else f"<pre>{escape(text) or 'none is kept yet'}</pre>"
        for text in (before, after)
    ]
    return (
        f"<!doctype html><meta charset=utf-8><title>{escape(name)}</title>"
        "<style>body{background:#222;color:#ddd;font-family:sans-serif}svg{width:100%}</style>"
        f"<h1>{escape(name)}</h1><h2>kept</h2>{shown[0]}<h2>new</h2>{shown[1]}\n"
    )
