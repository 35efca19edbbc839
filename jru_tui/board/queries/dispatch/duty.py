"""Duty of a crew: the end of its shift, and the meal that is owed to it."""

from datetime import datetime

from jru_tui.board.board import Board
from jru_tui.board.queries.refreshments import meal_due, refreshments_of
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Vehicle


def duty_ends_at(board: Board, vehicle: Vehicle, now: datetime) -> datetime:
    """Return the end of a crew's duty; of one that is off duty the unit's shift's.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    duty = refreshments_of(board, vehicle, now)
    return shift_at(board.rules.hours, now).ends_at if duty is None else duty.ends_at


def meal_is_owed(board: Board, vehicle: Vehicle, now: datetime) -> bool:
    """Return True if a crew has gone too long without refreshments.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    due = meal_due(board, vehicle, now)
    return due is not None and due <= now
