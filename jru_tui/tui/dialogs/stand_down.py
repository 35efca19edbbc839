"""The dialog that stands a vehicle down from a call."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from jru_tui.board import Call, Response, StandDown
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import CallDialog, pinned
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint


class StandDownDialog(CallDialog):
    """A dialog that asks which vehicle, and says what becomes of the call."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about the vehicles on this call."""
        super().__init__(context, call)
        self._listed = [response.vehicle for response in call.on_it]

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Stand a vehicle down from {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "stand down"), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call and the vehicles on it."""
        yield self.about()
        yield ChoiceList(self._lines_now())

    def on_mount(self) -> None:
        """Say what it comes to."""
        super().on_mount()
        self._show_effect()

    def renewed(self) -> None:
        """Tell of each vehicle as it is now, in its place; who came meanwhile stands last."""
        super().renewed()
        on_it = [response.vehicle for response in self.call.on_it]
        self._listed = pinned(self._listed, on_it)
        self.query_one(ChoiceList).renew(self._lines_now())

    @on(ChoiceList.Moved)
    def _show_effect(self) -> None:
        choice = self.query_one(ChoiceList).choice
        self.show_effect(StandDown(self.call.id, choice.id) if choice is not None else None)

    def _lines_now(self) -> list[Choice]:
        on_it = {response.vehicle: response for response in self.call.on_it}
        return [self._line(vehicle, on_it.get(vehicle)) for vehicle in self._listed]

    def _line(self, vehicle_id: str, response: Response | None) -> Choice:
        rules = self.asked.board.rules
        vehicle = self.asked.board.vehicles.get(vehicle_id)
        name = (vehicle.name if vehicle else vehicle_id, "strong")
        number = self.asked.numbers.get(vehicle_id, "")
        if response is None:
            left = (name, ("", "dim"), ("has left", "dim"))
            return Choice(vehicle_id, left, possible=False, number=number)
        stage = rules.status(response.stage)
        times = (response.at_scene_at, response.en_route_at, response.allocated_at)
        since = next((at for at in times if at is not None), None)
        ink = status_ink(response.stage, rules)
        return Choice(
            response.vehicle,
            (
                name,
                (stage.glyph, ink),
                (stage.label, ink),
                (f"since {hm(since, rules)}" if since else "", "dim"),
            ),
            number=number,
        )

    @on(ChoiceList.Chosen)
    def _stand_down(self, event: ChoiceList.Chosen) -> None:
        self.answer(StandDown(self.call.id, event.choice.id))
