"""How each command of the board starts: at once, or with the dialog that asks for the rest.

Each is called only after its gate let it through. A dialog is loaded when it is first asked for:
no first frame waits for it.
"""

from jru_tui.board.commands import Reopen, StandDown, Undo
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gates import dispute_of
from jru_tui.tui.commands.spec import Step


def assign(context: Context) -> Step:
    """Ask who goes."""
    from jru_tui.tui.screens.assign import AssignDialog

    assert context.selected is not None
    return AssignDialog(context, context.selected)


def stand_down(context: Context) -> Step:
    """Take the only vehicle off the call; with several, ask which."""
    from jru_tui.tui.screens.stand_down import StandDownDialog

    assert context.selected is not None
    on_it = context.selected.on_it
    if len(on_it) == 1:
        return StandDown(context.selected.id, on_it[0].vehicle)
    return StandDownDialog(context, context.selected)


def close(context: Context) -> Step:
    """Ask how the call ended."""
    from jru_tui.tui.screens.close import CloseDialog

    assert context.selected is not None
    return CloseDialog(context, context.selected)


def reopen(context: Context) -> Step:
    """Open the call again."""
    assert context.selected is not None
    return Reopen(context.selected.id)


def status(context: Context) -> Step:
    """Ask for the status, and for the vehicle where none is meant."""
    from jru_tui.tui.screens.status import StatusDialog

    return StatusDialog(context, context.subject)


def note(context: Context) -> Step:
    """Ask for the words."""
    from jru_tui.tui.screens.note import NoteDialog

    return NoteDialog(context)


def settle(context: Context) -> Step:
    """Ask who is right."""
    from jru_tui.tui.screens.settle import SettleDialog

    dispute = dispute_of(context)
    assert dispute is not None
    return SettleDialog(context, dispute)


def undo(context: Context) -> Step:
    """Take the latest command back."""
    latest = context.board.last_order()
    assert latest is not None
    return Undo(latest.id)
