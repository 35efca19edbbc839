"""The shift as a strip of time, as a widget."""

from jru_tui.tui.drawing.part_widget import PartWidget
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.vehicles.shift_strip import ShiftStripPart


class ShiftStrip(PartWidget[ShiftStripPart]):
    """A strip of each vehicle's statuses since the shift began."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(ShiftStripPart(frame))

    def show(self, frame: Frame) -> None:
        """Draw what changed on the board, or which vehicle has the focus."""
        self.part.frame = frame
        self.redraw()

    def tick(self, frame: Frame) -> None:
        """Draw the strip on when now has come to another column."""
        if self.part.tick(frame):
            self.redraw()

    def lines_wanted(self, height: int) -> int:
        """Count the lines it takes on a screen of that height; none when it is low."""
        return self.part.lines_wanted(height)
