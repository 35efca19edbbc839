"""How each command of the board starts: at once, or with the dialog that asks for the rest.

Each is called only after its gate let it through. A dialog is loaded when it is first asked for:
no first frame waits for it.
"""

from msgspec.structs import replace

from jru_tui.board.commands import Acknowledge, Check, Reopen, StandDown, Undo
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gates_calls import dispute_of, first_waiting
from jru_tui.tui.commands.gates_vehicles import emergencies, to_check
from jru_tui.tui.commands.spec import Step


def assign(context: Context) -> Step:
    """Ask who goes."""
    from jru_tui.tui.dialogs.assign import AssignDialog

    assert context.selected is not None
    return AssignDialog(context, context.selected)


def assign_first(context: Context) -> Step:
    """Ask who goes to the most urgent call that waits."""
    first = first_waiting(context)
    assert first is not None
    return assign(replace(context, call=first.id))


def stand_down(context: Context) -> Step:
    """Take the only vehicle off the call; with several, ask which."""
    from jru_tui.tui.dialogs.stand_down import StandDownDialog

    assert context.selected is not None
    on_it = context.selected.on_it
    if len(on_it) == 1:
        return StandDown(context.selected.id, on_it[0].vehicle)
    return StandDownDialog(context, context.selected)


def close(context: Context) -> Step:
    """Ask how the call ended."""
    from jru_tui.tui.dialogs.close import CloseDialog

    assert context.selected is not None
    return CloseDialog(context, context.selected)


def reopen(context: Context) -> Step:
    """Open the call again."""
    assert context.selected is not None
    return Reopen(context.selected.id)


def back_up(context: Context) -> Step:
    """Ask which help, or what became of it."""
    from jru_tui.tui.dialogs.back_up import BackUpDialog

    assert context.selected is not None
    return BackUpDialog(context, context.selected)


def link(context: Context) -> Step:
    """Ask which other call this one duplicates."""
    from jru_tui.tui.dialogs.link import LinkDialog

    assert context.selected is not None
    return LinkDialog(context, context.selected)


def status(context: Context) -> Step:
    """Ask for the status, and for the vehicle where none is meant."""
    from jru_tui.tui.dialogs.status import StatusDialog

    return StatusDialog(context, context.subject)


def check(context: Context) -> Step:
    """The crew that is meant is well; ask which where that is not clear."""
    from jru_tui.tui.dialogs.check import CheckDialog

    vehicle = to_check(context)
    return Check(vehicle.id) if vehicle is not None else CheckDialog(context)


def acknowledge(context: Context) -> Step:
    """Take note of the only emergency that nobody took note of; with several, ask which."""
    from jru_tui.tui.dialogs.acknowledge import AcknowledgeDialog

    fresh = [each for each in emergencies(context) if each.acknowledged_at is None]
    return Acknowledge(fresh[0].id) if len(fresh) == 1 else AcknowledgeDialog(context)


def crew(context: Context) -> Step:
    """Show who is on, and ask who comes and goes."""
    from jru_tui.tui.dialogs.crew import CrewDialog

    return CrewDialog(context, context.subject)


def note(context: Context) -> Step:
    """Ask for the words."""
    from jru_tui.tui.dialogs.note import NoteDialog

    return NoteDialog(context)


def strike(context: Context) -> Step:
    """Ask which note."""
    from jru_tui.tui.dialogs.strike import StrikeDialog

    return StrikeDialog(context)


def dismiss(context: Context) -> Step:
    """Ask which alert, and why."""
    from jru_tui.tui.dialogs.dismiss import DismissDialog

    return DismissDialog(context)


def settle(context: Context) -> Step:
    """Ask who is right."""
    from jru_tui.tui.dialogs.settle import SettleDialog

    dispute = dispute_of(context)
    assert dispute is not None
    return SettleDialog(context, dispute)


def mark(context: Context) -> Step:
    """Ask whether the shift starts or ends, and say what is carried."""
    from jru_tui.tui.dialogs.shift import ShiftDialog

    return ShiftDialog(context)


def hand_over(context: Context) -> Step:
    """Ask what to watch."""
    from jru_tui.tui.dialogs.hand_over import HandOverDialog

    return HandOverDialog(context)


def undo(context: Context) -> Step:
    """Take the latest command back."""
    latest = context.board.last_order()
    assert latest is not None
    return Undo(latest.id)


def redo(context: Context) -> Step:
    """Take the latest undo back."""
    return Undo(context.board.standing.redoable[-1])
