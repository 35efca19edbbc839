"""Origins of journeys: where each vehicle was when it set out for a call.

A board shows where a vehicle is now. Travel times are learned from where its journeys began.
"""

from datetime import datetime, timedelta

from jru_tui.board.records import Position, VehicleRecord
from jru_tui.board.storage import Shelf, Storage, about_its_key

_LATEST = timedelta(minutes=3)
"""A position that is so much newer than the setting out lies on the way."""
_MOVING = ("allocated", "en_route")


class JourneyOrigins:
    """Starting points by vehicle and call. One position is kept for each pair of them.

    Attributes:
        last: where each vehicle was seen last, by its id.

    Args:
        storage: keeps the starting points.
    """

    def __init__(self, storage: Storage) -> None:
        self.last: dict[str, Position] = {}
        self._origins: Shelf[dict[str, Position]] = storage.shelf(
            "call.start", dict[str, Position], about_its_key
        )

    def forget(self) -> None:
        """Let the archive hold the starting points."""
        self._origins.clear()

    def take(self, record: VehicleRecord) -> None:
        """Take in what the feed says of a vehicle; most of it begins no journey."""
        if record.status in _MOVING and record.call:
            known = self._origins.get(record.call, {})
            if record.id not in known:
                origin = self._origin(record.position, record.id, record.status_at)
                if origin is not None:
                    self._origins[record.call] = {**known, record.id: origin}
        if record.position is not None:
            self.last[record.id] = record.position

    def origin(self, vehicle: str, call: str) -> Position | None:
        """Return where a vehicle set out for a call; None where that is not known."""
        return (self._origins.peek(call) or {}).get(vehicle)

    def _origin(self, position: Position | None, vehicle: str, since: datetime) -> Position | None:
        """Return the place of a vehicle as it set out: this one if it is recent, else its last."""
        if position is not None and (position.at is None or position.at - since <= _LATEST):
            return position
        return self.last.get(vehicle)
