"""A document of the feed as plain typed records: what msgspec decodes without anything else.

The garbage collector does not look at them (`gc=False`): they can hold no cycle.
"""

from datetime import datetime

from msgspec import Struct


class DocumentPlace(Struct, frozen=True, gc=False):
    """Where a call is."""

    text: str | None = None
    lat: float | None = None
    lon: float | None = None
    area: str | None = None


class DocumentResponse(Struct, frozen=True, gc=False):
    """One vehicle's way to a call."""

    vehicle: str
    allocated_at: datetime | None = None
    en_route_at: datetime | None = None
    at_scene_at: datetime | None = None
    clear_at: datetime | None = None


class DocumentCall(Struct, frozen=True, gc=False):
    """A call."""

    id: str
    opened_at: datetime
    version: int | None = None
    updated_at: datetime | None = None
    state: str = "open"
    closed_at: datetime | None = None
    outcome: str | None = None
    grade: str | None = None
    category: str | None = None
    type: str | None = None
    summary: str | None = None
    origin: str | None = None
    where: DocumentPlace = DocumentPlace()
    flags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    responses: tuple[DocumentResponse, ...] = ()


class DocumentVehicle(Struct, frozen=True, gc=False):
    """A vehicle."""

    id: str
    status: str
    status_at: datetime
    name: str | None = None
    area: str | None = None
    call: str | None = None


class Document(Struct):
    """The whole document."""

    generated_at: datetime
    calls: list[DocumentCall]
    vehicles: list[DocumentVehicle]
