"""The text of the help: parts with a heading, each of rows in the same three columns."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from textual.geometry import Size

from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.line import Line, wrap

Row = tuple[tuple[str, str], ...]
"""Cells of a row: text and ink."""

_WIDTHS = (9, 21)
"""Cells of the columns but the last one, which has the rest."""
_GAP = 2
_LINES = 20
"""Lines that a text of a row has at most."""


class HelpText(LineWidget):
    """The help as rows, wrapped once for each width; draws only the lines that are seen."""

    DEFAULT_CSS = "HelpText { height: auto; }"

    def __init__(self, parts: Sequence[tuple[str, Sequence[Row]]]) -> None:
        """Take the parts: a heading and its rows each."""
        super().__init__()
        self._parts = parts
        self._laid_out: dict[int, list[Row]] = {}

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines in this width.

        Args:
            container: the size of the container.
            viewport: the size of the screen.
            width: cells that there are.
        """
        del container, viewport
        return len(self._lines(width))

    def draw(self, y: int, width: int) -> Line:
        """Draw one line."""
        lines, line = self._lines(width), Line(width)
        cells = lines[y] if y < len(lines) else ()
        if len(cells) == 1:
            [(heading, ink)] = cells
            return line.add(heading, ink)
        for (text, ink), room in zip(cells, _rooms(width), strict=False):
            line.add(text, ink, room).space(_GAP)
        return line

    def _lines(self, width: int) -> list[Row]:
        """Return the cells of each line: a heading alone, those of a row, or none."""
        if width not in self._laid_out:
            self._laid_out[width] = [*self._lay_out(width)]
        return self._laid_out[width]

    def _lay_out(self, width: int) -> Iterator[Row]:
        for title, rows in self._parts:
            yield ((title, "accent"),)
            for row in rows:
                yield from _row(row, width)
            yield ()


def _rooms(width: int) -> tuple[int, ...]:
    """Share the cells of a line out among the columns."""
    return (*_WIDTHS, max(1, width - sum(_WIDTHS) - len(_WIDTHS) * _GAP))


def _row(row: Row, width: int) -> Iterator[Row]:
    """Write a row, its texts side by side and broken at spaces."""
    inks = [ink for _, ink in row]
    columns = [wrap(text, room, _LINES) for (text, _), room in zip(row, _rooms(width), strict=True)]
    for texts in zip_longest(*columns, fillvalue=""):
        yield tuple(zip(texts, inks, strict=True))
