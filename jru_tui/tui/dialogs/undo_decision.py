"""A decision that is taken back: all of its commands, shown before."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from jru_tui.board import Decision, undone_orders
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.confirm import ConfirmDialog
from jru_tui.tui.phrases import hm


class UndoDecisionDialog(ConfirmDialog):
    """Shows the commands that were given as one, and takes all of them back."""

    def __init__(self, context: Context, decision: Decision) -> None:
        """Ask about the undoing of these commands, the newest first."""
        super().__init__(context)
        self._decision = decision

    def command(self) -> Decision:
        """Return the undoing of all of them."""
        return self._decision

    def heading(self) -> Content:
        """Say how many commands it takes back."""
        return Content(f"Take back  {len(self._decision.commands)} commands that were given as one")

    def verb(self) -> str:
        """Return what Enter does."""
        return "undo all of it"

    def facts(self) -> ComposeResult:
        """Show the commands in the order in which they were given."""
        board = self.asked.board
        lines = [
            Content.assemble(
                (f"{hm(order.given_at, board.rules)}  ", "$jru-dim"),
                (board.words_in_full(order.command), "bold"),
            )
            for order in reversed(undone_orders(board, self._decision))
        ]
        yield Static(Content("\n").join(lines), id="about", markup=False)
