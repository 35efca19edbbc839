"""Spans of a vehicle's statuses: the timeline strip's data."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter, itemgetter

from jru_tui.board.projection.status_history import Press, StatusHistory
from jru_tui.board.views import Response, StatusSpan

_SAME_MOMENT = timedelta(minutes=2)
"""A crew that clears a call and presses its next status does both within this time."""

Turn = tuple[datetime, str, str | None]
"""From when on, in which status, on which call."""

_at = attrgetter("at")
_when = itemgetter(0)


def vehicle_spans(
    timeline: StatusHistory | None,
    legs: Iterable[tuple[str, Response]],
    start: datetime,
    end: datetime,
) -> tuple[StatusSpan, ...]:
    """The statuses between `start` and `end`, in order, without gaps once the first is known.

    What crews pressed and the stages of their calls tell the same story; where the board started
    in mid-shift only the calls tell it.

    Args:
        timeline: the vehicle's presses; None where there are none.
        legs: its responses, each with the id of its call.
        start: the first moment, UTC.
        end: the last moment, UTC.
    """
    ways = [*legs]
    freed = [leg.clear_at for _, leg in ways if leg.clear_at is not None]
    first = min(start, max((at for at in freed if at < start), default=start)) - _SAME_MOMENT
    presses = timeline.between(first, end + _SAME_MOMENT) if timeline else ()
    turns = [*_pressed(presses, start), *_turns_of(ways, presses, start)]
    turns.sort(key=_when)
    return tuple(_cut(turns, start, end))


def _cut(turns: Sequence[Turn], start: datetime, end: datetime) -> Iterator[StatusSpan]:
    """The turns as spans; two that follow one another with the same status are one."""
    status, call, since = "", None, start
    for (at, this, on), (until, _, _) in pairwise([*turns, (end, "", None)]):
        if until <= start or at >= end or until <= at:
            continue
        if status and (this, on) != (status, call):
            yield StatusSpan(status, since, at, call)
        if (this, on) != (status, call):
            status, call, since = this, on, max(at, start)
    if status:
        yield StatusSpan(status, since, None, call)


def _pressed(presses: Sequence[Press], start: datetime) -> Iterator[Turn]:
    """Yield the presses since a start, and the last one before it."""
    first = max(0, bisect_left(presses, start, key=_at) - 1)
    for press in presses[first:]:
        yield press.at, press.status, press.call or None


def _turns_of(
    legs: Iterable[tuple[str, Response]], presses: Sequence[Press], start: datetime
) -> list[Turn]:
    """The stages since then, and when the vehicle last became free before."""
    turns: list[Turn] = []
    free: datetime | None = None
    for call, leg in legs:
        cleared = leg.clear_at
        if cleared is not None and cleared < start:
            free = cleared if free is None else max(free, cleared)
            continue
        for at, stage in (
            (leg.allocated_at, "allocated"),
            (leg.en_route_at, "en_route"),
            (leg.at_scene_at, "at_scene"),
        ):
            # What ended as it began was never so.
            if at is not None and (cleared is None or at < cleared):
                turns.append((at, stage, call))
        if cleared is not None and not _is_pressed(cleared, presses):
            turns.append((cleared, "available", None))
    if free is not None and not _is_pressed(free, presses):
        # First, so that what it was sent to at that very moment counts.
        turns.insert(0, (free, "available", None))
    return turns


def _is_pressed(cleared: datetime, presses: Sequence[Press]) -> bool:
    """Test whether the crew itself reported what it did once it was free."""
    after = bisect_left(presses, cleared - _SAME_MOMENT, key=_at)
    return after < len(presses) and presses[after].at <= cleared + _SAME_MOMENT
