"""The calls of the shift: open ones in order of urgency with both clocks, then the closed ones."""

from collections.abc import Iterator, Sequence

from jru_tui.board import Call, Change, Shift, find_calls
from jru_tui.tui.layout.calls import call_row
from jru_tui.tui.layout.calls.call_marks import RowMark, call_marks
from jru_tui.tui.layout.calls.call_peek import call_peek
from jru_tui.tui.layout.calls.call_rows import CallRows
from jru_tui.tui.layout.calls.viewport import Viewport
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import EDGE_CELLS, Line
from jru_tui.tui.layout.part import FramedPart
from jru_tui.tui.layout.search_words import add_search, spoken_search

ROWS_FROM = 2
"""The first row stands under the edge and the names of the columns."""
_PEEKS = ((9, 2), (6, 1), (0, 0))
"""From so many lines inside on, the selected call is described in so many of them."""

Clocks = tuple[int, Line] | None
"""The clocks of a row and the column in which they begin; None where more than those changes."""


class CallListPart(FramedPart):
    """A list whose selection is pinned to a call's id: rows may move under it, it never does.

    Until somebody has chosen, and while the feed's first document comes in, the most urgent call
    is selected, whichever came first.

    Attributes:
        frame: the board at this moment.
        selected: the id of the selected call; None when the list is empty.
        search: the words that are searched for; empty for all calls.
        rows: what is listed.
        view: the rows that are on screen.
        place: of the selected call, counted without rules.
        notice: a sentence under the selected call; empty for none.
        word: a sentence in the lower edge; empty for none.
    """

    def __init__(self, frame: Frame) -> None:
        """List the calls of a frame."""
        super().__init__()
        self.frame = frame
        self.selected: str | None = None
        self.search = ""
        self.rows = CallRows(frame)
        self.view = Viewport()
        self.place = 0
        self.notice = ""
        self.word = ""
        self._kept_apart: set[str] = set()
        self._known: frozenset[str] = frozenset()
        self._earlier: Sequence[str] = ()
        self._sought: tuple[str, int, Shift] | None = None
        self._pinned = False
        self._subjects: dict[int, tuple[object, ...]] = {}
        self._peeks = False
        calls = frame.board.recent_calls()
        self._longest_id = max((len(call.id) for call in calls), default=0)
        self._settle_selection()

    def show(self, frame: Frame, change: Change) -> list[int]:
        """Take what changed on the board; return the lines that tell of something else now."""
        self._longest_id = max(self._longest_id, *(len(call) for call in change.calls), 0)
        self._take(frame)
        changed = [
            y + 1 for y in range(self.inner_height) if self._subject(y) != self._subjects.get(y)
        ]
        return [0, *changed, *self.peek_lines, self.height - 1]

    def tick(self, frame: Frame) -> bool:
        """Go on to another moment; True where a new shift begins, with another list."""
        if frame.shift != self.frame.shift:
            self._take(frame)
            return True
        self.frame = frame
        return False

    def running_clocks(self) -> Iterator[tuple[int, Clocks]]:
        """Draw the clocks that run: the line of each, and its clocks."""
        running = self.rows.running - self.view.top + bool(self.notice)
        last = min(ROWS_FROM + running, ROWS_FROM + self.view.room)
        columns = call_row.columns_for(self.width - 2, self._longest_id)
        at = 1 + call_row.clocks_at(columns)
        for y in range(ROWS_FROM, last):
            call = self.call_at(y)
            same = self._subjects.get(y - 1) == self._subject(y - 1)
            if call is None or call.unconfirmed or not same:
                yield y, None
                continue
            ground = call_row.ground_of(call, selected=call.id == self.selected)
            yield y, (at, call_row.clocks(call, self.frame, columns, ground))

    def peek(self, *, on: bool) -> bool:
        """Describe the selected call at the foot, or do not; True if it was otherwise before."""
        if on == self._peeks:
            return False
        self._peeks = on
        self._fit()
        return True

    def select(self, call: str) -> list[int] | None:
        """Select a call by its id and bring it into view. Nothing happens if it is not listed.

        Returns:
            The lines that look different; None for all.
        """
        row = self.rows.index_of(call)
        if row is None:
            return []
        top, left = self.view.top, self._line_of_selection()
        self._pinned = True
        self.selected, self.place = call, self.rows.place_of(row)
        self.view.turn_to(row, self.rows)
        self.remember_view()
        if self.notice or self.view.top != top:
            return None
        # Nothing moved: only the row that was left and the one that was come to look different.
        lines = {line + ROWS_FROM for line in (left, row - top) if line is not None}
        return sorted({*lines, *self.peek_lines})

    def look(self, call: str) -> bool:
        """Note a look at a call, and tell whether there is something else to say of it now."""
        known, read = self.frame.board.calls.get(call), self.frame.read
        if known is None:
            return False
        before = read.found(known)
        read.look(known)
        return read.found(known) != before

    def find(self, search: str) -> None:
        """List only the calls in which every word is found, of that date; all of them when empty.

        What is new or most urgent stays listed, apart from what was found. Below it stand the calls
        of earlier shifts, whenever they were closed.
        """
        if search != self.search:
            self._kept_apart.clear()
            self._known = frozenset(call.id for call in self.frame.board.open_calls())
        self.search = search
        self.view.top = 0
        self._take(self.frame, sought=True)

    def scroll(self, lines: int) -> None:
        """Move the list; the selection stays where it is."""
        self.view.scroll(lines, self.rows)
        self.remember_view()

    def remember_view(self) -> None:
        """Note what is on screen."""
        self.view.remember(self.rows, self._selected_row())

    def resized(self) -> None:
        """Keep the selected call in view."""
        self._fit()
        self.view.resized(self._selected_row())
        self.remember_view()

    def title(self) -> Line:
        """Count the calls that are open and closed, or name what is searched for."""
        line = Line(max(0, self.width - EDGE_CELLS)).add("Calls", "accent").add("  ")
        rows = self.rows
        if self.search:
            shown = len(rows.open) + len(rows.closed)
            earlier, keys = len(rows.earlier), self.frame.keys
            text = spoken_search(self.search, self.frame.board)
            return add_search(line, text, shown, rows.total, keys, earlier=earlier)
        line.add("open ").add(str(len(rows.open)), "strong").add(" · ", "dim")
        return line.add("closed ").add(str(len(rows.closed)), "strong")

    def foot(self) -> Line:
        """Name the order, and where the view stands in a list that is longer."""
        line = Line(max(0, self.width - EDGE_CELLS))
        if self.word:
            return line.add("▸ ", "accent").add(self.word, "strong")
        top, room = self.view.top, self.view.room
        if len(self.rows) > room:
            last = min(len(self.rows), top + room) - 1
            first, last = (self.rows.place_of(row) + 1 for row in (top, last))
            apart = len(self.rows.apart)
            others = f" ({apart} still listed)" if apart else ""
            line.add(f"{first}–{last} of {self.rows.calls}{others} · ", "dim")
        return line.add("most urgent first", "dim")

    def inside(self, y: int, width: int) -> Line:
        """The names of the columns, then a row in each line, then the selected call in words."""
        columns = call_row.columns_for(width, self._longest_id)
        self._subjects[y] = self._subject(y)
        if y == 0:
            return call_row.heading(columns, width)
        if y >= self.inner_height - self._peek_height:
            return self._peek_line(y - self.inner_height + self._peek_height, width)
        if self.notice and y == self._notice_line():
            return (
                Line(width, "waiting").add("  ▲ ", "amber-strong").add(self.notice, "amber-strong")
            )
        row = self._row_at(y)
        if row >= len(self.rows):
            return Line(width).add(self._nothing() if y == 1 else "", "dim")
        call = self.rows[row]
        if isinstance(call, str):
            line = Line(width).add("── ", "line").add(call, "dim").add(" ")
            return line.to(width - 1, "line", "─")
        selected = call.id == self.selected
        return call_row.row(call, self.frame, columns, width, selected=selected)

    def line_of(self, call: str) -> int | None:
        """Return the line of a call, wherever that is; None where it is not listed."""
        row = self.rows.index_of(call)
        return None if row is None else row - self.view.top + ROWS_FROM

    def call_at(self, y: int) -> Call | None:
        """Return the call in a line; None where there is none."""
        line = y - 1
        if not 1 <= line <= self.view.room or (self.notice and line == self._notice_line()):
            return None
        row = self._row_at(line)
        call = self.rows[row] if row < len(self.rows) else None
        return call if isinstance(call, Call) else None

    @property
    def peek_lines(self) -> range:
        """The lines in which the selected call is described."""
        end = self.height - 1
        return range(end - self._peek_height, end)

    @property
    def _peek_height(self) -> int:
        """Count of the lines that describe the selected call."""
        if not self._peeks or self.selected is None:
            return 0
        return next(lines for least, lines in _PEEKS if self.inner_height >= least)

    def _peek_line(self, at: int, width: int) -> Line:
        call = self.frame.board.calls.get(self.selected or "")
        if call is None:
            return Line(width)
        marks = self._marks(call)
        return call_peek(call, marks, self.frame, width, self._peek_height)[at]

    def _marks(self, call: Call) -> list[RowMark]:
        new, news = self.frame.read.found(call)
        return list(call_marks(call, self.frame, new=new, news=news))

    def _subject(self, y: int) -> tuple[object, ...]:
        """Return what a line inside tells of, but for the time: equal subjects look the same."""
        if y == 0:
            return (self._longest_id,)
        if self.notice and y == self._notice_line():
            return (self.notice,)
        row = self._row_at(y)
        if row >= len(self.rows):
            return (self._nothing() if y == 1 else "",)
        call = self.rows[row]
        if isinstance(call, str):
            return (call,)
        frame, selected = self.frame, call.id == self.selected
        return (call, self._longest_id, selected, *call_row.subject(call, frame))

    def _fit(self) -> None:
        """Give the rows the lines that the names of the columns and the peek leave."""
        if self.inner_height > 0:  # before it is laid out nothing scrolls a row away
            self.view.room = max(1, self.inner_height - 1 - self._peek_height)

    def _nothing(self) -> str:
        if self.search:
            return f"   {self.rows.nothing}"
        return (
            "   No calls yet." if self.frame.health.state != "live" else "   No calls this shift."
        )

    def _take(self, frame: Frame, *, sought: bool = False) -> None:
        """Show another board, and hold on to the selected call, or to what was scrolled to.

        `sought`: other words are searched for, so that a call which is gone makes room for the
        first that was found; and so does one that is listed only for being urgent.
        """
        self.frame = frame
        if self.search:
            # What comes while something is searched for is new, also with a vehicle sent already.
            came = {call.id for call in frame.board.open_calls()} - self._known
            self._kept_apart |= came
        self._fit()
        if sought:
            self._find_earlier(frame)
        most_apart = max(2, self.view.room // 2)
        self.rows = CallRows(frame, self.search, self._kept_apart, most_apart, self._earlier)
        self._kept_apart |= {call.id for call in self.rows.apart}
        before = self.selected
        if sought and (found := self.rows.first_found()) is not None:
            self.place = self.rows.place_of(self.rows.index_of(found.id) or 0)
            if self.selected is not None and self.rows.is_beside_found(self.selected):
                self._pinned, self.selected = True, found.id
        self._settle_selection()
        if self.selected != before:
            self._fit()
        jumps = sought or self.selected != before
        self.view.follow(self.rows, self._selected_row(), jumps=jumps)
        self.remember_view()

    def _find_earlier(self, frame: Frame) -> None:
        """Search all that was ever closed, unless nothing has happened since that was done."""
        sought = self.search, frame.board.events, frame.shift
        if sought != self._sought:
            self._sought = sought
            shift = frame.shift
            self._earlier = find_calls(frame.board, self.search, before=shift.starts_at).ids

    def _settle_selection(self) -> None:
        row = self._selected_row()
        if row is not None and self._pinned:
            self.place = self.rows.place_of(row)
            return
        call = self.rows.from_place(self.place if self._pinned else 0)
        self.selected = call.id if call else None
        if call is not None and self.frame.health.state in ("live", "suspect"):
            self._pinned = True
        if self._pinned and call is not None:
            self.frame.read.look(call)

    def _selected_row(self) -> int | None:
        return self.rows.index_of(self.selected) if self.selected else None

    def _line_of_selection(self) -> int | None:
        return self.view.line_of(self._selected_row())

    def _notice_line(self) -> int:
        """The line inside that the notice takes: under the selection, or the last one."""
        line, room = self._line_of_selection(), self.view.room
        return room if line is None else min(line + 2, room)

    def _row_at(self, y: int) -> int:
        """The row in a line inside; lines under a notice are one row behind."""
        behind = bool(self.notice) and y > self._notice_line()
        return self.view.top + y - 1 - behind
