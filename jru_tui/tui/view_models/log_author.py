"""The author of a log's entry, in a word: "you", or a name where others write the same journal."""

from collections.abc import Iterable

from rich.cells import cell_len

from jru_tui.board import LogEntry, printable
from jru_tui.tui.layout.line import cut

_WORDS = {"feed": ("feed", "dim"), "supervisor": ("you", "yellow"), "program": ("board", "dim")}
_LONGEST = 12
"""Cells of somebody's name."""


def log_author(entry: LogEntry, own_name: str | None) -> tuple[str, str]:
    """Name the author of an entry, with an ink.

    Args:
        entry: the entry.
        own_name: the name at this board where others write the same journal; None where nobody
            else does.
    """
    word, ink = _WORDS[entry.source]
    if is_named(entry, own_name):
        return cut(printable(entry.by), _LONGEST), ink
    return word, ink


def is_named(entry: LogEntry, own_name: str | None) -> bool:
    """Test whether somebody else has done it, and their name stands for "you".

    Args:
        entry: the entry.
        own_name: as of `log_author`.
    """
    another = own_name is not None and entry.by not in ("", own_name)
    return another and entry.source == "supervisor"


def authors_width(entries: Iterable[LogEntry], own_name: str | None, least: int = 0) -> int:
    """Count the cells of the column in which authors stand.

    Args:
        entries: the entries beside which they stand.
        own_name: as of `log_author`.
        least: cells that it has in any case.
    """
    words = {log_author(entry, own_name)[0] for entry in entries}
    return max(least, *map(cell_len, words), 0)
