"""A choice of the vehicle that is taken off a call."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from jru_tui.board.commands import StandDown
from jru_tui.board.views import Response
from jru_tui.tui.dialogs.dialog import CallDialog
from jru_tui.tui.drawing.styles import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint


class StandDownDialog(CallDialog):
    """A dialog that asks which vehicle is no longer needed."""

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Stand a vehicle down from {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "stand down"), ("↑↓", "choose"), ("1-9", "at once"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call and the vehicles on it."""
        yield self.about()
        yield ChoiceList([self._line(response) for response in self.call.on_it])

    def _line(self, response: Response) -> Choice:
        rules = self.asked.board.rules
        vehicle = self.asked.board.vehicles.get(response.vehicle)
        stage = rules.status(response.stage)
        times = (response.at_scene_at, response.en_route_at, response.allocated_at)
        since = next((at for at in times if at is not None), None)
        ink = status_ink(response.stage, rules)
        return Choice(
            response.vehicle,
            (
                (vehicle.name if vehicle else response.vehicle, "strong"),
                (stage.glyph, ink),
                (stage.label, ink),
                (f"since {hm(since, rules)}" if since else "", "dim"),
            ),
        )

    @on(ChoiceList.Chosen)
    def _stand_down(self, event: ChoiceList.Chosen) -> None:
        self.answer(StandDown(self.call.id, event.choice.id))
