"""The whole board at one moment: what the main screen shows of a frame, as lines."""

from jru_tui.tui.layout.board_layout import board_layout, most_emergencies, most_lines
from jru_tui.tui.layout.calls.call_detail import CallDetailPart
from jru_tui.tui.layout.calls.call_list import CallListPart
from jru_tui.tui.layout.emergencies import EmergenciesPart
from jru_tui.tui.layout.feed_words import attention_message, trouble_message
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.header import HeaderPart
from jru_tui.tui.layout.key_line import KeyPart
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.message import MessagePart
from jru_tui.tui.layout.part import Part
from jru_tui.tui.layout.vehicles.shift_strip import ShiftStripPart
from jru_tui.tui.layout.vehicles.vehicles import VehiclesPart

_GAP = 1
"""Cells between the list and the selected call."""


class StillBoard:
    """The parts of the board, placed in a terminal of one size."""

    def __init__(self, frame: Frame, keys: KeyPart, width: int, height: int) -> None:
        """Place the parts from top to bottom in the order of the eye.

        Args:
            frame: the board at a moment.
            keys: the last line.
            width: columns of the terminal.
            height: its lines.
        """
        self._size = width, height
        self._calls = CallListPart(frame)
        vehicles, strip = VehiclesPart(frame), ShiftStripPart(frame)
        emergencies = EmergenciesPart()
        emergencies.most_lines = most_emergencies(height)
        emergencies.show(frame.board, frame.now, frame.recommendation)
        attention, trouble = MessagePart(), MessagePart()
        attention.say(*attention_message(frame))
        trouble.say(*trouble_message(frame))
        for message in (attention, trouble):
            message.most_lines = most_lines(height)
        messages = [(message, message.lines_in(width)) for message in (attention, trouble)]
        layout = board_layout(
            width,
            height,
            cards=vehicles.lines_wanted(width, height),
            strip=strip.lines_wanted(height),
            told=emergencies.lines + sum(lines for _, lines in messages),
        )
        above: list[tuple[Part, int]] = [
            (HeaderPart(frame), 1),
            (emergencies, emergencies.lines),
            (vehicles, layout.cards),
        ]
        below: list[tuple[Part, int]] = [(strip, layout.strip), *messages, (keys, 1)]
        self._detail = CallDetailPart(frame, self.selected) if layout.detail else None
        self._calls.peek(on=self._detail is None)
        left = max(0, height - sum(lines for _, lines in (*above, *below)))
        self._above, self._left, self._below = above, left, below
        beside = layout.detail + _GAP if self._detail is not None else 0
        for part, lines in (*above, *below):
            part.resize(width, lines)
        self._calls.resize(width - beside, left)
        if self._detail is not None:
            self._detail.resize(layout.detail, left)

    @property
    def selected(self) -> str | None:
        """The id of the selected call."""
        return self._calls.selected

    def lines(self) -> list[Line]:
        """Draw it."""
        width, height = self._size
        above = [part.draw(y) for part, lines in self._above for y in range(lines)]
        calls = [self._call_line(y, width) for y in range(self._left)]
        below = [part.draw(y) for part, lines in self._below for y in range(lines)]
        return [*above, *calls, *below][:height]

    def _call_line(self, y: int, width: int) -> Line:
        if self._detail is None:
            return self._calls.draw(y)
        return Line(width).join(self._calls.draw(y)).space(_GAP).join(self._detail.draw(y))
