"""The figures of the board at one moment: the contract of `jru-tui status --json`.

docs/json.md has its fields. Times are RFC 3339 in UTC with `Z`, durations are whole seconds or
minutes, money is pounds with pence after the point.

A call counts once in `shift` and `period`, however many vehicles attended it, and once for each
of those vehicles under `vehicles`; what it saved stands with the vehicle that arrived first.
"""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.shifts import Period, Shift, period_at, shift_at
from jru_tui.board.text import printable_json
from jru_tui.board.views import Call, Vehicle
from jru_tui.feeds.models import FeedHealth

FeedWord = Literal["connecting", "live", "suspect", "lost", "recorded"]


class FeedStatus(Struct, frozen=True):
    """The trust that the figures deserve: the state of the feed."""

    state: FeedWord
    age_s: int | None = None
    error: str | None = None
    quarantined: int = 0


class ShiftFigures(Struct, frozen=True):
    """The unit's shift; each call counts once."""

    starts_at: datetime
    ends_at: datetime
    attended: int
    minutes_saved: int
    pounds_saved: float


class PeriodFigures(Struct, frozen=True):
    """The unit's weekend, or the days between two; each call counts once."""

    name: str
    starts_at: datetime
    ends_at: datetime
    attended: int


class VehicleShift(Struct, frozen=True):
    """The shift of one vehicle: what it attended and saved."""

    attended: int
    minutes_saved: int


class VehiclePeriod(Struct, frozen=True):
    """The period of one vehicle: what it attended."""

    attended: int


class VehicleStatus(Struct, frozen=True):
    """The status of a vehicle; `status` is its code in the settings."""

    id: str
    name: str
    status: str
    since: datetime
    call: str | None
    unlisted_at: datetime | None
    shift: VehicleShift
    period: VehiclePeriod


class CallStatus(Struct, frozen=True):
    """The status of a call; codes as they came."""

    id: str
    state: Literal["open", "closed"]
    grade: str | None
    category: str | None
    type: str | None
    opened_at: datetime
    waiting_s: int
    first_arrival_at: datetime | None
    vehicles: tuple[str, ...]
    outcome: str | None
    unlisted_at: datetime | None


class StatusReport(Struct, frozen=True):
    """The whole contract."""

    as_of: datetime
    source: str
    warnings: tuple[str, ...]
    feed: FeedStatus
    shift: ShiftFigures
    period: PeriodFigures
    vehicles: tuple[VehicleStatus, ...]
    calls: tuple[CallStatus, ...]


def status_of(
    board: Board,
    feed: FeedStatus,
    now: datetime,
    *,
    source: str = "",
    warnings: tuple[str, ...] = (),
) -> StatusReport:
    """The figures of the board at that moment (UTC).

    Args:
        board: as it stands.
        feed: how far it can be trusted.
        now: the moment.
        source: where it was had, a sentence; empty where that goes without saying.
        warnings: what is wrong with the journal that it was read from, in sentences.
    """
    now = now.replace(microsecond=0)
    shift = shift_at(board.rules.hours, now)
    period = period_at(board.rules.hours, now)
    tally = board.tally(shift)
    calls = [*board.open_calls(), *board.closed_calls(shift)]
    return StatusReport(
        as_of=now,
        source=source,
        warnings=warnings,
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
            _vehicle(board, vehicle, shift, period) for vehicle in board.vehicles.values()
        ),
        calls=tuple(_call(call, now) for call in calls),
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


def to_json(status: StatusReport) -> str:
    """The contract on the wire: indented, without a line end behind it."""
    return printable_json(msgspec.json.format(msgspec.json.encode(status), indent=2).decode())


def _vehicle(board: Board, vehicle: Vehicle, shift: Shift, period: Period) -> VehicleStatus:
    tally = board.tally(shift, vehicle.id)
    return VehicleStatus(
        id=vehicle.id,
        name=vehicle.name,
        status=vehicle.status,
        since=vehicle.since,
        call=vehicle.call,
        unlisted_at=vehicle.unlisted_at,
        shift=VehicleShift(tally.attended, tally.minutes),
        period=VehiclePeriod(board.period_tally(period, vehicle.id).attended),
    )


def _call(call: Call, now: datetime) -> CallStatus:
    until = call.first_arrival_at or call.closed_at or now
    sent = call.on_it if call.open else call.responses
    return CallStatus(
        id=call.id,
        state=call.state,
        grade=call.grade,
        category=call.category,
        type=call.type,
        opened_at=call.opened_at,
        waiting_s=max(0, int((until - call.opened_at).total_seconds())),
        first_arrival_at=call.first_arrival_at,
        vehicles=tuple(dict.fromkeys(response.vehicle for response in sent)),
        outcome=call.outcome,
        unlisted_at=call.unlisted_at,
    )
