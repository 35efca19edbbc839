"""Text in columns: aligned, and in a terminal folded so that the columns stay whole."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

GAP = 2
"""Blanks between two columns."""
_LEAST = 20
"""Letters that the last column is folded at, however narrow the terminal is."""


def columns(rows: Sequence[Sequence[str]], width: int | None, indent: int = 2) -> Iterator[str]:
    """The rows in lines.

    Args:
        rows: cells of one line each; a row may have fewer than the others.
        width: letters of a line, for a terminal; None folds nothing, for a pipe.
        indent: blanks before each line.
    """
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    before = indent + sum(widths[:-1]) + GAP * (len(widths) - 1)
    room = None if width is None else max(_LEAST, width - before)
    for row in rows:
        *first, last = (*row, *[""] * (len(widths) - len(row)))
        start = " " * indent + "".join(
            cell.ljust(size + GAP) for cell, size in zip(first, widths, strict=False)
        )
        lines = [last] if room is None else wrap(last, room, break_long_words=True) or [""]
        yield (start + lines[0]).rstrip()
        yield from (" " * before + line for line in lines[1:])
