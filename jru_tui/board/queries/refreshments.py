"""Refreshments of a crew on duty: what its duty allows, what it has had, and when it is owed some.

Police Regulations 2003, regulation 22, annex E: whoever is on duty for five hours or more is
allowed 30 to 60 minutes by the length of the duty. A stop that a call cut short is no break: by the
Working Time Regulations 1998, regulation 12, that is 20 minutes in a row. All are settings.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.rules import OFF_DUTY
from jru_tui.board.shifts import Shift, shift_at
from jru_tui.board.views import Vehicle

EATING = "refreshments"
LATE_START = timedelta(hours=1)
"""Who books on later than this after the shift's start works a shift of its own."""
_NONE = timedelta()


class Refreshments(Struct, frozen=True):
    """Refreshments of a crew in its duty.

    Attributes:
        on_at: when it came on duty.
        ends_at: when its duty ends.
        allowed_minutes: the minutes that a duty of that length allows.
        taken: how long it has been at refreshments so far, broken stops too.
        since: when it last came from a break, or on duty.
        cut_short: whether it has stopped since then, for less than a break.
    """

    on_at: datetime
    ends_at: datetime
    allowed_minutes: int
    taken: timedelta
    since: datetime
    cut_short: bool

    @property
    def taken_minutes(self) -> int:
        """The whole minutes taken."""
        return int(self.taken.total_seconds() // 60)


def refreshments_of(board: Board, vehicle: Vehicle, now: datetime) -> Refreshments | None:
    """Add up the refreshments of a crew; None for one that is off duty.

    A crew that booked on before the shift's start counts from then; one that never booked off since
    the shift before, from the start of this one. Who is on since before anything is known of it
    ends with the unit.

    Args:
        board: the board as it stands.
        vehicle: theirs.
        now: the present moment, UTC.
    """
    timeline, checks = board.store.timelines.get(vehicle.id), board.rules.checks
    if timeline is None or vehicle.status in OFF_DUTY:
        return None
    shift = shift_at(board.rules.hours, now)
    ended_before = shift_at(board.rules.hours, shift.starts_at - timedelta(seconds=1)).ends_at
    before = timeline.status_at(ended_before)
    on_at = since = shift.starts_at if before and before not in OFF_DUTY else None
    stopped_at = ended_before if before == EATING else None
    booked = before in OFF_DUTY
    taken, cut_short, least = _NONE, False, timedelta(minutes=checks.break_minutes)
    for press in timeline.since(ended_before):
        if press.status in OFF_DUTY:
            on_at = since = stopped_at = None
            taken, cut_short, booked = _NONE, False, True
        else:
            # Of whom nothing was known before, only this status says that it just came on.
            booked = booked or (not before and press.status == "on_duty")
            on_at, since = on_at or press.at, since or press.at
            if press.status == EATING:
                stopped_at = stopped_at or press.at
            elif stopped_at is not None:
                taken += press.at - stopped_at
                cut_short = press.at - stopped_at < least
                since = since if cut_short else press.at
                stopped_at = None
        before = press.status
    if on_at is None or since is None:
        return None
    if stopped_at is not None:
        taken += max(_NONE, now - stopped_at)
    began_at = on_at if booked else min(on_at, shift.starts_at)
    ends_at = _duty_end(shift, began_at)
    allowed = checks.refreshment_minutes(ends_at - began_at)
    return Refreshments(on_at, ends_at, allowed, taken, since, cut_short)


def _duty_end(shift: Shift, on_at: datetime) -> datetime:
    """Return the end of a duty: the unit's shift's or, if it began later, as long after that."""
    if on_at <= shift.starts_at + LATE_START:
        return shift.ends_at
    return on_at + (shift.ends_at - shift.starts_at)


def meal_due(board: Board, vehicle: Vehicle, now: datetime) -> datetime | None:
    """Say when a crew on duty has gone long enough without a break; None while it has one.

    Args:
        board: the board as it stands.
        vehicle: theirs.
        now: the present moment, UTC.
    """
    hours = board.rules.checks.meal_hours
    if not hours or vehicle.status == EATING:
        return None
    found = refreshments_of(board, vehicle, now)
    return None if found is None else found.since + timedelta(hours=hours)


def no_break_words(board: Board, vehicles: Iterable[Vehicle], now: datetime) -> str:
    """Say what crews that are owed a break have gone without: `no refreshments in 5 hours`.

    Args:
        board: the board as it stands.
        vehicles: theirs.
        now: the present moment, UTC.
    """
    checks = board.rules.checks
    found = (refreshments_of(board, vehicle, now) for vehicle in vehicles)
    broken = any(taken is not None and taken.cut_short for taken in found)
    words = f"no break of {checks.break_minutes} min" if broken else "no refreshments"
    return f"{words} in {checks.meal_hours:g} hours"
