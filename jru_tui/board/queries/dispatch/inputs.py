"""Inputs of a plan: calls and vehicles as it read them, to tell whether a change concerns it."""

from operator import attrgetter

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.queries.dispatch.demands import MOST_CALLS
from jru_tui.board.queries.dispatch.resources import Resource, read_resource
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.views import Change, Vehicle

WORDS = frozenset(
    (
        "as_of",
        "summary",
        "origin",
        "notes",
        "callback",
        "people",
        "hold",
        "markers",
        "unconfirmed",
        "contact_at",
        "acknowledged_at",
    )
)
"""Fields of calls and vehicles that no plan and no advice reads. A new field is read by both."""


def fields_read(kind: type[Struct], without: frozenset[str] = WORDS) -> "attrgetter[object]":
    """Return a function that reads all fields of a kind of value but some."""
    return attrgetter(*(name for name in kind.__struct_fields__ if name not in without))


_of_call = fields_read(Call)
_of_vehicle = fields_read(Vehicle)
_of_resource = fields_read(Resource, frozenset(("vehicle", "call")))


def concerns(change: Change, board: Board, situation: Situation) -> bool:
    """Tell whether a plan made now may differ from the one that was made of a situation.

    What changed is read again as of the moment of the plan, and compared: that costs what changed.

    Args:
        change: everything that has changed since then, or a part of it.
        board: as it stands.
        situation: what the plan was made of.
    """
    if any(_is_other_vehicle(vehicle, board, situation) for vehicle in change.vehicles):
        return True
    return any(_is_other_call(call, board, situation) for call in change.calls)


def _is_other_vehicle(vehicle_id: str, board: Board, situation: Situation) -> bool:
    before, now = situation.fleet.by_id.get(vehicle_id), board.vehicles.get(vehicle_id)
    if before is None or now is None:
        return True
    if _of_vehicle(before.vehicle) != _of_vehicle(now):
        return True
    # What it did before and what it attended is not in its view.
    again = read_resource(board, situation.model.calibration, situation.now, now, situation.unsaved)
    return again.on != before.on or _of_resource(again) != _of_resource(before)


def _is_other_call(call_id: str, board: Board, situation: Situation) -> bool:
    before, now = situation.read.get(call_id), board.calls.get(call_id)
    if before is not None:
        return now is None or _of_call(before) != _of_call(now)
    if now is None or not now.open:
        return False  # it was closed then, too
    place = board.open_calls().index_of(call_id)
    return place is None or place < MOST_CALLS or bool(situation.fleet.on(call_id))
