"""Decisions about a call: send, take off, close, reopen, ask for help, link; and its outcomes."""

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    CallCommand,
    Close,
    EndBackUp,
    Link,
    Reopen,
    StandDown,
    Unlink,
)
from jru_tui.board.call_views import Call
from jru_tui.board.decisions.refusal import Refusal, no_such_call, no_such_vehicle
from jru_tui.board.decisions.vehicles import availability, doing_words
from jru_tui.board.projection.phrases import outstanding_words
from jru_tui.board.rules import EMERGENCY

MOST_BACK_UP = 20
"""More ambulances than this at one call are a slip of the finger."""


MOST_MINUTES = 1440
"""Minutes that one call can save: a whole day. One slip of a finger would be in every report."""


def decide_call(
    board: Board, command: CallCommand, *, freed: bool = False
) -> CallCommand | Refusal:
    """Decide a command about a call; gives it back if it may run.

    Args:
        board: as it stands.
        command: what is asked.
        freed: the vehicle that it assigns is stood down in the same decision.
    """
    call = board.calls.get(command.call)
    if call is None:
        return no_such_call(command.call)
    refused: Refusal | None
    match command:
        case Assign():
            refused = _assign(board, command, call, freed=freed)
        case StandDown(vehicle=vehicle):
            refused = _stand_down(board, call, vehicle)
        case Close():
            refused = _close(board, command, call)
        case Reopen():
            refused = Refusal(f"{call.name} is open") if call.open else None
        case BackUp():
            refused = _back_up(command, call)
        case EndBackUp():
            return _end_back_up(command, call)
        case Link(duplicate_of=other):
            return _link(board, command, call, board.calls.get(other))
        case Unlink():
            refused = None if call.linked_to else Refusal(f"{call.name} is not linked")
    return refused or command


def _assign(board: Board, command: Assign, call: Call, *, freed: bool) -> Refusal | None:
    vehicle = board.vehicles.get(command.vehicle)
    if vehicle is None:
        return no_such_vehicle(command.vehicle)
    if not call.open:
        return Refusal(f"{call.name} is closed: reopen it first")
    if any(response.vehicle == vehicle.id for response in call.on_it):
        return Refusal(f"{vehicle.name} is on {call.name} already")
    match "conditional" if freed else availability(board, vehicle):
        case "busy":
            return Refusal(f"{vehicle.name} cannot be sent: {doing_words(board, vehicle)}")
        case "conditional" if not command.reason.strip():
            activity = doing_words(board, vehicle)
            return Refusal(f"{vehicle.name} is {activity}: give a reason to send it anyway")
    return None


def _stand_down(board: Board, call: Call, vehicle_id: str) -> Refusal | None:
    vehicle = board.vehicles.get(vehicle_id)
    if vehicle is not None and vehicle.status == EMERGENCY and vehicle.call == call.id:
        return Refusal(f"{vehicle.name} is in an emergency: clear that by booking its status")
    if any(response.vehicle == vehicle_id for response in call.on_it):
        return None
    return Refusal(f"{vehicle.name if vehicle else vehicle_id} is not on {call.name}")


def _close(board: Board, command: Close, call: Call) -> Refusal | None:
    if not call.open:
        return Refusal(f"{call.name} is already closed")
    if command.outcome not in board.rules.outcomes:
        return Refusal(f"there is no outcome “{command.outcome}”")
    if command.minutes is not None and not 0 <= command.minutes <= MOST_MINUTES:
        return Refusal(
            f"{command.minutes} minutes is out of range: a call saves 0 to {MOST_MINUTES}"
        )
    if unknown := [flag for flag in command.flags if flag not in board.rules.closing_flags]:
        return Refusal(f"“{unknown[0]}” cannot be recorded when a call is closed")
    if needs_reason(board, call, command.outcome) and not command.reason.strip():
        fitting = fitting_outcomes(board, call)
        labels = ", ".join(board.rules.outcome_label(code) for code in fitting)
        or_else = f", or close it as {labels}" if labels else ""
        return Refusal(f"nobody arrived at {call.name}: give a reason{or_else}")
    if command.outcome == "duplicate":
        if not command.duplicate_of:
            return Refusal("name the call that it duplicates")
        if command.duplicate_of == call.id or command.duplicate_of not in board.calls:
            named = board.call_name(command.duplicate_of)
            return Refusal(f"{named} is not another call on the board")
    return None


