"""The part of a long list of calls that is on screen, while rows come, go and change places."""

from jru_tui.board import Call
from jru_tui.tui.layout.calls.call_rows import CallRows

_ALL = 1_000_000


class Viewport:
    """The visible rows of a list; follows the selection, or where somebody scrolled.

    Attributes:
        top: the row that stands first on screen.
        room: how many rows have room; at least one, and all of them until it is known.
    """

    def __init__(self) -> None:
        """Start at the first row."""
        self.top = 0
        self.room = _ALL
        self._line: int | None = 0
        self._first: str | None = None

    def line_of(self, row: int | None) -> int | None:
        """Return the line of a row on screen, from 0; None where it is not on screen."""
        if row is None or not self.top <= row < self.top + self.room:
            return None
        return row - self.top

    def bring_into_view(self, row: int) -> None:
        """Scroll until that row is on screen."""
        self.top = max(min(self.top, row), row - self.room + 1)

    def turn_to(self, row: int, rows: CallRows) -> None:
        """Scroll half a page where that row is not on screen: keys that follow scroll nothing."""
        if self.line_of(row) is None:
            self.top = row - self.room // 2
            self.scroll(0, rows)

    def scroll(self, lines: int, rows: CallRows) -> None:
        """Scroll by so many lines, as far as there are rows."""
        self.top = min(max(0, self.top + lines), max(0, len(rows) - self.room))

    def follow(self, rows: CallRows, selected: int | None, *, jumps: bool) -> None:
        """Go on with other rows.

        Args:
            rows: the rows as they are now.
            selected: the row of the selected call; None for none.
            jumps: another call is selected, so that it has to come into view.
        """
        if selected is not None and (self._line is not None or jumps):
            if self.top and self._line is not None:
                # The rows move past the selection, not the selection over the rows.
                self.top = max(0, selected - self._line)
            self.bring_into_view(selected)
        elif self._first is not None and (at := rows.index_of(self._first)) is not None:
            # Somebody scrolled away from the selection: what they look at stays where it is.
            self.top = at
        self.scroll(0, rows)

    def resized(self, selected: int | None) -> None:
        """Keep a selection on screen that was on screen, where there is another room."""
        if selected is not None and self._line is not None:
            self.bring_into_view(selected)

    def remember(self, rows: CallRows, selected: int | None) -> None:
        """Note what is on screen: the board goes on, and its lists with it."""
        self._line, self._first = self.line_of(selected), None
        for row in (self.top, self.top + 1):
            call = rows[row] if row < len(rows) else None
            if isinstance(call, Call):
                self._first = call.id
                return
