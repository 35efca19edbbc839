"""The state of a call as the board keeps it, and the times at which it was closed."""

from datetime import datetime

from msgspec import Struct

from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.call_views import End
from jru_tui.board.events import CallReported, OffList
from jru_tui.board.projection.calls.amendments import opening
from jru_tui.board.projection.orders import (
    Order,
)
from jru_tui.board.records import CallRecord

RULINGS = frozenset((Close, Reopen))
"""The commands that say whether a call is open."""


class CallState(Struct, array_like=True):
    """The state of one call: the feed's newest record, and the orders about it.

    `vehicles`: every vehicle that anybody ever put on it. `number` grows with each call that is
    heard of. `past_closings`: when the feed had closed it, each time before it opened it again.
    `merged`: of the calls, opened by hand, that turned out to be this one, the orders that opened
    them, that asked for help and that hold their words.
    """

    id: str
    record: CallRecord | None = None
    late: CallRecord | None = None
    off_list: tuple[OffList, ...] = ()
    orders: tuple[Order, ...] = ()
    vehicles: frozenset[str] = frozenset()
    unlisted_at: datetime | None = None
    reopened_by_feed: bool = False
    past_closings: tuple[datetime, ...] = ()
    number: int = 0
    merged: tuple[Order, ...] = ()

    def report(self, report: CallReported) -> bool:
        """Take a report in; False if it is late: older than the one that is held."""
        record, current, late = report.call, self.record, report.late
        if current is not None:
            if late or current.newer_than(record):
                self.late = record
                return False
            if record.state != current.state:
                self.reopened_by_feed = record.state == "open"
                if self.reopened_by_feed:
                    self.past_closings = (*self.past_closings, feed_closing_time(current))
        self.record, self.off_list = record, report.off_list
        self.unlisted_at = None
        return True

    @property
    def opened_by_hand(self) -> Order | None:
        """The order that opened it, while the feed has reported nothing of it."""
        return opening(self.orders) if self.record is None else None

    @property
    def ruling(self) -> Order | None:
        """The last order that closes or reopens it."""
        for order in reversed(self.orders):
            if type(order.command) in RULINGS:
                return order
        return None


def feed_closing_time(record: CallRecord) -> datetime:
    """Return when the feed closed a call; the time of its record where it does not say."""
    return record.closed_at or record.as_of


def closing_time(entry: CallState, record: CallRecord) -> datetime | None:
    """Return the time at which the call was closed, by whoever is right; None while it is open."""
    reported = feed_closing_time(record) if record.state == "closed" else None
    closing = None
    for order in entry.orders:
        if type(order.command) is Close:
            closing = order.at
        elif type(order.command) is Reopen:
            closing = None
            # Only a closing that happened after the reopening counts.
            if reported is not None and reported <= order.holds_from:
                reported = None
    return min((at for at in (reported, closing) if at is not None), default=None)


def closing_ends(
    entry: CallState, vehicle: str, closed_at: datetime | None
) -> list[tuple[datetime, End]]:
    """Every moment at which a vehicle was freed by a closing, also by those reopened since.

    Args:
        entry: the call.
        vehicle: its id.
        closed_at: when the call was closed, as it stands now; None while it is open.
    """
    closings = [
        order
        for order in entry.orders
        if type(order.command) is Close and not _is_sent_again(entry, vehicle, order)
    ]
    times = {at for closing in closings for at in (closing.at, closing.holds_from)}
    if closed_at is not None:
        times.add(closed_at)
    return [(at, "closed") for at in sorted(times)]


def stand_down_ends(entry: CallState, vehicle: str) -> list[tuple[datetime, End]]:
    """Every moment at which the supervisor took a vehicle off the call."""
    return [
        (order.at, "stood_down")
        for order in entry.orders
        if type(order.command) is StandDown
        and order.command.vehicle == vehicle
        and not _is_sent_again(entry, vehicle, order)
    ]


def _is_sent_again(entry: CallState, vehicle: str, ending: Order) -> bool:
    """Test whether an order took a vehicle off the call and one of the same moment sent it back.

    Commands that are entered for one time of the clock, and those of one decision, share a moment.
    """
    return any(
        type(order.command) is Assign
        and order.command.vehicle == vehicle
        and order.at == ending.at
        and order.number > ending.number
        for order in entry.orders
    )
