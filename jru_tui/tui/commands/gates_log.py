"""What can be written, struck, dismissed and taken back now."""

from jru_tui.board.commands import Dismiss, MarkShift, Note, Strike, Undo
from jru_tui.board.decisions.entries import no_strike
from jru_tui.board.queries.alerts import Alert, alerts
from jru_tui.board.views import LogEntry
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gates import SOME_REASON, any_of

NOTHING_SELECTED = "no call and no vehicle is selected"


def note(context: Context) -> str:
    """There is a call or a vehicle to write about."""
    if context.selected is not None:
        return any_of(context, (Note(SOME_REASON, call=context.selected.id),), "")
    if context.focused is not None:
        return any_of(context, (Note(SOME_REASON, vehicle=context.focused.id),), "")
    return NOTHING_SELECTED


def strike(context: Context) -> str:
    """The selected call or the focused vehicle has a note that is not struck through."""
    if context.selected is None and context.focused is None:
        return NOTHING_SELECTED
    return "" if strikes(context) else "there is no note to strike through"


def strikes(context: Context) -> list[tuple[LogEntry, Strike]]:
    """The notes of the selected call, else of the focused vehicle, the newest first."""
    if context.selected is not None:
        lines = context.board.log(call=context.selected.id)
        about = {"call": context.selected.id}
    elif context.focused is not None:
        lines = context.board.log(vehicle=context.focused.id)
        about = {"vehicle": context.focused.id}
    else:
        return []
    return [(line, Strike(line.id, **about)) for line in reversed(lines) if not no_strike(line)]


def dismiss(context: Context) -> str:
    """Something wants attention, and it is no emergency."""
    nothing = (
        "alarms are silent: the feed is old" if context.stale else "nothing wants attention now"
    )
    found = (Dismiss(each.key, SOME_REASON) for each in dismissable(context))
    return any_of(context, found, nothing)


def dismissable(context: Context) -> list[Alert]:
    """What may be put away with a reason: everything but an emergency, the gravest first."""
    found = alerts(context.board, context.now, stale=context.stale)
    return [each for each in found if each.kind != "emergency"]


def undo(context: Context) -> str:
    """A command was given that can be taken back."""
    latest = context.board.last_order()
    return any_of(context, (Undo(latest.id if latest else ""),), "")


def redo(context: Context) -> str:
    """A command was taken back just now and can be given again."""
    undone = context.board.standing.redoable
    return "" if undone else "nothing was undone just now"


def mark(context: Context) -> str:
    """The shift can be taken over, or ended."""
    return any_of(context, (MarkShift("start"), MarkShift("end")), "")
