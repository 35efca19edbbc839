"""The entry point of all decisions: whether a command may run now, and if not, why not.

Every way in (key, palette, typed line, click) asks here, so the same rule holds in all of them.
Nothing is changed: the answer is the fact to write into the journal, or a refusal.
"""

from jru_tui.board.board import Board
from jru_tui.board.commands import Command, RoleCommand, Undo
from jru_tui.board.decisions.actor import NOBODY, Actor
from jru_tui.board.decisions.commands import decide_command
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.decisions.role_handover import decide_role
from jru_tui.board.decisions.undo.undo_plan import plan_undo
from jru_tui.board.events import Commanded

__all__ = ["Refusal", "decide"]


def decide(
    board: Board, command: Command, actor: Actor = NOBODY, *, besides: frozenset[str] = frozenset()
) -> Commanded | Refusal:
    """Decide a command on the current board.

    Args:
        board: as it stands.
        command: what is asked.
        actor: who gives it, and when.
        besides: ids of the orders that the same decision takes back as well.
    """
    if isinstance(command, Undo):
        return _decide_undo(board, command, actor, besides)
    decided = (
        decide_role(board, command, actor)
        if isinstance(command, RoleCommand)
        else decide_command(board, command)
    )
    return decided if isinstance(decided, Refusal) else Commanded(decided)


def _decide_undo(
    board: Board, undo: Undo, actor: Actor, besides: frozenset[str]
) -> Commanded | Refusal:
    """Decide an undo: one that is not the mirror of a slip has to be shown and confirmed first."""
    plan = plan_undo(board, undo, actor, besides=besides)
    if isinstance(plan, Refusal):
        return plan
    if plan.doubts and not undo.confirmed:
        return Refusal(f"look at what it undoes first: {plan.doubts[0].value}")
    return Commanded(undo, told=plan.posted_as)
