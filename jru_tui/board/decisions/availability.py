"""Availability of a vehicle: whether it may be given a call, and what it is doing, in words."""

from jru_tui.board.board import Board
from jru_tui.board.rules import Availability
from jru_tui.board.views import Vehicle


def availability(board: Board, vehicle: Vehicle) -> Availability:
    """Read a vehicle's availability off its status, unless something is unclear about it."""
    told = board.rules.status(vehicle.status).availability
    if vehicle.dispute is not None or vehicle.also_on:
        return "busy"
    if told == "free" and (vehicle.unlisted_at is not None or vehicle.call is not None):
        return "conditional"
    return told


def doing_words(board: Board, vehicle: Vehicle) -> str:
    """Say what a vehicle is doing, as the reason why it can or cannot be sent."""
    if vehicle.dispute is not None:
        return "in dispute: settle that first"
    if vehicle.also_on:
        claims = filter(None, (vehicle.call, *vehicle.also_on))
        return f"claimed by {', '.join(map(board.call_name, claims))}"
    said = board.rules.status(vehicle.status).label
    if vehicle.call is not None:
        held = board.calls.get(vehicle.call)
        code = held and (held.grade or held.category)
        said += f" {board.call_name(vehicle.call)}" + (f" ({code})" if code else "")
    if vehicle.unlisted_at is not None:
        said += ", no longer listed by the feed"
    return said
