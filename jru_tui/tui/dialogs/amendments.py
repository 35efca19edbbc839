"""The dialogs that judge a call anew, by grade and category, and that change its place."""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from jru_tui.board import Grade, Regrade, Relocate
from jru_tui.tui.commands.line.slots import parse_place, typed_place
from jru_tui.tui.dialogs.dialog import CallDialog, TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint

_NONE = ""


class RegradeDialog(CallDialog):
    """Asks for both judgements. Those that it has are chosen already."""

    places_effect = True

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Regrade {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the lists, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "regrade"), ("esc", "back to the lists")
        return ("enter", "regrade"), ("↑↓", "choose"), ("tab", "category, reason"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, the grades beside the categories, and room for a reason."""
        rules, call = self.asked.board.rules, self.call
        yield self.about()
        with Horizontal(classes="panes"):
            yield judgement_list(rules.grades, call.grade, "grades")
            yield judgement_list(rules.categories, call.category, "categories")
        yield self.effect
        with Horizontal(classes="field"):
            yield Label("Reason", classes="name")
            yield TextBox(max_length=200, placeholder="if there is more to say")

    def _command(self) -> Regrade:
        return Regrade(
            self.call.id,
            chosen_in(self.query_one("#grades", ChoiceList)),
            chosen_in(self.query_one("#categories", ChoiceList)),
            self.typed(self.query_one(TextBox)),
        )

    @on(ChoiceList.Moved)
    def _show(self) -> None:
        command, call = self._command(), self.call
        same = (command.grade, command.category) == (call.grade or "", call.category or "")
        self.show_effect(None if same else command)

    @on(ChoiceList.Chosen)
    @on(Input.Submitted)
    def _regrade(self) -> None:
        self.answer(self._command())

    def action_back(self) -> None:
        """From the reason back to the lists, from there to the board."""
        if isinstance(self.focused, Input):
            self.refuse("")
            self.query_one("#grades").focus()
        else:
            super().action_back()


def judgement_list(table: Mapping[str, Grade], now: str | None, list_id: str) -> ChoiceList:
    """Make a list of grades or categories, with the cursor on the one that holds now.

    Args:
        table: those of the settings.
        now: the code that holds; None for none.
        list_id: the id of the list.
    """
    codes = [*table]
    if now is not None and now not in table:
        codes.append(now)
    choices = [
        Choice(code, ((code, "strong"), (table[code].label if code in table else "", "dim")))
        for code in codes
    ]
    choices.append(Choice(_NONE, (("none", "dim"), ("", "dim"))))
    cursor = codes.index(now) if now is not None else len(codes)
    return ChoiceList(choices, cursor=cursor, numbered=False, id=list_id)


def chosen_in(choices: ChoiceList) -> str:
    """Return the code under the cursor of a list; empty for none."""
    return choices.choice.id if choices.choice is not None else ""


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
