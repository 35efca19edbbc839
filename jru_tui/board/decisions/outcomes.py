"""The outcomes that a call can be closed with, by what happened on it."""

from jru_tui.board.board import Board
from jru_tui.board.views import Call

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
