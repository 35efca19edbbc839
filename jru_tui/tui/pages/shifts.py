"""The page of past shifts."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.board import Shift, money, total
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spec import Step
from jru_tui.tui.pages import shift_text
from jru_tui.tui.pages.full_screen import Page, ScrolledPage
from jru_tui.tui.pages.log import LogScreen
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint

READ_AT_ONCE = 100
"""Shifts that are read when the page is opened, and whenever the last one is in view."""


class ShiftsScreen(Page):
    """A page with a line for each shift, the newest first, which are read as they are shown."""

    def __init__(self, context: Context, start: Callable[[Step], None]) -> None:
        """List the shifts of this board; `start` begins what is asked for in the log of one."""
        super().__init__(context)
        self._start = start
        self._unread = context.board.shifts_backwards()
        self._shifts: list[Shift] = []
        self._lines: list[Choice] = []
        self._read()

    def hints(self) -> Sequence[Hint]:
        """Keys of the list."""
        return ("↑↓", "move"), ("enter", "open"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The shifts."""
        frame = VerticalScroll(can_focus=False)
        frame.border_title = Content("Shifts")
        with frame:
            if not self._shifts:
                yield Static("No call has been opened yet.", markup=False)
            shifts = ChoiceList(self._lines, double_click=True)
            yield shifts
        # The wheel also moves the last line into view.
        self.watch(shifts, "scroll_y", self._read_behind, init=False)

    def draw(self) -> None:
        """Draw once: what is past does not change while it is read."""

    def _read(self) -> bool:
        """Read some more shifts; False where there are no more."""
        shifts = [*islice(self._unread, READ_AT_ONCE)]
        self._shifts += shifts
        self._lines += map(self._line, shifts)
        return bool(shifts)

    @on(ChoiceList.Moved)
    def _read_behind(self) -> None:
        """Read on where the end of what was read is in view, or under the cursor."""
        shifts = self.query_one(ChoiceList)
        last_shown = shifts.scroll_offset.y + shifts.size.height
        if max(shifts.cursor + 1, last_shown) >= len(self._lines) and self._read():
            shifts.renew(self._lines)

    def _line(self, shift: Shift) -> Choice:
        board = self.context.board
        tally = board.tally(shift)
        running = self.context.now in shift
        return Choice(
            shift.starts_at.isoformat(),
            (
                (shift_text.hours(shift, board), "strong"),
                (f"{board.count_calls_of(shift)} calls", "text"),
                (f"{tally.attended} attended", "text"),
                (f"{total(tally.minutes)} saved", "text"),
                (money(tally.pence), "text"),
                ("now" if running else "", "accent"),
            ),
        )

    @on(ChoiceList.Chosen)
    def _open(self) -> None:
        shift = self._shifts[self.query_one(ChoiceList).cursor]
        self.app.push_screen(ShiftScreen(self.context, shift, self._start))


class ShiftScreen(ScrolledPage):
    """A page of one shift: its figures, crews and calls; its log with a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,L", "log", "Log", show=False),
    ]

    def __init__(self, context: Context, shift: Shift, start: Callable[[Step], None]) -> None:
        """Read a shift.

        Args:
            context: the board, and what is selected on it.
            shift: the shift.
            start: takes the step that opens its log.
        """
        super().__init__(context)
        self._shift = shift
        self._start = start

    def hints(self) -> Sequence[Hint]:
        """Keys of the shift."""
        return ("↑↓", "scroll"), ("enter", "its log"), ("esc", "back")

    def body(self) -> ComposeResult:
        """Compose one text that scrolls."""
        frame = VerticalScroll()
        frame.border_title = Content("Shift")
        with frame:
            yield Static(id="shift", markup=False)

    def draw(self) -> None:
        """Write it."""
        text = shift_text.in_full(self.context.board, self._shift)
        self.query_one("#shift", Static).update(text)

    def action_log(self) -> None:
        """Read its log."""
        self.app.push_screen(LogScreen(self.context, self._start, self._shift))
