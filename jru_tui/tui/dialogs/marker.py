"""The dialog that warns of a place, and ends warnings there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from jru_tui.board import (
    Call,
    EndMarker,
    Marker,
    MarkPlace,
    day_of_year,
    marker_days,
    shown_markers,
)
from jru_tui.tui.dialogs.dialog import CHANGED, CallDialog, TextBox
from jru_tui.tui.layout.signs import MARKER
from jru_tui.tui.phrases import place
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint

_NEW = ""
_NEW_LINE = Choice(_NEW, (("new", "strong"), ("a warning, as typed below", "text")))
_SPAN = 10
"""Letters of `90 days`."""


class MarkerDialog(CallDialog):
    """A dialog that asks for a warning, how it is known and for how long; or ends one.

    The boxes of a new warning have the focus; the warnings that stand are listed above them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("up", "to_list", "End a warning", show=False)]

    def heading(self) -> Content:
        """The place."""
        where = place(self.call.where, self.asked.board.rules)
        return Content(f"Mark {where}: every call there shows it")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the boxes."""
        if not isinstance(self.focused, Input):
            act = "end it" if self._ended else "write it"
            return ("enter", act), ("↑↓ 1-9", "choose"), ("tab", "next"), ("esc", "back")
        if self._ended:
            return ("enter", "end the warning"), ("esc", "back to the list")
        ends = [("↑", "end one")] if self._markers() else []
        return ("enter", "mark the place"), ("tab", "next"), *ends, ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, the warnings that stand, and the boxes of a new one, or of the end of one."""
        yield self.about()
        rules, listed = self.asked.board.rules.places, self._listed()
        yield ChoiceList(listed, cursor=len(listed) - 1)
        yield Static(id="marker", markup=False)
        with Vertical(id="new"):
            for name, title, most, value, hint in (
                ("text", "Warning", 120, "", "what a crew that goes there must know"),
                ("why", "Known by", 120, "", "how it is known"),
                ("review", "Review", _SPAN, f"{rules.marker_review_days} days", "in how many days"),
                ("expires", "Expires", _SPAN, f"{rules.marker_days} days", "in how many days"),
            ):
                with Horizontal(classes="field under"):
                    yield Label(title, classes="name")
                    yield TextBox(value, id=name, max_length=most, placeholder=hint)
        with Horizontal(id="end", classes="field"):
            yield Label("Reason", classes="name")
            yield TextBox(id="reason", max_length=200, placeholder="if there is more to say")

    def on_mount(self) -> None:
        """Take what is typed at once."""
        super().on_mount()
        self._show_choice()
        self.query_one("#text", TextBox).focus()

    def renewed(self) -> None:
        """Show the warnings as they are now."""
        super().renewed()
        gone = self.query_one(ChoiceList).renew(self._listed())
        self._show_choice()
        if gone:
            self.hold(CHANGED)

    def _warnings(self, call: Call) -> Iterator[Content]:
        """Yield none: they are listed."""
        del call
        yield from ()

    def _markers(self) -> tuple[Marker, ...]:
        return shown_markers(self.call, self.asked.now, self.asked.board.rules)

    def _listed(self) -> list[Choice]:
        ends = [
            Choice(marker.id, (("end", "strong"), (f"{MARKER} {marker.text}", "red-strong")))
            for marker in self._markers()
        ]
        return [*ends, _NEW_LINE]

    @property
    def _ended(self) -> Marker | None:
        """The warning under the cursor, that is to be ended; None for a new one."""
        choice = self.query_one(ChoiceList).choice
        chosen = choice.id if choice is not None else _NEW
        return next((marker for marker in self._markers() if marker.id == chosen), None)

    @on(ChoiceList.Moved)
    def _show_choice(self) -> None:
        """Show what is known of a warning that can be ended, or the boxes of a new one."""
        ended = self._ended
        self.query_one(ChoiceList).display = bool(self._markers())
        self.query_one("#new").display = ended is None
        self.query_one("#end").display = ended is not None
        about = self.query_one("#marker", Static)
        about.display = ended is not None
        if ended is not None:
            about.update(self._told(ended))
        self.show_effect(EndMarker(ended.id) if ended else MarkPlace("", self.call.where))
        self.show_hints()

    def _told(self, marker: Marker) -> Content:
        """Return what the list has no room for: the whole warning, how it is known, its days."""
        marked = day_of_year(marker.at, self.asked.board.rules.hours.zone)
        marked += f" by {marker.by}" if marker.by else ""
        lines = (
            ("Warning", marker.text),
            ("Known by", marker.reason),
            ("Marked", marked),
            ("Until", marker_days(marker)),
        )
        return Content("\n").join(
            Content.assemble((f"{title:<9}", "$jru-dim"), said) for title, said in lines if said
        )

    @on(ChoiceList.Chosen)
    def _choose(self) -> None:
        if self._ended is None:
            self.query_one("#text", TextBox).focus()
        else:
            self._end(self._ended)

    @on(Input.Changed)
    def _clear(self) -> None:
        self.refuse("")

    @on(Input.Submitted)
    def _submit(self) -> None:
        if self._ended is None:
            self._mark()
        else:
            self._end(self._ended)

    def _end(self, marker: Marker) -> None:
        self.answer(EndMarker(marker.id, self.typed(self.query_one("#reason", TextBox))))

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

    def action_to_list(self) -> None:
        """From the boxes up to the last warning that stands."""
        if self._markers():
            choices = self.query_one(ChoiceList)
            choices.focus()
            choices.go_to(len(self._markers()) - 1)

    def action_back(self) -> None:
        """From the reason of an end back to the list, from elsewhere to the board."""
        if isinstance(self.focused, Input) and self._ended is not None:
            self.refuse("")
            self.query_one(ChoiceList).focus()
        else:
            super().action_back()
