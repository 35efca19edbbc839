"""Ambiguous times: which of two readings an hour apart a record means.

When the clocks go back, a time without a zone is ambiguous, and only the order of arrival tells. A
restart in the middle of it has seen no order, but the journal has.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board import Board, CallRecord, ResponseRecord, Subject, VehicleRecord
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
    current = board.feed_records.call(call.id)
    if current is None:
        return call
    notes = {note.id: note for note in current.notes}
    return replace(
        _with_known_times(call, current, _OF_CALL),
        responses=tuple(
            _with_known_times(new, old, _OF_RESPONSE) if old is not None else new
            for new, old in zip(call.responses, _alike(call, current), strict=True)
        ),
        notes=tuple(
            _with_known_times(note, notes[note.id], ("at",)) if note.id in notes else note
            for note in call.notes
        ),
    )


def opened_as_held(call: CallRecord, current: CallRecord) -> datetime:
    """Return when a call was opened, as it is held where that is the other of the two."""
    return _with_known_times(call, current, ("opened_at",)).opened_at


def vehicle_as_chosen(board: Board, vehicle: VehicleRecord) -> VehicleRecord:
    """The same for a vehicle that is still in the status in which it is held."""
    current = board.feed_records.vehicle(vehicle.id)
    if current is None or (current.status, current.call) != (vehicle.status, vehicle.call):
        return vehicle
    return _with_known_times(vehicle, current, ("status_at",))


def _alike(call: CallRecord, current: CallRecord) -> list[ResponseRecord | None]:
    """Pair each response with the one that is held of the same sending of its vehicle."""
    left, found = [*current.responses], list[ResponseRecord | None]()
    for new in call.responses:
        olds = [old for old in left if old.vehicle == new.vehicle and _distance(new, old) < _OTHER]
        old = min(olds, key=partial(_distance, new), default=None)
        if old is not None:
            left.remove(old)
        found.append(old)
    return found


_OTHER = 2
"""From this distance on two responses are of two sendings."""


def _distance(one: ResponseRecord, other: ResponseRecord) -> int:
    """Distance between two responses of a vehicle: 0 with a time in common, 1 if an hour apart."""
    pairs = [
        (mine, theirs)
        for name in _OF_RESPONSE
        if (mine := getattr(one, name)) is not None and (theirs := getattr(other, name)) is not None
    ]
    if any(mine == theirs for mine, theirs in pairs):
        return 0
    return 1 if not pairs or any(_an_hour_apart(*pair) for pair in pairs) else _OTHER


def _with_known_times(new: R, current: R, names: tuple[str, ...]) -> R:
    changes = {
        name: getattr(current, name)
        for name in names
        if _an_hour_apart(getattr(new, name), getattr(current, name))
    }
    return replace(new, **changes) if changes else new


def _an_hour_apart(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and abs(one - other) == _HOUR


def times_of(board: Board, subject: Subject, id_: str) -> frozenset[datetime]:
    """All times that the feed has given of a call or a vehicle, in UTC.

    Those of a call's vehicles are among its own: a mapping reads both from one record. Of a number
    that was used again they are those of all of its calls.

    Args:
        board: as it stands.
        subject: the kind of the record.
        id_: as the feed names it.
    """
    if subject == "call":
        found = chain.from_iterable(_of_call(board, call) for call in board.uses(id_))
    else:
        found = chain(_of_vehicle(board, id_))
    return frozenset(time for time in found if time is not None)


def _of_call(board: Board, id_: str) -> Iterator[datetime | None]:
    call = board.feed_records.call(id_)
    if call is None:
        return
    yield from (call.opened_at, call.updated_at, call.closed_at)
    yield from (note.at for note in call.notes)
    for leg in call.responses:
        yield from (leg.allocated_at, leg.en_route_at, leg.at_scene_at, leg.clear_at)
        yield from _of_vehicle(board, leg.vehicle)


def _of_vehicle(board: Board, id_: str) -> Iterator[datetime | None]:
    vehicle = board.feed_records.vehicle(id_)
    if vehicle is not None:
        yield vehicle.status_at
        yield vehicle.position.at if vehicle.position else None
