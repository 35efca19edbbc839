"""The dialog that decides who attends a call, by right care, right person."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from jru_tui.board import INSTEAD, Instead, RightCare
from jru_tui.tui.dialogs.dialog import CallDialog, TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint

_NOT_POLICE = "the police do not attend"


class RightCareDialog(CallDialog):
    """Asks who attends: the police, or who does in their place; with room for a reason."""

    places_effect = True

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Right care, right person: who attends {self.named}?")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "decide"), ("esc", "back to the list")
        return ("enter", "decide"), ("↑↓ 1-9", "choose"), ("tab", "reason"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, who may attend, and room for a reason."""
        made = self.call.right_care
        codes = [*INSTEAD]
        yield self.about()
        yield ChoiceList(
            [self._line(code) for code in codes],
            cursor=codes.index(made.instead) if made is not None else 0,
        )
        with Horizontal(classes="field"):
            yield Label("Reason", classes="name")
            yield TextBox(max_length=200, placeholder="if there is more to say")
        yield self.effect

    def _line(self, code: Instead) -> Choice:
        return Choice(code, ((INSTEAD[code], "strong"), (_NOT_POLICE if code else "", "dim")))

    def on_mount(self) -> None:
        """Say what the first line changes."""
        super().on_mount()
        self._show()

    def _command(self) -> RightCare | None:
        choice = self.query_one(ChoiceList).choice
        chosen = [code for code in INSTEAD if choice is not None and code == choice.id]
        reason = self.typed(self.query_one(TextBox))
        return RightCare(self.call.id, chosen[0], reason) if chosen else None

    @on(ChoiceList.Moved)
    def _show(self) -> None:
        self.show_effect(self._command())

    @on(ChoiceList.Chosen)
    @on(Input.Submitted)
    def _decide(self) -> None:
        command = self._command()
        if command is not None:
            self.answer(command)

    def action_back(self) -> None:
        """From the reason back to the list, from there to the board."""
        if isinstance(self.focused, Input):
            self.refuse("")
            self.query_one(ChoiceList).focus()
        else:
            super().action_back()
