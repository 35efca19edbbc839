"""The first line, as a widget."""

from jru_tui.board import Change
from jru_tui.tui.drawing.part_widget import PartWidget
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.header import HeaderPart


class HeaderBar(PartWidget[HeaderPart]):
    """The shift, what waits, the feed and the clock."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(HeaderPart(frame))

    def show(self, frame: Frame, change: Change) -> None:
        """Draw what changed on the board."""
        self.part.show(frame, change)
        self.redraw()

    def tick(self, frame: Frame) -> None:
        """Draw what the time changes: the clock and the feed's age."""
        self.part.tick(frame)
        self.redraw()
