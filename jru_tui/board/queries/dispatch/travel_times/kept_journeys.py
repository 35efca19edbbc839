"""Journeys that a checkpoint keeps: those that calibration learns from next time.

To read them off the calls takes as long as a short command does altogether. What has changed since
the checkpoint was written is read off the calls all the same: the journeys are those of the board.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import msgspec
from msgspec import Struct

from jru_tui.board.archive import ArchivePiece
from jru_tui.board.board import Board
from jru_tui.board.queries.dispatch.travel_times import journeys
from jru_tui.board.queries.dispatch.travel_times.journeys import Journey, journeys_to
from jru_tui.board.records import Position

SHELF, KEY = "journeys", ""
"""Where a checkpoint keeps them."""
_SPARE = 100
"""Journeys that are kept besides those that are learned from: some are not over by then."""


class _Row(Struct, frozen=True, array_like=True):
    """The fields of a `Journey` but for its call."""

    vehicle: str
    at: datetime
    status: str
    start: Position | None
    km: float | None
    turnout_s: float | None
    travel_s: float | None
    scene_s: float | None


class _Kept(Struct, frozen=True):
    """The journeys of the newest calls, by the ids of these; `vehicles`: how many were known."""

    vehicles: int
    calls: dict[str, tuple[_Row, ...]]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Kept)


def earlier_journeys(board: Board, before: datetime) -> tuple[Journey, ...]:
    """The last journeys that were over by a moment: as many as calibration learns from.

    Args:
        board: as it stands.
        before: the moment, UTC.
    """
    over = (
        journey
        for _, found in _by_call(board)
        for journey in found
        if journey.is_learned_from and journey.over_at <= before
    )
    return tuple(islice(over, journeys.MOST_JOURNEYS))


def journeys_piece(board: Board) -> ArchivePiece:
    """Give what a checkpoint keeps of a board's journeys."""
    rows: dict[str, tuple[_Row, ...]] = {}
    count = 0
    for call_id, found in _by_call(board):
        if count >= journeys.MOST_JOURNEYS + _SPARE:
            break
        rows[call_id] = tuple(_row(journey) for journey in found)
        count += sum(journey.is_learned_from for journey in found)
    return ArchivePiece(SHELF, KEY, _ENCODER.encode(_Kept(len(board.vehicles), rows)))


def _by_call(board: Board) -> Iterator[tuple[str, tuple[Journey, ...]]]:
    """Every call and its journeys, the newest call first."""
    archived = _saved_rows(board)
    recent = board.held_calls()
    changed = [timeline.changed_from() for timeline in board.store.timelines.values()]
    changed_from = min((day for day in changed if day is not None), default=None)
    for call_id in board.newest_call_ids():
        rows = None if call_id in recent else archived.get(call_id)
        is_kept = rows is not None and (
            changed_from is None or all(row.at.toordinal() < changed_from for row in rows)
        )
        if rows is not None and is_kept:
            yield call_id, tuple(_journey(call_id, row) for row in rows)
        elif (call := board.call_views.peek(call_id)) is not None:
            yield call_id, tuple(journeys_to(board, call))


def _saved_rows(board: Board) -> dict[str, tuple[_Row, ...]]:
    """Read the journeys that the checkpoint keeps, as far as the board can go on from them."""
    archive = board.storage.archive
    body = None if archive is None else archive.get(SHELF, KEY)
    if body is None:
        return {}
    rows = _DECODER.decode(body)
    # Of vehicles that nobody knew then there is nothing in it.
    return rows.calls if rows.vehicles == len(board.vehicles) else {}


def _row(journey: Journey) -> _Row:
    return _Row(
        journey.vehicle,
        journey.at,
        journey.status,
        journey.start,
        journey.km,
        journey.turnout_s,
        journey.travel_s,
        journey.scene_s,
    )


def _journey(call: str, row: _Row) -> Journey:
    return Journey(
        call,
        row.vehicle,
        row.at,
        row.status,
        row.start,
        row.km,
        row.turnout_s,
        row.travel_s,
        row.scene_s,
    )
