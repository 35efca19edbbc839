"""Duty of a crew: the end of its shift, and the meal that is owed to it."""

from datetime import datetime, timedelta

from jru_tui.board.board import Board
from jru_tui.board.queries.vehicle_alerts import meal_due
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Vehicle

_OFF = ("off_duty", "out_of_service")
_LATE_START = timedelta(hours=1)
"""Who books on later than this after the shift's start works a shift of its own."""


def duty_ends_at(board: Board, vehicle: Vehicle, now: datetime) -> datetime:
    """Return the end of a crew's shift: the unit's or, if it booked on later, as long after that.

    Who is on since before anything is known of it ends with the unit.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    shift = shift_at(board.rules.hours, now)
    history = board.said.timelines.get(vehicle.id)
    if history is None:
        return shift.ends_at
    booked_on, before = None, history.status_at(shift.starts_at)
    for press in history.since(shift.starts_at):
        came_on = before in _OFF or (not before and press.status == "on_duty")
        if came_on and press.status not in _OFF:
            booked_on = press.at
        before = press.status
    if booked_on is None or booked_on <= shift.starts_at + _LATE_START:
        return shift.ends_at
    return booked_on + (shift.ends_at - shift.starts_at)


def meal_is_owed(board: Board, vehicle: Vehicle, now: datetime) -> bool:
    """Return True if a crew has gone too long without refreshments.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    due = meal_due(board, vehicle, now)
    return due is not None and due <= now
