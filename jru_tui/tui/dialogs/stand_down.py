"""The dialog that stands a vehicle down from a call."""

from collections.abc import Iterator

from textual import on
from textual.content import Content

from jru_tui.board import Call, Response, StandDown
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import CallDialog, pinned
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.signs import UNSAVED
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem

_BOTH = (
    "Its assignment waits for the journal's server. The stand-down waits behind it: both are "
    "saved, in order, when the server is back."
)


class StandDownDialog(CallDialog):
    """A dialog that asks which vehicle, and says what becomes of the call."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about the vehicles on this call."""
        super().__init__(context, call)
        self._listed = self._vehicles()

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Stand a vehicle down from {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "stand down"), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
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
        self._listed = pinned(self._listed, self._vehicles())
        self.query_one(ChoiceList).renew(self._lines_now())

    @on(ChoiceList.Moved)
    def _show_effect(self) -> None:
        choice = self.query_one(ChoiceList).choice
        if choice is not None and self._waits(choice.id):
            self.show_effect(None)
            self.draw_effect(Content(_BOTH))
            return
        self.show_effect(StandDown(self.call.id, choice.id) if choice is not None else None)

    def _vehicles(self) -> list[str]:
        """Ids of the vehicles on the call, and of those that an assignment waits for."""
        on_it = [response.vehicle for response in self.call.on_it]
        return list(dict.fromkeys([*on_it, *self.context.waiting.sent_to(self.call.id)]))

    def _waits(self, vehicle: str) -> bool:
        """Test whether a vehicle is only to be sent: its assignment is not yet saved."""
        return vehicle in self.context.waiting.sent_to(self.call.id)

    def _lines_now(self) -> list[Choice]:
        on_it = {response.vehicle: response for response in self.call.on_it}
        return [self._line(vehicle, on_it.get(vehicle)) for vehicle in self._listed]

    def _line(self, vehicle_id: str, response: Response | None) -> Choice:
        rules = self.context.board.rules
        vehicle = self.context.board.vehicles.get(vehicle_id)
        name = (vehicle.name if vehicle else vehicle_id, "strong")
        number = self.context.numbers.get(vehicle_id, "")
        if response is None and self._waits(vehicle_id):
            waits = (name, (UNSAVED, "red-strong"), ("assignment not yet saved", "red-strong"))
            return Choice(vehicle_id, waits, number=number)
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
        request = StandDown(self.call.id, event.choice.id)
        if not self._waits(event.choice.id):
            self.answer(request)
        elif self.goes_on():
            self.dismiss(request)
