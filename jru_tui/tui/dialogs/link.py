"""A choice of the other call that this one duplicates; both stay open until they are closed."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from jru_tui.board import Link, Unlink
from jru_tui.tui.dialogs.dialog import CallDialog, other_calls
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint

_UNLINK = ""


class LinkDialog(CallDialog):
    """A dialog that asks for the other call; a linked call can be taken apart again."""

    def heading(self) -> Content:
        """The call's id."""
        same = "is" if self.call.by_hand else "is a duplicate of"
        return Content(f"{self.named} {same}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        choice = self.query_one(ChoiceList).choice
        act = "remove it" if choice is not None and choice.id == _UNLINK else "link"
        return ("enter", act), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The call, the link that there is, and the other calls."""
        yield self.about()
        now = f"now {self.asked.board.names.call(self.call.linked_to)}"
        apart = Choice(_UNLINK, (("none", "strong"), ("remove the link", "text"), (now, "dim")))
        yield ChoiceList(
            [*([apart] if self.call.linked_to else []), *other_calls(self.call, self.asked)]
        )

    def on_mount(self) -> None:
        """Say what it comes to."""
        super().on_mount()
        self._show()

    def _command(self, chosen: str) -> Link | Unlink:
        return Unlink(self.call.id) if chosen == _UNLINK else Link(self.call.id, chosen)

    @on(ChoiceList.Moved)
    def _show(self) -> None:
        choice = self.query_one(ChoiceList).choice
        self.show_effect(self._command(choice.id) if choice is not None else None)
        self.show_hints()

    @on(ChoiceList.Chosen)
    def _link(self, event: ChoiceList.Chosen) -> None:
        self.answer(self._command(event.choice.id))
