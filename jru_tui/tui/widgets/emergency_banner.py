"""A banner on top of every full screen while an officer needs help: acknowledged or not."""

from datetime import datetime

from jru_tui.board import EMERGENCY, Board, Recommendation, Vehicle
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.emergency_words import in_a_line
from jru_tui.tui.layout.line import Line

_MOST_LINES = 3


class EmergencyBanner(LineWidget):
    """A banner with a line for each emergency; no lines without one."""

    DEFAULT_CSS = "EmergencyBanner { height: 0; display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self._board: Board | None = None
        self._recommendation: Recommendation | None = None
        self._now: datetime | None = None
        self._vehicles: list[Vehicle] = []
        self._most_lines = _MOST_LINES

    @property
    def lines(self) -> int:
        """Count of the lines that it takes now."""
        return min(len(self._vehicles), self._most_lines)

    @property
    def most_lines(self) -> int:
        """The most emergencies that are told one by one."""
        return self._most_lines

    @most_lines.setter
    def most_lines(self, lines: int) -> None:
        if lines != self._most_lines:
            self._most_lines = lines
            self._settle()

    def show(
        self, board: Board, now: datetime, recommendation: Recommendation | None = None
    ) -> None:
        """Draw the emergencies of a board at a moment.

        Args:
            board: the board as it stands.
            now: the present moment, UTC.
            recommendation: predicts who is there first.
        """
        self._recommendation = recommendation
        found = [vehicle for vehicle in board.vehicles.values() if vehicle.status == EMERGENCY]
        found.sort(key=lambda each: each.since)
        count = len(self._vehicles)
        self._board, self._now, self._vehicles = board, now, found
        if len(found) != count:
            self._settle()
        else:
            self.redraw()

    def draw(self, y: int, width: int) -> Line:
        """Draw one emergency; the last line says how many more there are."""
        line = Line(width)
        if self._board is None or self._now is None or y >= len(self._vehicles):
            return line
        said = in_a_line(self._board, self._vehicles[y], self._now, self._recommendation)
        hidden = len(self._vehicles) - self._most_lines
        if y == self._most_lines - 1 and hidden > 0:
            said = f"{hidden} more · {said}"
        return line.add(" ! ", "alarm").add(said, "alarm").to(width, "alarm")

    def _settle(self) -> None:
        self.styles.height = self.lines
        self.display = bool(self._vehicles)
        self.forget()
