"""Stakes of alerts: the call that one is about, as far as its place among the others goes."""

from jru_tui.board.board import Board
from jru_tui.board.danger_flags import is_danger
from jru_tui.board.projection.urgency import rank
from jru_tui.board.queries.alert_models import NO_STAKE, Stake


def stake_of(board: Board, call_id: str | None, code: str | None = None) -> Stake:
    """Return what is at stake at a call.

    Args:
        board: the board as it stands.
        call_id: the call; None and an unknown one for no call, where nothing is.
        code: the grade or category whose target the alert is about; None for the call's own.
    """
    call = board.calls.get(call_id or "")
    if call is None:
        return NO_STAKE
    rules = board.rules
    target = rules.grades.get(code or "") or rules.categories.get(code or "")
    urgent = rank(call, rules) if target is None else target.rank
    return Stake(
        urgent=urgent <= 0, danger=any(is_danger(flag, rules.danger_flags) for flag in call.flags)
    )
