"""Words on what is searched for: the title of what was found, and the key that clears it."""

from collections.abc import Mapping

from jru_tui.board import Board, area_term
from jru_tui.tui.layout.line import Line

_AREA = "area:"
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
    """Append `filter: fall, 1 of 9 found, 12 earlier, x clears`.

    Args:
        line: what to append to.
        search: the words that are searched for.
        shown: how many were found.
        total: how many there are.
        keys: which key each command has.
        earlier: how many were found that were over before this shift.
    """
    line.add("filter: ", "amber-strong").add(search, "accent")
    line.add(f", {shown} of {total} found, ", "amber-strong")
    if earlier:
        line.add(f"{earlier} earlier, ", "amber-strong")
    return line.add(CLEAR if x_clears(keys) else "esc", "accent").add(" clears", "amber-strong")
