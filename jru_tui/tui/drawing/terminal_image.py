"""An image of the terminal, cell by cell, so that it is sent what differs and nothing else."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from jru_tui.tui.drawing.cells import Cell, cells_of, differing_runs


class PlacedStrip(NamedTuple):
    """A strip and where its first cell stands on the screen."""

    x: int
    y: int
    strip: Strip


class TerminalImage:
    """The cells of the terminal, as far as they are known."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lines: dict[int, list[Cell]] = {}
        self._styles: dict[Style, Style] = {}

    def forget(self) -> None:
        """Know nothing any more: something else has drawn on the terminal, or cleared it."""
        self._lines.clear()
        self._styles.clear()

    def take(self, placed: PlacedStrip) -> Sequence[PlacedStrip]:
        """Take in what is drawn next, and return what of it the terminal does not show yet."""
        x, y, strip = placed
        known = self._lines.get(y, [])
        cells = cells_of(strip, self._styles)
        if cells is None:
            # How wide a terminal draws such characters is its own affair: such a line is not known.
            self._lines.pop(y, None)
            return (placed,)
        end = x + len(cells)
        if end > len(known):
            if x <= len(known):
                self._lines[y] = known[:x] + cells
            return (placed,)
        runs = differing_runs(known[x:end], cells)
        known[x:end] = cells
        return [PlacedStrip(x + start, y, strip.crop(start, stop)) for start, stop in runs]
