"""The times that the board holds of a record: what they meant is decided already."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from jru_tui.board import Board, Subject


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
