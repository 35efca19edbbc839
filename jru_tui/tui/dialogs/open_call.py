"""The dialog that opens a call by hand."""

from collections.abc import Iterator

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.widgets import Input, Label

from jru_tui.board import OpenCall, Place, Vehicle
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.slots import parse_place
from jru_tui.tui.dialogs.amendments import DEGREES, MOST_PLACE, category_list, chosen_in, grade_list
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem

_LISTS = ("types", "grades", "categories")


class OpenCallDialog(Dialog):
    """A dialog that asks for the call; a vehicle in focus was flagged down where it is."""

    places_effect = True
    leads_to_list = True

    def __init__(self, context: Context, call_id: str) -> None:
        """Ask about a call that is to have this id."""
        super().__init__(context)
        self._call_id = call_id

    @property
    def _crew(self) -> Vehicle | None:
        return self.context.focused

    def heading(self) -> Content:
        """The id that the call will have, and who was flagged down."""
        by = f": {self._crew.name} was flagged down" if self._crew is not None else ""
        return Content(f"Open a call by hand, {self._call_id}{by}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the lists, or of the boxes."""
        if isinstance(self.focused, Input):
            return ("enter", "open it"), ("tab", "next"), ("esc", "back to the lists")
        return ("enter", "open it"), ("↑↓ a-z", "choose"), ("tab", "next"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """Type, grade and category side by side; the boxes, and what is open there already."""
        rules = self.context.board.rules
        types = [Choice("", (("not given", "dim"),))]
        types += [Choice(code, ((label, "text"),)) for code, label in rules.types.items()]
        kinds = ChoiceList(types, numbered=False, id="types")
        kinds.border_title = "Type"
        yield Horizontal(
            kinds,
            grade_list(rules, None),
            category_list(rules, None),
            classes="panes",
        )
        place = TextBox(id="place", max_length=MOST_PLACE, placeholder=self._default_place())
        yield Field("Place", place)
        summary = TextBox(id="summary", max_length=200, placeholder="what happened, in words")
        yield Field("What", summary, above=0)
        yield Horizontal(
            Label("Callback", classes="name"),
            TextBox(id="callback", max_length=80, placeholder="how the caller is reached"),
            Label("People", id="people-name", classes="name"),
            TextBox(id="people", max_length=7, placeholder="how many"),
            classes="field under",
        )
        yield self.effect

    def _default_place(self) -> str:
        if self._crew is None or self._crew.position is None:
            return DEGREES
        return f"left empty: where {self._crew.name} is"

    def on_mount(self) -> None:
        """Show what is open there already."""
        super().on_mount()
        self._show()

    def _command(self) -> OpenCall:
        lists = (self.query_one(f"#{part}", ChoiceList) for part in _LISTS)
        type_, grade, category = map(chosen_in, lists)
        return OpenCall(
            self._call_id,
            type_,
            self._place(),
            grade,
            category,
            "self" if self._crew is not None else "",
            self.typed(self.query_one("#summary", TextBox)),
            self.typed(self.query_one("#callback", TextBox)),
            int(self._people) if self._people.isdecimal() else 0,
        )

    @property
    def _people(self) -> str:
        return self.typed(self.query_one("#people", TextBox))

    def _place(self) -> Place:
        typed = parse_place(self.typed(self.query_one("#place", TextBox)))
        crew = self._crew
        if typed != Place() or crew is None or crew.position is None:
            return typed
        return Place(f"with {crew.name}", crew.position.lat, crew.position.lon, crew.area)

    @on(ChoiceList.Moved)
    @on(Input.Changed)
    def _show(self) -> None:
        self.refuse("")
        self.show_effect(self._command())

    @on(ChoiceList.Chosen)
    @on(Input.Submitted)
    def _open(self) -> None:
        command, people = self._command(), self._people
        if people and not (people.isascii() and people.isdecimal()):
            self.query_one("#people").focus()
            self.refuse("how many people? A whole number")
            return
        if command.where == Place():
            self.query_one("#place").focus()
        self.answer(command)

    def on_key(self, event: Key) -> None:
        """A letter goes to the next line that starts with it."""
        lists = self.focused
        letter = event.character or ""
        if isinstance(lists, ChoiceList) and letter.isalpha() and letter not in "jk":
            event.stop()
            if lists.go_to_letter(letter):
                event.prevent_default()
