"""The dialog that logs crew members on or off."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import (
    Crew,
    CrewPeriod,
    Vehicle,
    age_in_words,
    meal_due,
    refreshments_of,
    rest_before,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import Dialog, about_words
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.line import cut
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem, WordFlow, Words

_LOG_ON = ""
_MOST_LEFT = 3
"""Members that left, named under the list: the newest of them."""


class CrewDialog(Dialog):
    """A dialog of who is on since when. Enter logs a member off, the last line logs one on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("plus", "log_on", "Log on", show=False)]

    def __init__(self, context: Context, vehicle: Vehicle | None) -> None:
        """Ask about this vehicle, and first for the vehicle where none is meant."""
        super().__init__(context)
        self._vehicle = vehicle

    def heading(self) -> Content:
        """The vehicle's name."""
        return Content(f"Crew of {self._vehicle.name}" if self._vehicle else "Crew")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of whichever part is there."""
        if self._vehicle is None:
            return ("enter", "go on"), ("1-9", "choose"), ("esc", "back")
        if isinstance(self.focused, Input):
            return ("enter", "log on"), ("tab", "next"), ("esc", "back to the crew")
        return ("enter", "log off"), ("+", "log one on"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The vehicles where none is meant; else the crew, or what is asked of a new member."""
        yield about_words(self._about())
        if self._vehicle is None:
            yield ChoiceList(
                [self._vehicle_line(vehicle) for vehicle in self.context.board.vehicles.values()],
                id="vehicles",
            )
        self._crew = WordFlow(
            (
                ChoiceList(self._aboard(), numbered=False, id="aboard"),
                Words("left", self._left(), above=1, left=4, ink="$jru-dim"),
            ),
            id="crew",
        )
        self._crew.display = self._vehicle is not None
        yield self._crew
        question = (
            ("Number", "collar number or PIN, never a name"),
            ("Role", "officer"),
            ("Skills", "such as doctor, solicitor; separated by commas"),
        )
        self._member = WordFlow(
            (
                Field(name, TextBox(id=name.lower(), max_length=60, placeholder=hint), above=0)
                for name, hint in question
            ),
            id="member",
        )
        self._member.display = False
        yield self._member

    @property
    def _spells(self) -> Sequence[CrewPeriod]:
        return self.context.board.crew_spells(self._vehicle.id) if self._vehicle is not None else ()

    def _aboard(self) -> list[Choice]:
        """List who is on."""
        return [
            *(self._member_line(spell) for spell in self._spells if spell.off_at is None),
            Choice(_LOG_ON, (("+ log a member on", "accent"),)),
        ]

    def _left(self) -> str:
        """Say who was on."""
        left = [spell for spell in self._spells if spell.off_at is not None]
        return "\n".join(map(self._left_line, left[-_MOST_LEFT:]))

    def _about(self) -> Content:
        if self._vehicle is None:
            return Content("Which vehicle?")
        area = cut(self._vehicle.area or "", 40)
        name = (cut(self._vehicle.name, 24), "bold")
        duty = self._duty(self._vehicle)
        return Content.assemble(name, f"  {area}", *((("\n" + duty, "$jru-dim"),) if duty else ()))

    def _duty(self, vehicle: Vehicle) -> str:
        """Say until when the crew is on duty, and what it has had of its refreshments."""
        board, now = self.context.board, self.context.now
        found = refreshments_of(board, vehicle, now)
        if found is None:
            return ""
        due_at = meal_due(board, vehicle, now)
        parts = [
            f"on duty until {hm(found.ends_at, board.rules)}",
            f"refreshments {found.taken_minutes} of {found.allowed_minutes} min",
        ]
        if due_at is not None and due_at <= found.ends_at:
            owed = "owed since" if due_at <= now else "break due by"
            parts.append(f"{owed} {hm(due_at, board.rules)}")
        return " · ".join(parts)

    def _vehicle_line(self, vehicle: Vehicle) -> Choice:
        rules = self.context.board.rules
        crew = " · ".join(member.id for member in vehicle.crew)
        return Choice(
            vehicle.id,
            (
                (vehicle.name, "strong"),
                (rules.status(vehicle.status).glyph, status_ink(vehicle.status, rules)),
                (crew or "no crew", "text" if crew else "dim"),
            ),
            number=self.context.numbers[vehicle.id],
        )

    def _member_line(self, spell: CrewPeriod) -> Choice:
        member = spell.member
        return Choice(
            member.id,
            (
                (member.id, "strong"),
                (member.role, "text"),
                (f"on since {hm(spell.on_at, self.context.board.rules)}", "dim"),
                self._rest(spell),
                (", ".join(member.skills), "text"),
            ),
        )

    def _rest(self, spell: CrewPeriod) -> tuple[str, str]:
        """Say how long a member was off before this duty; in amber where that was too short."""
        duty = rest_before(self.context.board, spell.member, self.context.now)
        if duty is None or duty.rest is None:
            return "", "dim"
        short = duty.rest < timedelta(hours=self.context.board.rules.checks.rest_hours)
        return f"{age_in_words(int(duty.rest.total_seconds()))} off before", (
            "amber-strong" if short else "dim"
        )

    def _left_line(self, spell: CrewPeriod) -> str:
        rules = self.context.board.rules
        off = hm(spell.off_at, rules) if spell.off_at else ""
        return f"{spell.member.id}  {spell.member.role}  {hm(spell.on_at, rules)}–{off}"

    @on(ChoiceList.Chosen, "#vehicles")
    async def _choose_vehicle(self, event: ChoiceList.Chosen) -> None:
        if self._vehicle is not None:
            return  # chosen twice by two keys that came together
        self._vehicle = self.context.board.vehicles[event.choice.id]
        self.query_one("#frame").border_title = self.heading()
        self.words("about").update(self._about())
        await self.query_one("#vehicles").remove()
        self._crew.display = True
        aboard = self.query_one("#aboard", ChoiceList)
        aboard.offer(self._aboard())
        self.words("left").update(self._left())
        aboard.focus()
        self.show_hints()

    @on(ChoiceList.Chosen, "#aboard")
    def _log_off(self, event: ChoiceList.Chosen) -> None:
        if event.choice.id == _LOG_ON:
            self.action_log_on()
        elif self._vehicle is not None:
            self.answer(Crew(self._vehicle.id, event.choice.id, on=False))

    @on(Input.Submitted)
    def _log_on(self) -> None:
        if self._vehicle is None:
            return
        number, role, skills = (
            self.typed(self.query_one(box, TextBox)) for box in ("#number", "#role", "#skills")
        )
        tags = tuple(tag for skill in skills.split(",") if (tag := skill.strip()))
        self.answer(Crew(self._vehicle.id, number, role=role or "officer", skills=tags))

    def action_log_on(self) -> None:
        """Ask who comes aboard."""
        if self._vehicle is not None:
            self._ask_who(asking=True)

    def action_back(self) -> None:
        """Go from the new member back to the crew, from there to the board."""
        if self._member.display:
            self._ask_who(asking=False)
        else:
            super().action_back()

    def _ask_who(self, *, asking: bool) -> None:
        self.refuse("")
        self._member.display = asking
        self._crew.display = not asking
        self.query_one("#number" if asking else "#aboard").focus()
