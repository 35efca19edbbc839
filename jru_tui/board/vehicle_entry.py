"""One vehicle as the board keeps it, and the view that follows from it."""

from collections.abc import Sequence
from datetime import datetime

from jru_tui.board.records import VehicleRecord
from jru_tui.board.rules import EMERGENCY, STAGES, Rules
from jru_tui.board.timeline import Timeline
from jru_tui.board.views import Dispute, Vehicle


class VehicleEntry:
    """What is known of one vehicle: the feed's newest record, and all that it did."""

    __slots__ = ("late", "record", "timeline", "unlisted_at")

    def __init__(self, timeline: Timeline) -> None:
        self.record: VehicleRecord | None = None
        self.late: VehicleRecord | None = None
        self.timeline = timeline
        self.unlisted_at: datetime | None = None

    def report(self, record: VehicleRecord) -> bool:
        """Take a record in; False if it is late: pressed before what is held."""
        if self.record is not None and record.status_at < self.record.status_at:
            self.late = record
            return False
        self.record = record
        self.unlisted_at = None
        return True

    def tell(self, rules: Rules, claims: Sequence[str], dispute: Dispute | None) -> Vehicle | None:
        """The view of a vehicle; None until the feed has reported it.

        Args:
            rules: for its name.
            claims: ids of the open calls that it is on, the one it was sent to last first.
            dispute: a command about it that the feed contradicts.
        """
        record, press = self.record, self.timeline.newest()
        if record is None or press is None:
            return None
        call = press.call or None
        if call is None and press.status in (*STAGES, EMERGENCY) and claims:
            call = claims[0]
        agrees = record.status == press.status and (record.call or "") == press.call
        return Vehicle(
            id=record.id,
            name=rules.vehicles.get(record.id) or record.name or record.id,
            status=press.status,
            since=press.at,
            area=rules.areas.get(record.area, record.area) if record.area else None,
            call=call,
            also_on=tuple(each for each in claims if each != call),
            position=record.position,
            crew=record.crew,
            unconfirmed=(press.order,) if press.order and not agrees else (),
            dispute=dispute,
            unlisted_at=self.unlisted_at,
        )
