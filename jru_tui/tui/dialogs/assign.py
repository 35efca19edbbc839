"""A choice of vehicles for a call, the best first and chosen already."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from jru_tui.board.commands import Assign
from jru_tui.board.queries.dispatch.candidates import Candidate, who_could_go
from jru_tui.board.views import Call
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import CallDialog, TextBox
from jru_tui.tui.drawing.styles import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint


class AssignDialog(CallDialog):
    """A dialog that asks which vehicle goes, and why where it is only conditionally available."""

    places_effect = True

    def __init__(self, context: Context, call: Call) -> None:
        """Ask who goes to this call."""
        super().__init__(context, call)
        self._candidates = list(self._found())

    def heading(self) -> Content:
        """The call's id; and of when what is said of the vehicles is, where that is old."""
        asked = self.asked
        said = f"Assign a vehicle to {self.named}"
        if asked.stale and asked.health.good_at is not None:
            said += f": as they were at {hm(asked.health.good_at, asked.board.rules)}"
        return Content(said)

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "send"), ("esc", "back to the list")
        return ("enter", "send"), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, the vehicles, what sending one changes, and room for a reason."""
        yield self.about()
        yield ChoiceList([self._line(candidate) for candidate in self._candidates])
        yield self.effect
        reason = Horizontal(id="reason")
        reason.display = any(
            candidate.availability == "conditional" for candidate in self._candidates
        )
        with reason:
            yield Label("Reason", classes="name")
            yield TextBox(max_length=200, select_on_focus=False)

    def renewed(self) -> None:
        """List each vehicle as it is now, in its place: what the numbers mean stays the same."""
        super().renewed()
        found = {candidate.vehicle: candidate for candidate in self._found()}
        self._candidates = [
            found.get(candidate.vehicle, candidate) for candidate in self._candidates
        ]
        self.query_one(ChoiceList).renew([self._line(candidate) for candidate in self._candidates])

    def _found(self) -> Sequence[Candidate]:
        return who_could_go(self.asked.board, self.call.id, self.asked.now)

    def on_mount(self) -> None:
        """Say at once whether the best vehicle needs a reason."""
        super().on_mount()
        self._ask_for_reason()

    def _line(self, candidate: Candidate) -> Choice:
        minutes, km = candidate.minutes, candidate.km
        about = f"~{minutes}"
        rules = self.asked.board.rules
        vehicle = self.asked.board.vehicles[candidate.vehicle]
        may = {"free": "", "conditional": "  needs a reason", "busy": ""}[candidate.availability]
        # Before what may be cut in a narrow terminal: the reason is asked for anyway.
        skills = f"  {candidate.skills}" if candidate.skills else ""
        ink = status_ink(vehicle.status, rules)
        strong = f"{ink}-strong" if ink in ("free", "moving", "scene", "held") else ink
        return Choice(
            candidate.vehicle,
            (
                (candidate.name, "strong"),
                ("" if minutes is None else f"{about:>4} min", "text"),
                ("" if km is None else f"{km:>5.1f} km", "dim"),
                (rules.status(vehicle.status).glyph, strong),
                (candidate.reason + skills + may, ink),
            ),
            possible=candidate.availability != "busy",
            number=self.asked.numbers[candidate.vehicle],
        )

    def _candidate(self) -> Candidate | None:
        index = self.query_one(ChoiceList).cursor
        return self._candidates[index] if index < len(self._candidates) else None

    @on(ChoiceList.Moved)
    def _ask_for_reason(self) -> None:
        """Open the input only where a reason is needed."""
        candidate = self._candidate()
        needed = candidate is not None and candidate.availability == "conditional"
        if candidate is None or candidate.availability == "busy":
            self.show_effect(None)
        else:
            self.show_effect(Assign(self.call.id, candidate.vehicle))
        box = self.query_one(Input)
        box.disabled = not needed
        box.placeholder = "in a few words" if needed else "none needed"

    @on(ChoiceList.Chosen)
    @on(Input.Submitted)
    def _send(self) -> None:
        candidate = self._candidate()
        if candidate is None:
            return
        box = self.query_one(TextBox)
        reason = self.typed(box)
        if candidate.availability != "conditional":
            self.answer(Assign(self.call.id, candidate.vehicle))
        elif reason:
            self.answer(Assign(self.call.id, candidate.vehicle, reason))
        else:
            box.focus()
            self.refuse(f"{candidate.name} is {candidate.reason}: say why it goes all the same")

    def action_back(self) -> None:
        """Go from the reason back to the list, from the list back to the board."""
        if isinstance(self.focused, Input):
            self.refuse("")
            self.query_one(ChoiceList).focus()
        else:
            super().action_back()
