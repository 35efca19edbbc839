"""A vehicle's status, chosen from the list or typed as the radio's state code."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.widgets import Static

from jru_tui.board.commands import SetStatus
from jru_tui.board.views import Call, Vehicle
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import Dialog, effects
from jru_tui.tui.drawing.styles import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint


class StatusDialog(Dialog):
    """A dialog that asks for a status, and first for the vehicle where none is meant."""

    def __init__(self, context: Context, vehicle: Vehicle | None) -> None:
        """Ask about this vehicle."""
        super().__init__(context)
        self._vehicle = vehicle
        self._typed = ""

    @property
    def call_concerned(self) -> Call | None:
        """The call that the vehicle is on."""
        return self.call_of(self._vehicle)

    def heading(self) -> Content:
        """The vehicle's name."""
        return Content(f"Status of {self._vehicle.name}" if self._vehicle else "Book a status")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list of vehicles or of statuses."""
        if self._vehicle is None:
            return ("enter", "choose"), ("1-9", "at once"), ("esc", "back")
        return ("enter", "book"), ("↑↓", "choose"), ("state code", "books at once"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The vehicle as it is and the statuses; before them the vehicles where none is meant."""
        yield Static(self._about(), id="about")
        if self._vehicle is None:
            vehicles = self.asked.board.vehicles.values()
            yield ChoiceList([self._vehicle_line(vehicle) for vehicle in vehicles], id="vehicles")
        codes = list(self.asked.board.rules.statuses)
        now = self._vehicle.status if self._vehicle else ""
        statuses = ChoiceList(
            [self._status_line(code) for code in codes],
            cursor=codes.index(now) if now in codes else 0,
            numbered=False,
            id="statuses",
        )
        statuses.display = self._vehicle is not None
        yield statuses
        yield Static(id="effect")

    def _about(self) -> Content:
        if self._vehicle is None:
            return Content("Which vehicle?")
        rules = self.asked.board.rules
        status = rules.status(self._vehicle.status)
        call = self._vehicle.call
        on_call = f"  on {self.asked.board.names.call(call)}" if call else ""
        return Content.assemble(
            ("now ", "$jru-dim"),
            (f"{status.glyph} {status.label}", "bold"),
            f" since {hm(self._vehicle.since, rules)}{on_call}",
        )

    def _vehicle_line(self, vehicle: Vehicle) -> Choice:
        status = self.asked.board.rules.status(vehicle.status)
        ink = status_ink(vehicle.status, self.asked.board.rules)
        return Choice(
            vehicle.id,
            (
                (vehicle.name, "strong"),
                (status.glyph, ink),
                (status.label, ink),
                (self.asked.board.names.call(vehicle.call or ""), "text"),
            ),
        )

    def _status_line(self, code: str) -> Choice:
        rules = self.asked.board.rules
        status = rules.status(code)
        may = {"free": "may take a call", "conditional": "with a reason", "busy": "takes no call"}
        ink = status_ink(code, rules)
        return Choice(
            code,
            (
                (f"{status.code:>2}", "accent"),
                (status.glyph, ink),
                (status.label, ink if code == "emergency" else "text"),
                (may[status.availability], "dim"),
            ),
        )

    @on(ChoiceList.Chosen, "#vehicles")
    def _choose_vehicle(self, event: ChoiceList.Chosen) -> None:
        self._vehicle = self.asked.board.vehicles[event.choice.id]
        self.query_one("#frame").border_title = self.heading()
        self.query_one("#about", Static).update(self._about())
        self.show_tags()
        self.query_one("#vehicles").display = False
        statuses = self.query_one("#statuses", ChoiceList)
        statuses.display = True
        statuses.focus()
        codes = list(self.asked.board.rules.statuses)
        if self._vehicle.status in codes:
            statuses.go_to(codes.index(self._vehicle.status))
        self.show_hints()

    @on(ChoiceList.Chosen, "#statuses")
    def _book(self, event: ChoiceList.Chosen) -> None:
        self._answer_with(event.choice.id)

    @on(ChoiceList.Moved, "#statuses")
    def _moved(self, event: ChoiceList.Moved) -> None:
        self.refuse("")
        chosen = event.choices.choice
        if self._vehicle is not None and chosen is not None:
            told = effects(SetStatus(self._vehicle.id, chosen.id), self.asked)
            self.query_one("#effect", Static).update(told)

    def on_key(self, event: Key) -> None:
        """Digits add up to a state code; when no other can follow it is booked at once."""
        if self._vehicle is None or event.character is None or not event.character.isdecimal():
            self._typed = ""
            return
        event.stop()
        rules = self.asked.board.rules
        typed = self._typed + event.character
        if not any(code.startswith(typed) for code in rules.codes):
            typed = event.character
        fits = [code for code in rules.codes if code.startswith(typed)]
        self._typed = typed if len(fits) > 1 else ""
        if typed in rules.codes:
            status = rules.codes[typed]
            statuses = self.query_one("#statuses", ChoiceList)
            statuses.go_to(list(rules.statuses).index(status))
            if len(fits) == 1:
                self._answer_with(status)
        elif not fits:
            self.refuse(f"no status has the code {typed}")

    def _answer_with(self, status: str) -> None:
        assert self._vehicle is not None
        self.answer(SetStatus(self._vehicle.id, status))
