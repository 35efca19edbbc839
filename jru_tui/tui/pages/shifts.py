"""The page of past shifts."""

from collections.abc import Callable, Sequence
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


class ShiftsScreen(Page):
    """A page with a line for each shift, the newest first."""

    def __init__(self, context: Context, start: Callable[[Step], None]) -> None:
        """List the shifts of this board; `start` begins what is asked for in the log of one."""
        super().__init__(context)
        self._start = start
        self._shifts = [*reversed(context.board.past_shifts())]

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
            yield ChoiceList([self._line(shift) for shift in self._shifts], double_click=True)

    def draw(self) -> None:
        """Draw once: what is past does not change while it is read."""

    def _line(self, shift: Shift) -> Choice:
        board = self.context.board
        tally = board.tally(shift)
        running = self.context.now in shift
        return Choice(
            shift.starts_at.isoformat(),
            (
                (shift_text.hours(shift, board), "strong"),
                (f"{len(board.calls_of(shift))} calls", "text"),
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
