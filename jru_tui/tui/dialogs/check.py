"""A choice of the crew that was asked whether it is well, and why it need not be."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, Static

from jru_tui.board.commands import Check
from jru_tui.board.formatting import age
from jru_tui.board.queries.alerts import check_clock
from jru_tui.board.views import Vehicle
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import Dialog, TextBox
from jru_tui.tui.drawing.styles import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Cell, Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint


class CheckDialog(Dialog):
    """A dialog that asks whose check it is, where that is not clear; a reason is kept with it."""

    def __init__(self, context: Context) -> None:
        """Ask about all vehicles, those that are due first."""
        super().__init__(context)
        self._vehicles = sorted(context.board.vehicles.values(), key=self._due_in)

    def heading(self) -> Content:
        """Return the title."""
        return Content("Welfare check")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "checked"), ("esc", "back to the list")
        return ("enter", "checked"), ("1-9", "at once"), ("tab", "reason"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The vehicles with their clocks, and room for a reason."""
        yield Static("Which crew did you speak to?", id="about")
        yield ChoiceList([self._line(vehicle) for vehicle in self._vehicles])
        with Horizontal(classes="field"):
            yield Label("Reason", classes="name")
            yield TextBox(max_length=200, placeholder="if it was not spoken to; is kept")

    def _due_in(self, vehicle: Vehicle) -> tuple[bool, float]:
        clock = check_clock(self.asked.board, vehicle, self.asked.now)
        return clock is None, clock.due_at.timestamp() if clock else 0.0

    def _line(self, vehicle: Vehicle) -> Choice:
        rules = self.asked.board.rules
        status = rules.status(vehicle.status)
        return Choice(
            vehicle.id,
            (
                (vehicle.name, "strong"),
                (status.glyph, status_ink(vehicle.status, rules)),
                (status.label, "text"),
                (f"heard {hm(vehicle.contact_at, rules)}", "dim"),
                self._due(vehicle),
            ),
        )

    def _due(self, vehicle: Vehicle) -> Cell:
        clock = check_clock(self.asked.board, vehicle, self.asked.now)
        if clock is None:
            return "no check in this status", "dim"
        left = (clock.due_at - self.asked.now).total_seconds()
        if left > 0:
            return f"due in {age(left)}", "text"
        missed = ", twice" if clock.missed > 1 else ""
        return f"▲ {age(-left)} late{missed}", "red-strong" if missed else "amber"

    @on(ChoiceList.Chosen)
    @on(Input.Submitted)
    def _check(self) -> None:
        choice = self.query_one(ChoiceList).choice
        if choice is not None:
            self.answer(Check(choice.id, self.typed(self.query_one(TextBox))))

    def on_descendant_focus(self) -> None:
        """Other keys work in the input than in the list."""
        self.show_hints()

    def action_back(self) -> None:
        """Go from the reason back to the list, from the list back to the board."""
        if isinstance(self.focused, Input):
            self.query_one(ChoiceList).focus()
        else:
            super().action_back()
