"""The dialog that books a vehicle's status, by the list, by state code, or by a letter."""

from collections.abc import Iterator, Mapping

from textual import on
from textual.content import Content
from textual.events import Key

from jru_tui.board import Call, SetStatus, Status, Vehicle
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import Dialog, about_words
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem


class StatusDialog(Dialog):
    """A dialog that asks for a status, and first for the vehicle where none is meant."""

    def __init__(self, context: Context, vehicle: Vehicle | None) -> None:
        """Ask about this vehicle."""
        super().__init__(context)
        self._chosen = vehicle.id if vehicle is not None else ""
        self._listed = list(context.board.vehicles)
        self._letters = letters_of(context.board.rules.statuses)

    @property
    def _vehicle(self) -> Vehicle | None:
        """The vehicle that is meant, as it stands; None while none is."""
        return self.context.board.vehicles.get(self._chosen)

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
            return ("enter", "go on"), ("↑↓ 1-9", "choose"), ("esc", "back")
        return ("enter", "book"), ("↑↓ state code or letter", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The vehicle as it is and the statuses; before them the vehicles where none is meant."""
        yield about_words(self._about())
        if self._vehicle is None:
            yield ChoiceList(self._vehicle_lines(), id="vehicles")
        codes = list(self.context.board.rules.statuses)
        now = self._vehicle.status if self._vehicle else ""
        statuses = ChoiceList(
            [self._status_line(code) for code in codes],
            cursor=codes.index(now) if now in codes else 0,
            id="statuses",
        )
        statuses.display = self._vehicle is not None
        yield statuses

    def renewed(self) -> None:
        """Tell of the vehicle, or of each vehicle in its place, as it is now."""
        self.words("about").update(self._about())
        for vehicles in self.query("#vehicles").results(ChoiceList):
            vehicles.renew(self._vehicle_lines())

    def _about(self) -> Content:
        if self._vehicle is None:
            return Content("Which vehicle?")
        rules = self.context.board.rules
        status = rules.status(self._vehicle.status)
        call = self._vehicle.call
        on_call = f"  on {self.context.board.names.call(call)}" if call else ""
        return Content.assemble(
            ("now ", "$jru-dim"),
            (f"{status.glyph} {status.label}", "bold"),
            f" since {hm(self._vehicle.since, rules)}{on_call}",
        )

    def _vehicle_lines(self) -> list[Choice]:
        return [
            self._vehicle_line(self.context.board.vehicles[vehicle]) for vehicle in self._listed
        ]

    def _vehicle_line(self, vehicle: Vehicle) -> Choice:
        status = self.context.board.rules.status(vehicle.status)
        ink = status_ink(vehicle.status, self.context.board.rules)
        return Choice(
            vehicle.id,
            (
                (vehicle.name, "strong"),
                (status.glyph, ink),
                (status.label, ink),
                (self.context.board.names.call(vehicle.call or ""), "text"),
            ),
            number=self.context.numbers[vehicle.id],
        )

    def _status_line(self, code: str) -> Choice:
        rules = self.context.board.rules
        status = rules.status(code)
        may = {"free": "may take a call", "conditional": "with a reason", "busy": "takes no call"}
        ink = status_ink(code, rules)
        return Choice(
            code,
            (
                (status.glyph, ink),
                (status.label, ink if code == "emergency" else "text"),
                (may[status.availability], "dim"),
            ),
            number=status.code or self._letters.get(code, ""),
        )

    def on_key(self, event: Key) -> None:
        """A letter goes to the status that has it."""
        statuses = self.query_one("#statuses", ChoiceList)
        chosen = next((code for code, key in self._letters.items() if key == event.character), None)
        if statuses.has_focus and chosen is not None:
            event.prevent_default()
            event.stop()
            statuses.go_to_id(chosen)

    @on(ChoiceList.Chosen, "#vehicles")
    def _choose_vehicle(self, event: ChoiceList.Chosen) -> None:
        self._chosen = event.choice.id
        self.query_one("#frame").border_title = self.heading()
        self.words("about").update(self._about())
        self.show_tags()
        self.query_one("#vehicles").display = False
        statuses = self.query_one("#statuses", ChoiceList)
        statuses.display = True
        statuses.focus()
        if self._vehicle is not None:
            statuses.go_to_id(self._vehicle.status)
        self.show_hints()

    @on(ChoiceList.Moved, "#statuses")
    def _moved(self, event: ChoiceList.Moved) -> None:
        chosen = event.choices.choice
        if self._vehicle is not None and chosen is not None:
            self.show_effect(SetStatus(self._chosen, chosen.id))

    @on(ChoiceList.Chosen, "#statuses")
    def _book(self, event: ChoiceList.Chosen) -> None:
        self.answer(SetStatus(self._chosen, event.choice.id))


_MOVING = "jk"
"""Letters that move the cursor."""


def letters_of(statuses: Mapping[str, Status]) -> dict[str, str]:
    """Give each status without a state code a letter: the first of one of its words that is free.

    Args:
        statuses: those of the rules, by id.

    Returns:
        The letters by the status's id; none for a status whose letters are all taken.
    """
    letters: dict[str, str] = {}
    for code, status in statuses.items():
        if status.code:
            continue
        words = status.label.casefold().split()
        wanted = [word[0] for word in words] + [letter for word in words for letter in word]
        taken = {*letters.values(), *_MOVING}
        free = (letter for letter in wanted if letter.isalpha() and letter not in taken)
        if (letter := next(free, None)) is not None:
            letters[code] = letter
    return letters
