"""How each command of the board starts: at once, or with the dialog that asks for the rest.

Each is called only after its gate let it through.
"""

from jru_tui.board.commands import Reopen, StandDown, Undo
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gates import dispute_of
from jru_tui.tui.commands.spec import Step
from jru_tui.tui.screens.assign import AssignDialog
from jru_tui.tui.screens.close import CloseDialog
from jru_tui.tui.screens.note import NoteDialog
from jru_tui.tui.screens.settle import SettleDialog
from jru_tui.tui.screens.stand_down import StandDownDialog
from jru_tui.tui.screens.status import StatusDialog


def assign(context: Context) -> Step:
    """Ask who goes."""
    assert context.selected is not None
    return AssignDialog(context, context.selected)


def stand_down(context: Context) -> Step:
    """Take the only vehicle off the call; with several, ask which."""
    assert context.selected is not None
    on_it = context.selected.on_it
    if len(on_it) == 1:
        return StandDown(context.selected.id, on_it[0].vehicle)
    return StandDownDialog(context, context.selected)


def close(context: Context) -> Step:
    """Ask how the call ended."""
    assert context.selected is not None
    return CloseDialog(context, context.selected)


def reopen(context: Context) -> Step:
    """Open the call again."""
    assert context.selected is not None
    return Reopen(context.selected.id)


def status(context: Context) -> Step:
    """Ask for the status, and for the vehicle where none is meant."""
    return StatusDialog(context, context.subject)


def note(context: Context) -> Step:
    """Ask for the words."""
    return NoteDialog(context)


def settle(context: Context) -> Step:
    """Ask who is right."""
    dispute = dispute_of(context)
    assert dispute is not None
    return SettleDialog(context, dispute)


def undo(context: Context) -> Step:
    """Take the latest command back."""
    latest = context.board.last_order()
    assert latest is not None
    return Undo(latest.id)
