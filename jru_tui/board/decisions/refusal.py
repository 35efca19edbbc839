"""A command that cannot run now, and why, in the supervisor's words."""

from typing import Literal

from msgspec import Struct

Instead = Literal["", "assign", "stand-down", "close", "reopen", "status", "undo", "spool"]
"""Commands that a refusal can send the supervisor to, by their id in the catalogue."""


class Refusal(Struct, frozen=True):
    """The reason why a command is not given: a sentence without a full stop.

    `instead`: the id of the command that does openly what this one would have done by the way.
    """

    reason: str
    instead: Instead = ""


def no_such_call(call_id: str) -> Refusal:
    """Refuse a command about a call that is not known."""
    return Refusal(f"{call_id} is not on the board" if call_id else "no call is selected")


def no_such_vehicle(vehicle: str) -> Refusal:
    """Refuse a command about a vehicle that is not known."""
    return Refusal(f"there is no vehicle {vehicle}" if vehicle else "no vehicle is chosen")
