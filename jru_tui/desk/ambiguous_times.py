"""Times that may be either of two an hour apart, chosen as the board holds them.

When the clocks go back, a time without a zone is ambiguous, and only the order of arrival tells. A
restart in the middle of it has seen no order, but the journal has.
"""

from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board import Board, CallRecord, ResponseRecord, VehicleRecord
from jru_tui.feeds import FeedReading, TimeDoubt

R = TypeVar("R", bound=Struct)

_HOUR = timedelta(hours=1)
_OF_CALL = ("opened_at", "updated_at", "closed_at")
_OF_RESPONSE = ("allocated_at", "en_route_at", "at_scene_at", "clear_at")


def in_doubt(reading: FeedReading) -> frozenset[tuple[str, str]]:
    """The records, by kind and id, that name a time which may be either of two."""
    return frozenset(
        (record.subject, record.key) for record in reading.marked if record.doubt is TimeDoubt.TWICE
    )


def call_as_chosen(board: Board, call: CallRecord) -> CallRecord:
    """The call with each such time as the board holds it, where it holds the other of the two."""
    held = board.feed_records.call(call.id)
    if held is None:
        return call
    notes = {note.id: note for note in held.notes}
    return replace(
        _as_held(call, held, _OF_CALL),
        responses=tuple(
            _as_held(new, old, _OF_RESPONSE) if old is not None else new
            for new, old in zip(call.responses, _alike(call, held), strict=True)
        ),
        notes=tuple(
            _as_held(note, notes[note.id], ("at",)) if note.id in notes else note
            for note in call.notes
        ),
    )


def opened_as_held(call: CallRecord, held: CallRecord) -> datetime:
    """Return when a call was opened, as it is held where that is the other of the two."""
    return _as_held(call, held, ("opened_at",)).opened_at


def vehicle_as_chosen(board: Board, vehicle: VehicleRecord) -> VehicleRecord:
    """The same for a vehicle that is still in the status in which it is held."""
    held = board.feed_records.vehicle(vehicle.id)
    if held is None or (held.status, held.call) != (vehicle.status, vehicle.call):
        return vehicle
    return _as_held(vehicle, held, ("status_at",))


def _alike(call: CallRecord, held: CallRecord) -> list[ResponseRecord | None]:
    """Pair each response with the one that was held in its place, of the same vehicle."""
    before = [*held.responses, *[None] * len(call.responses)]
    return [
        old if old is not None and old.vehicle == new.vehicle else None
        for new, old in zip(call.responses, before, strict=False)
    ]


def _as_held(new: R, held: R, names: tuple[str, ...]) -> R:
    changes = {
        name: getattr(held, name)
        for name in names
        if _an_hour_apart(getattr(new, name), getattr(held, name))
    }
    return replace(new, **changes) if changes else new


def _an_hour_apart(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and abs(one - other) == _HOUR
