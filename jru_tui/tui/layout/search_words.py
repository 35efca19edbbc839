"""Words on what is searched for: the title of what was found, and the key that clears it."""

from collections.abc import Mapping

from rich.cells import cell_len

from jru_tui.board import Board, area_term
from jru_tui.tui.layout.line import Line, cut

_AREA = "area:"
_CLEARS = " clears"
_LEAST_WORDS = 4
"""Cells of what is searched for that are shown in any case."""
CLEAR = "x"
"""Shows everything again while something is searched for, as Esc does."""


def x_clears(keys: Mapping[str, str]) -> bool:
    """Tell whether `x` is free to clear a search: it settles a dispute, or has no command.

    `keys`: which key each command has, by the command's id.
    """
    return CLEAR not in (key for command, key in keys.items() if command != "settle")


def spoken_search(search: str, board: Board) -> str:
    """Say what is searched for: an area by its name, as in `area East Kent`.

    Args:
        search: the words that are searched for.
        board: has the areas of the calls.
    """
    if search.startswith(_AREA):
        for area in {call.where.area for call in board.open_calls() if call.where.area}:
            named = board.rules.area_label(area)
            if search in {area_term(named), area_term(area)}:
                return f"area {named}"
    return search


def add_search(
    line: Line, search: str, shown: int, total: int, keys: Mapping[str, str], *, earlier: int = 0
) -> Line:
    """Append `filter: fall, 1 of 9 found, 12 earlier, x clears`; long words are cut before that.

    Args:
        line: what to append to, as wide as there is room.
        search: the words that are searched for.
        shown: how many were found.
        total: how many there are.
        keys: which key each command has.
        earlier: how many were found that were over before this shift.
    """
    key = CLEAR if x_clears(keys) else "esc"
    found = f", {shown} of {total} found, " + (f"{earlier} earlier, " if earlier else "")
    line.add("filter: ", "amber-strong")
    room = line.room - cell_len(f"{found}{key}{_CLEARS}")
    line.add(cut(search, max(_LEAST_WORDS, room)), "accent")
    return line.add(found, "amber-strong").add(key, "accent").add(_CLEARS, "amber-strong")
