"""An emergency in a line of words, where its car is, and who is nearest to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from jru_tui.board import Board, Position, Recommendation, Vehicle, age, running
from jru_tui.tui.phrases import degrees, place

if TYPE_CHECKING:
    from jru_tui.board import NearbyVehicle

_NOT_KNOWN = "position not known"


def nearest_to(
    board: Board, vehicle: Vehicle, now: datetime, recommendation: Recommendation | None
) -> "Sequence[NearbyVehicle]":
    """Find who is there first, by the plan's own predictions.

    Args:
        board: the board as it stands.
        vehicle: the vehicle whose officer needs help.
        now: the present moment, UTC.
        recommendation: predicts arrivals; None to predict them by the settings.
    """
    # Loaded with the recommendation: without an emergency it has no part in the first frame.
    from jru_tui.board import nearest  # noqa: PLC0415 - as said above

    predicts = recommendation or Recommendation(board)
    return nearest(board, predicts.nearest(vehicle.id, now))


def in_a_line(
    board: Board, vehicle: Vehicle, now: datetime, recommendation: Recommendation | None = None
) -> str:
    """Tell of an emergency in one line, what matters most first.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
        recommendation: predicts arrivals as for calls; None to predict them by the settings.
    """
    call = board.calls.get(vehicle.call or "")
    others = nearest_to(board, vehicle, now, recommendation)
    known = [other for other in others if not other.guessed]
    on_call = f"on {board.names.call(vehicle.call)}" if vehicle.call else ""
    parts = [
        f"EMERGENCY {vehicle.name}",
        "" if vehicle.acknowledged_at else "not acknowledged",
        f"car {car_words(vehicle.position, now)}",
        f"{on_call}, {place(call.where, board.rules)}" if call else on_call,
        running((now - vehicle.since).total_seconds()),
        f"nearest {known[0].name} {known[0].arrival} {known[0].source}".rstrip() if known else "",
    ]
    return " · ".join(filter(None, parts))


def car_words(position: Position | None, now: datetime) -> str:
    """Say where the car itself is, by its last position, and how old that is."""
    is_dated = position is not None and position.at is not None
    return f"{car_words_in_a_cell(position, now)}{' ago' if is_dated else ''}"


def car_words_in_a_cell(position: Position | None, now: datetime) -> str:
    """Say the same as shortly as can be: `51.3870, 0.5430, 12 s`."""
    if position is None:
        return _NOT_KNOWN
    spot = degrees(position.lat, position.lon)
    if position.at is None:
        return f"{spot}, of unknown age"
    return f"{spot}, {age((now - position.at).total_seconds())}"
