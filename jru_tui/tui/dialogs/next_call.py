"""The dialog that keeps a waiting call for a busy vehicle, as its next one."""

from collections.abc import Iterator

from textual import on
from textual.content import Content

from jru_tui.board import Call, EndNextCall, NextCall, Refusal, Vehicle, decide_all
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import CallDialog, pinned
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem

_END = ""


class NextCallDialog(CallDialog):
    """A dialog that asks for the vehicle; a call that is kept for one is taken back here, too."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about this call."""
        super().__init__(context, call)
        self._listed: list[str] = []

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Keep {self.named} as the next call of")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        choice = self.query_one(ChoiceList).choice
        act = "take it back" if choice is not None and choice.id == _END else "keep"
        return ("enter", act), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, the vehicle that it is kept for, and the busy ones."""
        yield self.about()
        lines = self._lines_now()
        able = (index for index, choice in enumerate(lines) if choice.possible)
        yield ChoiceList(lines, cursor=next(able, 0))

    def on_mount(self) -> None:
        """Say what it comes to."""
        super().on_mount()
        self._show_effect()

    def renewed(self) -> None:
        """Tell of each vehicle as it is now, in its place."""
        super().renewed()
        self.query_one(ChoiceList).renew(self._lines_now())

    def _lines_now(self) -> list[Choice]:
        board = self.context.board
        able = [vehicle.id for vehicle in board.vehicles.values() if not self._why_not(vehicle)]
        ends = [_END] if self.call.next_for is not None else []
        self._listed = pinned(self._listed, (*ends, *able, *board.vehicles))
        return [
            self._line(board.vehicles[listed]) if listed != _END else self._line_of_none()
            for listed in self._listed
        ]

    def _line_of_none(self) -> Choice:
        kept_for = self.call.next_for
        if kept_for is None:
            line = (("none", "strong"), ("", "dim"), ("kept for none", "dim"))
            return Choice(_END, line, possible=False, number="")
        vehicle = self.context.board.vehicles.get(kept_for.vehicle)
        name = vehicle.name if vehicle is not None else kept_for.vehicle
        since = f"now {name}, since {hm(kept_for.at, self.context.board.rules)}"
        taken = (("none", "strong"), ("", "dim"), ("take it back", "text"), (since, "dim"))
        return Choice(_END, taken, number="")

    def _line(self, vehicle: Vehicle) -> Choice:
        rules, board = self.context.board.rules, self.context.board
        status, ink = rules.status(vehicle.status), status_ink(vehicle.status, rules)
        on_call = board.names.call(vehicle.call) if vehicle.call else ""
        why_not = self._why_not(vehicle)
        name, glyph = (vehicle.name, "strong"), (status.glyph, ink)
        return Choice(
            vehicle.id,
            (name, glyph, (status.label, ink), (on_call, "text"), (why_not, "dim")),
            possible=not why_not,
            number=self.context.numbers[vehicle.id],
        )

    def _why_not(self, vehicle: Vehicle) -> str:
        command = NextCall(self.call.id, vehicle.id)
        verdict = decide_all(self.context.board, command, self.context.actor)
        return verdict.reason if isinstance(verdict, Refusal) else ""

    def _command(self, chosen: str) -> NextCall | EndNextCall:
        if chosen != _END:
            return NextCall(self.call.id, chosen)
        kept_for = self.call.next_for
        return EndNextCall(self.call.id, kept_for.vehicle if kept_for is not None else "")

    @on(ChoiceList.Moved)
    def _show_effect(self) -> None:
        choice = self.query_one(ChoiceList).choice
        able = choice is not None and choice.possible
        self.show_effect(self._command(choice.id) if choice is not None and able else None)
        self.show_hints()

    @on(ChoiceList.Chosen)
    def _keep(self, event: ChoiceList.Chosen) -> None:
        self.answer(self._command(event.choice.id))
