"""The base of every dialog: its frame, its line for refusals, and the gate on the way out."""

from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Paste
from textual.geometry import Region
from textual.widgets import Input, Static

from jru_tui.board.commands import Command
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.board.decisions.side_effects import consequences
from jru_tui.board.formatting import waited
from jru_tui.board.printable_text import printable
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Call, Vehicle
from jru_tui.tui import style_sheets
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.modal import Modal
from jru_tui.tui.drawing.line import cut
from jru_tui.tui.phrases import place
from jru_tui.tui.view_models.call_tags import call_tags, tag_words
from jru_tui.tui.view_models.signs import DANGER
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint, hint_line

_ID = 14
"""Cells of the id of a call in a list of them."""

_TAG_INKS = {"red-strong": "bold $jru-red", "amber": "$jru-amber"}
"""The inks of flags and needs as a dialog names them."""


class TextBox(Input):
    """A line to write in. Its cursor is steady: a blinking one repaints twice a second."""

    def on_mount(self) -> None:
        """Hold the cursor still."""
        self.cursor_blink = False

    def _on_paste(self, event: Paste) -> None:
        """Write as much of what is pasted as there is room for, rather than nothing of it."""
        event.prevent_default()
        event.stop()
        start, end = sorted(self.selection)
        kept = len(self.value) - (end - start)
        text = event.text[: self.max_length - kept] if self.max_length else event.text
        self.replace(text, start, end)


class Dialog(Modal[Command | None]):
    """A dialog that returns a whole command, or None; it carries out nothing itself.

    A command is only returned when the board would allow it now. Otherwise the dialog stays and
    says why not.
    """

    CSS_PATH = style_sheets.DIALOGS
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", show=False)]

    def __init__(self, context: Context) -> None:
        """Open over the board as it is; `context.board` stays the live one."""
        super().__init__()
        self.asked = context

    def heading(self) -> Content:
        """Return what stands in the upper edge of the frame.

        Raises:
            NotImplementedError: always; each dialog has its own.
        """
        raise NotImplementedError

    def hints(self) -> tuple[Hint, ...]:
        """Return what stands in the lower edge of the frame.

        Raises:
            NotImplementedError: always; each dialog has its own.
        """
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Compose what stands in the frame.

        Raises:
            NotImplementedError: always; each dialog has its own.
        """
        raise NotImplementedError

    @property
    def call_concerned(self) -> Call | None:
        """The call whose dangers and needs whoever answers has to know; None for no call."""
        return None

    def compose(self) -> ComposeResult:
        """The frame; in it the dangers of the call, what is asked, and the line for refusals."""
        frame = Vertical(id="frame")
        frame.border_title = self.heading()
        with frame:
            tags = self._tags()
            line = Static(tags, id="tags", markup=False)
            line.display = bool(tags)
            yield line
            yield from self.body()
            yield Static(id="refusal", markup=False)

    def on_mount(self) -> None:
        """Say which keys there are."""
        self.show_hints()

    @on(ChoiceList.Moved)
    def _show_the_line(self, event: ChoiceList.Moved) -> None:
        """Scroll to the line under the cursor in a terminal that cuts the frame."""
        frame, choices = self.query_one("#frame"), event.choices
        line = choices.region.y + choices.cursor - choices.scroll_offset.y
        within = line - frame.content_region.y + frame.scroll_offset.y
        frame.scroll_to_region(Region(0, within, 1, 1), animate=False, x_axis=False)

    def show_hints(self) -> None:
        """Write the keys of this moment in the lower edge."""
        self.query_one("#frame").border_subtitle = hint_line(self.hints())

    def refuse(self, reason: str) -> None:
        """Say why the answer cannot be taken; an empty reason clears the line."""
        self.query_one("#refusal", Static).update(Content(f"▲ {reason}" if reason else ""))
        if reason:
            self.query_one("#frame").scroll_end(animate=False)

    def typed(self, sent: Input | Input.Submitted) -> str:
        """Return what is in a box, or was sent from it, without what only a paste can bring."""
        return printable(sent.value).strip()

    def answer(self, command: Command) -> None:
        """Return the command if the board allows it now; else say why not, and stay."""
        verdict = decide(self.asked.board, command)
        if isinstance(verdict, Refusal):
            self.refuse(verdict.reason)
        else:
            self.dismiss(command)

    def action_back(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def renew(self, context: Context) -> None:
        """Show the board as it is now; what is asked about stays the same."""
        self.asked = replace(context, call=self.asked.call, vehicle=self.asked.vehicle)
        self.show_tags()
        self.renewed()

    def show_tags(self) -> None:
        """Write the dangers, needs and flags of the call that is asked about, as they are now."""
        for line in self.query("#tags").results(Static):
            tags = self._tags()
            line.update(tags)
            line.display = bool(tags)

    def call_of(self, vehicle: Vehicle | None) -> Call | None:
        """The call that a vehicle is on."""
        return self.asked.board.calls.get(vehicle.call or "") if vehicle is not None else None

    def _tags(self) -> Content:
        call = self.call_concerned
        if call is None:
            return Content()
        said = tag_words(call_tags(call, self.asked.board.rules))
        return Content("  ").join(Content.styled(text, _TAG_INKS[ink]) for text, ink in said)

    def renewed(self) -> None:
        """Draw again what has changed with the board."""


class CallDialog(Dialog):
    """A dialog about one call: its first line tells of the call as it is now."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about this call."""
        super().__init__(context)
        self._first = call

    @property
    def call(self) -> Call:
        """The call as it stands."""
        return self.asked.board.calls.get(self._first.id, self._first)

    @property
    def named(self) -> str:
        """The call's name, as it has room in the edge of a dialog."""
        return self.asked.board.names.call(self._first.id)

    @property
    def call_concerned(self) -> Call | None:
        """The call itself."""
        return self.call

    def about(self) -> Static:
        """The first line."""
        return Static(about(self.call, self.asked), id="about")

    def renewed(self) -> None:
        """Tell of the call as it is now."""
        self.query_one("#about", Static).update(about(self.call, self.asked))


