"""The dialog that reopens a closed call."""

from collections.abc import Iterator

from textual.content import Content

from jru_tui.board import Call, Reopen
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.confirm import ConfirmDialog
from jru_tui.tui.dialogs.dialog import about, about_words
from jru_tui.tui.widgets.word_flow import FlowItem


class ReopenDialog(ConfirmDialog):
    """A dialog that says how the call was closed, and what reopening does not restore."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about this call."""
        super().__init__(context)
        self._first = call

    @property
    def _call(self) -> Call:
        return self.context.board.calls.get(self._first.id) or self._first

    def command(self) -> Reopen:
        """Return the reopening."""
        return Reopen(self._first.id)

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Reopen {self._first.id}")

    def verb(self) -> str:
        """Return what Enter does."""
        return "open it again"

    def facts(self) -> Iterator[FlowItem]:
        """The call, and how it was closed."""
        yield about_words(self._about())

    def renewed(self) -> None:
        """Tell of the call as it is now."""
        self.words("about").update(self._about())

    def _about(self) -> Content:
        rules, call = self.context.board.rules, self._call
        if call.closed_at is None:
            closed = "it is open"
        else:
            closer = "here" if call.closed_by == "supervisor" else "by the feed"
            outcome = rules.outcome_label(call.outcome)
            closed = f"closed {closer}: {outcome}"
        return Content("\n").join((about(call, self.context), Content.styled(closed, "$jru-dim")))
