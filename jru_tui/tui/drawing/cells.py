"""The cells of a line, and the runs of them in which two lines differ."""

from collections.abc import Sequence
from itertools import compress, count, repeat
from operator import ne

from rich.cells import cell_len
from rich.style import Style
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
