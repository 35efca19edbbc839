"""A choice among several emergencies that the supervisor acknowledges."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from jru_tui.board.commands import Acknowledge
from jru_tui.board.views import Vehicle
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.targets import emergencies
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.phrases import hms
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint


class AcknowledgeDialog(Dialog):
    """A dialog that asks which, where several vehicles call for help at once."""

    def __init__(self, context: Context) -> None:
        """Ask about all vehicles in an emergency."""
        super().__init__(context)
        self._vehicles = emergencies(context)

    def heading(self) -> Content:
        """Return the title."""
        return Content("Acknowledge an emergency")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "acknowledge"), ("1-9", "at once"), ("esc", "back")

    def body(self) -> ComposeResult:
        """Compose who, since when and on which call."""
        yield Static("It stays on the board until the vehicle's status clears it.", id="about")
        yield ChoiceList([self._line(vehicle) for vehicle in self._vehicles])

    def _line(self, vehicle: Vehicle) -> Choice:
        known = vehicle.acknowledged_at is not None
        return Choice(
            vehicle.id,
            (
                (vehicle.name, "strong"),
                (f"since {hms(vehicle.since, self.asked.board.rules)}", "red-strong"),
                (
                    self.asked.board.names.call(vehicle.call) if vehicle.call else "on no call",
                    "text",
                ),
                ("acknowledged" if known else "", "dim"),
            ),
            possible=not known,
        )

    @on(ChoiceList.Chosen)
    def _acknowledge(self, event: ChoiceList.Chosen) -> None:
        self.answer(Acknowledge(event.choice.id))
