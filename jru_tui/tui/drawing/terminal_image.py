"""An image of the terminal, cell by cell, so that it is sent what differs and nothing else."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress, count, groupby, repeat, zip_longest
from operator import itemgetter, ne
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

Cell = tuple[str, Style | None]
"""The character in a cell, and its style."""

_APART = 4
"""Runs that are closer go together: moving the cursor costs as much as a few cells."""


def cells_of(strip: Strip, styles: dict[Style, Style] | None = None) -> list[Cell] | None:
    """Return the cells of a strip; None where characters and cells do not match one to one.

    Args:
        strip: what is drawn.
        styles: each style that was met; of equal ones the first is taken.
    """
    cells: list[Cell] = []
    for text, style, _ in strip:
        if not text.isascii() and cell_len(text) != len(text):
            return None
        known = style if styles is None or style is None else styles.setdefault(style, style)
        cells += zip(text, repeat(known), strict=False)
    return cells


def strip_of(cells: Sequence[Cell]) -> Strip:
    """Return a strip of these cells; to crop it from a line would walk over all of that.

    Blanks go with what stands beside them on the same ground: a style costs forty bytes.
    """
    segments: list[Segment] = []
    for style, run in groupby(cells, key=itemgetter(1)):
        segment = Segment("".join(character for character, _ in run), style)
        joined = _joined(segments[-1], segment) if segments else None
        if joined is None:
            segments.append(segment)
        else:
            segments[-1] = joined
    return Strip(segments, len(cells))


def _joined(one: Segment, other: Segment) -> Segment | None:
    """Join two segments, where one style can stand for both; None where none can."""
    text = one.text + other.text
    if one.style == other.style:
        return Segment(text, one.style)
    if not _are_alike_on_blanks(one.style, other.style):
        return None
    if not other.text.strip(" "):
        return Segment(text, one.style)
    return Segment(text, other.style) if not one.text.strip(" ") else None


def _are_alike_on_blanks(one: Style | None, other: Style | None) -> bool:
    """Test whether a blank looks the same in two styles: it has a ground, and no ink."""
    if one is None or other is None or one.bgcolor != other.bgcolor:
        return False
    return not any(map(_is_seen_on_blanks, (one, other)))


@lru_cache(maxsize=1_000)
def _is_seen_on_blanks(style: Style) -> bool:
    """Test whether a style draws more of a blank than its ground."""
    lines = style.underline or style.underline2 or style.overline or style.strike
    return bool(lines or style.reverse or style.frame or style.encircle or style.link)


def differing_runs(old: Sequence[Cell], new: Sequence[Cell]) -> list[tuple[int, int]]:
    """Return the runs of columns, from and up to which, in which as many cells differ.

    Equal styles should be one object: comparing what is in two would take most of the time.
    """
    runs: list[tuple[int, int]] = []
    start = end = -_APART
    for column in compress(count(), map(ne, old, new)):
        if column - end >= _APART:
            runs.append((start, end))
            start = column
        end = column + 1
    return [*runs[1:], (start, end)] if runs else runs


def differences(old: Strip, new: Strip) -> list[tuple[int, int]]:
    """Return the runs of columns, from and up to which, in which two strips differ."""
    if old == new:
        return []
    before, after = cells_of(old), cells_of(new)
    if before is None or after is None or len(before) != len(after):
        return [(0, max(old.cell_length, new.cell_length))]
    return differing_runs(before, after)


class PlacedStrip(NamedTuple):
    """A strip and where its first cell stands on the screen."""

    x: int
    y: int
    strip: Strip


class Layer(NamedTuple):
    """A screen that is shown.

    Attributes:
        screen: the screen.
        covers: where it hides those below it.
    """

    screen: object
    covers: frozenset[Region]


class ShownLayers:
    """The screens that the terminal shows, and where it shows them as they were before."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._layers: Sequence[Layer] | None = None
        self._outdated: set[Region] = set()

    def forget(self) -> None:
        """Know nothing any more."""
        self._layers = None

    def outdate(self, regions: Iterable[Region]) -> None:
        """Note where a screen that is not the uppermost one has changed."""
        self._outdated.update(regions)

    def show(self, layers: Sequence[Layer], terminal: Region) -> set[Region]:
        """Take in what is shown next; return where all of it has to be drawn.

        That is where a screen has changed under others, or covers what it did not, or does not
        cover any more what it did; all of the terminal where it is not known what that shows.
        """
        before, self._layers = self._layers, layers
        outdated, self._outdated = self._outdated, set()
        if before is None:
            return {terminal}
        for old, new in zip_longest(before, layers):
            if old != new:
                outdated.update(*(layer.covers for layer in (old, new) if layer is not None))
        return outdated


class TerminalImage:
    """The cells of the terminal, as far as they are known.

    Attributes:
        layers: the screens that they are of.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.layers = ShownLayers()
        self._lines: dict[int, list[Cell]] = {}
        self._styles: dict[Style, Style] = {}

    def forget(self) -> None:
        """Know nothing any more: something else has drawn on the terminal, or cleared it."""
        self.layers.forget()
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
        return [PlacedStrip(x + start, y, strip_of(cells[start:stop])) for start, stop in runs]
