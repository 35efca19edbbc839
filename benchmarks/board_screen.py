"""The board's screen, as far as the harness reads it. A change of the design may change this."""

import re

from benchmarks.screen import Screen

_SELECTED = re.compile(r"▌ (\S+)")
_LISTED = re.compile(r"^│. (K-\d+)")


def is_painted(screen: Screen, open_calls: int | None = None) -> bool:
    """Whether the board stands there whole, with so many open calls where that is known."""
    if not screen.line(screen.lines - 1).strip():
        return False
    return ("open " if open_calls is None else f"open {open_calls} ") in screen.text


def selected_call(screen: Screen) -> str | None:
    """The id of the selected call; None where no row is marked."""
    found = _SELECTED.search(screen.text)
    return found[1] if found else None


def listed_calls(screen: Screen) -> list[str]:
    """The ids of the calls in the list that are on screen, from top to bottom."""
    found = (_LISTED.match(screen.line(y)) for y in range(screen.lines))
    return [match[1] for match in found if match]
