"""Waits of crews at a scene for an ambulance that they asked for.

A wait begins when an ambulance was asked for and a crew is at scene, and ends when it comes, is
cancelled, the call is closed or nobody is left there. How long police wait for an ambulance is
what comparable units count.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from jru_tui.board.call_views import BackUpAsked, Call
from jru_tui.board.projection.calls.urgency import Clock, ClockState
from jru_tui.board.rules import Rules

_CODE = "ambulance"


class AmbulanceWait(Struct, frozen=True):
    """A wait of those at a scene for one ambulance that was asked for.

    Attributes:
        request: the request.
        since: when somebody was at scene and it was asked for.
        ended_at: when the wait was over; None while it goes on.
        came: it ended because the ambulance came.
        vehicles: ids of those that were there before it ended, the first first.
    """

    request: BackUpAsked
    since: datetime
    ended_at: datetime | None
    came: bool
    vehicles: tuple[str, ...]


def ambulance_waits(call: Call) -> Iterator[AmbulanceWait]:
    """Yield the waits at a call, the oldest request first."""
    reached = sorted(
        (response.at_scene_at, response.vehicle)
        for response in call.responses
        if response.at_scene_at is not None
    )
    for request in call.back_up:
        if request.what != "ambulance" or not reached:
            continue
        ends = (request.ended_at, call.closed_at, call.left_at)
        ended_at = min((at for at in ends if at is not None), default=None)
        since = max(request.at, reached[0][0])
        if ended_at is not None and ended_at <= since:
            continue
        if ended_at is None and not _somebody_there(call):
            continue
        there = [vehicle for at, vehicle in reached if ended_at is None or at < ended_at]
        came = request.ended == "at_scene" and ended_at == request.ended_at
        yield AmbulanceWait(request, since, ended_at, came, tuple(dict.fromkeys(there)))


def wait_for_ambulance(call: Call) -> AmbulanceWait | None:
    """Find the wait at a call that goes on, the longest of several; None where none does."""
    running = (wait for wait in ambulance_waits(call) if wait.ended_at is None)
    return min(running, key=lambda wait: wait.since, default=None)


def ambulance_wait_clock(call: Call, rules: Rules, now: datetime) -> Clock | None:
    """The clock of the wait for an ambulance; None where nobody waits for one.

    Args:
        call: the call that it concerns.
        rules: the rules of the field.
        now: the present moment, UTC.
    """
    wait = wait_for_ambulance(call)
    if wait is None:
        return None
    elapsed = max(0, int((now - wait.since).total_seconds()))
    target = rules.checks.ambulance_minutes * 60
    if not target:
        return Clock(_CODE, elapsed, None, "none", running=True)
    state: ClockState = "amber" if elapsed >= target * rules.amber_from else "calm"
    if elapsed > target:
        state = "red"
    return Clock(_CODE, elapsed, target, state, running=True)


def _somebody_there(call: Call) -> bool:
    return any(response.at_scene_at is not None for response in call.on_it)
