"""A choice of the other call that this one duplicates; both stay open until they are closed."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from jru_tui.board.commands import Link, Unlink
from jru_tui.tui.dialogs.dialog import CallDialog, other_calls
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint

_UNLINK = ""


class LinkDialog(CallDialog):
    """A dialog that asks for the other call; a linked call can be taken apart again."""

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"{self.named} is a duplicate of")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "link"), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, the link that there is, and the other calls."""
        yield self.about()
        now = f"now {self.asked.board.names.call(self.call.linked_to)}"
        apart = Choice(_UNLINK, (("none", "strong"), ("take the link away", "text"), (now, "dim")))
        yield ChoiceList(
            [*([apart] if self.call.linked_to else []), *other_calls(self.call, self.asked)]
        )

    @on(ChoiceList.Chosen)
    def _link(self, event: ChoiceList.Chosen) -> None:
        if event.choice.id == _UNLINK:
            self.answer(Unlink(self.call.id))
        else:
            self.answer(Link(self.call.id, event.choice.id))
