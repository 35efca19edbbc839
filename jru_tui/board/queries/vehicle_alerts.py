"""Alerts of vehicles and their crews, and of the calls that are kept for them."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.commands import AlertKey
from jru_tui.board.decisions.vehicles import availability
from jru_tui.board.formatting import span
from jru_tui.board.queries.alert_models import Alert, stake_of
from jru_tui.board.queries.duties import short_rests
from jru_tui.board.queries.refreshments import meal_due, no_break_words
from jru_tui.board.rules import EMERGENCY, OFF_DUTY, Checks
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Vehicle

_TWICE = 2
_MINUTE = timedelta(minutes=1)
_NAMED = 3
"""How many vehicles are named where one alert stands for several."""


class CheckClock(Struct, frozen=True):
    """A vehicle's welfare check: when it is due, and how many intervals have gone by."""

    due_at: datetime
    minutes: int
    missed: int


def emergencies(board: Board) -> Iterator[Alert]:
    """Find the officers who need help."""
    for vehicle in board.vehicles.values():
        if vehicle.status != EMERGENCY:
            continue
        location = f" on {board.call_name(vehicle.call)}" if vehicle.call else ""
        yield Alert(
            ("emergency", vehicle.id, vehicle.since.isoformat()),
            "emergency",
            vehicle.since,
            f"EMERGENCY{location}",
            subject=vehicle.name,
            vehicle=vehicle.id,
            call=vehicle.call,
            grave=True,
            acknowledged=vehicle.acknowledged_at is not None,
        )


def alerts_of_crews(board: Board, now: datetime) -> Iterator[Alert]:
    """Find what depends on the feed: checks, crews that do not move, shifts over, meals."""
    meals = []
    for vehicle in board.vehicles.values():
        yield from alerts_of_crew(board, vehicle, now)
        due_at = meal_due(board, vehicle, now)
        if due_at is not None and now >= due_at:
            meals.append((due_at, vehicle))
    yield from alert_of_meals(board, meals, now)


