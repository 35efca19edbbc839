"""A filter for control characters, the last one before the terminal.

Widgets are given clean text. This is for the one that some day is not: a text of any widget passes
here on its way from its line to the terminal, whatever drew it.
"""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from jru_tui.board import printable


class ControlFilter(LineFilter):
    """A filter that replaces what a terminal would act on in the text of a line."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """The segments, the very same where nothing in them has to be replaced."""
        if all(segment.text.isprintable() or segment.control for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(printable(segment.text), segment.style)
            for segment in segments
        ]


CONTROL_FILTER = ControlFilter()
"""One for all apps: Textual keeps what a line became under the filter itself."""
