"""The figures of the board at one moment: the contract of `jru-tui status --json`.

docs/json.md has its fields. Times are RFC 3339 in UTC with `Z`, durations are whole seconds or
minutes, money is pounds with pence after the point. Calls go by their names, which are their
numbers unless a newer call has the same one.

A call counts once in `shift` and `period`, however many vehicles attended it, and once for each
of those vehicles under `vehicles`; what it saved stands with the vehicle that arrived first.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from jru_tui.board import (
    Board,
    Call,
    Deadline,
    Dispute,
    Period,
    Recommendation,
    Shift,
    Vehicle,
    alerts,
    ambulance_waits,
    calls_of,
    earlier_calls,
    meal_due,
    missing_details,
    period_at,
    printable_json,
    refreshments_of,
    rest_before,
    shift_at,
    shown_markers,
    vehicle_of,
)
from jru_tui.feeds import FeedHealth
from jru_tui.reports.send_by import find_deadlines
from jru_tui.reports.status.status_attention import (
    disputes_of,
    emergencies_of,
    flags_of,
    needs_of,
    outstanding_back_up,
)
from jru_tui.reports.status.status_models import (
    AlertStatus,
    BackUpStatus,
    CallStatus,
    CommandStatus,
    CrewStatus,
    DisputeStatus,
    EarlierCallStatus,
    FeedStatus,
    FeedWord,
    HoldStatus,
    MarkerStatus,
    NextForStatus,
    PeriodFigures,
    PlaceStatus,
    PositionStatus,
    RefreshmentsStatus,
    RightCareStatus,
    SendByStatus,
    ShiftFigures,
    SpooledStatus,
    StatusReport,
    VehiclePeriod,
    VehicleShift,
    VehicleStatus,
)

_EARLIER = 5
"""Earlier calls at a place that are told."""
_SEARCHED = 100
"""Of the calls of a large list, the first for which they are looked for."""

__all__ = [
    "CallStatus",
    "FeedStatus",
    "FeedWord",
    "SpooledStatus",
    "StatusReport",
    "VehicleStatus",
    "feed_status",
    "status_json",
    "status_of",
]


def status_of(
    board: Board,
    feed: FeedStatus,
    now: datetime,
    *,
    stale: bool | None = None,
    source: str = "",
    warnings: tuple[str, ...] = (),
    recommendation: Recommendation | None = None,
    spooled: tuple[SpooledStatus, ...] = (),
) -> StatusReport:
    """Tell the board at one moment.

    Args:
        board: as it stands.
        feed: how far it can be trusted.
        now: that moment, in UTC.
        stale: alerts are silent that depend on a feed which is not heard; None goes by `feed`.
        source: where it was had, a sentence; empty where that goes without saying.
        warnings: what is wrong with the journal that it was read from, in sentences.
        recommendation: as `find_deadlines` takes it.
        spooled: commands that the journal's server could not take yet.
    """
    silent = feed.state in ("connecting", "lost") if stale is None else stale
    now = now.replace(microsecond=0)
    shift = shift_at(board.rules.hours, now)
    period = period_at(board.rules.hours, now)
    tally = board.tally(shift)
    calls = [*board.open_calls(), *board.closed_calls(shift)]
    deadlines = find_deadlines(board, now, stale=silent, recommendation=recommendation)
    return StatusReport(
        as_of=now,
        source=source,
        warnings=warnings,
        emergencies=tuple(emergencies_of(board)),
        alerts=tuple(_alerts(board, now, stale=silent)),
        flags=tuple(flags_of(board)),
        needs=tuple(needs_of(board)),
        back_up=tuple(outstanding_back_up(board)),
        disputes=tuple(disputes_of(board)),
        feed=feed,
        shift=ShiftFigures(
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            attended=tally.attended,
            minutes_saved=tally.minutes,
            pounds_saved=tally.pence / 100,
        ),
        period=PeriodFigures(
            name=period.name,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            attended=board.period_tally(period).attended,
        ),
        vehicles=tuple(
            _vehicle(board, vehicle, shift, period, now) for vehicle in board.vehicles.values()
        ),
        calls=tuple(
            _call(board, call, now, deadlines.get(call.id), search=place < _SEARCHED)
            for place, call in enumerate(calls)
        ),
        commands=tuple(_commands(board)),
        spooled=spooled,
    )


def feed_status(board: Board, health: FeedHealth, now: datetime) -> FeedStatus:
    """Describe a polled feed, with its age from the last good answer.

    Args:
        board: the board as it stands.
        health: the health of the feed.
        now: the present moment, UTC.
    """
    good = health.good_at or health.as_of
    return FeedStatus(
        state=health.state,
        age_s=None if good is None else max(0, int((now - good).total_seconds())),
        error=health.error or None,
        quarantined=len(board.refused),
    )


def status_json(status: StatusReport) -> str:
    """The contract on the wire: indented, without a line end behind it."""
    return printable_json(msgspec.json.format(msgspec.json.encode(status), indent=2).decode())


def _vehicle(
    board: Board, vehicle: Vehicle, shift: Shift, period: Period, now: datetime
) -> VehicleStatus:
    tally = board.tally(shift, vehicle.id)
    spot = vehicle.position
    age = None if spot is None or spot.at is None else now - spot.at
    position = None
    if spot is not None:
        age_s = None if age is None else max(0, int(age.total_seconds()))
        position = PositionStatus(spot.lat, spot.lon, spot.at, age_s)
    return VehicleStatus(
        id=vehicle.id,
        name=vehicle.name,
        status=vehicle.status,
        since=vehicle.since,
        call=_name(board, vehicle.call),
        unlisted_at=vehicle.unlisted_at,
        shift=VehicleShift(tally.attended, tally.minutes),
        period=VehiclePeriod(board.period_tally(period, vehicle.id).attended),
        also_on=tuple(map(board.call_name, vehicle.also_on)),
        also_told=vehicle.rivals,
        area=vehicle.area,
        crew=tuple(_crew(board, vehicle, now)),
        position=position,
        contact_at=vehicle.contact_at,
        dispute=_dispute(vehicle.dispute),
        next_calls=tuple(map(board.call_name, vehicle.next_calls)),
        refreshments=_refreshments(board, vehicle, now),
    )


def _crew(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[CrewStatus]:
    elsewhere = {(member.role, member.id): on for member, on in board.elsewhere(vehicle)}
    for member in vehicle.crew:
        also_on = elsewhere.get((member.role, member.id), ())
        duty = rest_before(board, member, now)
        rest = duty.rest if duty is not None else None
        yield CrewStatus(
            member.role,
            member.id,
            member.skills,
            also_on,
            on_duty_at=duty.on_at if duty is not None else None,
            last_duty_ended_at=duty.last_off_at if duty is not None else None,
            rest_minutes=None if rest is None else int(rest.total_seconds() // 60),
        )


def _refreshments(board: Board, vehicle: Vehicle, now: datetime) -> RefreshmentsStatus | None:
    found = refreshments_of(board, vehicle, now)
    if found is None:
        return None
    due_at = meal_due(board, vehicle, now)
    return RefreshmentsStatus(found.allowed_minutes, found.taken_minutes, due_at, found.ends_at)


def _name(board: Board, call: str | None) -> str | None:
    return board.call_name(call) if call else None


def _dispute(found: Dispute | None) -> DisputeStatus | None:
    if found is None:
        return None
    return DisputeStatus(found.ours, found.at, found.theirs, found.feed_at)


def _earlier(board: Board, call: Call) -> Iterator[EarlierCallStatus]:
    for other in earlier_calls(board, call, _EARLIER):
        yield EarlierCallStatus(other.name, other.opened_at, other.type, other.outcome, other.flags)


def _call(
    board: Board, call: Call, now: datetime, deadline: Deadline | None, *, search: bool
) -> CallStatus:
    until = call.first_arrival_at or call.closed_at or now
    sent = call.on_it if call.open else call.responses
    where = call.where
    waited_for = {wait.asked.id: wait.since for wait in ambulance_waits(call) if not wait.ended_at}
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
        place=PlaceStatus(where.text, where.area, where.lat, where.lon),
        back_up=tuple(
            BackUpStatus(
                asked.what,
                asked.text,
                asked.at,
                asked.count,
                asked.came,
                asked.left,
                asked.ended,
                asked.ended_at,
                waited_for.get(asked.id),
            )
            for asked in call.back_up
        ),
        duplicate_of=_name(board, call.duplicate_of or call.linked_to),
        reopened=call.reopened,
        left_unconfirmed=tuple(way.vehicle for way in call.responses if way.doubtful),
        dispute=_dispute(call.dispute),
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


def _hold(call: Call, now: datetime) -> HoldStatus | None:
    held = call.hold
    if held is None or held.until <= now:
        return None
    return HoldStatus(held.until, held.reason, held.by, held.at)


def _next_for(call: Call) -> NextForStatus | None:
    kept_for = call.next_for
    if kept_for is None:
        return None
    return NextForStatus(kept_for.vehicle, kept_for.at, kept_for.by)


def _right_care(call: Call) -> RightCareStatus | None:
    made = call.right_care
    if made is None:
        return None
    return RightCareStatus(made.at, not made.instead, made.instead, made.reason)


def _alerts(board: Board, now: datetime, *, stale: bool) -> Iterator[AlertStatus]:
    for alert in alerts(board, now, stale=stale):
        yield AlertStatus(
            kind=alert.kind,
            since=alert.since,
            text=alert.text,
            vehicle=alert.vehicle,
            vehicles=alert.vehicles or ((alert.vehicle,) if alert.vehicle else ()),
            call=_name(board, alert.call),
            grave=alert.grave,
            acknowledged=alert.acknowledged,
        )


def _commands(board: Board) -> Iterator[CommandStatus]:
    """The commands that dispatch has not answered or the feed does not show, the oldest first."""
    unconfirmed = {command for call in board.unconfirmed_calls() for command in call.unconfirmed}
    unconfirmed |= {
        command for vehicle in board.vehicles.values() for command in vehicle.unconfirmed
    }
    given: dict[str, tuple[datetime, str]] = {}
    for order in filter(None, map(board.order, unconfirmed)):
        given[order.id] = order.given_at, order.by
    given |= {id_: (event.at, event.by) for id_, event in board.owed.items()}
    for id_, (at, by) in sorted(given.items(), key=lambda item: item[1][0]):
        command = board.given(id_)
        if command is None:
            continue
        about = board.about(command)
        yield CommandStatus(
            id=id_,
            at=at,
            by=by,
            words=board.words(command),
            vehicle=vehicle_of(about),
            call=_name(board, next(iter(calls_of(about)), None)),
            owed=id_ in board.owed,
            sent=id_ in board.sent,
            unconfirmed=id_ in unconfirmed,
        )
