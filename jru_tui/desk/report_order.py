"""The order of two reports of one record whose times do not decide it.

A call without a version and a time of update, and a vehicle whose status only follows from stage
times, carry no time of their report. When somebody takes a stage back (a clear that was pressed by
mistake, an arrival at the wrong call), their times go back as well, and the report would pass for a
late one. A time that lies ahead of the feed's own clock would make every later report late. And an
emergency that nobody has heard of yet is never late. In all of these the document's time counts.
"""

from datetime import datetime

from msgspec.structs import replace

from jru_tui.board import EMERGENCY, Board, CallRecord, VehicleRecord
from jru_tui.feeds import SKEW, FeedReading


def call_as_of(board: Board, call: CallRecord, reading: FeedReading) -> CallRecord:
    """The call as the newest document has it, never older than what the board holds.

    Args:
        board: the board as it stands.
        call: its record.
        reading: the document.
    """
    made_at, held = reading.generated_at, board.feed_records.call(call.id)
    if call.updated_at is not None and call.updated_at > made_at + SKEW:
        known = held is not None and replace(held, updated_at=call.updated_at) == call
        return held if known and held is not None else replace(call, updated_at=made_at)
    if held is None or call.version is not None or call.updated_at is not None:
        return call
    if not held.newer_than(call):
        return call
    if held.version is None and replace(held, updated_at=None) == call:
        return held
    return replace(call, updated_at=max(made_at, held.as_of))


def is_newer(board: Board, call: CallRecord) -> bool:
    """Test whether a call of an older document is newer by its times than what the board holds."""
    held = board.feed_records.call(call.id)
    return held is None or call.newer_than(held)


def vehicle_as_of(board: Board, vehicle: VehicleRecord, reading: FeedReading) -> VehicleRecord:
    """The vehicle as the newest document has it; a status that stays so keeps its time.

    Args:
        board: the board as it stands.
        vehicle: its record.
        reading: the document.
    """
    made_at, held = reading.generated_at, board.feed_records.vehicle(vehicle.id)
    ahead = lies_ahead(board, vehicle, reading)
    behind = held is not None and vehicle.status_at < held.status_at
    unheard = vehicle.status == EMERGENCY and not _was_heard(board, vehicle)
    if not ahead and not (behind and (vehicle.inferred or unheard)):
        return vehicle
    at = _counts_from(vehicle, held, made_at)
    return replace(vehicle, status_at=at)


def lies_ahead(board: Board, vehicle: VehicleRecord, reading: FeedReading) -> bool:
    """Test whether a press is stamped later than its document, or was when it first came.

    Args:
        board: the board as it stands.
        vehicle: its record.
        reading: the document.
    """
    if vehicle.status_at > reading.generated_at + SKEW:
        return True
    return board.feed_records.is_stamped(vehicle)


def _counts_from(vehicle: VehicleRecord, held: VehicleRecord | None, made_at: datetime) -> datetime:
    if held is None:
        return made_at
    same = (vehicle.status, vehicle.call) == (held.status, held.call)
    return held.status_at if same else max(made_at, held.status_at)


def _was_heard(board: Board, vehicle: VehicleRecord) -> bool:
    timeline = board.feed_records.history(vehicle.id)
    presses = timeline.since(vehicle.status_at) if timeline else ()
    return any(press.status == EMERGENCY for press in presses)
