"""The commands that take a command back and give it again: undo and redo."""

from jru_tui.board.commands import Undo
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gate import any_of
from jru_tui.tui.commands.line.grammar import TypedForm
from jru_tui.tui.commands.spec import CommandSpec, Step


def _undo_gate(context: Context) -> str:
    """Require a command that can be taken back."""
    latest = context.board.last_order()
    return any_of(context, (Undo(latest.id if latest else ""),), "")


def _undo(context: Context) -> Step:
    latest = context.board.last_order()
    assert latest is not None
    return Undo(latest.id)


def _redo_gate(context: Context) -> str:
    """Require a command that was taken back just now."""
    undone = context.board.redoable
    return "" if undone else "nothing was undone just now"


def _redo(context: Context) -> Step:
    """Take the latest undo back."""
    return Undo(context.board.redoable[-1])


COMMANDS = (
    CommandSpec(
        id="undo",
        title="Undo",
        keys=("u",),
        label="Undo",
        help="Take your latest command back, then the one before it.",
        group="Log",
        rank=7,
        dangerous=True,
        why_not=_undo_gate,
        begin=_undo,
        typed=TypedForm("u"),
    ),
    CommandSpec(
        id="redo",
        title="Redo",
        keys=("U",),
        label="Redo",
        help="Give the command that you undid last once more.",
        group="Log",
        rank=21,
        dangerous=True,
        why_not=_redo_gate,
        begin=_redo,
        typed=TypedForm("U"),
    ),
)
