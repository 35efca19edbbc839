"""Identities of records among those of their kind, and the newer of two reports of one."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from jru_tui.board import CallRecord, VehicleRecord, is_same_call

Identity = tuple[str, datetime | None]
"""A record by its id; a call also by its opening, as numbers are used again."""

_NUMBER_AND_OPENING: Callable[[Any], Identity] = attrgetter("id", "opened_at")


def identity_of(record: CallRecord | VehicleRecord) -> Identity:
    """The identity of a record: its id, and of a call its opening."""
    return record.id, record.opened_at if isinstance(record, CallRecord) else None


def identities_of(records: Sequence[CallRecord | VehicleRecord]) -> Iterable[Identity]:
    """The identities of many records, all of one kind."""
    is_call = bool(records) and isinstance(records[0], CallRecord)
    return map(_NUMBER_AND_OPENING if is_call else identity_of, records)


def are_same_call(
    one: CallRecord | VehicleRecord, other: CallRecord | VehicleRecord, now: datetime
) -> bool:
    """Test whether two records are calls, and one call under two openings.

    Args:
        one: a record.
        other: another with the same id.
        now: when their document was made.
    """
    return (
        isinstance(one, CallRecord)
        and isinstance(other, CallRecord)
        and is_same_call(one, other, now)
    )


def is_newer(one: CallRecord | VehicleRecord, other: CallRecord | VehicleRecord) -> bool:
    """Test whether the first of two reports of one record is the newer.

    Raises:
        TypeError: one is of a call and the other of a vehicle.
    """
    if isinstance(one, CallRecord) and isinstance(other, CallRecord):
        return one.newer_than(other)
    if isinstance(one, VehicleRecord) and isinstance(other, VehicleRecord):
        return one.status_at > other.status_at
    raise TypeError("records of two kinds cannot be compared")
