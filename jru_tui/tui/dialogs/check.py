"""The dialog of a welfare check."""

from collections.abc import Iterator

from textual import on
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import Check, Vehicle, age, check_clock
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import Dialog, about_words
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Cell, Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem


class CheckDialog(Dialog):
    """A dialog that asks which crew was checked, with room for a reason."""

    leads_to_list = True

    def __init__(self, context: Context, vehicle: Vehicle | None = None) -> None:
        """Ask about all vehicles, those that are due first; `vehicle` is chosen already."""
        super().__init__(context)
        found = sorted(context.board.vehicles.values(), key=self._due_in)
        self._listed = [item.id for item in found]
        self._cursor = self._listed.index(vehicle.id) if vehicle is not None else 0

    def heading(self) -> Content:
        """Return the title."""
        return Content("Welfare check")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "checked"), ("esc", "back to the list")
        return ("enter", "checked"), ("1-9", "choose"), ("tab", "reason"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The vehicles with their clocks, and room for a reason."""
        yield about_words("Which crew did you speak to?")
        yield ChoiceList(self._lines_now(), cursor=self._cursor)
        yield Field(
            "Reason",
            TextBox(max_length=200, placeholder="if you did not speak to it; goes in the log"),
        )

    def renewed(self) -> None:
        """Tell of each crew as it is now, in its place."""
        self.query_one(ChoiceList).renew(self._lines_now())

    def _lines_now(self) -> list[Choice]:
        return [self._line(self.context.board.vehicles[vehicle]) for vehicle in self._listed]

    def on_mount(self) -> None:
        """Say what it comes to."""
        super().on_mount()
        self._show_effect()

    @on(ChoiceList.Moved)
    def _show_effect(self) -> None:
        choice = self.query_one(ChoiceList).choice
        self.show_effect(Check(choice.id) if choice is not None else None)

    def _due_in(self, vehicle: Vehicle) -> tuple[bool, float]:
        clock = check_clock(self.context.board, vehicle, self.context.now)
        return clock is None, clock.due_at.timestamp() if clock else 0.0

    def _line(self, vehicle: Vehicle) -> Choice:
        rules = self.context.board.rules
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
            number=self.context.numbers[vehicle.id],
        )

    def _due(self, vehicle: Vehicle) -> Cell:
        clock = check_clock(self.context.board, vehicle, self.context.now)
        if clock is None:
            return "no check in this status", "dim"
        left = (clock.due_at - self.context.now).total_seconds()
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
