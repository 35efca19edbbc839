"""Which of two reports is newer, where the records themselves do not say it.

A call without a version and a time of update, and a vehicle whose status only follows from stage
times, carry no time of their report. When somebody takes a stage back (a clear that was pressed by
mistake, an arrival at the wrong call), their times go back as well, and the report would pass for a
late one. What the newest document says of them holds, and is dated by that document.
"""

from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.feeds.reading import Reading


def call_as_of(board: Board, call: CallRecord, reading: Reading) -> CallRecord:
    """The call as the newest document has it, never older than what the board holds."""
    held = board.said.call_record(call.id)
    if held is None or call.version is not None or call.updated_at is not None:
        return call
    if not held.newer_than(call):
        return call
    if held.version is None and replace(held, updated_at=None) == call:
        return held
    return replace(call, updated_at=max(reading.generated_at, held.as_of))


def vehicle_as_of(board: Board, vehicle: VehicleRecord, reading: Reading) -> VehicleRecord:
    """The vehicle as the newest document has it; a status that stays so keeps its time."""
    held = board.said.vehicle_record(vehicle.id)
    if held is None or not vehicle.inferred or vehicle.status_at >= held.status_at:
        return vehicle
    same = (vehicle.status, vehicle.call) == (held.status, held.call)
    at = held.status_at if same else max(reading.generated_at, held.status_at)
    return replace(vehicle, status_at=at)
