"""The part of a large fleet that is on screen: sorted, folded, searched, with a cursor."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import EDGE_CELLS, Line, bottom_edge, sides, top_edge
from jru_tui.tui.layout.search_words import add_search
from jru_tui.tui.layout.vehicles import vehicle_table
from jru_tui.tui.layout.vehicles.fleet import (
    GROUP_WORDS,
    FleetGroup,
    FleetOrder,
    FleetRow,
    FleetView,
)

_EDGES = 2
_LOW = 5
"""Up to so many lines the names of the columns make room for another vehicle."""


class FleetTable:
    """Rows of vehicles. The cursor is the vehicle that has the focus, or the row that folds.

    Attributes:
        fleet: the rows, and where each vehicle stands.
        view: what is asked for of them.
        first: the row that stands at the top.
        height: lines of the whole table, edges included.
    """

    def __init__(self, frame: Frame) -> None:
        """Sort the vehicles of this board."""
        self._frame = frame
        self.view = FleetView()
        self.fleet = FleetOrder(frame.board, self.view)
        self.first = 0
        self.height = 0
        self._on_fold = False

    def show(self, frame: Frame, *, changed: bool = True, has_keys: bool = False) -> None:
        """Take another board, or (`changed` is false) the same one at another moment.

        Args:
            frame: the board at this moment.
            changed: whether vehicles changed on it.
            has_keys: the keys move its cursor, so that it scrolls for nobody else.
        """
        self._frame = frame
        if changed:
            in_need = self.fleet.counts[FleetGroup.EMERGENCY]
            self.fleet = FleetOrder(frame.board, self.view)
            if self.fleet.counts[FleetGroup.EMERGENCY] > in_need and not has_keys:
                # Who needs help stands first: nobody is to scroll for it.
                self.first = 0
        self._keep_in_bounds()

    def ask(self, view: FleetView) -> None:
        """Ask for other rows, or for another order."""
        self.view = view
        self.fleet = FleetOrder(self._frame.board, view)
        self._keep_in_bounds()

    @property
    def room(self) -> int:
        """Count of the rows on screen."""
        return max(1, self.height - self._rows_from - 1)

    @property
    def _rows_from(self) -> int:
        """The line of the first row: under the edge, and the names of the columns."""
        return 1 if self.height <= _LOW else 2

    @property
    def cursor(self) -> int | None:
        """The row of the cursor; None where it is not among the rows."""
        if self._on_fold:
            return next((at for at, row in enumerate(self.fleet.rows) if row.folds), None)
        return self.fleet.index_of(self._frame.vehicle or "")

    @property
    def on_fold(self) -> bool:
        """True if the cursor is on the row that folds."""
        return self._on_fold and self.cursor is not None

    def move(self, step: int) -> str | None:
        """Move the cursor by so many rows; rules are passed over.

        Returns:
            The id of the vehicle under it; None where it is on the row that folds.
        """
        stops = [at for at, row in enumerate(self.fleet.rows) if row.entry or row.folds]
        if not stops:
            return None
        cursor = self.cursor
        if cursor is None:
            # From nowhere it comes to the first row on screen.
            at = next((index for index, stop in enumerate(stops) if stop >= self.first), 0)
            at += step if abs(step) > 1 else 0
        else:
            at = stops.index(cursor) + step
        place = stops[min(max(at, 0), len(stops) - 1)]
        entry = self.fleet.rows[place].entry
        self._on_fold = entry is None
        self.bring_into_view(place)
        return entry.vehicle.id if entry else None

    def leave_fold(self) -> None:
        """Let the cursor be where the focus is."""
        self._on_fold = False

    def bring_into_view(self, place: int) -> None:
        """Scroll until that row is on screen, and the rule right above it where both have room."""
        rule = place > 0 and self.fleet.rows[place - 1].entry is None
        self.first = max(min(self.first, place - rule), place - self.room + 1)

    def scroll(self, rows: int) -> None:
        """Scroll by rows; the cursor stays where it is."""
        self.first += rows
        self._keep_in_bounds()

    def vehicle_at(self, y: int) -> str | None:
        """The id of the vehicle in a line; None for a rule or an edge."""
        place = self.first + y - self._rows_from
        if not (self._rows_from <= y < self.height - 1 and place < len(self.fleet.rows)):
            return None
        entry = self.fleet.rows[place].entry
        return entry.vehicle.id if entry else None

    def draw(self, y: int, width: int, *, has_keys: bool) -> Line:
        """Draw one line, edges included.

        Args:
            y: the line, from 0.
            width: cells that there are.
            has_keys: the keys move its cursor.
        """
        ink = "yellow" if has_keys else "line"
        if y == 0:
            return top_edge(width, self._title(width), ink)
        if y >= self.height - 1:
            return bottom_edge(width, self._foot(width, has_keys=has_keys), ink)
        inner = width - _EDGES
        columns = vehicle_table.columns_for(inner, self.fleet.total)
        if y < self._rows_from:
            return sides(vehicle_table.heading(columns, inner), ink)
        place = self.first + y - self._rows_from
        if place >= len(self.fleet.rows):
            return sides(Line(inner).add(self._nothing() if place == 0 else "", "dim"), ink)
        row = self.fleet.rows[place]
        if row.entry is not None:
            return sides(vehicle_table.row(row.entry, self._frame, columns, inner), ink)
        return sides(self._rule(row.words, inner, folds=row.folds), ink)

    def _rule(self, words: str, width: int, *, folds: bool) -> Line:
        here = folds and self.on_fold
        line = Line(width, "selected" if here else "ground")
        line.add("▌" if here else "─", "accent" if here else "line").add("─ ", "line")
        line.add(words, "strong" if here else "dim")
        if folds:
            does = "hides them" if self.view.unfolded else "shows them"
            line.add(": enter ", "dim").add(does, "dim")
        return line.space().to(width - 1, "line", "─")

    def _title(self, width: int) -> Line:
        fleet, line = self.fleet, Line(max(0, width - EDGE_CELLS))
        line.add("Vehicles", "accent").add("  ")
        if self.view.search:
            keys = self._frame.keys
            return add_search(line, self.view.search, fleet.shown, fleet.total, keys)
        line.add(str(fleet.total), "strong")
        area = self._area_on_top(width)
        for group, count in fleet.counts.items():
            if count and (not area or group is FleetGroup.EMERGENCY):
                line.add(" · ", "dim").add(f"{count} {GROUP_WORDS[group]}", "text")
        return line.add(" · ", "dim").add(area, "text") if area else line

    def _area_on_top(self, width: int) -> str:
        """The rule of the first row's area, where neither it nor the column of areas is shown."""
        rows, columns = self.fleet.rows, vehicle_table.columns_for(width - _EDGES, self.fleet.total)
        if columns.area or not self.view.by_area or not rows or rows[self.first].entry is None:
            return ""
        rules = (row.words for row in reversed(rows[: self.first]) if row.entry is None)
        return next(rules, "")

    def _foot(self, width: int, *, has_keys: bool) -> Line:
        """Say which of the listed vehicles are on screen, and the keys that have room beside it."""
        text = self._range()
        key = self._frame.keys.get("fleet")
        order = "free first" if self.view.by_area else "by area"
        hints = [("↑↓", "move"), ("g", order), ("/", "find"), ("esc", "back")]
        if not has_keys:
            hints = [(key, "moves here")] if key else []
        while hints and cell_len(_foot_words(text, hints)) > width - EDGE_CELLS:
            hints.pop(0)
        line = Line(width).add(text, "dim")
        for name, does in hints:
            line.add(" · " if line.used else "", "dim").add(name, "accent").add(f" {does}", "dim")
        return line

    def _range(self) -> str:
        """Say `3–13 of 874`, rules not counted; nothing where all rows are on screen."""
        rows, end = self.fleet.rows, self.first + self.room
        if len(rows) <= self.room:
            return ""
        before, shown = (_vehicles(rows[: self.first]), _vehicles(rows[self.first : end]))
        if not shown:
            return f"{before} of {self.fleet.listed} above"
        return f"{before + 1}–{before + shown} of {self.fleet.listed}"

    def _nothing(self) -> str:
        return "  No vehicle has these words."

    def _keep_in_bounds(self) -> None:
        self.first = min(max(0, self.first), max(0, len(self.fleet.rows) - self.room))


def _vehicles(rows: Iterable[FleetRow]) -> int:
    """Count the rows that are vehicles."""
    return sum(row.entry is not None for row in rows)


def _foot_words(text: str, hints: Sequence[tuple[str, str]]) -> str:
    return " · ".join((*([text] if text else []), *(f"{name} {does}" for name, does in hints)))
