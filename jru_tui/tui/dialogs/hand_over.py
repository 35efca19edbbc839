"""The shift is handed over, with a sentence for the next supervisor."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from jru_tui.board import HandOver
from jru_tui.tui.dialogs.dialog import Dialog, TextBox
from jru_tui.tui.dialogs.shift import carried
from jru_tui.tui.widgets.hint_bar import Hint


class HandOverDialog(Dialog):
    """A dialog that asks what to watch; the words may be left out."""

    def heading(self) -> Content:
        """Return the title."""
        return Content("Hand the shift over")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the line."""
        return ("enter", "hand over"), ("esc", "back")

    def body(self) -> ComposeResult:
        """Compose what goes over, and the line."""
        yield Static(carried(self.asked.board), id="about")
        yield TextBox(max_length=500, placeholder="what the next supervisor should watch")

    @on(Input.Submitted)
    def _hand_over(self, event: Input.Submitted) -> None:
        self.answer(HandOver(self.typed(event)))
