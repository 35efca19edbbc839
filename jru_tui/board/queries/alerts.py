"""What wants attention: emergencies, welfare checks, overdue clocks, and what is easily forgotten.

Alerts are read off the board, never stored: an alert belongs to the state that it is about and
dies with it. Each is shown once, under its key, and can be dismissed with a reason. While the feed
is stale all are silent that depend on it: an old board must not cry wolf. Emergencies do not, nor
do commands that were turned down.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.projection.phrases import still_due
from jru_tui.board.projection.urgency import ambulance_clock, police_clock
from jru_tui.board.rules import EMERGENCY, Checks
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Call, Vehicle

AlertKind = Literal["emergency", "refused", "check", "overdue", "back_up", "past_end", "meal"]

_OFF = ("off_duty", "out_of_service")
_TWICE = 2
_LONG_MIN = 120
"""Minutes from which on a span is told in hours."""


class Alert(Struct, frozen=True):
    """One thing that wants attention.

    Attributes:
        key: what it is about, with the state that it belongs to; for `Dismiss`.
        since: from when it is worth a word.
        text: a sentence without a full stop; it may hold ids, never a call's words.
        reason: why dispatch refused, in its own words; for the board alone.
        grave: it is an emergency, or nobody has acted on it for too long.
        acknowledged: an emergency that was taken note of; it stays until it is cleared.
    """

    key: str
    kind: AlertKind
    since: datetime
    text: str
    vehicle: str | None = None
    call: str | None = None
    grave: bool = False
    acknowledged: bool = False
    reason: str = ""

    @property
    def in_full(self) -> str:
        """The sentence with the reason: for the board and the handover, and nowhere else."""
        return f"{self.text} ({self.reason})" if self.reason else self.text


class CheckClock(Struct, frozen=True):
    """A vehicle's welfare check: when it is due, and how many intervals have gone by."""

    due_at: datetime
    minutes: int
    missed: int


def alerts(board: Board, now: datetime, *, stale: bool) -> tuple[Alert, ...]:
    """Everything that wants attention now, the gravest first, without what was dismissed.

    Args:
        board: as it stands.
        now: the board's time.
        stale: the feed is lost, so that clocks that depend on it are silent.
    """
    found = list(alerts_of_vehicles(board, now, stale=stale))
    if not stale:
        for call in board.open_calls():
            found += alerts_of_call(board, call, now)
    standing = [alert for alert in found if board.dismissed(alert.key) is None]
    return tuple(sorted(standing, key=gravity))


def alerts_of_vehicles(board: Board, now: datetime, *, stale: bool) -> Iterator[Alert]:
    """What the vehicles want attention for, dismissed or not, in no order.

    And what commands do that were turned down, whatever they are about.
    """
    yield from _emergencies(board)
    yield from _turned_down(board)
    if not stale:
        for vehicle in board.vehicles.values():
            yield from _of_vehicle(board, vehicle, now)


def gravity(alert: Alert) -> tuple[int, bool, datetime]:
    """Sorts alerts: the gravest first, then the oldest."""
    return (_RANK[alert.kind], not alert.grave, alert.since)


_RANK: dict[AlertKind, int] = {
    "emergency": 0,
    "refused": 1,
    "check": 2,
    "overdue": 3,
    "back_up": 4,
    "past_end": 5,
    "meal": 6,
}


def check_clock(board: Board, vehicle: Vehicle, now: datetime) -> CheckClock | None:
    """When a crew is next asked whether it is well; None where its status asks for no check."""
    minutes = _interval(board, vehicle)
    if minutes is None:
        return None
    interval = timedelta(minutes=minutes)
    missed = max(0, int((now - vehicle.contact_at) / interval))
    return CheckClock(vehicle.contact_at + interval, minutes, missed)


def _interval(board: Board, vehicle: Vehicle) -> int | None:
    checks: Checks = board.rules.checks
    minutes = checks.minutes.get(vehicle.status)
    call = board.calls.get(vehicle.call or "")
    if minutes is None or call is None:
        return minutes or None
    return min(minutes, checks.grades.get(call.grade or "", minutes)) or None


def _emergencies(board: Board) -> Iterator[Alert]:
    for vehicle in board.vehicles.values():
        if vehicle.status != EMERGENCY:
            continue
        where = f" on {vehicle.call}" if vehicle.call else ""
        yield Alert(
            f"emergency:{vehicle.id}:{vehicle.since.isoformat()}",
            "emergency",
            vehicle.since,
            f"{vehicle.name} EMERGENCY{where}",
            vehicle=vehicle.id,
            call=vehicle.call,
            grave=True,
            acknowledged=vehicle.acknowledged_at is not None,
        )


def _turned_down(board: Board) -> Iterator[Alert]:
    for each in board.unmet.standing(board.calls, board.vehicles):
        said = f"refused by dispatch: {each.words}"
        if each.unclear:
            # Given again it would be another command, under another key: it might be done twice.
            said = (
                f"not confirmed by dispatch in {each.minutes} min: {each.words}; "
                "ask before giving it again"
            )
        elif each.minutes is not None:
            said = f"not taken in {each.minutes} min: {each.words}; give it again?"
        call, vehicle = each.asked.call, each.asked.vehicle
        about = call or vehicle or ""
        if call is None and about in board.vehicles:
            about = board.vehicles[about].name
        yield Alert(
            each.alert,
            "refused",
            each.at,
            f"{about} {said}",
            vehicle=None if call else vehicle,
            call=call,
            grave=True,
            reason=each.reason,
        )


