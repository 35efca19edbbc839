"""The parts of the board that take no keys, as widgets: header, call, strip, emergencies, message.

Banner and message line stand on every full screen as well.
"""

from datetime import datetime

from textual.events import Resize

from jru_tui.board import Board, Change, Recommendation
from jru_tui.tui.drawing.line_widget import PartWidget
from jru_tui.tui.layout.calls.call_detail import CallDetailPart
from jru_tui.tui.layout.emergencies import EmergenciesPart
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.header import HeaderPart
from jru_tui.tui.layout.message import MessagePart, Tone
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


class MessageLine(PartWidget[MessagePart]):
    """A line for messages: empty without one, two lines at most."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(MessagePart(), id=id)
        self.display = False

    @property
    def lines(self) -> int:
        """Count of the lines that the sentence takes now."""
        return self.part.lines_in(self.size.width or self.app.size.width)

    def limit(self, lines: int) -> None:
        """Let a sentence take so many lines at most."""
        if lines != self.part.most_lines:
            self.part.most_lines = lines
            self._settle()

    def say(self, text: str, tone: Tone = "word", more: str = "", hint: str = "") -> None:
        """Say a sentence in place of the one before; empty says nothing.

        Args:
            text: the sentence.
            tone: how grave it is.
            more: how to read the rest, where it is cut.
            hint: the key that answers it, where it takes no line of its own.
        """
        if self.part.say(text, tone, more, hint):
            self._settle()

    def on_resize(self, _event: Resize) -> None:
        """A sentence that is too long for one line takes two."""
        self._settle()

    def _settle(self) -> None:
        lines = self.lines
        self.styles.height = lines
        self.display = bool(lines)
        self.forget()
