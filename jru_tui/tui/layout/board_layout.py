"""The whole board at one moment as lines, and the share of a terminal that each part has."""

from typing import NamedTuple

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
from jru_tui.tui.layout.vehicles.vehicles_part import VehiclesPart

LEAST_COLUMNS, LEAST_LINES = 60, 15
"""What the board needs of a terminal."""
_DETAIL_WIDTHS = ((170, 60), (130, 42), (110, 40), (0, 0))
"""From so many columns of the terminal on, the selected call has so many; with none it is gone."""
_LOW = 20
"""Below so many lines a message, and all emergencies together, take one line each."""
_CALLS = 7
"""Lines that the list of calls keeps, edges and names of the columns included."""
_CALLS_BESIDE_STRIP = 12
"""The same where the strip of time stands below: what happens now comes before what happened."""
_CARDS = 4
"""Lines that the vehicles keep, edges included."""
_HEADER_AND_KEYS = 2
_GAP = 1
"""Cells between the list and the selected call."""


class BoardLayout(NamedTuple):
    """Lines for the vehicles and for the strip of time, columns for the selected call."""

    cards: int
    strip: int
    detail: int


def most_lines(height: int) -> int:
    """Return how many lines one message may take on a terminal of that height."""
    return 1 if height < _LOW else 2


def most_emergencies(height: int) -> int:
    """Return how many emergencies are told one by one on a terminal of that height."""
    return 1 if height < _LOW else 3


def board_layout(
    width: int, height: int, *, cards: int, strip: int, message_lines: int
) -> BoardLayout:
    """Share out a terminal: the calls keep a few rows, whatever else there is to say.

    Args:
        width: columns of the terminal.
        height: its lines.
        cards: lines that the vehicles want.
        strip: lines that the strip of time wants.
        message_lines: lines that emergencies and messages take.
    """
    left = height - _HEADER_AND_KEYS - message_lines
    if left - strip - cards < _CALLS_BESIDE_STRIP:
        strip = 0
    cards = min(cards, max(_CARDS, left - strip - _CALLS))
    detail = next(cells for start, cells in _DETAIL_WIDTHS if width >= start)
    return BoardLayout(cards, strip, detail)


class StaticBoard:
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
            message_lines=emergencies.lines + sum(lines for _, lines in messages),
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
