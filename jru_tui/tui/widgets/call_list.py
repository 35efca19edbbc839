"""The calls of the shift: open ones in order of urgency with both clocks, then the closed ones."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from jru_tui.board.views import Call, Change
from jru_tui.tui.drawing.line import Line
from jru_tui.tui.drawing.panel import Panel
from jru_tui.tui.widgets import call_columns, call_row
from jru_tui.tui.widgets.call_rows import CallRows
from jru_tui.tui.widgets.frame import Frame

_WHEEL = 3
_ROWS_FROM = 2
"""The first row stands under the edge and the names of the columns."""


class CallList(Panel, can_focus=True):
    """A list whose selection is pinned to a call's id: rows may move under it, it never does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # `k` is a welfare check here, so the way up is the capital of the way down.
        Binding("up,J", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "end(0)", "First", show=False),
        Binding("end", "end(1)", "Last", show=False),
        Binding("escape", "show_all", "All calls", show=False),
    ]

    @dataclass
    class Selected(Message):
        """Another call is selected; None when the list is empty."""

        call: str | None

    class Unsought(Message):
        """A request to list all calls again."""

    @dataclass
    class Opened(Message):
        """A call was clicked twice: show it in full."""

        call: str

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.selected: str | None = None
        self._frame = frame
        self._search = ""
        self._rows = CallRows(frame)
        self._top = 0
        self._place = 0
        self._notice = ""
        self._word = ""
        self._seen: set[str] = set()
        self._subjects: dict[int, tuple[object, ...]] = {}
        self._longest_id = max((len(call) for call in frame.board.calls), default=0)
        self._settle_selection()

    def show(self, frame: Frame, change: Change) -> None:
        """Draw the rows that tell of something else than before."""
        self._longest_id = max(self._longest_id, *(len(call) for call in change.calls), 0)
        self._take(frame)
        last = self.content_size.height - 1
        changed = (y for y in range(self.inner_height) if self._subject(y) != self._subjects.get(y))
        self.redraw((0, *(y + 1 for y in changed), last))

    def tick(self, frame: Frame) -> None:
        """Draw the clocks that run; when a new shift begins, its list."""
        if frame.shift != self._frame.shift:
            self._take(frame)
            self.redraw()
            return
        self._frame = frame
        running = len(self._rows.open) - self._top
        self.redraw(
            range(_ROWS_FROM, min(_ROWS_FROM + running + bool(self._notice), self.inner_height + 1))
        )

    def select(self, call: str) -> None:
        """Select a call by its id and bring it into view. Nothing happens if it is not listed."""
        row = self._rows.where(call)
        if row is None:
            return
        self._seen.add(call)
        changed, top, left = call != self.selected, self._top, self._place_on_screen()
        self.selected, self._place = call, self._rows.place_of(row)
        self._bring_into_view(row)
        if self._notice or self._top != top:
            self.redraw()
        else:
            # Nothing moved: only the row that was left and the one that was come to look different.
            lines = {line + _ROWS_FROM for line in (left, row - top) if line is not None}
            self.redraw(sorted(lines))
        if changed:
            self.post_message(self.Selected(call))

    def find(self, search: str) -> None:
        """List only the calls in which every word is found; all of them when empty."""
        self._search = search
        self._top = 0
        self._take(self._frame)
        self.redraw()

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

    def is_new(self, call: Call) -> bool:
        """Test whether a call waits that nobody has selected yet."""
        return call.waiting and call.id not in self._seen

    def action_move(self, step: int) -> None:
        """Select the call that is `step` further down."""
        self._select_place(self._place + step)

    def action_page(self, pages: int) -> None:
        """Select the call that is a page further down."""
        self._select_place(self._place + pages * max(1, self._room - 1))

    def action_end(self, last: int) -> None:
        """Select the first call, or the last."""
        self._select_place(len(self._rows) if last else 0)

    def action_show_all(self) -> None:
        """Find nothing in particular."""
        self.post_message(self.Unsought())

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
        self._scroll_list(self._top + _WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Move the list back."""
        self._scroll_list(self._top - _WHEEL)

    def resized(self) -> None:
        """Keep the selected call in view."""
        row = self._rows.where(self.selected) if self.selected else None
        if row is not None:
            self._bring_into_view(row)

    def title(self) -> Line:
        """Count the calls that are open and closed, or name what is searched for."""
        line = Line(200).add("Calls", "accent").add("  ")
        line.add("open ").add(str(len(self._rows.open)), "strong").add(" · ", "dim")
        line.add("closed ").add(str(len(self._rows.closed)), "strong")
        if self._search:
            line.add("  found by ", "dim").add(self._search, "accent")
        return line

    def foot(self) -> Line:
        """Name the order, and where the view stands in a list that is longer."""
        line = Line(max(0, self.content_size.width - 5))
        if self._word:
            return line.add("▸ ", "accent").add(self._word, "strong")
        if len(self._rows) > self._room:
            last = min(len(self._rows), self._top + self._room) - 1
            first, last = (self._rows.place_of(row) + 1 for row in (self._top, last))
            line.add(f"{first}–{last} of {self._rows.calls} · ", "dim")
        if self._search:
            return line.add("esc", "accent").add(" shows all", "dim")
        return line.add("most urgent first", "dim")

    def inside(self, y: int, width: int) -> Line:
        """The names of the columns, then a row in each line."""
        columns = call_columns.columns_for(width, self._longest_id)
        self._subjects[y] = self._subject(y)
        if y == 0:
            return call_columns.heading(columns, width)
        if self._notice and y == self._notice_line():
            return (
                Line(width, "waiting").add("  ▲ ", "amber-strong").add(self._notice, "amber-strong")
            )
        row = self._row_at(y)
        if row >= len(self._rows):
            return Line(width).add(self._nothing() if y == 1 else "", "dim")
        call = self._rows[row]
        if call is None:
            return (
                Line(width)
                .add("── ", "line")
                .add("closed this shift", "dim")
                .add(" ")
                .to(width - 1, "line", "─")
            )
        selected = call.id == self.selected
        return call_row.row(
            call, self._frame, columns, width, selected=selected, new=self.is_new(call)
        )

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
        if call is None:
            return (None,)
        frame, selected = self._frame, call.id == self.selected
        looks = (self._longest_id, selected, self.is_new(call), *call_row.subject(call, frame))
        return (call, *looks)

    @property
    def _room(self) -> int:
        return max(1, self.inner_height - 1)

    def _nothing(self) -> str:
        if self._search:
            return "   No call has these words."
        return (
            "   No calls yet." if self._frame.health.state != "live" else "   No calls this shift."
        )

    def _take(self, frame: Frame) -> None:
        """Take another board in, and hold on to the selected call."""
        self._frame = frame
        on_line = self._place_on_screen()
        self._rows = CallRows(frame, self._search)
        before = self.selected
        self._settle_selection()
        if self.selected != before:
            self.post_message(self.Selected(self.selected))
        row = self._rows.where(self.selected) if self.selected else None
        if row is not None:
            if self._top and on_line is not None:
                # The rows move past the selection, not the selection over the rows.
                self._top = max(0, row - on_line)
            self._bring_into_view(row)
        self._top = min(self._top, max(0, len(self._rows) - self._room))

    def _settle_selection(self) -> None:
        row = self._rows.where(self.selected) if self.selected else None
        if row is not None:
            self._place = self._rows.place_of(row)
            return
        call = self._rows.from_place(self._place)
        selected = call.id if call else None
        self.selected = selected
        if selected:
            self._seen.add(selected)

    def _place_on_screen(self) -> int | None:
        row = self._rows.where(self.selected) if self.selected else None
        if row is None or not self._top <= row < self._top + self._room:
            return None
        return row - self._top

    def _select_place(self, place: int) -> None:
        call = self._rows.from_place(place)
        if call is not None:
            self.select(call.id)

    def _bring_into_view(self, row: int) -> None:
        self._top = max(min(self._top, row), row - self._room + 1)

    def _scroll_list(self, top: int) -> None:
        self._top = min(max(0, top), max(0, len(self._rows) - self._room))
        self.redraw()

    def _notice_line(self) -> int | None:
        """The line inside that the notice takes: under the selection, or the last one."""
        on_screen = self._place_on_screen()
        return None if on_screen is None else min(on_screen + 2, self.inner_height - 1)

    def _row_at(self, y: int) -> int:
        """The row in a line inside; lines under a notice are one row behind."""
        notice = self._notice_line() if self._notice else None
        return self._top + y - 1 - (1 if notice is not None and y > notice else 0)

    def _call_at(self, y: int) -> Call | None:
        line = y - 1
        if not 1 <= line < self.inner_height or (self._notice and line == self._notice_line()):
            return None
        row = self._row_at(line)
        return self._rows[row] if row < len(self._rows) else None