def _of_vehicle(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[Alert]:
    check = check_clock(board, vehicle, now)
    if check is not None and check.missed:
        twice = check.missed >= _TWICE
        said = "no contact" if twice else "welfare check due"
        yield Alert(
            f"check:{vehicle.id}:{vehicle.contact_at.isoformat()}:{2 if twice else 1}",
            "check",
            check.due_at,
            f"{vehicle.name} {said}, last heard {_minutes(now - vehicle.contact_at)} ago",
            vehicle=vehicle.id,
            call=vehicle.call,
            grave=twice,
        )
    shift = shift_at(board.rules.hours, now)
    if now >= shift.ends_at and _sent_before(board, vehicle, shift.ends_at):
        yield Alert(
            f"past_end:{vehicle.id}:{shift.starts_at.isoformat()}",
            "past_end",
            shift.ends_at,
            f"{vehicle.name} still on {vehicle.call} after the shift's end",
            vehicle=vehicle.id,
            call=vehicle.call,
        )
    due = meal_due(board, vehicle, now)
    if due is not None and now >= due:
        yield Alert(
            f"meal:{vehicle.id}:{due.isoformat()}",
            "meal",
            due,
            f"{vehicle.name} has had no refreshments in {board.rules.checks.meal_hours:g} hours",
            vehicle=vehicle.id,
        )


def alerts_of_call(board: Board, call: Call, now: datetime) -> Iterator[Alert]:
    """What one open call wants attention for, dismissed or not."""
    for clock in (police_clock(call, board.rules, now), ambulance_clock(call, board.rules, now)):
        if clock is not None and clock.state == "red" and clock.target_s is not None:
            since = call.opened_at + timedelta(seconds=clock.target_s)
            yield Alert(
                f"overdue:{call.id}:{clock.code}:{_how_it_stands(call)}",
                "overdue",
                since,
                f"{call.id} past its {clock.code} target of {clock.target_s // 60} min",
                call=call.id,
            )
            break
    patience = timedelta(minutes=board.rules.checks.back_up_minutes)
    for asked in call.back_up:
        if asked.outstanding and now - asked.at >= patience:
            yield Alert(
                f"back_up:{asked.id}",
                "back_up",
                asked.at + patience,
                f"{call.id} back-up has not come: {still_due(asked, text=False)}",
                call=call.id,
            )


def _how_it_stands(call: Call) -> str:
    """The state that an overdue clock is dismissed for: it comes back when nobody is on its way."""
    stands = "waiting" if call.waiting else "sent"
    left = sum(not each.active for each in call.responses)
    parts = (stands, f"left {left}" if left else "", "reopened" if call.reopened else "")
    return ":".join(filter(None, parts))


def turning_points(board: Board, call: Call) -> Iterator[datetime]:
    """When `alerts_of_call` comes to say something else, as long as the call stays as it is."""
    for clock in (
        police_clock(call, board.rules, call.opened_at),
        ambulance_clock(call, board.rules, call.opened_at),
    ):
        if clock is not None and clock.running and clock.target_s is not None:
            # A clock is red in the second after its target.
            yield call.opened_at + timedelta(seconds=clock.target_s + 1)
    patience = timedelta(minutes=board.rules.checks.back_up_minutes)
    yield from (asked.at + patience for asked in call.back_up if asked.outstanding)


def _sent_before(board: Board, vehicle: Vehicle, moment: datetime) -> bool:
    """Whether a vehicle is on a call that it was sent to before that moment."""
    call = board.calls.get(vehicle.call or "")
    if call is None or vehicle.status in _OFF:
        return False
    return any(each.vehicle == vehicle.id and each.started_at < moment for each in call.on_it)


def meal_due(board: Board, vehicle: Vehicle, now: datetime) -> datetime | None:
    """When a crew on duty has gone long enough without refreshments.

    That counts from when it came on duty or back from refreshments. Who booked on before the
    shift's start counts from then; who never booked off since the shift before, from its start.
    """
    hours = board.rules.checks.meal_hours
    timeline = board.said.timelines.get(vehicle.id)
    if not hours or timeline is None or vehicle.status in (*_OFF, "refreshments"):
        return None
    shift = shift_at(board.rules.hours, now)
    ended_before = shift_at(board.rules.hours, shift.starts_at - timedelta(seconds=1)).ends_at
    base, before = None, timeline.status_at(ended_before)
    if before and before not in (*_OFF, "refreshments"):
        base = shift.starts_at
    for press in timeline.since(ended_before):
        on_duty = press.status not in (*_OFF, "refreshments")
        if on_duty and (base is None or before in (*_OFF, "refreshments")):
            base = press.at
        before = press.status
    return None if base is None else base + timedelta(hours=hours)


def _minutes(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes} min" if minutes < _LONG_MIN else f"{minutes // 60} h {minutes % 60:02}"
