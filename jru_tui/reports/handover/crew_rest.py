"""Rest that a crew is owed, for the handover: who had too little, and who is back too late."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from jru_tui.board import (
    Board,
    Vehicle,
    clock,
    formatting,
    refreshments_of,
    shift_at,
    short_rests,
)
from jru_tui.reports.phrases import member_name


def rest_owed(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[str]:
    """Yield the rest that a crew is owed, and that it may not begin the next shift with the others.

    Rest between two duties is by the Working Time Regulations 1998, regulation 10; who had less has
    as much more of it afterwards, by regulation 24.

    Args:
        board: as it stands.
        vehicle: theirs.
        now: the present moment, UTC.
    """
    rules = board.rules
    due = timedelta(hours=rules.checks.rest_hours)
    for found in short_rests(board, vehicle, now):
        had = found.rest or timedelta()
        yield (
            f"{member_name(found.member)} is owed {_hours(due - had)} of rest: "
            f"{_hours(had)} since the last duty"
        )
    duty = refreshments_of(board, vehicle, now)
    if duty is None or not due:
        return
    rested_at = max(now, duty.ends_at) + due
    tomorrow = shift_at(rules.hours, shift_at(rules.hours, now).starts_at + timedelta(hours=25))
    if rested_at > tomorrow.starts_at:
        at = clock(rested_at, rules.hours.zone)
        yield f"{_hours(due)} of rest end at {at}, after the next shift begins"


def _hours(span: timedelta) -> str:
    return formatting.total(int(span.total_seconds() // 60))
