"""Durations: response, turnout, travel and time at scene, with their mean and centile.

The field's rules: response is opened to first arrival, turnout is allocated to mobile, travel is
mobile to arrival, at scene is arrival to clear, a wait for an ambulance is from the request, or
the arrival if that is later, until it came. Only what has both ends is measured. A time that
is negative or longer than a day is a slip of somebody's clock: it is set aside, and counted.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from jru_tui.board import Call, Response, ambulance_waits, arrivals

Measure = Literal["response", "turnout", "travel", "at_scene", "ambulance_wait"]
MEASURES: tuple[Measure, ...] = (
    "response",
    "turnout",
    "travel",
    "at_scene",
    "ambulance_wait",
)

LONGEST = timedelta(days=1)

_STAGES: tuple[tuple[Measure, str, str], ...] = (
    ("turnout", "allocated_at", "en_route_at"),
    ("travel", "en_route_at", "at_scene_at"),
    ("at_scene", "at_scene_at", "clear_at"),
)


class Spread(Struct, frozen=True):
    """The spread of one duration over several times, in whole seconds.

    Attributes:
        count: over how many times.
        mean_s: their mean, half a second rounded up; None of none.
        p90_s: their 90th centile by nearest rank: of n times in order the one at place
            0.9 n, rounded up to a whole place. It is always a time that was measured.
        set_aside: how many more were left out because they cannot be true.
    """

    count: int = 0
    mean_s: int | None = None
    p90_s: int | None = None
    set_aside: int = 0


class MeasuredTime(Struct, frozen=True):
    """A duration for a vehicle (None: for the unit) that ended at that moment."""

    measure: Measure
    vehicle: str | None
    ended_at: datetime
    time: timedelta


def credible(time: timedelta) -> bool:
    """Test whether a duration can be true: not negative, and not longer than a day."""
    return timedelta() <= time <= LONGEST


def spread(times: Iterable[timedelta]) -> Spread:
    """Mean and 90th centile of some times, without those that cannot be true."""
    values = list(times)
    seconds = sorted(int(duration.total_seconds()) for duration in values if credible(duration))
    aside, number = len(values) - len(seconds), len(seconds)
    if not number:
        return Spread(set_aside=aside)
    mean = (2 * sum(seconds) + number) // (2 * number)
    return Spread(number, mean, seconds[(9 * number + 9) // 10 - 1], aside)


def times_of(call: Call, ours: Container[str]) -> Iterator[MeasuredTime]:
    """Every time that one call tells of the unit's own vehicles, whose ids are `ours`.

    The unit's response ends when the call's clocks stop, which is the first arrival of anybody; a
    vehicle's own ends when it arrives itself. A vehicle that was sent twice has two turnouts.
    """
    reached = arrivals(call, ours)
    if reached and call.first_arrival_at is not None:
        first = next(iter(reached.values()))
        yield MeasuredTime("response", None, first, call.first_arrival_at - call.opened_at)
    for vehicle, at in reached.items():
        yield MeasuredTime("response", vehicle, at, at - call.opened_at)
    for wait in ambulance_waits(call):
        there = [vehicle for vehicle in wait.vehicles if vehicle in ours]
        if wait.came and wait.ended_at is not None and there:
            for one in (None, *there):
                took = wait.ended_at - max(wait.since, reached.get(one or there[0], wait.since))
                yield MeasuredTime("ambulance_wait", one, wait.ended_at, took)
    for leg in call.responses:
        if leg.vehicle in ours:
            yield from _stages(leg)


def _stages(leg: Response) -> Iterator[MeasuredTime]:
    for measure, begin, end in _STAGES:
        began_at, ended_at = getattr(leg, begin), getattr(leg, end)
        if measure == "at_scene" and leg.dropped:
            # When it left is only known as well as the feed was polled.
            continue
        if began_at is not None and ended_at is not None:
            for vehicle in (leg.vehicle, None):
                yield MeasuredTime(measure, vehicle, ended_at, ended_at - began_at)