def alerts_of_crew(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[Alert]:
    """Find what depends on the feed and concerns one crew, but for its meals.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    shift = shift_at(board.rules.hours, now)
    yield from _check(board, vehicle, now)
    yield from _not_mobile(board, vehicle, now)
    yield from _wait(board, vehicle, now)
    yield from alerts_of_next_calls(board, vehicle)
    yield from _short_rest(board, vehicle, now)
    if now >= shift.ends_at and _sent_before(board, vehicle, shift.ends_at):
        call = board.call_name(vehicle.call or "")
        yield Alert(
            ("past_end", vehicle.id, shift.starts_at.isoformat()),
            "past_end",
            shift.ends_at,
            f"still on {call} after the shift's end",
            subject=vehicle.name,
            vehicle=vehicle.id,
            call=vehicle.call,
        )


def next_alert_of_crew(board: Board, vehicle: Vehicle, now: datetime) -> datetime | None:
    """Say when `alerts_of_crew` may tell something else, if nothing changes in the same shift.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    ends_at = shift_at(board.rules.hours, now).ends_at
    moments = [ends_at] if now < ends_at else []
    check = check_clock(board, vehicle, now)
    if check is not None:
        moments.append(_next_words(vehicle.contact_at, check.due_at, now))
    if (allocated := _allocated(board, vehicle)) is not None:
        moments.append(_next_words(*allocated, now))
    if (due_at := wait_due(board, vehicle)) is not None:
        moments.append(_next_words(vehicle.since, due_at, now))
    return min(moments, default=None)


def wait_due(board: Board, vehicle: Vehicle) -> datetime | None:
    """Say when a crew has waited to hand somebody over for as long as is usual there.

    At a hospital, at custody or with somebody held under section 136; None for other statuses.
    """
    minutes = board.rules.checks.waits.get(vehicle.status)
    return vehicle.since + timedelta(minutes=minutes) if minutes else None


def _next_words(start: datetime, due_at: datetime, now: datetime) -> datetime:
    """Say when words that count the minutes from `start` on are next said, from `due_at` on."""
    return due_at if now < due_at else start + ((now - start) // _MINUTE + 1) * _MINUTE


def check_clock(board: Board, vehicle: Vehicle, now: datetime) -> CheckClock | None:
    """Say when a crew is next asked whether it is well; None where its status asks for none.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    minutes = _interval(board, vehicle)
    if minutes is None:
        return None
    interval = timedelta(minutes=minutes)
    missed = max(0, int((now - vehicle.contact_at) / interval))
    return CheckClock(vehicle.contact_at + interval, minutes, missed)


def checks_due(board: Board, now: datetime) -> list[Vehicle]:
    """List the vehicles whose crew is to be asked whether it is well."""
    checks = board.rules.checks
    intervals = filter(None, (*checks.minutes.values(), *checks.grades.values()))
    # Asked at each key. In a large fleet most crews do what asks for no check, or were heard so
    # recently that no interval can be over.
    latest = now - timedelta(minutes=min(intervals, default=0))
    due_at = [
        vehicle
        for vehicle in board.vehicles.values()
        if vehicle.contact_at <= latest and checks.minutes.get(vehicle.status)
    ]
    clocks = ((vehicle, check_clock(board, vehicle, now)) for vehicle in due_at)
    return [vehicle for vehicle, clock in clocks if clock is not None and clock.missed]


def _interval(board: Board, vehicle: Vehicle) -> int | None:
    checks: Checks = board.rules.checks
    minutes = checks.minutes.get(vehicle.status)
    if not minutes:
        return None  # as of most vehicles of a large fleet
    call = board.calls.get(vehicle.call or "")
    if call is None:
        return minutes
    return min(minutes, checks.grades.get(call.grade or "", minutes)) or None


def _check(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[Alert]:
    check = check_clock(board, vehicle, now)
    if check is not None and check.missed:
        twice = check.missed >= _TWICE
        text = "no contact" if twice else "welfare check due"
        yield Alert(
            ("check", vehicle.id, vehicle.contact_at.isoformat(), "2" if twice else "1"),
            "check",
            check.due_at,
            f"{text}, last heard {_minutes(now - vehicle.contact_at)} ago",
            subject=vehicle.name,
            vehicle=vehicle.id,
            call=vehicle.call,
            grave=twice,
            stake=stake_of(board, vehicle.call),
        )


def _allocated(board: Board, vehicle: Vehicle) -> tuple[datetime, datetime] | None:
    """Say when a vehicle that waits to set out was given its call, and when it is late."""
    minutes = board.rules.checks.mobile_minutes
    call = board.calls.get(vehicle.call or "")
    if not minutes or vehicle.status != "allocated" or call is None or not call.open:
        return None
    sent = [response.allocated_at for response in call.on_it if response.vehicle == vehicle.id]
    allocated_at = next((at for at in reversed(sent) if at is not None), vehicle.since)
    return allocated_at, allocated_at + timedelta(minutes=minutes)


def _not_mobile(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[Alert]:
    """A vehicle that was given a call and does not set out: perhaps nobody told its crew."""
    allocated = _allocated(board, vehicle)
    if allocated is None or now < allocated[1]:
        return
    allocated_at, due_at = allocated
    yield Alert(
        ("not_mobile", vehicle.id, vehicle.call or "", allocated_at.isoformat()),
        "not_mobile",
        due_at,
        f"not mobile to {board.call_name(vehicle.call or '')}, "
        f"allocated {_minutes(now - allocated_at)} ago: was it told?",
        subject=vehicle.name,
        vehicle=vehicle.id,
        call=vehicle.call,
        stake=stake_of(board, vehicle.call),
    )


def _wait(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[Alert]:
    """A crew that waits to hand a patient or a prisoner over for longer than it should."""
    due_at = wait_due(board, vehicle)
    if due_at is None or now < due_at:
        return
    usual = board.rules.checks.waits[vehicle.status]
    on = f" with {board.call_name(vehicle.call)}" if vehicle.call else ""
    label = board.rules.status(vehicle.status).label
    yield Alert(
        ("wait", vehicle.id, vehicle.since.isoformat()),
        "wait",
        due_at,
        f"{label}{on} for {_minutes(now - vehicle.since)}, target {usual} min",
        subject=vehicle.name,
        vehicle=vehicle.id,
        call=vehicle.call,
    )


def _short_rest(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[Alert]:
    """A crew of which somebody had less rest before this duty than is due: who drives tonight?"""
    short = [*short_rests(board, vehicle, now)]
    if not short:
        return
    on_at = max(found.on_at for found in short)
    rests = (f"{found.member.id} {_minutes(found.rest)}" for found in short if found.rest)
    yield Alert(
        ("rest", vehicle.id, on_at.isoformat()),  # no number of a person: keys outlast these
        "rest",
        on_at,
        f"short of rest: {_listed([*rests])} "
        f"of {board.rules.checks.rest_hours:g} h before this duty",
        subject=vehicle.name,
        vehicle=vehicle.id,
    )


def _sent_before(board: Board, vehicle: Vehicle, moment: datetime) -> bool:
    """Test whether a vehicle is on a call that it was sent to before that moment."""
    call = board.calls.get(vehicle.call or "")
    if call is None or vehicle.status in OFF_DUTY:
        return False
    return any(
        response.vehicle == vehicle.id and response.started_at < moment for response in call.on_it
    )


def alert_of_meals(
    board: Board, meals: Iterable[tuple[datetime, Vehicle]], now: datetime
) -> Iterator[Alert]:
    """Tell of crews that have gone too long without refreshments: one alert for all of them.

    Args:
        board: knows which of them were dismissed.
        meals: since when each of these crews has.
        now: the present moment, UTC.
    """
    due = []
    for due_at, vehicle in meals:
        key: AlertKey = ("meal", vehicle.id, due_at.isoformat())
        if board.dismissed(key) is None:
            due.append((due_at, key, vehicle))
    if not due:
        return
    names = [vehicle.name for _, _, vehicle in due]
    several = len(due) > 1
    have = "have" if several else "has"
    yield Alert(
        due[0][1],
        "meal",
        min(due_at for due_at, _, _ in due),
        f"{_listed(names)} {have} had {no_break_words(board, [owed for _, _, owed in due], now)}",
        vehicle=None if several else due[0][2].id,
        vehicles=tuple(vehicle.id for _, _, vehicle in due) if several else (),
        others=tuple(key for _, key, _ in due[1:]),
    )


def _listed(names: list[str]) -> str:
    """Names in a sentence, the first few of many: `JRU 1, JRU 2, JRU 3 and 9 more`."""
    shown, more = names[:_NAMED], len(names) - _NAMED
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _minutes(passed: timedelta) -> str:
    return span(int(passed.total_seconds() // 60))


def alerts_of_next_calls(board: Board, vehicle: Vehicle) -> Iterator[Alert]:
    """Ask to send a vehicle that is free to the call that is kept for it.

    A crew that went off duty, or that the feed lists no more, will not take it: another has to.
    """
    for call_id in vehicle.next_calls:
        call = board.calls.get(call_id)
        if call is None or call.next_for is None:
            continue
        if vehicle.status in OFF_DUTY:
            text = f"is {board.rules.status(vehicle.status).label}: send another to"
        elif vehicle.unlisted_at is not None:
            text = "is no longer listed: ask by radio, or send another to"
        elif availability(board, vehicle) == "free":
            text = "is free: send it to"
        else:
            continue
        code = call.grade or call.category
        named = f"{call.name} ({code})" if code else call.name
        since = max(vehicle.unlisted_at or vehicle.since, call.next_for.at)
        yield Alert(
            ("next_call", vehicle.id, call.id, vehicle.status, since.isoformat()),
            "next_call",
            since,
            f"{text} {named}, its next call",
            subject=vehicle.name,
            vehicle=vehicle.id,
            call=call.id,
            stake=stake_of(board, call.id),
        )
