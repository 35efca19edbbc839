"""The keys of a full screen in its last line; a click on one is that key."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.widgets import Static

from jru_tui.tui.commands.keymap import named

Hint = tuple[str, str]
"""A key and what it does on a screen or in a dialog."""

_GAP = 2
_KEYS = {"esc": "escape", "enter": "enter", "tab": "tab", "ctrl+p": "ctrl+p"}
_EDGE = 3
"""Cells of a frame's corner, line and blank beside the words in its edge."""


def hint_line(hints: Iterable[Hint]) -> Content:
    """Keys and what they do in one line, for the edge of a frame too."""
    pieces = [
        Content.assemble((key, "$jru-accent"), (f" {does}", "$jru-dim")) for key, does in hints
    ]
    return Content(" " * _GAP).join(pieces)


class HintBar(Static):
    """The keys of a page and what they do, in one line."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, markup=False)
        self._hints: Sequence[Hint] = ()

    def show(self, hints: Sequence[Hint]) -> None:
        """Write these."""
        self._hints = hints
        self.update(hint_line(hints))

    def on_click(self, event: Click) -> None:
        """Press what was clicked; keys that come in pairs or runs need a keyboard."""
        at = event.get_content_offset(self)
        key = key_at(self._hints, at.x) if at is not None else None
        if key is not None:
            self.app.simulate_key(key)


def key_at(hints: Sequence[Hint], x: int) -> str | None:
    """The key, by Textual's name, of the hint at that column; None where there is no single one."""
    hint = _hint_at(hints, x)
    if hint is None:
        return None
    key, _ = hint
    return _KEYS.get(key) or (named(key) if len(key) == 1 else None)


def key_at_edge(hints: Sequence[Hint], frame: Region, x: int, y: int) -> str | None:
    """The key, by Textual's name, of the hint that was clicked in the lower edge of a frame.

    Args:
        hints: as they stand in the edge, at its right end.
        frame: the frame on the screen.
        x: column of the screen.
        y: line of the screen.

    Returns:
        None where no single key stands there, and where the edge has no room for all of them.
    """
    start = frame.right - _EDGE - hint_line(hints).cell_length
    if y != frame.bottom - 1 or start < frame.x + _EDGE:
        return None
    return key_at(hints, x - start)


def _hint_at(hints: Sequence[Hint], x: int) -> Hint | None:
    for key, does in hints:
        width = cell_len(f"{key} {does}")
        if 0 <= x < width:
            return key, does
        x -= width + _GAP
    return None
