"""The dialog for the place of a call: words, and degrees behind them."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from jru_tui.board import Relocate
from jru_tui.tui.commands.line.slots import parse_place, typed_place
from jru_tui.tui.dialogs.dialog import CallDialog, TextBox
from jru_tui.tui.widgets.hint_bar import Hint

MOST_PLACE = 200
"""Characters of a place."""
DEGREES = "words; then degrees, if known: 51.3703 1.1203"


class RelocateDialog(CallDialog):
    """Asks for the place. Where it was stands there, to be written over or on."""

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Change the place of {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the box."""
        return ("enter", "change it"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, and its place."""
        yield self.about()
        with Horizontal(classes="field"):
            yield Label("Place", classes="name")
            yield TextBox(typed_place(self.call.where), max_length=MOST_PLACE, placeholder=DEGREES)

    def _command(self) -> Relocate:
        return Relocate(self.call.id, parse_place(self.typed(self.query_one(TextBox))))

    @on(Input.Changed)
    def _show(self) -> None:
        self.refuse("")
        self.show_effect(self._command())

    @on(Input.Submitted)
    def _change(self) -> None:
        self.answer(self._command())
