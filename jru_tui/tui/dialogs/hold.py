"""The dialog that keeps what was said about a call from being erased, or ends that."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from jru_tui.board import Call, Hold
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.holds import LIFT, read_hold, suggested_day
from jru_tui.tui.commands.line.grammar import LineError
from jru_tui.tui.commands.spec import SOME_REASON
from jru_tui.tui.dialogs.dialog import CallDialog, TextBox
from jru_tui.tui.widgets.hint_bar import Hint

_DATE = "#until"
_REASON = "#reason"


class HoldDialog(CallDialog):
    """Asks until which day, and why. Where the call is held already, its day stands there."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about this call."""
        super().__init__(context, call)
        self._until = suggested_day(context, call)

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Hold {self.named}: what was said about it is not erased")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the boxes."""
        return ("enter", "hold it"), ("tab", "next"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, the day, and the reason."""
        held = self.call.hold
        yield self.about()
        with Horizontal(classes="field"):
            yield Label("Reason", classes="name")
            yield TextBox(
                held.reason if held is not None else "",
                id="reason",
                max_length=200,
                placeholder="an inquest, a complaint, a court's order",
            )
        with Horizontal(classes="field under"):
            yield Label("Until", classes="name")
            yield TextBox(
                self._until, id="until", max_length=10, placeholder=f"2031-10-30, or {LIFT}"
            )

    def on_mount(self) -> None:
        """Say what a hold until the day that stands there changes."""
        super().on_mount()
        self._show()

    def _made(self, reason: str) -> Hold | LineError:
        until = self.typed(self.query_one(_DATE, TextBox))
        return read_hold(self.asked, self.call.id, until, reason)

    @on(Input.Changed)
    def _show(self) -> None:
        self.refuse("")
        made = self._made(SOME_REASON)
        self.show_effect(made if isinstance(made, Hold) else None)

    @on(Input.Submitted)
    def _hold(self) -> None:
        made = self._made(self.typed(self.query_one(_REASON, TextBox)))
        if isinstance(made, LineError):
            self.refuse(made.reason)
        else:
            self.answer(made)
