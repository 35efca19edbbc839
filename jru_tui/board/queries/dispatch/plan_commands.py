"""A decision of the plan as the commands that carry it out, in the order that the gate wants."""

from collections.abc import Iterator

from jru_tui.board.call_commands import Assign, StandDown
from jru_tui.board.queries.dispatch.models import Act, Offer, Plan
from jru_tui.board.queries.dispatch.phrases import reason_words
from jru_tui.board.queries.dispatch.reasons import Precondition


def commands_of(act: Act, reasons: dict[str, str] | None = None) -> tuple[Assign | StandDown, ...]:
    """The commands of one decision; an officer's emergency off a call has none.

    All that leave their call come first, so that a swap finds both calls free.

    Args:
        act: the decision.
        reasons: by vehicle, in place of the words that are ready to be edited.
    """
    moves = [move for move in act.moves if move.call]
    return (
        *(command for move in moves for command in _leave(move)),
        *(Assign(move.call, move.vehicle, _reason(move, reasons or {})) for move in moves),
    )


def act_of(plan: Plan, offer: Offer) -> Act:
    """The decision that sends a vehicle: the plan's, where it is the plan's choice."""
    for act in plan.acts:
        if any((move.call, move.vehicle) == (offer.call, offer.vehicle) for move in act.moves):
            return act
    return Act((offer,))


def _leave(move: Offer) -> Iterator[StandDown]:
    if Precondition.STAND_DOWN in move.first and move.leaves:
        yield StandDown(move.leaves, move.vehicle)


def _reason(move: Offer, reasons: dict[str, str]) -> str:
    if Precondition.GIVE_REASON not in move.first:
        return ""
    return reasons.get(move.vehicle) or reason_words(move)
