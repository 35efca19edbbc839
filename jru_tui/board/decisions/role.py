"""Roles at boards that share a journal: which commands each may give.

A supervisor gives all of them, a controller assigns and notes, a viewer looks on.
"""

from typing import Literal

from jru_tui.board.commands import (
    Acknowledge,
    Assign,
    Check,
    Command,
    Note,
    StandDown,
    Strike,
    Undo,
)
from jru_tui.board.decisions.refusal import Refusal

Role = Literal["supervisor", "controller", "viewer"]

_CONTROLLERS = (Acknowledge, Assign, Check, Note, StandDown, Strike, Undo)
"""Commands of a controller; an undo is of one's own, which was one of these."""


def refuse_role(command: Command, role: Role) -> Refusal | None:
    """Refuse a command that is not for a role; None where it may be given."""
    if role == "viewer":
        return Refusal("a viewer gives no commands: this is for a supervisor or a controller")
    if role == "controller" and not isinstance(command, _CONTROLLERS):
        return Refusal("a controller assigns and notes: this is for a supervisor")
    return None
