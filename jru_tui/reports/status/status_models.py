"""Values that `jru-tui status --json` tells: the contract that docs/json.md describes."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from jru_tui.board import Detail

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


class DisputeStatus(Struct, frozen=True):
    """The feed contradicts a command: what each of the two says, and when."""

    ours: str
    at: datetime
    theirs: str
    feed_at: datetime


class PositionStatus(Struct, frozen=True):
    """Position of a vehicle; `age_s` counts from then, None where the feed does not say when."""

    lat: float
    lon: float
    at: datetime | None
    age_s: int | None


class CrewStatus(Struct, frozen=True):
    """A member of a crew; `also_on` are ids of other vehicles on which the same person is.

    `on_duty_at` and `last_duty_ended_at` are None where the journal does not say.
    """

    role: str
    id: str
    skills: tuple[str, ...]
    also_on: tuple[str, ...]
    on_duty_at: datetime | None
    last_duty_ended_at: datetime | None
    rest_minutes: int | None


class RefreshmentsStatus(Struct, frozen=True):
    """Refreshments of a crew in its duty; `due_at` is None while it has some, or never."""

    allowed_minutes: int
    taken_minutes: int
    due_at: datetime | None
    duty_ends_at: datetime


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
    also_on: tuple[str, ...]
    also_told: tuple[str, ...]
    area: str | None
    crew: tuple[CrewStatus, ...]
    position: PositionStatus | None
    contact_at: datetime
    dispute: DisputeStatus | None
    next_calls: tuple[str, ...]
    refreshments: RefreshmentsStatus | None


class PlaceStatus(Struct, frozen=True):
    """Place of a call, as far as the feed says."""

    text: str | None
    area: str | None
    lat: float | None
    lon: float | None


class BackUpStatus(Struct, frozen=True):
    """Help that was asked for: of `count` so many came, and so many are still to come.

    `waiting_since`: since when a crew at scene waits for it, where it is an ambulance.
    """

    what: str
    text: str
    asked_at: datetime
    count: int
    came: int
    left: int
    ended: str | None
    ended_at: datetime | None
    waiting_since: datetime | None


class RightCareStatus(Struct, frozen=True):
    """A decision whether the police attend; `instead` is the code of who does in their place.

    `regraded`: the call has become more urgent since.
    """

    at: datetime
    attend: bool
    instead: str
    reason: str
    regraded: bool = False


class NextForStatus(Struct, frozen=True):
    """The busy vehicle that a call is kept for, by its id, since when, and by whom."""

    vehicle: str
    at: datetime
    by: str


class MarkerStatus(Struct, frozen=True):
    """A warning at a call's place: who gave it when, how it is known, and its days."""

    text: str
    reason: str
    by: str
    at: datetime
    review_on: date
    expires_on: date


class SendByStatus(Struct, frozen=True):
    """The last moment to send the best vehicle; `code` is the grade or category it still meets."""

    at: datetime
    vehicle: str
    code: str


class HoldStatus(Struct, frozen=True):
    """The hold on a call's words: they are not erased before `until`."""

    until: datetime
    reason: str
    by: str
    at: datetime


class EarlierCallStatus(Struct, frozen=True):
    """An earlier call at the same place."""

    id: str
    opened_at: datetime
    type: str | None
    outcome: str | None
    flags: tuple[str, ...]


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
    number: str
    flags: tuple[str, ...]
    needs: tuple[str, ...]
    place: PlaceStatus
    back_up: tuple[BackUpStatus, ...]
    duplicate_of: str | None
    reopened: bool
    left_unconfirmed: tuple[str, ...]
    dispute: DisputeStatus | None
    by_hand: bool
    send_by: SendByStatus | None
    right_care: RightCareStatus | None
    next_for: NextForStatus | None
    markers: tuple[MarkerStatus, ...]
    missing: tuple[Detail, ...]
    hold: HoldStatus | None
    earlier: tuple[EarlierCallStatus, ...] | None


class AlertStatus(Struct, frozen=True):
    """Alert; the sentence holds ids, never a call's words.

    `vehicles` are the ids of all that it is about; `vehicle` is that one where it is about one.
    """

    kind: str
    since: datetime
    text: str
    vehicle: str | None
    vehicles: tuple[str, ...]
    call: str | None
    grave: bool
    acknowledged: bool


class CallFlags(Struct, frozen=True):
    """The flags of an open call, those of danger first."""

    call: str
    flags: tuple[str, ...]


class CallNeeds(Struct, frozen=True):
    """The needs of an open call."""

    call: str
    needs: tuple[str, ...]


class OutstandingBackUp(Struct, frozen=True):
    """Help that was asked for at a call, and has neither come nor been cancelled."""

    call: str
    what: str
    text: str
    asked_at: datetime
    left: int


class OpenDispute(Struct, frozen=True):
    """A command that the feed contradicts, at a call or a vehicle."""

    call: str | None
    vehicle: str | None
    ours: str
    at: datetime
    theirs: str
    feed_at: datetime


class CommandStatus(Struct, frozen=True):
    """A command that has not come about as far as anybody can see.

    `owed`: dispatch has not answered it; `sent`: it was posted; `unconfirmed`: the feed does not
    show its effect yet.
    """

    id: str
    at: datetime
    by: str
    words: str
    vehicle: str | None
    call: str | None
    owed: bool
    sent: bool
    unconfirmed: bool


class SpooledStatus(Struct, frozen=True):
    """A command that waits on this machine, because the journal's server could not take it yet."""

    at: datetime
    by: str
    words: str


class RoleStatus(Struct, frozen=True):
    """A role that somebody has since it was handed over, from or to `other`."""

    by: str
    role: str
    at: datetime
    other: str


class RoleOfferStatus(Struct, frozen=True):
    """A role that somebody has offered, and that `to` has not accepted yet."""

    by: str
    to: str
    role: str
    at: datetime


class StatusReport(Struct, frozen=True):
    """The whole contract. What wants attention comes first.

    `source` says where the board was had, `warnings` what is wrong with its journal.
    """

    as_of: datetime
    source: str
    warnings: tuple[str, ...]
    emergencies: tuple[str, ...]
    alerts: tuple[AlertStatus, ...]
    flags: tuple[CallFlags, ...]
    needs: tuple[CallNeeds, ...]
    back_up: tuple[OutstandingBackUp, ...]
    disputes: tuple[OpenDispute, ...]
    feed: FeedStatus
    shift: ShiftFigures
    period: PeriodFigures
    vehicles: tuple[VehicleStatus, ...]
    calls: tuple[CallStatus, ...]
    commands: tuple[CommandStatus, ...]
    spooled: tuple[SpooledStatus, ...] = ()
    roles: tuple[RoleStatus, ...] = ()
    role_offers: tuple[RoleOfferStatus, ...] = ()
