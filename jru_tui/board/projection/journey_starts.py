"""Starting points of journeys: where each vehicle was as it set out for each call.

A board shows where a vehicle is. How long its ways took is learned from where they began.
"""

from datetime import datetime, timedelta

from jru_tui.board.records import Position, VehicleRecord

_LATEST = timedelta(minutes=3)
"""A position that is so much newer than the setting out lies on the way."""
_MOVING = ("allocated", "en_route")


class JourneyStarts:
    """Starting points by vehicle and call. One position is kept for each pair of them."""

    def __init__(self) -> None:
        self._last: dict[str, Position] = {}
        self._starts: dict[tuple[str, str], Position] = {}

    def take(self, record: VehicleRecord) -> None:
        """Take in what the feed says of a vehicle; most of it begins no journey."""
        if record.status in _MOVING and record.call:
            key = record.id, record.call
            if key not in self._starts:
                start = self._start(record.position, record.id, record.status_at)
                if start is not None:
                    self._starts[key] = start
        if record.position is not None:
            self._last[record.id] = record.position

    def start(self, vehicle: str, call: str) -> Position | None:
        """Return where a vehicle set out for a call; None where that is not known."""
        return self._starts.get((vehicle, call))

    def _start(self, position: Position | None, vehicle: str, since: datetime) -> Position | None:
        """Return the place of a vehicle as it set out: this one if it is recent, else its last."""
        if position is not None and (position.at is None or position.at - since <= _LATEST):
            return position
        return self._last.get(vehicle)
