"""A command that cannot run now, and why, in the supervisor's words."""

from msgspec import Struct


class Refusal(Struct, frozen=True):
    """Why not: a sentence without a full stop."""

    reason: str


def no_such_call(call_id: str) -> Refusal:
    """Nobody knows this call."""
    return Refusal(f"{call_id} is not on the board" if call_id else "no call is selected")


def no_such_vehicle(vehicle: str) -> Refusal:
    """Nobody knows this vehicle."""
    return Refusal(f"there is no vehicle {vehicle}" if vehicle else "no vehicle is chosen")
