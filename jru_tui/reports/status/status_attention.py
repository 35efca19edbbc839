"""The lists that a status begins with: what wants attention, put together from all calls."""

from collections.abc import Iterator

from jru_tui.board import EMERGENCY, Board, Dispute, gravest_first
from jru_tui.reports.status.status_models import (
    CallFlags,
    CallNeeds,
    OpenDispute,
    OutstandingBackUp,
)


def emergencies_of(board: Board) -> Iterator[str]:
    """Yield the ids of the vehicles whose officers need help, the longest first."""
    found = [vehicle for vehicle in board.vehicles.values() if vehicle.status == EMERGENCY]
    yield from (vehicle.id for vehicle in sorted(found, key=lambda vehicle: vehicle.since))


def flags_of(board: Board) -> Iterator[CallFlags]:
    """Yield the flags of open calls, the most urgent call first."""
    for call in board.open_calls():
        if call.flags:
            yield CallFlags(call.name, gravest_first(call.flags, board.rules.danger_flags))


def needs_of(board: Board) -> Iterator[CallNeeds]:
    """Yield the needs of open calls, the most urgent call first."""
    for call in board.open_calls():
        if call.needs:
            yield CallNeeds(call.name, call.needs)


def outstanding_back_up(board: Board) -> Iterator[OutstandingBackUp]:
    """Yield the help that has not come, also at closed calls, the longest first."""
    found = [
        OutstandingBackUp(call.name, asked.what, asked.text, asked.at, asked.left)
        for call in board.calls_awaiting_back_up()
        for asked in call.back_up
        if asked.outstanding
    ]
    yield from sorted(found, key=lambda asked: asked.asked_at)


def disputes_of(board: Board) -> Iterator[OpenDispute]:
    """Yield each command that the feed contradicts once, with the call and vehicle it is about."""
    at_vehicles = {
        vehicle.dispute.command: (vehicle.id, vehicle.dispute)
        for vehicle in board.vehicles.values()
        if vehicle.dispute is not None
    }
    for call in board.disputed_calls():
        if call.dispute is not None:
            vehicle_id, _ = at_vehicles.pop(call.dispute.command, (None, call.dispute))
            yield _open_dispute(call.name, vehicle_id, call.dispute)
    for vehicle_id, dispute in at_vehicles.values():
        yield _open_dispute(None, vehicle_id, dispute)


def _open_dispute(call: str | None, vehicle: str | None, dispute: Dispute) -> OpenDispute:
    return OpenDispute(call, vehicle, dispute.ours, dispute.at, dispute.theirs, dispute.feed_at)
