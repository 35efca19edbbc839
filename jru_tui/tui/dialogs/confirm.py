"""The dialog that shows a command's side effects and asks to confirm it."""

from collections.abc import Iterator

from textual import on

from jru_tui.board import Call, Request
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem

_YES = "yes"


class ConfirmDialog(Dialog):
    """A dialog that shows a command; Enter, or a click on its one line, gives it."""

    places_effect = True

    def command(self) -> Request:
        """Return the command, or the decision, that is shown.

        Raises:
            NotImplementedError: a subclass has it.
        """
        raise NotImplementedError

    @property
    def call_concerned(self) -> Call | None:
        """The call that the command is about, or that its vehicle is on."""
        return self.call_of_command(self.command())

    def __init__(self, context: Context) -> None:
        """Ask about a command on the board as it is."""
        super().__init__(context)
        self.effect.above = 0

    def verb(self) -> str:
        """Return what Enter does, in a few words.

        Raises:
            NotImplementedError: a subclass has it.
        """
        raise NotImplementedError

    def facts(self) -> Iterator[FlowItem]:
        """Show what the command is about.

        Raises:
            NotImplementedError: a subclass has it.
        """
        raise NotImplementedError

    def hints(self) -> tuple[Hint, ...]:
        """Return its keys."""
        return ("enter", self.verb()), ("esc", "leave it")

    def body(self) -> Iterator[FlowItem]:
        """The facts, the side effects, and the one line to choose."""
        yield from self.facts()
        yield self.effect
        yield ChoiceList([Choice(_YES, ((self.verb(), "strong"),))], numbered=False)

    def on_mount(self) -> None:
        """Show what it comes to."""
        super().on_mount()
        self.show_effect(self.command())

    def show_effect(self, request: Request | None) -> None:
        """Show the side effects; no line is left empty where there are none."""
        super().show_effect(request)
        self.effect.display = bool(self.effect.content.plain)

    @on(ChoiceList.Chosen)
    def _give(self) -> None:
        self.answer(self.command())