def about(call: Call, context: Context) -> Content:
    """Say which call is meant: judgements, type, place and how long ago it came."""
    rules = context.board.rules
    age = (context.now - call.opened_at).total_seconds()
    judged = " ".join(cut(code, 8) for code in (call.grade, call.category) if code)
    return Content.assemble(
        (f"{judged}  " if judged else "", "bold $jru-amber"),
        (cut(rules.type_label(call.type), 28), "bold"),
        f"  {cut(place(call.where, rules), 48)}  ",
        (f"opened {waited(age)} ago", "$jru-dim"),
    )


def effects(command: Command, context: Context) -> Content:
    """Describe what a command changes besides what it says, to be read before it is given."""
    said = consequences(context.board, command)
    return Content("\n").join(Content.assemble(("▲ ", "$jru-amber"), line) for line in said)


def other_calls(call: Call, context: Context) -> list[Choice]:
    """The calls that this one may be a duplicate of: open ones, then this shift's closed ones."""
    board = context.board
    closed = board.closed_calls(shift_at(board.rules.hours, context.now))
    others = [other for other in (*board.open_calls(), *closed) if other.id != call.id]
    warned = any(_danger_words(other, context) for other in others)
    return [
        Choice(
            other.id,
            (
                (board.names.short(other.id, _ID), "strong"),
                *([(_danger_words(other, context), "red-strong")] if warned else []),
                (board.rules.type_label(other.type), "text"),
                (place(other.where, board.rules), "dim"),
            ),
        )
        for other in others
    ]


def _danger_words(call: Call, context: Context) -> str:
    """The dangers of a call before its type in a list of calls; empty for none."""
    tags = call_tags(call, context.board.rules)
    return " ".join(f"{DANGER}{danger}" for danger in tags.dangers)
