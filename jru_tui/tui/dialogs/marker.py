"""The dialog that warns of a place, and changes or ends warnings there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import (
    Call,
    Decision,
    EndMarker,
    Marker,
    MarkPlace,
    Place,
    Request,
    day_of_year,
    marker_days,
    shown_markers,
)
from jru_tui.tui.commands.notes import CHANGE, is_same_warning
from jru_tui.tui.dialogs.dialog import CHANGED, CallDialog
from jru_tui.tui.layout.signs import MARKER
from jru_tui.tui.phrases import place
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem, WordFlow, Words

_NEW = ""
_NEW_LINE = Choice(_NEW, (("new", "strong"), ("a warning, as typed below", "text")))
_SPAN = 10
"""Letters of `90 days`."""
_DAYS = "days"


class _MarkerList(ChoiceList):
    """The warnings that stand; `e` changes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("e", "screen.change", "Change", show=False)]


def _days(count: int) -> str:
    return f"{count} {_DAYS}"


class MarkerDialog(CallDialog):
    """A dialog that asks for a warning, how it is known and for how long; or changes or ends one.

    The boxes of a new warning have the focus; the warnings that stand are listed above them. One
    that is changed has its words in the boxes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "to_list", "Change or end a warning", show=False)
    ]

    _changed: Marker | None = None

    def heading(self) -> Content:
        """The place."""
        spot = place(self.call.where, self.context.board.rules)
        return Content(f"Mark {spot}: every call there shows it")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the boxes."""
        if not isinstance(self.focused, Input):
            acts = (
                (("enter", "end it"), ("e", "change it"))
                if self._ended
                else (("enter", "write it"),)
            )
            return *acts, ("↑↓ 1-9", "choose"), ("tab", "next"), ("esc", "back")
        if self._changed:
            return ("enter", "change the warning"), ("tab", "next"), ("esc", "back to the list")
        if self._ended:
            return ("enter", "end the warning"), ("esc", "back to the list")
        ends = [("↑", "change or end one")] if self._markers() else []
        return ("enter", "mark the place"), ("tab", "next"), *ends, ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, the warnings that stand, and the boxes of a new one, or of the end of one."""
        yield self.about()
        rules, listed = self.context.board.rules.places, self._listed()
        yield _MarkerList(listed, cursor=len(listed) - 1)
        yield Words("marker", above=1)
        boxes = (
            ("text", "Warning", 120, "", "what a crew that goes there must know"),
            ("why", "Known by", 120, "", "how it is known"),
            ("review", "Review", _SPAN, _days(rules.marker_review_days), "in how many days"),
            ("expires", "Expires", _SPAN, _days(rules.marker_days), "in how many days"),
        )
        yield WordFlow(
            (
                Field(
                    title,
                    TextBox(
                        value,
                        id=name,
                        max_length=most,
                        placeholder=hint,
                        select_on_focus=name in ("review", "expires"),
                    ),
                    above=0,
                )
                for name, title, most, value, hint in boxes
            ),
            id="new",
        )
        reason = TextBox(id="reason", max_length=200, placeholder="if there is more to say")
        self._reason = Field("Reason", reason, display=False)
        yield self._reason

    def on_mount(self) -> None:
        """Take what is typed at once."""
        super().on_mount()
        self._show_choice()
        self.query_one("#text", TextBox).focus()

    def renewed(self) -> None:
        """Show the warnings as they are now."""
        super().renewed()
        removed = self.query_one(ChoiceList).renew(self._listed())
        ended = self._changed is not None and self._changed not in self._markers()
        if ended:
            self._changed = None  # what is written stays, and would be a warning of its own
        self._show_choice()
        if removed or ended:
            self.hold(CHANGED)

    def _warnings(self, call: Call) -> Iterator[Content]:
        """Yield none: they are listed."""
        del call
        yield from ()

    def _markers(self) -> tuple[Marker, ...]:
        return shown_markers(self.call, self.context.now, self.context.board.rules)

    def _listed(self) -> list[Choice]:
        ends = [
            Choice(marker.id, (("end", "strong"), (f"{MARKER} {marker.text}", "red-strong")))
            for marker in self._markers()
        ]
        return [*ends, _NEW_LINE]

    @property
    def _ended(self) -> Marker | None:
        """The warning under the cursor, that is to be ended; None for a new one or a change."""
        if self._changed is not None:
            return None
        choice = self.query_one(ChoiceList).choice
        chosen = choice.id if choice is not None else _NEW
        return next((marker for marker in self._markers() if marker.id == chosen), None)

    @on(ChoiceList.Moved)
    def _show_choice(self) -> None:
        """Show what is known of a warning that can be ended, or the boxes of a new one."""
        ended = self._ended
        self.query_one(ChoiceList).display = bool(self._markers())
        self.query_one("#new").display = ended is None
        self._reason.display = ended is not None
        about = self.words("marker")
        about.display = ended is not None
        if ended is not None:
            about.update(self._description(ended))
        self.show_effect(
            EndMarker(ended.id) if ended else self._marking(MarkPlace("", self._place))
        )
        self.show_hints()

    @property
    def _place(self) -> Place:
        return self._changed.where if self._changed is not None else self.call.where

    def _marking(self, marked: MarkPlace) -> Request:
        """The new warning; with the end of the one that it is instead of, if it changes one."""
        if self._changed is None:
            return marked
        placed = replace(marked, radius_m=self._changed.radius_m)
        return Decision((EndMarker(self._changed.id, CHANGE), placed))

    def _description(self, marker: Marker) -> Content:
        """Return what the list has no room for: the whole warning, how it is known, its days."""
        marked = day_of_year(marker.at, self.context.board.rules.hours.zone)
        marked += f" by {marker.by}" if marker.by else ""
        lines = (
            ("Warning", marker.text),
            ("Known by", marker.reason),
            ("Marked", marked),
            ("Until", marker_days(marker)),
        )
        return Content("\n").join(
            Content.assemble((f"{title:<9}", "$jru-dim"), text) for title, text in lines if text
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
        self.answer(EndMarker(marker.id, self.typed(self._reason.box)))

    def _mark(self) -> None:
        days = {name: self._count_days(name) for name in ("review", "expires")}
        for name, count in days.items():
            if count is None:
                self.query_one(f"#{name}").focus()
                self.refuse("say in how many days, as a number")
                return
        today = self.context.board.today(self.context.now)
        marked = MarkPlace(
            self.typed(self.query_one("#text", TextBox)),
            self._place,
            self.typed(self.query_one("#why", TextBox)),
            review_on=today + timedelta(days=days["review"] or 0),
            expires_on=today + timedelta(days=days["expires"] or 0),
        )
        if self._changed is not None and is_same_warning(self._changed, marked):
            self.refuse("nothing has changed yet: edit its words or its days")
            return
        self.answer(self._marking(marked))

    def _count_days(self, name: str) -> int | None:
        typed = self.typed(self.query_one(f"#{name}", TextBox)).removesuffix(_DAYS).strip()
        return int(typed) if typed.isascii() and typed.isdigit() else None

    def action_change(self) -> None:
        """Put the words and days of the warning under the cursor into the boxes, to be changed."""
        marker = self._ended
        if marker is None:
            self.refuse("move to an existing warning to change it")
            return
        self._changed = marker
        today = self.context.board.today(self.context.now)
        rules = self.context.board.rules.places
        left = max(0, (marker.expires_on - today).days)
        due = marker.review_on <= today  # whoever changes it has looked at it
        review = min(left, rules.marker_review_days) if due else (marker.review_on - today).days
        for name, words in (
            ("text", marker.text),
            ("why", marker.reason),
            ("review", _days(review)),
            ("expires", _days(left)),
        ):
            self.query_one(f"#{name}", TextBox).value = words
        self._show_choice()
        box = self.query_one("#text", TextBox)
        box.focus()
        box.cursor_position = len(box.value)

    def _empty(self) -> None:
        """Put into the boxes what a new warning has."""
        rules = self.context.board.rules.places
        review, expires = _days(rules.marker_review_days), _days(rules.marker_days)
        for name, words in (("text", ""), ("why", ""), ("review", review), ("expires", expires)):
            self.query_one(f"#{name}", TextBox).value = words

    def action_to_list(self) -> None:
        """Go from the boxes up to the last warning that stands."""
        if self._markers() and self._changed is None:
            choices = self.query_one(ChoiceList)
            choices.focus()
            choices.go_to(len(self._markers()) - 1)

    def action_back(self) -> None:
        """Go from a change, or the reason of an end, to the list; from elsewhere to the board."""
        if isinstance(self.focused, Input) and (self._ended or self._changed):
            self.refuse("")
            if self._changed is not None:
                self._changed = None
                self._empty()
                self._show_choice()
            self.query_one(ChoiceList).focus()
        else:
            super().action_back()
