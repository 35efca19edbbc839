"""The person at a board: their role, which commands are their own, and what time it is.

At boards that share a journal a supervisor gives all commands, a controller assigns and notes, a
viewer looks on.
"""

from datetime import datetime

from msgspec import Struct

from jru_tui.board.call_commands import Assign, EndNextCall, NextCall, StandDown
from jru_tui.board.commands import (
    Acknowledge,
    Check,
    Command,
    Note,
    OfferRole,
    Role,
    Strike,
    TakeRole,
    Undo,
)
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.projection.orders import Order

_CONTROLLERS = (
    Acknowledge,
    Assign,
    Check,
    EndNextCall,
    NextCall,
    Note,
    OfferRole,
    StandDown,
    Strike,
    TakeRole,
    Undo,
)
"""Commands of a controller; an undo is of one's own, which was one of these."""

FOR_SUPERVISORS = "a controller cannot do this: it is for a supervisor"
"""Says why a command is refused that no controller gives."""


def refuse_role(command: Command, role: Role) -> Refusal | None:
    """Refuse a command that is not for a role; None where it may be given."""
    if role == "viewer":
        return Refusal("a viewer can only watch: this is for a supervisor or a controller")
    if role == "controller" and not isinstance(command, _CONTROLLERS):
        return Refusal(FOR_SUPERVISORS)
    return None


def refuse_care(role: Role) -> Refusal | None:
    """Refuse to hold, erase or replace what a journal keeps; None where a role may do that."""
    if role == "viewer":
        return Refusal("a viewer can only watch: this is for a supervisor")
    return Refusal(FOR_SUPERVISORS) if role == "controller" else None


class Actor(Struct, frozen=True):
    """A person who gives a command, in one run of the program, at a moment.

    Attributes:
        by: the person's name for themselves, as in the events that they give; may be empty.
        session: the run of the program. Without one nothing is this person's own.
        at: the board's time; None where it does not matter.
        shared: others give commands on the same journal, and take back their own.
        role: says which commands this person may give.
        most: the role beyond which none can be taken here, by the word of the journal's database.
    """

    by: str = ""
    session: str = ""
    at: datetime | None = None
    shared: bool = False
    role: Role = "supervisor"
    most: Role = "supervisor"

    def gave(self, order: Order) -> bool:
        """Tell whether an order was given by this person in this run of the program."""
        return bool(self.session) and (order.by, order.session) == (self.by, self.session)

    def age_s(self, order: Order) -> float:
        """Return how old an order is, in seconds; infinite where the time is not known."""
        return float("inf") if self.at is None else (self.at - order.given_at).total_seconds()


NOBODY = Actor()
"""Somebody of whom nothing is known: no command is their own."""
