"""Records of a call feed: one for each call and each vehicle, as in format `jru/1`.

A record is the feed's word, kept as it came (text is already clean, times are in UTC). Codes
(status, grade, category, type, outcome) stay plain strings: what is not in the rules is shown as
it came. What the board makes of the records is in `views`.

Frozen from the bottom up, a record can hold no cycle: the garbage collector need not look at it
(`gc=False`), where it would keep the keys waiting for 100 ms with 34,000 calls.
"""

from datetime import datetime
from typing import ClassVar, Literal

from msgspec import Struct

Names = tuple[str, ...]


class Place(Struct, frozen=True, omit_defaults=True, gc=False):
    """The place of a call. Any part may be missing; `lat` and `lon` are WGS 84 degrees."""

    ERASED: ClassVar[Names] = ("text", "lat", "lon")
    LASTING: ClassVar[Names] = ("area",)

    text: str | None = None
    lat: float | None = None
    lon: float | None = None
    area: str | None = None


class Position(Struct, frozen=True, omit_defaults=True, gc=False):
    """The position of a vehicle at a moment, in WGS 84 degrees."""

    ERASED: ClassVar[Names] = ("lat", "lon", "at")
    LASTING: ClassVar[Names] = ()

    lat: float
    lon: float
    at: datetime | None = None


class NoteRecord(Struct, frozen=True, omit_defaults=True, gc=False):
    """A line that somebody wrote in the call's log at the dispatch system."""

    ERASED: ClassVar[Names] = ("by", "text")
    LASTING: ClassVar[Names] = ("id", "at")

    id: str
    at: datetime
    by: str = ""
    text: str = ""


class ResponseRecord(Struct, frozen=True, omit_defaults=True, gc=False):
    """The times of one vehicle's way to a call. A stage that has not happened is None.

    No `clear_at` means that the vehicle is still on the call. `eta_at` is no stage: it is when
    the feed expects the vehicle to arrive, where it says so.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = (
        "vehicle",
        "allocated_at",
        "en_route_at",
        "at_scene_at",
        "clear_at",
        "eta_at",
    )

    vehicle: str
    allocated_at: datetime | None = None
    en_route_at: datetime | None = None
    at_scene_at: datetime | None = None
    clear_at: datetime | None = None
    eta_at: datetime | None = None


class CrewMember(Struct, frozen=True, omit_defaults=True, gc=False):
    """A person of a crew, by role and number (never by name), with skills as tags."""

    ERASED: ClassVar[Names] = ("id", "skills")
    LASTING: ClassVar[Names] = ("role",)

    role: str
    id: str
    skills: tuple[str, ...] = ()


class CallRecord(Struct, frozen=True, omit_defaults=True, gc=False):
    """A call as the feed reports it.

    `callback` is how the caller is reached; `people` how many are involved, 0 where nobody counted.
    """

    ERASED: ClassVar[Names] = ("summary", "callback")
    LASTING: ClassVar[Names] = (
        "id",
        "opened_at",
        "version",
        "updated_at",
        "state",
        "closed_at",
        "outcome",
        "ambulance_spared",
        "patrol_spared",
        "grade",
        "category",
        "type",
        "origin",
        "people",
        "where",
        "flags",
        "needs",
        "responses",
        "notes",
    )

    id: str
    opened_at: datetime
    version: int | None = None
    updated_at: datetime | None = None
    state: Literal["open", "closed"] = "open"
    closed_at: datetime | None = None
    outcome: str | None = None
    ambulance_spared: bool = False
    patrol_spared: bool = False
    grade: str | None = None
    category: str | None = None
    type: str | None = None
    summary: str | None = None
    origin: str | None = None
    where: Place = Place()
    flags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    responses: tuple[ResponseRecord, ...] = ()
    notes: tuple[NoteRecord, ...] = ()
    callback: str | None = None
    people: int | None = None

    @property
    def as_of(self) -> datetime:
        """Return when the feed last changed this record, in its own time."""
        if self.updated_at is not None:
            return self.updated_at
        times = [self.opened_at, self.closed_at, *(note.at for note in self.notes)]
        for response in self.responses:
            times += [
                response.allocated_at,
                response.en_route_at,
                response.at_scene_at,
                response.clear_at,
            ]
        return max(time for time in times if time is not None)

    def newer_than(self, other: "CallRecord") -> bool:
        """Test whether this report is newer: by `version` where both have it, else by time."""
        if self.version is not None and other.version is not None:
            return self.version > other.version
        return self.as_of > other.as_of


class VehicleRecord(Struct, frozen=True, omit_defaults=True, gc=False):
    """A vehicle as the feed reports it; `status_at` is when the crew pressed it.

    `inferred`: nobody pressed anything that is known. The status follows from the stage times of
    the vehicle's calls, and tells no stage of a call that the call's own `responses` do not.
    """

    ERASED: ClassVar[Names] = ("position", "crew")
    LASTING: ClassVar[Names] = ("id", "status", "status_at", "name", "area", "call", "inferred")

    id: str
    status: str
    status_at: datetime
    name: str | None = None
    area: str | None = None
    call: str | None = None
    position: Position | None = None
    crew: tuple[CrewMember, ...] = ()
    inferred: bool = False
