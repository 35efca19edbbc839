"""A check for a wrong time zone in a document.

A feed whose local times are read as UTC in summer, or the other way round, is told by nothing that
is wrong: every record is good, and an hour off. But its newest time is a whole hour before or
after the document's own, and that is seldom chance.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from jru_tui.feeds.models import FeedReading

_HOUR = timedelta(hours=1)
_MOST_H = 14
"""No two zones are further apart from Greenwich."""
_SINCE = timedelta(minutes=5)
"""How long before a busy feed's document its newest time may lie, if the zone is right."""
_AHEAD = timedelta(minutes=1)
_BUSY = 6
"""Times in the hour before the newest one: what comes so often does not stop for an hour."""


def zone_doubt(reading: FeedReading) -> str:
    """A question to whoever set the zone; empty where there is nothing to ask."""
    own = reading.generated_at
    times = {time for time in _times(reading) if time != own}  # that is one for want of another
    if not times:
        return ""
    newest = max(times)
    late = own - newest
    hours = round((late - _SINCE / 2) / _HOUR)
    off = late - hours * _HOUR
    if not hours or abs(hours) > _MOST_H or not -_AHEAD <= off <= _SINCE:
        return ""
    if hours > 0 and sum(newest - time <= _HOUR for time in times) < _BUSY:
        return ""
    side = "before" if hours > 0 else "after"
    return f"its newest time is {abs(hours)} h {side} the document's own: is the zone right?"


def _times(reading: FeedReading) -> Iterator[datetime]:
    """Yield the times of events; not of positions, which come from another clock."""
    for vehicle in reading.vehicles:
        yield vehicle.status_at
    for call in reading.calls:
        stages = (
            stage
            for leg in call.responses
            for stage in (leg.allocated_at, leg.en_route_at, leg.at_scene_at, leg.clear_at)
        )
        notes = (note.at for note in call.notes)
        for time in (call.opened_at, call.updated_at, call.closed_at, *stages, *notes):
            if time is not None:
                yield time
