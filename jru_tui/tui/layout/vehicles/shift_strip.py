"""The shift as a strip of time: a row for each vehicle, drawn from its history of statuses."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter

from jru_tui.board import Availability, Rules, StatusSpan, Vehicle
from jru_tui.tui import phrases
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.part import FramedPart

_HOUR = timedelta(hours=1)
_NAME = 10
_HOUR_AND_EDGES = 3
_LOWEST = 30
"""A lower terminal has no room to spare for it: calls come first."""
_SHARE = 7
"""It takes at most one line in so many."""
_LEGEND = (
    ("○", "free", "available"),
    ("▄", "moving", "en route"),
    ("▇", "scene", "at scene"),
    ("▓", "held", "committed"),
    ("┄", "dim", "refreshments"),
)
_MARKS = {
    "available": "─",
    "standby": "─",
    "refreshments": "┄",
    "allocated": "▂",
    "en_route": "▄",
    "at_scene": "▇",
    "committed_deployable": "▓",
    "committed": "▓",
    "escort": "▓",
    "hospital": "▓",
    "custody": "▓",
    "s136": "▓",
    "on_duty": "·",
    "off_duty": "·",
    "out_of_service": "·",
    "emergency": "!",
}
_OTHER_MARKS: dict[Availability, str] = {"free": "─", "conditional": "▄", "busy": "▓"}
"""Marks of statuses that the settings add."""


class ShiftStripPart(FramedPart):
    """A strip of each vehicle's statuses since the shift began, redrawn by the column.

    Attributes:
        frame: the board at this moment.
    """

    def __init__(self, frame: Frame) -> None:
        """Show the shift of a frame."""
        super().__init__()
        self.frame = frame
        self._column = -1

    def tick(self, frame: Frame) -> bool:
        """Go on to another moment; True when now has come to another column."""
        self.frame = frame
        column = self._column_of(frame.now, self.width - 2)
        if column == self._column:
            return False
        self._column = column
        return True

    def lines_wanted(self, height: int) -> int:
        """Count the lines it takes on a screen of that height; none when it is low."""
        rows = min(len(self.frame.board.vehicles), (height - _HOUR_AND_EDGES) // _SHARE)
        return rows + _HOUR_AND_EDGES if height >= _LOWEST and rows > 0 else 0

    def title(self) -> Line:
        """Name it, and say how many vehicles it has no room for."""
        line, count = Line(60).add("Shift", "accent"), len(self.frame.board.vehicles)
        rows = self.inner_height - 1
        return line.add(f"  {rows} of {count} vehicles", "dim") if rows < count else line

    def foot(self) -> Line:
        """Explain the marks."""
        line = Line(120)
        if self.width < 100:  # noqa: PLR2004 - room for the legend
            return line
        for index, (sign, ink, label) in enumerate(_LEGEND):
            line.add("   " if index else "").add("─" if sign == "○" else sign * 2, ink).add(
                f" {label}", "dim"
            )
        return line

    def inside(self, y: int, width: int) -> Line:
        """The hours, then a row for each vehicle."""
        if y == 0:
            return self._hours(width)
        vehicles = self._vehicles()
        if y > len(vehicles):
            return Line(width)
        vehicle = vehicles[y - 1]
        ink = "accent" if vehicle.id == self.frame.vehicle else "strong"
        name = self.frame.board.names.fit(vehicle.name, _NAME - 2)
        line = Line(width).space().add(name, ink, _NAME - 2).space()
        return self._row(line, vehicle.id, width)

    def _vehicles(self) -> list[Vehicle]:
        """List as many vehicles as there are rows, the one in focus among them."""
        vehicles = self.frame.board.vehicles
        rows = max(0, self.inner_height - 1)
        shown = list(islice(vehicles.values(), rows))
        focused = vehicles.get(self.frame.vehicle or "")
        if shown and focused is not None and focused not in shown:
            shown[-1] = focused
        return shown

    @property
    def _end(self) -> datetime:
        """Return where the strip ends: with the shift.

        Or after now while its tally still counts.
        """
        shift, now = self.frame.shift, self.frame.now
        if now <= shift.ends_at:
            return shift.ends_at
        hours_over = -(-(now - shift.ends_at) // _HOUR)
        return min(shift.ends_at + hours_over * _HOUR, shift.next_starts_at)

    def _row(self, line: Line, vehicle: str, width: int) -> Line:
        frame, start = self.frame, self.frame.shift.starts_at
        until = min(frame.now, self._end)
        if frame.stale and frame.health.good_at is not None:
            # What happened since the feed was lost, nobody knows.
            until = min(until, frame.health.good_at)
        if until <= start:
            return line
        cells = max(1, width - _NAME - 1)
        step = (self._end - start) / cells
        spans = frame.board.spans(vehicle, start, until)
        drawn = min(cells, -(-(until - start) // step))
        marks = (_mark(status, frame.rules) for status in _by_cell(spans, start, step, drawn))
        for ink, run in groupby(marks, key=itemgetter(1)):
            line.add("".join(mark for mark, _ in run), ink)
        return line

    def _hours(self, width: int) -> Line:
        shift = self.frame.shift
        now = self._column_of(self.frame.now, width)
        labels: dict[int, str] = {}
        moment = shift.starts_at
        while moment <= self._end:
            labels[self._column_of(moment, width)] = phrases.hm(moment, self.frame.rules)[:2]
            moment += _HOUR
        line = Line(width)
        marked = shift.starts_at <= self.frame.now <= self._end
        for column in sorted({*labels, *([now] if marked else [])}):
            label = labels.get(column, "")
            if column < line.used:
                continue
            line.to(min(column, width - 2))
            if marked and column <= now <= column + max(0, len(label) - 1):
                line.to(now).add("▼", "accent")
            else:
                line.add(label, "dim")
        return line

    def _column_of(self, moment: datetime, width: int) -> int:
        shift = self.frame.shift
        cells = max(1, width - _NAME - 1)
        part = (moment - shift.starts_at) / (self._end - shift.starts_at)
        return _NAME + min(cells, max(0, int(part * cells)))


def _by_cell(
    spans: Sequence[StatusSpan], start: datetime, step: timedelta, cells: int
) -> Iterator[str | None]:
    """Yield for each cell the status that filled most of its time; None where nothing is known."""
    first = 0
    for cell in range(cells):
        begin, end = start + cell * step, start + (cell + 1) * step
        while first < len(spans) and (spans[first].end or end) <= begin:
            first += 1
        best, longest = None, timedelta()
        for index in range(first, len(spans)):
            span = spans[index]
            if span.start >= end:
                break
            overlap = min(span.end or end, end) - max(span.start, begin)
            if overlap > longest:
                best, longest = span.status, overlap
        yield best


def _mark(status: str | None, rules: Rules) -> tuple[str, str]:
    if status is None:
        return (" ", "text")
    mark = _MARKS.get(status)
    if mark is None and status in rules.statuses:
        mark = _OTHER_MARKS[rules.statuses[status].availability]
    return (mark or "·", status_ink(status, rules))
