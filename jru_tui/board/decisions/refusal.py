"""A command that cannot run now, and why, in the supervisor's words."""

from msgspec import Struct


class Refusal(Struct, frozen=True):
    """The reason why a command is not given: a sentence without a full stop."""

    reason: str


def no_such_call(call_id: str) -> Refusal:
    """Refuse a command about a call that is not known."""
    return Refusal(f"{call_id} is not on the board" if call_id else "no call is selected")


def no_such_vehicle(vehicle: str) -> Refusal:
    """Refuse a command about a vehicle that is not known."""
    return Refusal(f"there is no vehicle {vehicle}" if vehicle else "no vehicle is chosen")
