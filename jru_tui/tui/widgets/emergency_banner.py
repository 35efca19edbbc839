"""A banner on top of every full screen while an officer needs help: acknowledged or not."""

from datetime import datetime

from jru_tui.board import Board, Recommendation
from jru_tui.tui.drawing.part_widget import PartWidget
from jru_tui.tui.layout.emergencies import EmergenciesPart


class EmergencyBanner(PartWidget[EmergenciesPart]):
    """A banner with a line for each emergency; no lines without one."""

    DEFAULT_CSS = "EmergencyBanner { height: 0; display: none; }"

    def __init__(self) -> None:
        super().__init__(EmergenciesPart())

    @property
    def lines(self) -> int:
        """Count of the lines that it takes now."""
        return self.part.lines

    def limit(self, lines: int) -> None:
        """Tell at most so many emergencies one by one."""
        if lines != self.part.most_lines:
            self.part.most_lines = lines
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
        if self.part.show(board, now, recommendation):
            self._settle()
        else:
            self.redraw()

    def _settle(self) -> None:
        self.styles.height = self.lines
        self.display = bool(self.lines)
        self.forget()
