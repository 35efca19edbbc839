"""The selected call beside the list, as a widget."""

from jru_tui.board import Change
from jru_tui.tui.drawing.part_widget import PartWidget
from jru_tui.tui.layout.calls.call_detail import CallDetailPart
from jru_tui.tui.layout.frame import Frame


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
