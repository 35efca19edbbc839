"""The state of a vehicle as the board keeps it, and the view that follows from it."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from jru_tui.board.archived_history import History, day_of
from jru_tui.board.call_views import Dispute
from jru_tui.board.commands import Acknowledge, Check, Crew, Note, Strike
from jru_tui.board.events import VehicleReported
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.vehicles.crews import CrewHistory, CrewIndex
from jru_tui.board.projection.vehicles.status_history import Press, StatusHistory
from jru_tui.board.records import VehicleRecord
from jru_tui.board.rules import EMERGENCY, STAGES, Rules
from jru_tui.board.short_names import BoardNames
from jru_tui.board.storage import Storage
from jru_tui.board.views import Vehicle

OF_A_CREW = frozenset((Acknowledge, Check, Crew, Note, Strike))
"""The commands that are about a vehicle's crew, and not about its way to a call."""
_CONTACTS = frozenset((Check, Note))

_at = attrgetter("at")


class VehicleState:
    """The state of one vehicle: the feed's newest record, and its history.

    Args:
        storage: holds the archive that older orders and crews go to.
        vehicle: its id.
        timeline: the history of its statuses.
        index: says where somebody is aboard.
    """

    __slots__ = (
        "crews",
        "late",
        "number",
        "orders",
        "record",
        "stamped_at",
        "timeline",
        "unlisted_at",
    )

    def __init__(
        self, storage: Storage, vehicle: str, timeline: StatusHistory, index: CrewIndex
    ) -> None:
        self.record: VehicleRecord | None = None
        self.late: VehicleRecord | None = None
        self.orders: History[Order] = storage.history(
            "crew_order", vehicle, Order, key=_at, day=day_of
        )
        """Orders about its crew that stand, in the order of time."""
        self.crews = CrewHistory(storage, vehicle, index)
        self.timeline = timeline
        self.unlisted_at: datetime | None = None
        self.number = 0
        """Grows with each vehicle that is reported for the first time."""
        self.stamped_at: datetime | None = None
        """What the record gives as its time, where that could not be believed."""

    def report(self, report: VehicleReported, heard_at: datetime) -> bool:
        """Store a report. An older one is kept in `late` and changes nothing else.

        Returns:
            False if it tells of no press, no call and no name that the newest did not tell of: the
            vehicle has moved, or its crew has changed.
        """
        record, current, late = report.vehicle, self.record, report.late
        if current is not None and (record.status_at, not late) < (current.status_at, late):
            self.late = record
            return True
        if current is None or current.crew != record.crew:
            # The first crew is as old as its status; a change has no time but that of hearing it.
            self.crews.report(heard_at if current else record.status_at, record.crew)
        self.record, self.stamped_at = record, report.stamped_at
        self.unlisted_at = None
        return (
            current is None
            or late
            or report.counted_from is not None
            or record.status_at != current.status_at
            or record.status != current.status
            or record.call != current.call
            or record.inferred != current.inferred
            or record.name != current.name
        )

    def put(self, order: Order) -> None:
        """Let an order about its crew stand."""
        self.orders.add(order)
        if type(order.command) is Crew:
            self.crews.log(order.at, order.id, order.command)

    def take_out(self, order: Order) -> None:
        """Remove an order about its crew that does not stand any more."""
        first = self.orders.index_from(order.at, day_of(order))
        for index in range(first, len(self.orders.items)):
            if self.orders.items[index].id == order.id:
                self.orders.take_out(index)
                break
        if type(order.command) is Crew:
            self.crews.drop(order.at, order.id)

    def tell(
        self,
        rules: Rules,
        names: BoardNames,
        claims: Sequence[str],
        dispute: Dispute | None,
        freed_at: datetime | None = None,
        *,
        next_calls: tuple[str, ...] = (),
    ) -> Vehicle | None:
        """The view of a vehicle; None until the feed has reported it.

        Args:
            rules: for its name.
            names: for what it is called where it has none.
            claims: ids of the open calls that it is on, the one it was sent to last first.
            dispute: a command about it that the feed contradicts.
            freed_at: when its call let go of it after its newest press; it is available since.
            next_calls: ids of the calls that are kept for it.
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
            name=vehicle_name(record, rules, names),
            status=status,
            since=freed_at or press.at,
            area=rules.areas.get(record.area, record.area) if record.area else None,
            call=call,
            also_on=tuple(claim for claim in claims if claim != call),
            position=record.position,
            crew=self.crews.now,
            contact_at=self._contact_at(press),
            acknowledged_at=self._acknowledged_at(press),
            unconfirmed=(press.order,) if press.order and not agrees and not freed_at else (),
            rivals=self.timeline.rivals() if freed_at is None else (),
            dispute=dispute,
            unlisted_at=self.unlisted_at,
            next_calls=next_calls,
        )

    def _contact_at(self, press: Press) -> datetime:
        """The last genuine contact: a press, a booked status, a check, a note that still stands."""
        struck: set[str] = set()
        for backward in self.orders.backwards():
            if backward.at < press.at:
                break
            if type(backward.command) is Strike:
                struck.add(backward.command.note)
            elif type(backward.command) in _CONTACTS and backward.id not in struck:
                return backward.at
        return press.at

    def _acknowledged_at(self, press: Press) -> datetime | None:
        if press.status != EMERGENCY:
            return None
        for order in self.orders.backwards():
            if order.at < press.at:
                return None
            if type(order.command) is Acknowledge:
                return order.at
        return None


def vehicle_name(record: VehicleRecord, rules: Rules, names: BoardNames) -> str:
    """A vehicle's name: the settings' one, the feed's, or else its id, shortened for the eye.

    Args:
        record: what the feed last said of it.
        rules: hold the settings' names.
        names: shorten ids.
    """
    return rules.vehicles.get(record.id) or record.name or names.vehicle(record.id)
