"""The share that each part of the board has of a terminal's lines and columns."""

from typing import NamedTuple

LEAST_COLUMNS, LEAST_LINES = 60, 15
"""What the board needs of a terminal."""
_DETAIL_WIDTHS = ((170, 60), (130, 42), (110, 40), (0, 0))
"""From so many columns of the terminal on, the selected call has so many; with none it is gone."""
_LOW = 20
"""Below so many lines a message, and all emergencies together, take one line each."""
_CALLS = 7
"""Lines that the list of calls keeps, edges and names of the columns included."""
_CALLS_BESIDE_STRIP = 12
"""The same where the strip of time stands below: what happens now comes before what happened."""
_CARDS = 4
"""Lines that the vehicles keep, edges included."""
_HEADER_AND_KEYS = 2


class BoardLayout(NamedTuple):
    """Lines for the vehicles and for the strip of time, columns for the selected call."""

    cards: int
    strip: int
    detail: int


def most_lines(height: int) -> int:
    """Return how many lines one message may take on a terminal of that height."""
    return 1 if height < _LOW else 2


def most_emergencies(height: int) -> int:
    """Return how many emergencies are told one by one on a terminal of that height."""
    return 1 if height < _LOW else 3


def board_layout(width: int, height: int, *, cards: int, strip: int, told: int) -> BoardLayout:
    """Share out a terminal: the calls keep a few rows, whatever else there is to say.

    Args:
        width: columns of the terminal.
        height: its lines.
        cards: lines that the vehicles want.
        strip: lines that the strip of time wants.
        told: lines that emergencies and messages take.
    """
    left = height - _HEADER_AND_KEYS - told
    if left - strip - cards < _CALLS_BESIDE_STRIP:
        strip = 0
    cards = min(cards, max(_CARDS, left - strip - _CALLS))
    detail = next(cells for start, cells in _DETAIL_WIDTHS if width >= start)
    return BoardLayout(cards, strip, detail)
