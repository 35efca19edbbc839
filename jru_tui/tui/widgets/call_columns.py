"""The width of each column of the call list, for a width of the list."""

from msgspec import Struct

from jru_tui.tui.drawing.line import Line
from jru_tui.tui.widgets.clocks import CLOCK_WIDTH, TARGET_WIDTH

_LONGEST_ID, _LONGEST_ID_NARROW = 14, 10
"""Cells of the widest column for ids; what is longer has a short name."""

_MARKS = 2
_WITH_TARGETS = 85
_UNIT_SHARE, _UNIT_LEAST, _UNIT_MOST = 0.2, 11, 34
_TYPE_SHARE = 0.48


class Columns(Struct, frozen=True):
    """Cells for each column; one blank stands between two of them.

    `targets` says whether the clocks have room to show what they run towards.
    """

    id: int
    clock: int
    type: int
    where: int
    unit: int
    targets: bool


def columns_for(width: int, longest_id: int) -> Columns:
    """The columns of a list that is `width` cells wide inside its frame."""
    targets = width >= _WITH_TARGETS
    id_width = min(max(6, longest_id), _LONGEST_ID if targets else _LONGEST_ID_NARROW)
    clock = CLOCK_WIDTH + (TARGET_WIDTH if targets else 0)
    left = max(0, width - _MARKS - id_width - 2 * clock - 5 - 1)
    unit = min(_UNIT_MOST, max(_UNIT_LEAST, int(left * _UNIT_SHARE) + 4))
    described = max(0, left - unit)
    kind = min(34, int(described * _TYPE_SHARE))
    return Columns(id_width, clock, kind, described - kind, unit, targets)


def heading(columns: Columns, width: int) -> Line:
    """The names of the columns."""
    line = Line(width).add("", "dim", _MARKS).add("Call", "dim", columns.id).space()
    line.add("Police", "dim", columns.clock).space().add("Ambulance", "dim", columns.clock).space()
    line.add("Type", "dim", columns.type).space().add("Where", "dim", columns.where).space()
    return line.add("Unit", "dim", columns.unit)
