"""A decision of the plan as the commands that carry it out, in the order that the gate wants."""

from collections.abc import Iterator

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, StandDown
from jru_tui.board.call_views import Call
from jru_tui.board.projection.calls.urgency import rank
from jru_tui.board.queries.dispatch.models import Act, Offer, Plan
from jru_tui.board.queries.dispatch.phrases import reason_words
from jru_tui.board.queries.dispatch.reasons import Precondition
from jru_tui.board.queries.dispatch.resources import is_spare


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


def stand_down_for(board: Board, call: Call, vehicle_id: str) -> StandDown | None:
    """Return the command that takes a vehicle off its scene for a call; None where it may not be.

    Args:
        board: as it stands.
        call: the call that it is wanted for: more urgent by `leave_scene_ranks` of the settings, or
            by one where another crew stays at the scene.
        vehicle_id: the vehicle.
    """
    vehicle = board.vehicles.get(vehicle_id)
    if vehicle is None or vehicle.status != "at_scene":
        return None
    left = board.calls.get(vehicle.call or "")
    if left is None or not left.open or left.id == call.id:
        return None
    least = board.rules.dispatch.leave_scene_ranks
    if is_spare(board, vehicle.id, left):
        least = min(1, least)
    above = rank(left, board.rules) - rank(call, board.rules)
    return StandDown(left.id, vehicle.id) if above >= least else None


def _leave(move: Offer) -> Iterator[StandDown]:
    if Precondition.STAND_DOWN in move.first and move.leaves:
        yield StandDown(move.leaves, move.vehicle)


def _reason(move: Offer, reasons: dict[str, str]) -> str:
    if Precondition.GIVE_REASON not in move.first:
        return ""
    return reasons.get(move.vehicle) or reason_words(move)
