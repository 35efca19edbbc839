"""The dialog that asks for the time of what is entered from paper."""

from collections.abc import Callable, Iterator
from datetime import datetime

from textual import on
from textual.content import Content
from textual.widgets import Input

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.late_entry import read_time
from jru_tui.tui.commands.line.grammar import LineError
from jru_tui.tui.dialogs.dialog import Dialog, about_words
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem

_ABOUT = (
    "For what was written on paper while the board was down. What you enter counts from that "
    "time, and dispatch is not told of it. An empty time, or Esc on the board, ends it."
)


class LateEntryDialog(Dialog):
    """A dialog that asks for a time; an empty one ends late entry."""

    def __init__(self, context: Context, begin: Callable[[datetime | None], None]) -> None:
        """Ask once; `begin` is told the moment, UTC, or None to end the mode."""
        super().__init__(context)
        self._begin = begin

    def heading(self) -> Content:
        """Return the title."""
        return Content("Enter what is on paper")

    def hints(self) -> tuple[Hint, ...]:
        """Name its keys."""
        return ("enter", "begin"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """Compose the words about it, and the box for the time."""
        yield about_words(_ABOUT)
        yield Field("Done at", TextBox(id="time", max_length=5, placeholder="22:10"))

    @on(Input.Changed)
    def _written(self) -> None:
        self.refuse("")

    @on(Input.Submitted)
    def _go(self, event: Input.Submitted) -> None:
        text = self.typed(event)
        if not text and self.context.entered_at is None:
            self.refuse("when was it done?")
            return
        read = read_time(text, self.context.board.rules, self.context.now) if text else None
        if isinstance(read, LineError):
            self.refuse(read.reason)
        elif self.goes_on():
            self.dismiss(None)
            self._begin(read)
