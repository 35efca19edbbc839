"""The base of every dialog: its frame, what an answer would change, and the gate on the way out.

A dialog sends what it has shown. Where the board has changed under it, or letters were typed that
it does not take, Enter says so first and sends with the next press.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import DescendantFocus, Key
from textual.geometry import Region
from textual.widgets import Input, Static

from jru_tui.board import (
    Call,
    Refusal,
    Request,
    Rules,
    Vehicle,
    calls_like,
    decide_all,
    effects_of,
    marker_warning,
    printable,
    shift_at,
    shown_markers,
    waited,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spec import CAPS_LOCK, explain
from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.layout.calls.call_tags import TagText, call_tags, tag_words
from jru_tui.tui.layout.line import cut
from jru_tui.tui.layout.signs import DANGER, MARKER
from jru_tui.tui.phrases import hm, is_there, place
from jru_tui.tui.theme import DIALOG_SHEET
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint, hint_line
from jru_tui.tui.widgets.word_flow import FlowItem, WordFlow, Words

CHANGED = "this has just changed: read it again, then press Enter"
AGAIN = "nothing is done yet: press Enter again to do it"
UNREAD_LINE = "nothing is done yet: read it, then click it again or press Enter"

_ID = 14
"""Cells of the id of a call in a list of them."""

_TAG_INKS = {
    "accent": "bold $jru-accent",
    "red-strong": "bold $jru-red",
    "amber": "$jru-amber",
}
"""The inks of flags and needs, and of who else is there, as a dialog names them."""


class Dialog(Modal[Request | None]):
    """A dialog that returns what is asked, or None; it carries out nothing itself.

    A command is only returned when the board would allow it now, and when its side effects are
    those that were shown. Otherwise the dialog stays and says why not.

    Attributes:
        context: the board, and what is asked about.
        effect: the lines with the side effects of what is chosen.
        refusal: why an answer was not taken.
        shown: the side effects of the command that was returned.
    """

    places_effect: ClassVar[bool] = False
    """Whether `body` has a place of its own for `effect`."""
    leads_to_list: bool = False
    """Whether Escape leads from a box to the first list, and only from there to the board."""

    CSS_PATH = DIALOG_SHEET
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]  # noqa: RUF012 -- Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", show=False)]

    def __init__(self, context: Context) -> None:
        """Open over the board as it is; `context.board` stays the live one."""
        super().__init__()
        self.context = context
        self.effect = Words("effect", above=1, ink="$jru-amber", display=False)
        self.refusal = Words("refusal", ink="$jru-amber")
        self.shown: tuple[str, ...] | None = None
        self._choice: Request | None = None
        self._lines: tuple[str, ...] = ()
        self._held = ""

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

    def body(self) -> Iterable[FlowItem]:
        """Return what stands in the frame.

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
        tags = self._tags()
        line = Static(tags, id="tags", markup=False)  # docked where the terminal is low
        line.display = bool(tags)
        effect = () if self.places_effect else (self.effect,)
        frame = WordFlow((line, *self.body(), *effect, self.refusal), id="frame")
        frame.border_title = self.heading()
        yield frame

    def on_mount(self) -> None:
        """Say which keys there are, and when they may not be those that were meant."""
        self.show_hints()
        if getattr(self.app, "caps_lock", None):
            self.hold(CAPS_LOCK)

    @on(ChoiceList.Moved)
    def _show_the_line(self, event: ChoiceList.Moved) -> None:
        """Scroll to the line under the cursor in a terminal that cuts the frame."""
        self._held = ""
        self.refuse("")
        frame, choices = self.query_one("#frame"), event.choices
        line = choices.region.y + choices.cursor - choices.scroll_offset.y
        within = line - frame.content_region.y + frame.scroll_offset.y
        frame.scroll_to_region(Region(0, within, 1, 1), animate=False, x_axis=False)

    def show_hints(self) -> None:
        """Write the keys of this moment in the lower edge."""
        self.query_one("#frame").border_subtitle = hint_line(self.hints())

    def refuse(self, reason: str) -> None:
        """Say why the answer cannot be taken; an empty reason clears the line."""
        self.refusal.update(f"▲ {reason}" if reason else "")
        if reason:
            self.query_one("#frame").scroll_end(animate=False)

    def say(self, sentence: str) -> bool:
        """Say a sentence in passing, where refusals stand."""
        self.refuse(sentence)
        return True

    def typed(self, sent: Input | Input.Submitted) -> str:
        """Return what is in a box, or was sent from it, without what only a paste can bring."""
        return printable(sent.value).strip()

    def show_effect(self, request: Request | None) -> None:
        """Show what a command would change besides what it says; None shows nothing.

        What the answer asks for in words (a reason, minutes) does not matter here.
        """
        self._choice = request
        self._lines = consequences_of(request, self.context)
        self.draw_effect(_marked(self._lines))

    def draw_effect(self, words: Content) -> None:
        """Draw words in the effect's place, which takes no room before that."""
        self.effect.display = True
        self.effect.update(words)

    def hold(self, reason: str) -> None:
        """Let the next Enter send nothing, because of what is said here."""
        self._held = reason
        self.refuse(reason)

    def goes_on(self) -> bool:
        """Tell whether nothing holds this Enter; if something does, the next one goes on."""
        reason, self._held = self._held, ""
        if reason:
            self.refuse(AGAIN)
        return not reason

    def answer(self, request: Request) -> None:
        """Return what is asked if the board allows it and nothing holds it; else say why not."""
        verdict = decide_all(self.context.board, request, self.context.actor)
        if isinstance(verdict, Refusal):
            self.refuse(explain(verdict, self.context))
            return
        lines = effects_of(self.context.board, request)
        if lines != self._lines:
            self.show_effect(request)
            self.refuse(CHANGED)
            return
        if not self.goes_on():
            return
        self.shown = lines
        self.dismiss(request)

    def action_back(self) -> None:
        """Go from a box back to the list if that leads there; else leave without an answer."""
        if self.leads_to_list and isinstance(self.focused, Input):
            self.refuse("")
            self.query(ChoiceList).first().focus()
        else:
            self.dismiss(None)

    def renew(self, context: Context) -> None:
        """Show the board as it is now; what is asked about stays the same."""
        self.context = replace(context, call=self.context.call, vehicle=self.context.vehicle)
        self.show_tags()
        changed = consequences_of(self._choice, self.context) != self._lines
        self.renewed()
        if changed:
            self.show_effect(self._choice)
            self.hold(CHANGED)

    def show_tags(self) -> None:
        """Write who else is at the call, and its dangers, needs and flags, as they are now."""
        for line in self.query("#tags").results(Static):
            tags = self._tags()
            line.update(tags)
            line.display = bool(tags)

    def words(self, name: str) -> Words:
        """Return the words of that name.

        Raises:
            LookupError: there are none in this dialog.
        """
        flows = self.query(WordFlow)
        found = (words for flow in flows for words in flow.words() if words.name == name)
        if (words := next(found, None)) is None:
            raise LookupError(name)
        return words

    def call_of(self, vehicle: Vehicle | None) -> Call | None:
        """The call that a vehicle is on."""
        return self.context.board.calls.get(vehicle.call or "") if vehicle is not None else None

    def call_of_command(self, command: Request) -> Call | None:
        """Find the call that a command is about, or that its vehicle is on."""
        board = self.context.board
        named = board.calls.get(getattr(command, "call", None) or "")
        return named or self.call_of(board.vehicles.get(getattr(command, "vehicle", None) or ""))

    def _tags(self) -> Content:
        call = self.call_concerned
        if call is None:
            return Content()
        sentence = tag_words(call_tags(call, self.context.board.rules))
        if there := is_there(self.context.present.at_call(call.id), f"at {call.name}"):
            sentence = [TagText(there, "accent"), *sentence]
        tags = Content("  ").join(Content.styled(text, _TAG_INKS[ink]) for text, ink in sentence)
        return Content("\n").join([*([tags] if tags else []), *self._warnings(call)])

    def _warnings(self, call: Call) -> Iterator[Content]:
        """Yield the markers at the place of a call."""
        for marker in shown_markers(call, self.context.now, self.context.board.rules):
            yield Content.styled(f"{MARKER} {marker_warning(marker)}", "bold $jru-red")

    def renewed(self) -> None:
        """Draw again what has changed with the board."""

    @on(ChoiceList.Unread)
    def _unread(self) -> None:
        self.refuse(UNREAD_LINE)

    @on(ChoiceList.Unnumbered)
    def _unnumbered(self, event: ChoiceList.Unnumbered) -> None:
        self.hold(f"nothing here has the number {event.number}")

    def on_key(self, event: Key) -> None:
        """Hold an answer behind letters that were meant for something else."""
        if event.is_printable and not isinstance(self.focused, Input) and not self.takes(event):
            self.hold(f"“{event.character}” does nothing here")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show the keys of each part; hold nothing where somebody goes to write."""
        self.show_hints()
        if isinstance(event.widget, Input):
            self._held = ""

    def takes(self, event: Key) -> bool:
        """Tell whether a key means something here."""
        return event.key in self.active_bindings


class CallDialog(Dialog):
    """A dialog about one call: its first line tells of the call as it is now."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about this call."""
        super().__init__(context)
        self._first = call

    @property
    def call(self) -> Call:
        """The call as it stands."""
        return self.context.board.calls.get(self._first.id) or self._first

    @property
    def named(self) -> str:
        """The call's name, as it has room in the edge of a dialog."""
        return self.context.board.names.call(self._first.id)

    @property
    def call_concerned(self) -> Call | None:
        """The call itself."""
        return self.call

    def about(self) -> Words:
        """The first line."""
        return about_words(about(self.call, self.context))

    def renewed(self) -> None:
        """Tell of the call as it is now."""
        self.words("about").update(about(self.call, self.context))


