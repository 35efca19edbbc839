"""The first line of every full screen over the board: what waits, how the feed is, what time it is.

Whoever reads a log or a page goes on knowing how old the board under it is.
"""

from itertools import takewhile

from jru_tui.tui import phrases
from jru_tui.tui.commands.context import Context
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.feed_words import health_words
from jru_tui.tui.layout.line import Line

_WIDE = 200


class FeedLine(LineWidget):
    """A line with the health of the feed."""

    DEFAULT_CSS = "FeedLine { height: 1; }"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._looked_at = context

    def show(self, context: Context) -> None:
        """Draw this moment."""
        self._looked_at = context
        self.redraw()

    def draw(self, y: int, width: int) -> Line:
        """Left what waits, right the feed and the clock."""
        del y
        board, now = self._looked_at.board, self._looked_at.now
        # Waiting calls come first, so the rest of the list is never looked at.
        needing = takewhile(lambda call: call.waiting or call.dispute, board.open_calls())
        waiting = sum(call.waiting for call in needing)
        right = Line(_WIDE, "bar")
        right.join(health_words(self._looked_at.health, now, board.rules))
        right.add("  ").add(phrases.hms(now, board.rules), "strong")
        line = Line(width, "bar").add(" ")
        if waiting:
            line.add(f"{waiting} waiting", "amber-strong")
        return line.to(width - right.used - 1).join(Line(right.used, "bar").join(right))
