"""Alerts of one call, by its clocks and by who is on it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.formatting import clock, join_words
from jru_tui.board.projection.calls.ambulance_waits import wait_for_ambulance
from jru_tui.board.projection.calls.urgency import ambulance_clock, police_clock, rank
from jru_tui.board.projection.phrases import outstanding_words
from jru_tui.board.queries.alert_models import Alert, stake_of


def alerts_of_call(board: Board, call: Call, now: datetime) -> Iterator[Alert]:
    """Find what one open call wants attention for, dismissed or not.

    A duplicate that nobody is on is silent: another call stands for it.

    Args:
        board: the board as it stands.
        call: the call that it concerns.
        now: the present moment, UTC.
    """
    if not call.linked_to or call.on_it:
        yield from _left(board, call, now)
        yield from _overdue(board, call, now)
    waited_for = {alert.key[1] for alert in _ambulance_waits(board, call, now)}
    yield from _ambulance_waits(board, call, now)
    patience = timedelta(minutes=board.rules.checks.back_up_minutes)
    for request in call.back_up:
        if request.outstanding and now - request.at >= patience and request.id not in waited_for:
            at = clock(request.at, board.rules.hours.zone)
            yield Alert(
                ("back_up", request.id),
                "back_up",
                request.at + patience,
                f"has waited for back-up since {at}: {outstanding_words(request, text=False)}",
                subject=call.name,
                call=call.id,
                stake=stake_of(board, call.id),
            )


def turning_points(board: Board, call: Call) -> Iterator[datetime]:
    """Name the moments when `alerts_of_call` comes to say something else of the call as it is."""
    for running in (
        police_clock(call, board.rules, call.opened_at),
        ambulance_clock(call, board.rules, call.opened_at),
    ):
        if running is not None and running.running and running.target_s is not None:
            # A clock is red in the second after its target.
            yield call.opened_at + timedelta(seconds=running.target_s + 1)
    if call.left_at is not None:
        yield call.left_at
    patience = timedelta(minutes=board.rules.checks.back_up_minutes)
    yield from (request.at + patience for request in call.back_up if request.outstanding)
    longest = timedelta(minutes=board.rules.checks.ambulance_minutes)
    if longest and (wait := wait_for_ambulance(call)) is not None:
        yield wait.since + longest


def _ambulance_waits(board: Board, call: Call, now: datetime) -> Iterator[Alert]:
    """A crew at scene that has waited longer for an ambulance than it should."""
    minutes = board.rules.checks.ambulance_minutes
    wait = wait_for_ambulance(call) if minutes and call.open else None
    if wait is None or now - wait.since < timedelta(minutes=minutes):
        return
    known = [board.vehicles[one].name for one in wait.vehicles if one in board.vehicles]
    names = join_words(known) or "a crew"
    has = "have" if len(known) > 1 else "has"
    yield Alert(
        ("ambulance_wait", wait.request.id),
        "ambulance_wait",
        wait.since + timedelta(minutes=minutes),
        f"{names} {has} waited over {minutes} min for an ambulance",
        subject=call.name,
        call=call.id,
        stake=stake_of(board, call.id),
    )


def _left(board: Board, call: Call, now: datetime) -> Iterator[Alert]:
    """A call with nobody left on it, and that nobody has closed."""
    if call.left_at is None or call.left_at > now:
        return
    text = "waits again: everybody has left"
    if call.to_close:
        text = "was attended and everybody has left: close it, or send somebody"
    yield Alert(
        ("left", call.id, call.left_at.isoformat()),
        "left",
        call.left_at,
        text,
        subject=call.name,
        call=call.id,
        grave=not call.to_close and rank(call, board.rules) <= 0,
        stake=stake_of(board, call.id),
    )


def _overdue(board: Board, call: Call, now: datetime) -> Iterator[Alert]:
    """The first of its clocks that is past its target."""
    for late in (police_clock(call, board.rules, now), ambulance_clock(call, board.rules, now)):
        if late is not None and late.state == "red" and late.target_s is not None:
            since = call.opened_at + timedelta(seconds=late.target_s)
            yield Alert(
                ("overdue", call.id, late.code, *_how_it_stands(call)),
                "overdue",
                since,
                f"past its {late.code} target of {late.target_s // 60} min",
                subject=call.name,
                call=call.id,
                stake=stake_of(board, call.id, late.code),
            )
            break


def _how_it_stands(call: Call) -> tuple[str, ...]:
    """The state that an overdue clock is dismissed for: it comes back when nobody is on its way."""
    stands = "waiting" if call.waiting else "sent"
    left = sum(not response.active for response in call.responses)
    parts = (stands, f"left {left}" if left else "", "reopened" if call.reopened else "")
    return tuple(filter(None, parts))
