"""The palette: one entry of many, found by its name."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, Static

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import keys_in_words
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.theme import DIALOG_SHEET
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint, hint_line

_WIDEST = 32
"""Cells that the longest name of a command takes."""


class Palette(Modal[str | None]):
    """A dialog that finds an entry by letters of its name, and returns its id."""

    CSS_PATH = DIALOG_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    def __init__(self, noun: str, entries: Callable[[], Sequence[Choice]]) -> None:
        """Offer entries.

        Args:
            noun: what they are, for the title.
            entries: gives them as they are now, with the name in the first column.
        """
        super().__init__()
        self._what = noun
        self._entries = entries

    def hints(self) -> tuple[Hint, ...]:
        """Return its keys."""
        return ("enter", "choose"), ("↑↓", "move"), ("esc", "back")

    def compose(self) -> ComposeResult:
        """The line for the words, and what has them."""
        frame = Vertical(id="frame")
        frame.border_title = Content(self._what)
        frame.border_subtitle = hint_line(self.hints())
        with frame:
            yield TextBox(placeholder="letters of its name", select_on_focus=False)
            entries = ChoiceList(self._found(""), numbered=False, double_click=True, widest=_WIDEST)
            entries.can_focus = False
            yield entries
            yield Static(id="none", markup=False)

    @on(Input.Changed)
    def _find(self, event: Input.Changed) -> None:
        found = self._found(event.value)
        self.query_one(ChoiceList).offer(found)
        self.query_one("#none", Static).update("" if found else Content("no command matches"))

    @on(Input.Submitted)
    def _choose(self) -> None:
        self.query_one(ChoiceList).action_choose()

    @on(ChoiceList.Chosen)
    def _leave(self, event: ChoiceList.Chosen) -> None:
        self.dismiss(event.choice.id)

    def action_move(self, lines: int) -> None:
        """Choose another entry."""
        self.query_one(ChoiceList).action_move(lines)

    def action_page(self, pages: int) -> None:
        """Choose an entry of another page."""
        self.query_one(ChoiceList).action_page(pages)

    def renew(self, context: Context) -> None:
        """Draw what can run now."""
        del context
        self.query_one(ChoiceList).renew(self._found(self.query_one(TextBox).value))

    def _found(self, letters: str) -> list[Choice]:
        entries = self._entries()
        if not letters.strip():
            return [*entries]
        match = Matcher(letters.strip()).match
        scored = [(match(entry.cells[0][0]), entry) for entry in entries]
        scored.sort(key=lambda scored: -scored[0])
        return [entry for score, entry in scored if score > 0]


def command_entries(commands: Sequence[CommandSpec], context: Context) -> list[Choice]:
    """Return an entry for each command that the board offers.

    One that cannot run now is dimmed, and says why in place of its help.
    """
    # A number key means nothing without its number, and the palette is already open.
    return [
        _command_entry(spec, spec.reason_against(context))
        for spec in commands
        if spec.id not in ("focus", "palette") and not spec.forbidden(context)
    ]


def _command_entry(spec: CommandSpec, reason: str) -> Choice:
    name = (spec.title, "dim" if reason else "text")
    keys = (keys_in_words(spec), "dim" if reason else "accent")
    return Choice(spec.id, (name, keys, (reason, "amber") if reason else (spec.help, "dim")))


def theme_entries(names: Sequence[str], current: str) -> list[Choice]:
    """Return an entry for each theme; the one that is on says so."""
    return [
        Choice(name, ((name, "text"), ("in use" if name == current else "", "dim")))
        for name in names
    ]
