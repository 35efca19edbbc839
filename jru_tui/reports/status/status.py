"""The figures of the board at one moment: the contract of `jru-tui status --json`.

docs/json.md has its fields. Times are RFC 3339 in UTC with `Z`, durations are whole seconds or
minutes, money is pounds with pence after the point. Calls go by their names, which are their
numbers unless a newer call has the same one.

A call counts once in `shift` and `period`, however many vehicles attended it, and once for each
of those vehicles under `vehicles`; what it saved stands with the vehicle that arrived first.
"""

from collections.abc import Iterator
from datetime import datetime

from jru_tui.board import (
    Board,
    OfferRole,
    Period,
    Recommendation,
    Shift,
    Vehicle,
    alerts,
    calls_of,
    held_roles,
    meal_due,
    period_at,
    refreshments_of,
    rest_before,
    shift_at,
    standing_offers,
    vehicle_of,
)
from jru_tui.feeds import FeedHealth
from jru_tui.reports.phrases import find_deadlines
from jru_tui.reports.status.status_calls import (
    call_status,
    dispute_status,
    disputes_of,
    emergencies_of,
    flags_of,
    name_of,
    needs_of,
    outstanding_back_up,
)
from jru_tui.reports.status.status_models import (
    AlertStatus,
    CallStatus,
    CommandStatus,
    CrewStatus,
    FeedStatus,
    FeedWord,
    PeriodFigures,
    PositionStatus,
    RefreshmentsStatus,
    RoleOfferStatus,
    RoleStatus,
    ShiftFigures,
    SpooledStatus,
    StatusReport,
    VehiclePeriod,
    VehicleShift,
    VehicleStatus,
)

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
            call_status(board, call, now, deadlines.get(call.id), search=place < _SEARCHED)
            for place, call in enumerate(calls)
        ),
        commands=tuple(_commands(board)),
        spooled=spooled,
        roles=tuple(
            RoleStatus(held_role.by, held_role.role, held_role.at, held_role.other)
            for held_role in held_roles(board, now)
        ),
        role_offers=tuple(_role_offers(board, now)),
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


def _role_offers(board: Board, now: datetime) -> Iterator[RoleOfferStatus]:
    for order in standing_offers(board, now):
        if isinstance(order.command, OfferRole):
            yield RoleOfferStatus(order.by, order.command.to, order.command.role, order.given_at)


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
        call=name_of(board, vehicle.call),
        unlisted_at=vehicle.unlisted_at,
        shift=VehicleShift(tally.attended, tally.minutes),
        period=VehiclePeriod(board.period_tally(period, vehicle.id).attended),
        also_on=tuple(map(board.call_name, vehicle.also_on)),
        also_told=vehicle.rivals,
        area=vehicle.area,
        crew=tuple(_crew(board, vehicle, now)),
        position=position,
        contact_at=vehicle.contact_at,
        dispute=dispute_status(vehicle.dispute),
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


def _alerts(board: Board, now: datetime, *, stale: bool) -> Iterator[AlertStatus]:
    for alert in alerts(board, now, stale=stale):
        yield AlertStatus(
            kind=alert.kind,
            since=alert.since,
            text=alert.text,
            vehicle=alert.vehicle,
            vehicles=alert.vehicles or ((alert.vehicle,) if alert.vehicle else ()),
            call=name_of(board, alert.call),
            grave=alert.grave,
            acknowledged=alert.acknowledged,
        )


def _commands(board: Board) -> Iterator[CommandStatus]:
    """The commands that dispatch has not answered or the feed does not show, the oldest first."""
    unconfirmed = {command for call in board.unconfirmed_calls() for command in call.unconfirmed}
    unconfirmed |= {
        command for vehicle in board.vehicles.values() for command in vehicle.unconfirmed
    }
    newest: dict[str, tuple[datetime, str]] = {}
    for order in filter(None, map(board.order, unconfirmed)):
        newest[order.id] = order.given_at, order.by
    newest |= {id_: (event.at, event.by) for id_, event in board.owed.items()}
    for id_, (at, by) in sorted(newest.items(), key=lambda item: item[1][0]):
        command = board.command(id_)
        if command is None:
            continue
        about = board.about(command)
        yield CommandStatus(
            id=id_,
            at=at,
            by=by,
            words=board.words(command),
            vehicle=vehicle_of(about),
            call=name_of(board, next(iter(calls_of(about)), None)),
            owed=id_ in board.owed,
            sent=id_ in board.sent,
            unconfirmed=id_ in unconfirmed,
        )