def about_words(content: Content | str) -> Words:
    """Return the words that say first what a dialog is about."""
    return Words("about", content, below=1)


def about(call: Call, context: Context) -> Content:
    """Say which call is meant: judgements, type, place and how long ago it came."""
    rules = context.board.rules
    age = (context.now - call.opened_at).total_seconds()
    grading = " ".join(cut(code, 8) for code in (call.grade, call.category) if code)
    return Content.assemble(
        (f"{grading}  " if grading else "", "bold $jru-amber"),
        (cut(rules.type_label(call.type), 28), "bold"),
        f"  {cut(place(call.where, rules), 48)}  ",
        (f"opened {waited(age)} ago", "$jru-dim"),
        ("" if call.open else f"  closed {_closed(call, rules)}", "bold $jru-amber"),
    )


def _closed(call: Call, rules: Rules) -> str:
    return hm(call.closed_at, rules) if call.closed_at is not None else ""


def pinned(listed: Sequence[str], found: Iterable[str]) -> list[str]:
    """Keep ids in the order in which they were listed; those that are new stand last."""
    return list(dict.fromkeys((*listed, *found)))


def consequences_of(request: Request | None, context: Context) -> tuple[str, ...]:
    """List the side effects of what is asked as the board is now; none for nothing."""
    return effects_of(context.board, request) if request is not None else ()


def _marked(lines: tuple[str, ...]) -> Content:
    return Content("\n").join(Content.assemble(("▲ ", "$jru-amber"), line) for line in lines)


def other_calls(call: Call, context: Context) -> list[Choice]:
    """The calls that this one may be a duplicate of: open ones, then this shift's closed ones."""
    board = context.board
    closed = board.closed_calls(shift_at(board.rules.hours, context.now))
    # What was opened by hand is most likely what the feed has at the same place.
    alike = calls_like(board, call.where, call.type) if call.by_hand else ()
    found = {other.id: other for other in (*alike, *board.open_calls(), *closed)}
    others = [other for other in found.values() if other.id != call.id]
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
