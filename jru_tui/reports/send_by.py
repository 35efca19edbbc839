"""Last moments to send somebody to the calls that wait, for readers without the screen."""

from collections.abc import Mapping
from datetime import datetime

from jru_tui.board import Board, Deadline, Recommendation, clock


def find_deadlines(
    board: Board, now: datetime, *, stale: bool, recommendation: Recommendation | None = None
) -> Mapping[str, Deadline]:
    """Find until when somebody has to be sent to each call that waits, by the call's id.

    Args:
        board: as it stands.
        now: the board's time, UTC.
        stale: there is no contact with the feed, so nobody knows where vehicles are.
        recommendation: the board's, with the travel times of the settings; None for the straight
            line alone.
    """
    if stale:
        return {}
    recommendation = recommendation or Recommendation(board)
    recommendation.at(now)
    waiting = (call.id for call in board.open_calls() if call.waiting)
    found = ((call, recommendation.deadline(call)) for call in waiting)
    return {call: deadline for call, deadline in found if deadline is not None}


def send_by_words(deadline: Deadline, board: Board) -> str:
    """Say whom to send until when, and what that still meets: `send JRU 2 by 22:51 to meet G1`."""
    at = clock(deadline.at, board.rules.hours.zone)
    return f"send {deadline.name} by {at} to meet {deadline.code}"
