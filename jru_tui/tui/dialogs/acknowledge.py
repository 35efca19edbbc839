"""The dialog that acknowledges an emergency."""

from collections.abc import Iterator

from textual import on
from textual.content import Content

from jru_tui.board import EMERGENCY, Acknowledge, Vehicle
from jru_tui.tui.commands.context import Context, emergencies
from jru_tui.tui.dialogs.dialog import Dialog, about_words, pinned
from jru_tui.tui.phrases import hms
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem


class AcknowledgeDialog(Dialog):
    """A dialog that asks which emergency, and says that this cannot be undone."""

    def __init__(self, context: Context) -> None:
        """Ask about all vehicles in an emergency."""
        super().__init__(context)
        self._listed = [vehicle.id for vehicle in emergencies(context)]

    def heading(self) -> Content:
        """Return the title."""
        return Content("Acknowledge an emergency")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "acknowledge"), ("1-9", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """Compose who, since when and on which call."""
        yield about_words("An officer needs help. Confirm that you have seen it.")
        yield ChoiceList(self._lines_now())

    def renewed(self) -> None:
        """Add who calls for help meanwhile; everybody else stays in place."""
        found = [vehicle.id for vehicle in emergencies(self.context)]
        self._listed = pinned(self._listed, found)
        self.query_one(ChoiceList).renew(self._lines_now())

    def _lines_now(self) -> list[Choice]:
        vehicles = self.context.board.vehicles
        return [self._line(vehicles[vehicle]) for vehicle in self._listed if vehicle in vehicles]

    def _line(self, vehicle: Vehicle) -> Choice:
        known = vehicle.acknowledged_at is not None or vehicle.status != EMERGENCY
        text = "acknowledged" if vehicle.status == EMERGENCY else "over"
        return Choice(
            vehicle.id,
            (
                (vehicle.name, "strong"),
                (f"since {hms(vehicle.since, self.context.board.rules)}", "red-strong"),
                (
                    self.context.board.names.call(vehicle.call) if vehicle.call else "on no call",
                    "text",
                ),
                (text if known else "", "dim"),
            ),
            possible=not known,
            number=self.context.numbers[vehicle.id],
        )

    def on_mount(self) -> None:
        """Say what it comes to."""
        super().on_mount()
        self._show_effect()

    @on(ChoiceList.Moved)
    def _show_effect(self) -> None:
        choice = self.query_one(ChoiceList).choice
        self.show_effect(Acknowledge(choice.id) if choice is not None else None)

    @on(ChoiceList.Chosen)
    def _acknowledge(self, event: ChoiceList.Chosen) -> None:
        self.answer(Acknowledge(event.choice.id))
