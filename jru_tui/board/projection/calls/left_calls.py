"""Calls that a vehicle has left, so that what it does afterwards changes nothing of them."""

from datetime import datetime

from jru_tui.board.call_commands import Assign
from jru_tui.board.call_views import Call, Response
from jru_tui.board.projection.calls.call_state import CallState
from jru_tui.board.projection.orders import Order, newest_assignments, vehicle_of

_MOST_WAYS = 12
"""A call with more ways is put together anew: to look through them takes as long."""


def has_left(view: Call | None, entry: CallState, vehicle: str, at: datetime) -> bool:
    """Test whether a vehicle has left a call for good, until it is said to be on that call again.

    Its ways there are over, all before that moment, and no command about it waits for the feed to
    confirm or contradict it.

    Args:
        view: the call as it was last put together.
        entry: what was told of it.
        vehicle: its id.
        at: the time of what it does next.
    """
    if view is None or len(view.responses) > _MOST_WAYS:
        return False
    for way in view.responses:
        if way.vehicle == vehicle and (way.clear_at is None or max(_times(way)) >= at):
            return False
    if not view.unconfirmed and view.dispute is None:
        return True
    ruling = entry.ruling
    if ruling is not None and view.dispute is not None and view.dispute.command == ruling.id:
        # It may be a crew that says that it is still there; else the feed's record says it all.
        record = entry.record
        if record is None or record.as_of <= ruling.holds_from:
            return False
    orders = newest_assignments(entry.orders)
    return all(
        _is_over(order, view, entry) for order in orders if vehicle_of(order.command) == vehicle
    )


def _is_over(order: Order, view: Call, entry: CallState) -> bool:
    """Test whether nothing that the feed says later confirms or contradicts an order."""
    if order.id in view.unconfirmed or (view.dispute and view.dispute.command == order.id):
        return False
    vehicle = vehicle_of(order.command)
    if type(order.command) is Assign:
        return any(order.at in _times(way) for way in view.responses if way.vehicle == vehicle)
    listed = () if entry.record is None else entry.record.responses
    return not any(way.vehicle == vehicle and way.clear_at is None for way in listed)


def _times(way: Response) -> list[datetime]:
    times = (way.allocated_at, way.en_route_at, way.at_scene_at, way.on_at, way.clear_at)
    return [at for at in times if at is not None]
