"""The emergencies over everything else, a line for each: acknowledged or not."""

from datetime import datetime

from jru_tui.board import EMERGENCY, Board, Recommendation, Vehicle
from jru_tui.tui.layout.emergency_words import in_a_line
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.part import Part

_MOST_LINES = 3


class EmergenciesPart(Part):
    """A line for each emergency; no lines at all while there is none.

    Attributes:
        most_lines: the most emergencies that are told one by one.
    """

    def __init__(self) -> None:
        """Tell of none."""
        super().__init__()
        self.most_lines = _MOST_LINES
        self._board: Board | None = None
        self._recommendation: Recommendation | None = None
        self._now: datetime | None = None
        self._vehicles: list[Vehicle] = []

    @property
    def lines(self) -> int:
        """Count of the lines that it takes now."""
        return min(len(self._vehicles), self.most_lines)

    def show(
        self, board: Board, now: datetime, recommendation: Recommendation | None = None
    ) -> bool:
        """Take the emergencies of a board at a moment.

        Args:
            board: the board as it stands.
            now: the present moment, UTC.
            recommendation: predicts who is there first.

        Returns:
            Whether there are more or fewer than before.
        """
        found = [vehicle for vehicle in board.vehicles.values() if vehicle.status == EMERGENCY]
        found.sort(key=lambda vehicle: vehicle.since)
        count = len(self._vehicles)
        self._board, self._now, self._vehicles = board, now, found
        self._recommendation = recommendation
        return len(found) != count

    def draw(self, y: int) -> Line:
        """Draw one emergency; the last line says how many more there are."""
        line = Line(self.width)
        if self._board is None or self._now is None or y >= len(self._vehicles):
            return line
        said = in_a_line(self._board, self._vehicles[y], self._now, self._recommendation)
        hidden = len(self._vehicles) - self.most_lines
        if y == self.most_lines - 1 and hidden > 0:
            said = f"{hidden} more · {said}"
        return line.add(" ! ", "alarm").add(said, "alarm").to(self.width, "alarm")
