"""The last line of the screen: what can be done, with its key; dimmed what cannot be done now."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.part import Part

_GAP = 2
_LAST = "help"
"""Stands at the right end and is never left out."""


class OfferedKey(NamedTuple):
    """A command that may stand in the line.

    Attributes:
        id: the command's.
        key: its key, as it is written.
        label: what it does, in a word or two.
        rank: a lower one is kept where there is little room.
    """

    id: str
    key: str
    label: str
    rank: int

    @property
    def cells(self) -> int:
        """Count the cells of key, blank and label."""
        return cell_len(self.key) + 1 + cell_len(self.label)


class PlacedKey(NamedTuple):
    """A command in the line, and the columns that it takes."""

    key: OfferedKey
    start: int
    end: int


class KeyPart(Part):
    """Keys and labels in one line.

    Attributes:
        placed: what there is room for, from left to right.
        against: ids of what cannot run now.
        reachable: false while something else has the keys, as a dialog over the board.
    """

    def __init__(self, offered: Iterable[OfferedKey]) -> None:
        """Offer these."""
        super().__init__()
        self.against: frozenset[str] = frozenset()
        self.reachable = True
        self.offer(offered)

    def offer(self, offered: Iterable[OfferedKey]) -> None:
        """Offer these, in the order of the catalogue."""
        self._offered = tuple(offered)
        self.resized()

    def resized(self) -> None:
        """Choose what fits into this width."""
        self.placed = placed_keys(self._offered, self.width)

    def draw(self, y: int) -> Line:
        """The whole line."""
        del y
        line = Line(self.width, "bar")
        for key, start, _ in self.placed:
            dimmed = key.id in self.against or not self.reachable
            line.to(start)
            line.add(key.key, "dim" if dimmed else "accent").space()
            line.add(key.label, "dim" if dimmed else "text")
        return line


def placed_keys(offered: Sequence[OfferedKey], width: int) -> Sequence[PlacedKey]:
    """Choose what fits into a width: the lowest ranks, in the order of the catalogue."""
    room = width - 1
    remaining: set[str] = set()
    for key in sorted(offered, key=lambda known: known.rank):
        room -= key.cells + _GAP
        if room < 0 and remaining:
            break
        remaining.add(key.id)
    column = 1
    placed = []
    for key in offered:
        if key.id not in remaining:
            continue
        start = width - 1 - key.cells if key.id == _LAST else column
        placed.append(PlacedKey(key, start, start + key.cells))
        if key.id != _LAST:
            column += key.cells + _GAP
    return sorted(placed, key=lambda place: place.start)
