"""The calls of the shift: open ones in order of urgency with both clocks, then the closed ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from jru_tui.board import Call, Change, find_calls
from jru_tui.tui.drawing.panel import Panel
from jru_tui.tui.layout.calls import call_row
from jru_tui.tui.layout.calls.call_rows import NOTHING, CallRows, was_earlier
from jru_tui.tui.layout.calls.viewport import Viewport
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.search_words import CLEAR, add_search, x_clears
from jru_tui.tui.view_models.call_marks import RowMark, call_marks
from jru_tui.tui.view_models.call_peek import call_peek

_WHEEL = 3
_ROWS_FROM = 2
"""The first row stands under the edge and the names of the columns."""
_PEEKS = ((9, 2), (6, 1), (0, 0))
"""From so many lines inside on, the selected call is described in so many of them."""


class CallList(Panel, can_focus=True):
    """A list whose selection is pinned to a call's id: rows may move under it, it never does.

    Until somebody has chosen, and while the feed's first document comes in, the most urgent call
    is selected, whichever came first.

    Attributes:
        selected: the id of the selected call; None when the list is empty.
        selection_changed: called at once when another call is selected: as a message it would reach
            the screen three turns of the event loop later.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # `k` is a welfare check here, so the way up is the capital of the way down.
        Binding("up,J", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "end(0)", "First", show=False),
        Binding("end", "end(1)", "Last", show=False),
        Binding("escape", "show_all", "All calls", show=False),
        Binding(CLEAR, "clear_search", "All calls", show=False),
    ]

    class AllCallsAsked(Message):
        """A request to list all calls again."""

    class NothingSought(Message):
        """Esc, where all calls are listed."""

    @dataclass
    class Opened(Message):
        """A call was clicked twice: show it in full."""

        call: str

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.selected: str | None = None
        self.selection_changed: Callable[[], None] = _ignore
        self._frame = frame
        self._search = ""
        self._kept_apart: set[str] = set()
        self._known: frozenset[str] = frozenset()
        self._earlier: list[str] = []
        self._rows = CallRows(frame)
        self._view = Viewport()
        self._place = 0
        self._pinned = False
        self._notice = ""
        self._word = ""
        self._subjects: dict[int, tuple[object, ...]] = {}
        self._peeks = False
        calls = frame.board.recent_calls()
        self._longest_id = max((len(call.id) for call in calls), default=0)
        self._settle_selection()

    def show(self, frame: Frame, change: Change) -> None:
        """Draw the rows that tell of something else than before."""
        self._longest_id = max(self._longest_id, *(len(call) for call in change.calls), 0)
        self._take(frame)
        last = self.content_size.height - 1
        changed = (y for y in range(self.inner_height) if self._subject(y) != self._subjects.get(y))
        self.redraw((0, *(y + 1 for y in changed), *self._peek_lines(), last))

    def tick(self, frame: Frame) -> None:
        """Draw the clocks that run; when a new shift begins, its list."""
        if frame.shift != self._frame.shift:
            self._take(frame)
            self.redraw()
            return
        self._frame = frame
        running = self._rows.running - self._view.top + bool(self._notice)
        last = min(_ROWS_FROM + running, _ROWS_FROM + self._view.room)
        columns = call_row.columns_for(self.content_size.width - 2, self._longest_id)
        for y in range(_ROWS_FROM, last):
            self._redraw_clocks(y, columns)
        self.redraw(self._peek_lines())

    def _redraw_clocks(self, y: int, columns: call_row.Columns) -> None:
        """Draw the clocks of a row, or all of it where the time changes more than those."""
        call, at = self._call_at(y), 1 + call_row.clocks_at(columns)
        same = self._subjects.get(y - 1) == self._subject(y - 1)
        if call is None or call.unconfirmed or not same:
            self.redraw((y,))
            return
        ground = call_row.ground_of(call, selected=call.id == self.selected)
        clocks = call_row.clocks(call, self._frame, columns, ground)
        self.redraw_part(y, at, clocks)

    def peek(self, *, on: bool) -> None:
        """Describe the selected call at the foot of the list, where nothing beside it does."""
        if on != self._peeks:
            self._peeks = on
            self._fit()
            self.forget()

    def select(self, call: str) -> None:
        """Select a call by its id and bring it into view. Nothing happens if it is not listed."""
        row = self._rows.where(call)
        if row is None:
            return
        changed, top, left = call != self.selected, self._view.top, self._line_of_selection()
        self._pinned = True
        self.selected, self._place = call, self._rows.place_of(row)
        changed |= self._note_look(call)
        self._view.turn_to(row, self._rows)
        self._remember_view()
        if self._notice or self._view.top != top:
            self.redraw()
        else:
            # Nothing moved: only the row that was left and the one that was come to look different.
            lines = {line + _ROWS_FROM for line in (left, row - top) if line is not None}
            self.redraw(sorted({*lines, *self._peek_lines()}))
        if changed:
            self.selection_changed()

    def look(self, call: str) -> None:
        """Note that somebody looks at a call: nothing about it is new any more."""
        self._note_look(call)
        row = self._rows.where(call)
        if row is not None:
            self.redraw((row - self._view.top + _ROWS_FROM,))

    def _note_look(self, call: str) -> bool:
        """Note a look at a call, and tell whether there is something else to say of it now."""
        known, read = self._frame.board.calls.get(call), self._frame.read
        if known is None:
            return False
        before = read.found(known)
        read.look(known)
        return read.found(known) != before

    def find(self, search: str) -> None:
        """List only the calls in which every word is found; all of them when empty.

        What is new or most urgent stays listed, apart from what was found. Below it stand the calls
        of earlier shifts, whenever they were closed.
        """
        if search != self._search:
            self._kept_apart.clear()
            self._known = frozenset(call.id for call in self._frame.board.open_calls())
        self._search = search
        self._view.top = 0
        self._take(self._frame, sought=True)
        self.redraw()

    @property
    def sought(self) -> str:
        """The words that are searched for."""
        return self._search

    def say(self, notice: str) -> None:
        """Write a sentence under the selected call, until it is said empty."""
        if notice != self._notice:
            self._notice = notice
            self.redraw()

    def mention(self, word: str) -> None:
        """Write a sentence into the lower edge, until it is said empty."""
        if word != self._word:
            self._word = word
            self.redraw((self.content_size.height - 1,))

    def action_move(self, step: int) -> None:
        """Select the call that is `step` further down."""
        self._select_place(self._place + step)

    def action_page(self, pages: int) -> None:
        """Select the call that is a page further down."""
        self._select_place(self._place + pages * max(1, self._view.room - 1))

    def action_end(self, last: int) -> None:
        """Select the first call, or the last."""
        self._select_place(len(self._rows) if last else 0)

    def action_show_all(self) -> None:
        """Find nothing in particular; where nothing is sought, leave what else is to be left."""
        self.post_message(self.AllCallsAsked() if self.sought else self.NothingSought())

    def action_clear_search(self) -> None:
        """Find nothing in particular."""
        self.post_message(self.AllCallsAsked())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `x` to whatever it does elsewhere while nothing is searched for."""
        del parameters
        return action != "clear_search" or (bool(self._search) and x_clears(self._frame.keys))

    def on_click(self, event: events.Click) -> None:
        """Select with one click, open with a second."""
        call = self._call_at(event.y)
        if call is None:
            return
        self.select(call.id)
        if event.chain > 1:
            self.post_message(self.Opened(call.id))

    def on_mouse_scroll_down(self) -> None:
        """Move the list on; the selection stays where it is."""
        self._scroll_list(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Move the list back."""
        self._scroll_list(-_WHEEL)

    def resized(self) -> None:
        """Keep the selected call in view."""
        self._fit()
        self._view.resized(self._selected_row())
        self._remember_view()

    def title(self) -> Line:
        """Count the calls that are open and closed, or name what is searched for."""
        rows, line = self._rows, Line(200).add("Calls", "accent").add("  ")
        if self._search:
            shown = len(rows.open) + len(rows.closed)
            earlier, keys = len(rows.earlier), self._frame.keys
            return add_search(line, self._search, shown, rows.total, keys, earlier=earlier)
        line.add("open ").add(str(len(rows.open)), "strong").add(" · ", "dim")
        return line.add("closed ").add(str(len(rows.closed)), "strong")

    def foot(self) -> Line:
        """Name the order, and where the view stands in a list that is longer."""
        line = Line(max(0, self.content_size.width - 5))
        if self._word:
            return line.add("▸ ", "accent").add(self._word, "strong")
        top, room = self._view.top, self._view.room
        if len(self._rows) > room:
            last = min(len(self._rows), top + room) - 1
            first, last = (self._rows.place_of(row) + 1 for row in (top, last))
            line.add(f"{first}–{last} of {self._rows.calls} · ", "dim")
        return line.add("most urgent first", "dim")

    def inside(self, y: int, width: int) -> Line:
        """The names of the columns, then a row in each line, then the selected call in words."""
        columns = call_row.columns_for(width, self._longest_id)
        self._subjects[y] = self._subject(y)
        if y == 0:
            return call_row.heading(columns, width)
        if y >= self.inner_height - self._peek_height:
            return self._peek_line(y - self.inner_height + self._peek_height, width)
        if self._notice and y == self._notice_line():
            return (
                Line(width, "waiting").add("  ▲ ", "amber-strong").add(self._notice, "amber-strong")
            )
        row = self._row_at(y)
        if row >= len(self._rows):
            return Line(width).add(self._nothing() if y == 1 else "", "dim")
        call = self._rows[row]
        if isinstance(call, str):
            line = Line(width).add("── ", "line").add(call, "dim").add(" ")
            return line.to(width - 1, "line", "─")
        selected = call.id == self.selected
        return call_row.row(call, self._frame, columns, width, selected=selected)

    @property
    def _peek_height(self) -> int:
        """Count of the lines that describe the selected call."""
        if not self._peeks or self.selected is None:
            return 0
        return next(lines for least, lines in _PEEKS if self.inner_height >= least)

    def _peek_lines(self) -> range:
        """The lines of the widget in which the selected call is described."""
        end = self.content_size.height - 1
        return range(end - self._peek_height, end)

    def _peek_line(self, at: int, width: int) -> Line:
        call = self._frame.board.calls.get(self.selected or "")
        if call is None:
            return Line(width)
        marks = self._marks(call)
        return call_peek(call, marks, self._frame, width, self._peek_height)[at]

    def _marks(self, call: Call) -> list[RowMark]:
        new, news = self._frame.read.found(call)
        return list(call_marks(call, self._frame, new=new, news=news))

    def _subject(self, y: int) -> tuple[object, ...]:
        """Return what a line inside tells of, but for the time: equal subjects look the same."""
        if y == 0:
            return (self._longest_id,)
        if self._notice and y == self._notice_line():
            return (self._notice,)
        row = self._row_at(y)
        if row >= len(self._rows):
            return (self._nothing() if y == 1 else "",)
        call = self._rows[row]
        if isinstance(call, str):
            return (call,)
        frame, selected = self._frame, call.id == self.selected
        return (call, self._longest_id, selected, *call_row.subject(call, frame))

    def _fit(self) -> None:
        """Give the rows the lines that the names of the columns and the peek leave."""
        if self.inner_height > 0:  # before it is laid out nothing scrolls a row away
            self._view.room = max(1, self.inner_height - 1 - self._peek_height)

    def _nothing(self) -> str:
        if self._search:
            return f"   {NOTHING}"
        return (
            "   No calls yet." if self._frame.health.state != "live" else "   No calls this shift."
        )

    def _take(self, frame: Frame, *, sought: bool = False) -> None:
        """Show another board, and hold on to the selected call, or to what was scrolled to.

        `sought`: other words are searched for, so that a call which is gone makes room for the
        first that was found.
        """
        self._frame = frame
        if self._search:
            # What comes while something is searched for is new, also with a vehicle sent already.
            came = {call.id for call in frame.board.open_calls()} - self._known
            self._kept_apart |= came
        self._fit()
        if sought:
            every = find_calls(frame.board, self._search)
            self._earlier = [call.id for call in every if was_earlier(call, frame)]
        most_apart = max(2, self._view.room // 2)
        self._rows = CallRows(frame, self._search, self._kept_apart, most_apart, self._earlier)
        self._kept_apart |= {call.id for call in self._rows.apart}
        before = self.selected
        if sought and (found := self._rows.first_found()) is not None:
            self._place = self._rows.place_of(self._rows.where(found.id) or 0)
        self._settle_selection()
        if self.selected != before:
            self.selection_changed()
            self._fit()
        jumps = sought or self.selected != before
        self._view.follow(self._rows, self._selected_row(), jumps=jumps)
        self._remember_view()

    def _settle_selection(self) -> None:
        row = self._selected_row()
        if row is not None and self._pinned:
            self._place = self._rows.place_of(row)
            return
        call = self._rows.from_place(self._place if self._pinned else 0)
        self.selected = call.id if call else None
        if call is not None and self._frame.health.state in ("live", "suspect"):
            self._pinned = True
        if self._pinned and call is not None:
            self._frame.read.look(call)

    def _selected_row(self) -> int | None:
        return self._rows.where(self.selected) if self.selected else None

    def _remember_view(self) -> None:
        self._view.remember(self._rows, self._selected_row())

    def _line_of_selection(self) -> int | None:
        return self._view.line_of(self._selected_row())

    def _select_place(self, place: int) -> None:
        call = self._rows.from_place(place)
        if call is not None:
            self.select(call.id)

    def _scroll_list(self, lines: int) -> None:
        self._view.scroll(lines, self._rows)
        self._remember_view()
        self.redraw()

    def _notice_line(self) -> int:
        """The line inside that the notice takes: under the selection, or the last one."""
        line, room = self._line_of_selection(), self._view.room
        return room if line is None else min(line + 2, room)

    def _row_at(self, y: int) -> int:
        """The row in a line inside; lines under a notice are one row behind."""
        behind = bool(self._notice) and y > self._notice_line()
        return self._view.top + y - 1 - behind

    def _call_at(self, y: int) -> Call | None:
        line = y - 1
        if not 1 <= line <= self._view.room or (self._notice and line == self._notice_line()):
            return None
        row = self._row_at(line)
        call = self._rows[row] if row < len(self._rows) else None
        return call if isinstance(call, Call) else None


def _ignore() -> None:
    """Tell nobody of another selection."""
