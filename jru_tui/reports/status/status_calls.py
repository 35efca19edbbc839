"""The lists of a status: what wants attention first, and each call as `status --json` has it."""

from collections.abc import Iterator
from datetime import datetime

from jru_tui.board import (
    EMERGENCY,
    Board,
    Call,
    Deadline,
    Dispute,
    ambulance_waits,
    earlier_calls,
    gravest_first,
    missing_details,
    shown_markers,
)
from jru_tui.reports.status.status_models import (
    BackUpStatus,
    CallFlags,
    CallNeeds,
    CallStatus,
    DisputeStatus,
    EarlierCallStatus,
    HoldStatus,
    MarkerStatus,
    NextForStatus,
    OpenDispute,
    OutstandingBackUp,
    PlaceStatus,
    RightCareStatus,
    SendByStatus,
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
        OutstandingBackUp(call.name, request.what, request.text, request.at, request.left)
        for call in board.calls_awaiting_back_up()
        for request in call.back_up
        if request.outstanding
    ]
    yield from sorted(found, key=lambda request: request.asked_at)


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


_EARLIER = 5
"""Earlier calls at a place that are told."""


def call_status(
    board: Board, call: Call, now: datetime, deadline: Deadline | None, *, search: bool
) -> CallStatus:
    """Describe one call.

    Args:
        board: the board as it stands.
        call: the call.
        now: the present moment, UTC.
        deadline: by when somebody has to be sent; None where that is not known.
        search: true if earlier calls at its place are looked for.
    """
    until = call.first_arrival_at or call.closed_at or now
    sent = call.on_it if call.open else call.responses
    place = call.where
    waited_for = {
        wait.request.id: wait.since for wait in ambulance_waits(call) if not wait.ended_at
    }
    return CallStatus(
        id=call.name,
        state=call.state,
        grade=call.grade,
        category=call.category,
        type=call.type,
        opened_at=call.opened_at,
        waiting_s=max(0, int((until - call.opened_at).total_seconds())),
        first_arrival_at=call.first_arrival_at,
        vehicles=tuple(dict.fromkeys(way.vehicle for way in sent)),
        outcome=call.outcome,
        unlisted_at=call.unlisted_at,
        number=call.number,
        flags=call.flags,
        needs=call.needs,
        place=PlaceStatus(place.text, place.area, place.lat, place.lon),
        back_up=tuple(
            BackUpStatus(
                request.what,
                request.text,
                request.at,
                request.count,
                request.came,
                request.left,
                request.ended,
                request.ended_at,
                waited_for.get(request.id),
            )
            for request in call.back_up
        ),
        duplicate_of=name_of(board, call.duplicate_of or call.linked_to),
        reopened=call.reopened,
        left_unconfirmed=tuple(way.vehicle for way in call.responses if way.doubtful),
        dispute=dispute_status(call.dispute),
        by_hand=call.by_hand,
        send_by=None
        if deadline is None
        else SendByStatus(deadline.at, deadline.vehicle, deadline.code),
        right_care=_right_care(call),
        next_for=_next_for(call),
        markers=tuple(
            MarkerStatus(
                marker.text,
                marker.reason,
                marker.by,
                marker.at,
                marker.review_on,
                marker.expires_on,
            )
            for marker in shown_markers(call, now, board.rules)
        ),
        missing=missing_details(call, board.rules),
        hold=_hold(call, now),
        earlier=tuple(_earlier(board, call)) if search and call.open else None,
    )


def name_of(board: Board, call: str | None) -> str | None:
    """Give the name of a call; None for none."""
    return board.call_name(call) if call else None


def dispute_status(found: Dispute | None) -> DisputeStatus | None:
    """Describe a dispute; None for none."""
    if found is None:
        return None
    return DisputeStatus(found.ours, found.at, found.theirs, found.feed_at)


def _earlier(board: Board, call: Call) -> Iterator[EarlierCallStatus]:
    for other in earlier_calls(board, call, _EARLIER):
        yield EarlierCallStatus(other.name, other.opened_at, other.type, other.outcome, other.flags)


def _hold(call: Call, now: datetime) -> HoldStatus | None:
    hold = call.hold
    if hold is None or hold.until <= now:
        return None
    return HoldStatus(hold.until, hold.reason, hold.by, hold.at)


def _next_for(call: Call) -> NextForStatus | None:
    kept_for = call.next_for
    if kept_for is None:
        return None
    return NextForStatus(kept_for.vehicle, kept_for.at, kept_for.by)


def _right_care(call: Call) -> RightCareStatus | None:
    decision = call.right_care
    if decision is None:
        return None
    return RightCareStatus(
        decision.at, not decision.instead, decision.instead, decision.reason, decision.regraded
    )
