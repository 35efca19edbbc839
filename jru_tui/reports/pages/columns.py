"""Text in columns: aligned, and in a terminal folded so that the columns stay whole."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile, zip_longest
from textwrap import wrap

from rich.cells import cell_len, get_character_cell_size

GAP = 2
"""Blanks between two columns."""
_LEAST = 20
"""Cells that the last column is folded at, however narrow the terminal is."""
_SECOND = "\0"
"""Stands behind a letter that takes two cells while a text is folded."""


def columns(rows: Sequence[Sequence[str]], width: int | None, indent: int = 2) -> Iterator[str]:
    """The rows in lines.

    Args:
        rows: cells of one line each; a row may have fewer than the others.
        width: terminal cells of a line; None folds nothing, for a pipe.
        indent: blanks before each line.
    """
    widths = [max(map(cell_len, column)) for column in zip_longest(*rows, fillvalue="")]
    before = indent + sum(widths[:-1]) + GAP * (len(widths) - 1)
    room = None if width is None else max(_LEAST, width - before)
    for row in rows:
        *first, last = (*row, *[""] * (len(widths) - len(row)))
        start = " " * indent + "".join(
            cell + " " * (size + GAP - cell_len(cell))
            for cell, size in zip(first, widths, strict=False)
        )
        lines = [last] if room is None else _folded(last, room)
        yield (start + lines[0]).rstrip()
        yield from (" " * before + line for line in lines[1:])


def cut(text: str, room: int) -> str:
    """The text in so many cells at most, with an ellipsis where it is longer."""
    if cell_len(text) <= room:
        return text
    taken = accumulate(map(get_character_cell_size, text))
    return text[: len(list(takewhile(lambda size: size < room, taken)))] + "…"


def _folded(text: str, room: int) -> list[str]:
    if text.isascii():
        return wrap(text, room) or [""]
    wide = "".join(
        character + _SECOND * (get_character_cell_size(character) - 1) for character in text
    )
    return [line.replace(_SECOND, "") for line in wrap(wide, room)] or [""]
