"""Counts the shifts that a journal spans."""

from datetime import datetime

from jru_tui.board import ShiftHours, shift_at


def shifts_between(first_at: datetime | None, last_at: datetime | None, hours: ShiftHours) -> int:
    """Count the shifts from one moment to another, both included; they start once a day.

    Args:
        first_at: None where there is no event.
        last_at: the same.
        hours: when shifts are.
    """
    if first_at is None or last_at is None:
        return 0
    first, last = (shift_at(hours, at).starts_at for at in (first_at, last_at))
    return max(0, (last - first).days) + 1
