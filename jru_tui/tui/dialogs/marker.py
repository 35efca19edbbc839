"""The dialog that warns of a place, and ends warnings there."""

from datetime import timedelta

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from jru_tui.board import EndMarker, Marker, MarkPlace, marker_words, shown_markers
from jru_tui.tui.dialogs.dialog import CallDialog, TextBox
from jru_tui.tui.phrases import place
from jru_tui.tui.view_models.signs import MARKER
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint

_NEW = ""
_SPAN = 10
"""Letters of `90 days`."""


class MarkerDialog(CallDialog):
    """Asks for the warning, how it is known and for how long; one that stands can be ended."""

    def heading(self) -> Content:
        """The place."""
        where = place(self.call.where, self.asked.board.rules)
        return Content(f"Mark {where}: every call there shows it")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the boxes."""
        if isinstance(self.focused, Input):
            return ("enter", "mark the place"), ("tab", "next"), ("esc", "back")
        return ("enter", "choose"), ("↑↓ 1-9", "move"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, the markers that stand, and the boxes of a new one."""
        yield self.about()
        rules = self.asked.board.rules.places
        if markers := self._markers():
            new = Choice(_NEW, (("new", "strong"), ("another warning", "text")))
            yield ChoiceList([*map(self._line, markers), new])
        for name, title, most, value, hint in (
            ("text", "Warning", 120, "", "what whoever goes there has to know"),
            ("why", "Known by", 120, "", "how it is known"),
            ("review", "Review", _SPAN, f"{rules.marker_review_days} days", "in how many days"),
            ("expires", "Expires", _SPAN, f"{rules.marker_days} days", "in how many days"),
        ):
            with Horizontal(classes="field under"):
                yield Label(title, classes="name")
                yield TextBox(value, id=name, max_length=most, placeholder=hint)

    def on_mount(self) -> None:
        """Take what is typed at once where no marker stands."""
        super().on_mount()
        if not self._markers():
            self.query_one("#text", TextBox).focus()

    def _markers(self) -> tuple[Marker, ...]:
        return shown_markers(self.call, self.asked.now, self.asked.board.rules)

    def _line(self, marker: Marker) -> Choice:
        return Choice(
            marker.id, (("end", "strong"), (f"{MARKER} {marker_words(marker)}", "red-strong"))
        )

    @on(ChoiceList.Chosen)
    def _choose(self, event: ChoiceList.Chosen) -> None:
        if event.choice.id == _NEW:
            self.query_one("#text", TextBox).focus()
        else:
            why = self.typed(self.query_one("#why", TextBox))
            self.answer(EndMarker(event.choice.id, why))

    @on(Input.Submitted)
    def _mark(self) -> None:
        days = {name: self._days(name) for name in ("review", "expires")}
        for name, count in days.items():
            if count is None:
                self.query_one(f"#{name}").focus()
                self.refuse("say in how many days, as a number")
                return
        today = self.asked.board.today(self.asked.now)
        self.answer(
            MarkPlace(
                self.typed(self.query_one("#text", TextBox)),
                self.call.where,
                self.typed(self.query_one("#why", TextBox)),
                review_on=today + timedelta(days=days["review"] or 0),
                expires_on=today + timedelta(days=days["expires"] or 0),
            )
        )

    def _days(self, name: str) -> int | None:
        typed = self.typed(self.query_one(f"#{name}", TextBox)).removesuffix("days").strip()
        return int(typed) if typed.isascii() and typed.isdigit() else None

    def action_back(self) -> None:
        """From a box back to the list, from there to the board."""
        lists = self.query(ChoiceList)
        if isinstance(self.focused, Input) and lists:
            self.refuse("")
            lists.first().focus()
        else:
            super().action_back()
