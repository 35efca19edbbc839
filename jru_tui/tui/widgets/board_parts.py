"""The parts of the board that are only looked at, as widgets: header, selected call, strip."""

from jru_tui.board import Change
from jru_tui.tui.drawing.part_widget import PartWidget
from jru_tui.tui.layout.calls.call_detail import CallDetailPart
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.header import HeaderPart
from jru_tui.tui.layout.vehicles.shift_strip import ShiftStripPart


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


class CallDetail(PartWidget[CallDetailPart]):
    """A call in as many lines as there are."""

    def __init__(self, frame: Frame, call: str | None) -> None:
        super().__init__(CallDetailPart(frame, call))

    def show(self, frame: Frame, call: str | None, change: Change | None = None) -> None:
        """Draw a call, or draw it again where the change concerns it.

        Args:
            frame: the data of this frame of the board.
            call: its id; None for none.
            change: what changed; None for everything.
        """
        if self.part.show(frame, call, change):
            self.redraw()

    def tick(self, frame: Frame) -> None:
        """Draw the clocks."""
        self.redraw(self.part.tick(frame))


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
