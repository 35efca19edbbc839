"""The commands that take a command back and give it again: undo and redo."""

from typing import TYPE_CHECKING

from jru_tui.board import (
    Decision,
    Refusal,
    Undo,
    decide_all,
    decision_again,
    has_just_undone,
    newest_own,
    newest_own_again,
    plan_undo,
    refusal_of,
    undo_of,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import TypedForm
from jru_tui.tui.commands.spec import Answer, CommandSpec, Step, explain

if TYPE_CHECKING:
    from jru_tui.tui.dialogs.confirm import ConfirmDialog

_HELD_S = 1.5
"""Seconds after an undo in which the next may come from a key that is held down."""


def _undo_gate(context: Context) -> str:
    """Require a command of one's own that can be taken back."""
    undo = newest_own(context.board, context.actor)
    others = context.board.last_order() is not None
    log = context.keys.get("log", "the log")
    nothing = f"you have nothing to undo; {log} undoes what others did" if others else ""
    return _gate(context, undo, nothing or "nothing to undo")


def _undo(context: Context) -> Step:
    """Take a slip back at once; show anything else first."""
    undo = newest_own(context.board, context.actor)
    assert undo is not None
    if has_just_undone(context.board, context.actor, _HELD_S):
        return undo_dialog(context, undo)
    return undo_step(context, undo)


def _propose_undo(context: Context) -> Answer:
    """Return a slip's undo; anything else is to be confirmed."""
    from jru_tui.tui.commands.proposal import propose_undo

    undo = newest_own(context.board, context.actor)
    assert undo is not None
    return propose_undo(context, undo)


def undo_step(context: Context, undo: Undo) -> Step:
    """Return an undo that may be done at once, else the dialog that shows it."""
    plan = plan_undo(context.board, undo, context.actor)
    if isinstance(plan, Refusal) or plan.order.decision or not plan.at_once:
        return undo_dialog(context, undo)
    return undo


def undo_dialog(context: Context, undo: Undo) -> "ConfirmDialog":
    """Return the dialog that shows an undo; what was given as one is undone, and redone, as one."""
    from jru_tui.tui.dialogs.undo import RedoDecisionDialog, UndoDecisionDialog, UndoDialog

    if (again := decision_again(context.board, undo, context.actor)) is not None:
        return RedoDecisionDialog(context, again)
    together = undo_of(context.board, undo)
    if isinstance(together, Decision):
        return UndoDecisionDialog(context, together)
    return UndoDialog(context, undo)


def _redo_gate(context: Context) -> str:
    """Require a command that was taken back just now."""
    redo = newest_own_again(context.board, context.actor)
    if (
        redo is not None
        and (again := decision_again(context.board, redo, context.actor)) is not None
    ):
        verdict = decide_all(context.board, again, context.actor)
        return explain(verdict, context) if isinstance(verdict, Refusal) else ""
    return _gate(context, redo, "nothing was undone just now")


def _redo(context: Context) -> Step:
    """Show what is given again: with Caps Lock on it was meant as an undo."""
    redo = newest_own_again(context.board, context.actor)
    assert redo is not None
    return undo_dialog(context, redo)


def _propose_redo(context: Context) -> Answer:
    """Return what is given again, to be confirmed."""
    from jru_tui.tui.commands.proposal import propose_undo

    redo = newest_own_again(context.board, context.actor)
    assert redo is not None
    return propose_undo(context, redo)


def _gate(context: Context, undo: Undo | None, nothing: str) -> str:
    """Let an undo through that may be done, if only when it was shown."""
    refused = refusal_of(context.board, undo) if undo is not None else Refusal(nothing)
    return explain(refused, context) if refused is not None else ""


COMMANDS = (
    CommandSpec(
        id="undo",
        title="Undo",
        keys=("u",),
        label="Undo",
        help="Undo your newest command: a recent slip at once, anything else is shown first.",
        group="Log",
        rank=6,
        dangerous=True,
        why_not=_undo_gate,
        begin=_undo,
        propose=_propose_undo,
        typed=TypedForm("u"),
    ),
    CommandSpec(
        id="redo",
        title="Redo",
        keys=("U",),
        label="Redo",
        help="Redo the command that you last undid; it is shown first.",
        group="Log",
        rank=21,
        dangerous=True,
        why_not=_redo_gate,
        begin=_redo,
        propose=_propose_redo,
        typed=TypedForm("U"),
    ),
)
