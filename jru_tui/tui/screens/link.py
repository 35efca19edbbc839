"""Which other call this one duplicates; both stay open until they are closed."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from jru_tui.board.commands import Link, Unlink
from jru_tui.board.views import Call
from jru_tui.tui.commands.context import Context
from jru_tui.tui.screens.dialog import Dialog, Hint, about, other_calls
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList

_UNLINK = ""


class LinkDialog(Dialog):
    """Asks for the other call; a call that is linked can be taken apart again."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask what this call duplicates."""
        super().__init__(context)
        self._call = call

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"{self._call.id} is a duplicate of")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "link"), ("↑↓", "choose"), ("1-9", "at once"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, the link that there is, and the other calls."""
        yield Static(about(self._call, self.asked), id="about")
        now = f"now {self._call.linked_to}"
        apart = Choice(_UNLINK, (("none", "strong"), ("take the link away", "text"), (now, "dim")))
        yield ChoiceList(
            [*([apart] if self._call.linked_to else []), *other_calls(self._call, self.asked)]
        )

    @on(ChoiceList.Moved)
    def _moved(self) -> None:
        self.refuse("")

    @on(ChoiceList.Chosen)
    def _link(self, event: ChoiceList.Chosen) -> None:
        if event.choice.id == _UNLINK:
            self.answer(Unlink(self._call.id))
        else:
            self.answer(Link(self._call.id, event.choice.id))
