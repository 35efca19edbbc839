"""One vehicle as the board keeps it, and the view that follows from it."""

from collections.abc import Sequence
from datetime import datetime

from jru_tui.board.commands import Acknowledge, Check, Crew, Note, Strike
from jru_tui.board.events import VehicleReported
from jru_tui.board.projection.crews import crew_now
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.status_history import Press, Timeline
from jru_tui.board.records import CrewMember, VehicleRecord
from jru_tui.board.rules import EMERGENCY, STAGES, Rules
from jru_tui.board.views import Dispute, Vehicle

OF_A_CREW = Acknowledge | Check | Crew | Note | Strike
"""The commands that are about a vehicle's crew, and not about its way to a call."""


class VehicleEntry:
    """What is known of one vehicle: the feed's newest record, and all that it did."""

    __slots__ = ("crews", "late", "orders", "record", "stamped_at", "timeline", "unlisted_at")

    def __init__(self, timeline: Timeline) -> None:
        self.record: VehicleRecord | None = None
        self.late: VehicleRecord | None = None
        self.orders: tuple[Order, ...] = ()
        self.crews: list[tuple[datetime, tuple[CrewMember, ...]]] = []
        """Every crew that the feed named, and from when."""
        self.timeline = timeline
        self.unlisted_at: datetime | None = None
        self.stamped_at: datetime | None = None
        """What the record gives as its time, where that could not be believed."""

    def report(self, report: VehicleReported, heard_at: datetime) -> None:
        """Take a report in; one that is late (pressed before what is held) beside what is held."""
        record, held, late = report.vehicle, self.record, report.late
        if held is not None and (record.status_at, not late) < (held.status_at, late):
            self.late = record
            return
        if not self.crews or self.crews[-1][1] != record.crew:
            # The first crew is as old as its status; a change has no time but that of hearing it.
            self.crews.append((heard_at if self.crews else record.status_at, record.crew))
        self.record, self.stamped_at = record, report.stamped_at
        self.unlisted_at = None

    def tell(
        self,
        rules: Rules,
        claims: Sequence[str],
        dispute: Dispute | None,
        freed_at: datetime | None = None,
    ) -> Vehicle | None:
        """The view of a vehicle; None until the feed has reported it.

        Args:
            rules: for its name.
            claims: ids of the open calls that it is on, the one it was sent to last first.
            dispute: a command about it that the feed contradicts.
            freed_at: when its call let go of it after its newest press; it is available since.
        """
        record, press = self.record, self.timeline.newest()
        if record is None or press is None:
            return None
        status, call = press.status, press.call or None
        if freed_at is not None:
            status, call = "available", None
        if call is None and status in (*STAGES, EMERGENCY) and claims:
            call = claims[0]
        agrees = record.status == press.status and (record.call or "") == press.call
        return Vehicle(
            id=record.id,
            name=rules.vehicles.get(record.id) or record.name or record.id,
            status=status,
            since=freed_at or press.at,
            area=rules.areas.get(record.area, record.area) if record.area else None,
            call=call,
            also_on=tuple(each for each in claims if each != call),
            position=record.position,
            crew=crew_now(self.crews, self.orders),
            contact_at=self._contact_at(press),
            acknowledged_at=self._acknowledged_at(press),
            unconfirmed=(press.order,) if press.order and not agrees and not freed_at else (),
            rivals=self.timeline.rivals() if freed_at is None else (),
            dispute=dispute,
            unlisted_at=self.unlisted_at,
        )

    def _contact_at(self, press: Press) -> datetime:
        """The last genuine contact: a press, a booked status, a check, a note that still stands."""
        struck: set[str] = set()
        for each in reversed(self.orders):
            if isinstance(each.command, Strike):
                struck.add(each.command.note)
            elif isinstance(each.command, Check | Note) and each.id not in struck:
                return max(press.at, each.at)
        return press.at

    def _acknowledged_at(self, press: Press) -> datetime | None:
        if press.status != EMERGENCY:
            return None
        times = [each.at for each in self.orders if isinstance(each.command, Acknowledge)]
        return next((at for at in reversed(times) if at >= press.at), None)