def _back_up(command: BackUp, call: Call) -> Refusal | None:
    if not call.open:
        return Refusal(f"{call.name} is closed: reopen it first")
    if not 1 <= command.count <= MOST_BACK_UP:
        return Refusal(f"ask for 1 to {MOST_BACK_UP} at a time")
    if command.what == "other" and not command.text.strip():
        return Refusal("say what other help is needed")
    return None


def _end_back_up(command: EndBackUp, call: Call) -> EndBackUp | Refusal:
    """End a request for back-up: by the number given, or by all that are outstanding."""
    back_up = next((request for request in call.back_up if request.id == command.back_up), None)
    if back_up is None or not back_up.outstanding:
        return Refusal(f"no back-up is outstanding at {call.name}")
    if not 0 <= command.count <= back_up.left:
        return Refusal(
            f"{command.count} cannot have ended: {outstanding_words(back_up)} are outstanding"
        )
    return structs.replace(command, count=command.count or back_up.left)


def _link(board: Board, command: Link, call: Call, other: Call | None) -> Link | Refusal:
    """Decide a link; one from a call opened by hand to a call of the feed merges the two."""
    if other is None:
        return no_such_call(command.duplicate_of)
    if other.id == call.id:
        return Refusal("a call cannot be a duplicate of itself")
    if call.linked_to == other.id:
        return Refusal(f"{call.name} is already linked to {other.name}")
    if other.linked_to:
        main = board.call_name(other.linked_to)
        return Refusal(f"{other.name} is itself a duplicate of {main}: link to that one")
    if not (call.by_hand and call.open) or other.by_hand:
        return command
    if not other.open:
        close = f"close {call.name} as its duplicate instead"
        return Refusal(f"{other.name} is closed: {close}", "close")
    return structs.replace(command, merged_from=other.opened_at)


DUPLICATE = "duplicate"
"""The outcome that has to name another call."""
_STOOD_DOWN, _ADVICE = "stood_down", "advice"


def needs_reason(board: Board, call: Call, outcome: str) -> bool:
    """Tell whether an outcome says that somebody attended a call at which nobody arrived.

    Args:
        board: the board as it stands.
        call: the call that it concerns.
        outcome: the code of the outcome.
    """
    known = board.rules.outcomes.get(outcome)
    return known is not None and known.needs_arrival and nobody_came(call)


def nobody_came(call: Call) -> bool:
    """Tell whether no vehicle arrived at a call, as far as its stages are told of at all."""
    untold = any(response.on_at is not None for response in call.responses)
    return call.first_arrival_at is None and not untold


def fitting_outcomes(board: Board, call: Call) -> list[str]:
    """List the codes of the outcomes that need no reason, in the order of the settings."""
    return [code for code in board.rules.outcomes if not needs_reason(board, call, code)]


def usual_outcome(board: Board, call: Call) -> str:
    """Return the outcome that follows from what happened; empty where the settings name none.

    Somebody arrived: the first of the settings. Nobody did: a duplicate where the call is linked
    to another; stood down where a vehicle was sent; else advice.
    """
    fitting = fitting_outcomes(board, call)
    if nobody_came(call):
        wanted = [DUPLICATE] if call.linked_to else []
        wanted += [_STOOD_DOWN] if call.responses else []
        wanted += [_ADVICE, _STOOD_DOWN]
        fitting = [code for code in wanted if code in fitting] + fitting
    return next(iter(fitting), "")
