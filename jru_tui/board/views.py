"""Views of vehicles, log entries and tallies; `call_views` has those of calls.

Every value is frozen; a changed call is a new value, so equal means unchanged.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from msgspec import Struct

from jru_tui.board.call_views import Call, Dispute, Response
from jru_tui.board.events import Source
from jru_tui.board.records import CrewMember, Position

AFTER_A_CALL = timedelta(hours=12)
"""How long after a call's end what happens to its vehicles may still be about it."""


class Vehicle(Struct, frozen=True):
    """A vehicle as the board shows it.

    Attributes:
        since: when it came into this status, by the event's own time.
        call: the call that it is on, None when on none.
        also_on: further open calls that claim it; more than one call is a conflict to show.
        unconfirmed: ids of commands that the feed has not shown the effect of yet.
        dispute: a command that the feed contradicts.
        unlisted_at: since when a complete document no longer lists it.
        contact_at: the last genuine contact: a press, a status, a note about it, a check.
        acknowledged_at: when its emergency was taken note of; None where it was not, or is none.
        rivals: other statuses that are told for the moment of this one, which was told last.
        next_calls: ids of the calls that are kept for it, the one that was set first first.
    """

    id: str
    name: str
    status: str
    since: datetime
    contact_at: datetime
    area: str | None = None
    call: str | None = None
    also_on: tuple[str, ...] = ()
    position: Position | None = None
    crew: tuple[CrewMember, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    dispute: Dispute | None = None
    unlisted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    rivals: tuple[str, ...] = ()
    next_calls: tuple[str, ...] = ()


class CrewPeriod(Struct, frozen=True):
    """A member of a crew was on a vehicle from `on_at` until `off_at` (None: still is)."""

    member: CrewMember
    on_at: datetime
    off_at: datetime | None = None


class EntryKind(Enum):
    """The kind of a log entry, where something depends on it."""

    OTHER = "other"
    OPENED = "opened"
    NOTE = "note"
    GRADED = "graded"
    REOPENED = "reopened"


class LogEntry(Struct, frozen=True, array_like=True):
    """A line of a log, newest last: when, who says so, what, and about what.

    `undone` entries stay, shown struck through; `struck` says who struck a
    note through, `struck_at` when.
    `id` is that of a command's event (of a note of the feed, the note's own), or empty.
    `whole` is the whole text where `text` is cut, else empty.
    `kind` says what others ask of it: whether it is a note, or the opening of a call.
    `lead` counts the characters of `text` that are not the writer's own.
    `stage` is the status that a vehicle came into, `clear` where it left the call, `closed` or
    `reopened` where the call was, or empty.
    """

    at: datetime
    source: Source
    by: str
    text: str
    call: str | None = None
    vehicle: str | None = None
    undone: bool = False
    struck: str = ""
    struck_at: datetime | None = None
    id: str = ""
    whole: str = ""
    kind: EntryKind = EntryKind.OTHER
    stage: str = ""
    lead: int = 0

    @property
    def own_words(self) -> str:
        """Return what the writer of a note wrote, without what this program puts before it."""
        return self.text[self.lead :]

    @property
    def is_note(self) -> bool:
        """Test whether somebody wrote it."""
        return self.kind is EntryKind.NOTE

    @property
    def full(self) -> str:
        """Return all that was written, however long: what tells one entry from another."""
        return self.whole or self.text


class StatusSpan(Struct, frozen=True):
    """A vehicle was in one status from `start` until `end` (None: it still is)."""

    status: str
    start: datetime
    end: datetime | None
    call: str | None = None


class Tally(Struct, frozen=True):
    """A tally of calls attended and what they saved. Pounds are kept as whole pence."""

    attended: int = 0
    minutes: int = 0
    pence: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.attended + other.attended,
            self.minutes + other.minutes,
            self.pence + other.pence,
        )

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(
            self.attended - other.attended,
            self.minutes - other.minutes,
            self.pence - other.pence,
        )


class Change(Struct, frozen=True):
    """The ids that one or more events changed, so that only those are redrawn."""

    calls: frozenset[str] = frozenset()
    vehicles: frozenset[str] = frozenset()

    def __or__(self, other: "Change") -> "Change":
        return Change(self.calls | other.calls, self.vehicles | other.vehicles)

    def __bool__(self) -> bool:
        return bool(self.calls or self.vehicles)


def status_on(vehicles: Mapping[str, Vehicle], call: Call, response: Response) -> str:
    """Name what a vehicle does on a call: its own status, or the stage if that is of another.

    A crew that escorts a prisoner, or needs help, is not simply "at scene".

    Args:
        vehicles: the vehicles by id.
        call: the call that it concerns.
        response: the response.
    """
    vehicle = vehicles.get(response.vehicle)
    return vehicle.status if vehicle is not None and vehicle.call == call.id else response.stage


def calls_besides(vehicles: Mapping[str, Vehicle], call: Call, response: Response) -> list[str]:
    """Ids of the other open calls that a vehicle is on while it is on this one.

    Nobody has said that it left the one for the other, so both keep it, and both say so.

    Args:
        vehicles: the vehicles by id.
        call: the call that it concerns.
        response: the response.
    """
    vehicle = vehicles.get(response.vehicle)
    if vehicle is None or not response.active:
        return []
    on = (vehicle.call, *vehicle.also_on)
    return [other for other in on if other is not None and other != call.id]
