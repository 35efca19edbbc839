"""What a supervisor can ask for, one record for each command.

The tag of each is its name on the wire (`POST` to the dispatch system), in the journal and in the
documentation. What may run when is decided in `decide`.
"""

from typing import Literal

from msgspec import Struct


class Assign(Struct, frozen=True, tag="assign", tag_field="command", omit_defaults=True):
    """Send a vehicle to a call. `reason` is needed where it is only conditionally available."""

    call: str
    vehicle: str
    reason: str = ""


class StandDown(Struct, frozen=True, tag="stand-down", tag_field="command", omit_defaults=True):
    """Take a vehicle off a call."""

    call: str
    vehicle: str


class Close(Struct, frozen=True, tag="close", tag_field="command", omit_defaults=True):
    """End a call with an outcome; frees every vehicle on it.

    `minutes` saved is None where the settings' figure stands. `duplicate_of` names the other call
    when the outcome is a duplicate.
    """

    call: str
    outcome: str
    ambulance_spared: bool = False
    patrol_spared: bool = False
    minutes: int | None = None
    duplicate_of: str = ""


class Reopen(Struct, frozen=True, tag="reopen", tag_field="command", omit_defaults=True):
    """Open a closed call again. No vehicle is put back on it."""

    call: str


class SetStatus(Struct, frozen=True, tag="status", tag_field="command", omit_defaults=True):
    """Book a vehicle's status for its crew; `call` is the one that it is on, or empty."""

    vehicle: str
    status: str
    call: str = ""


class Note(Struct, frozen=True, tag="note", tag_field="command", omit_defaults=True):
    """Write a line in a call's log, or in a vehicle's."""

    text: str
    call: str = ""
    vehicle: str = ""


class Settle(Struct, frozen=True, tag="settle", tag_field="command", omit_defaults=True):
    """End a dispute over an earlier command: the feed is right, or the command stands."""

    disputed: str
    in_favour_of: Literal["feed", "supervisor"]


class Undo(Struct, frozen=True, tag="undo", tag_field="command", omit_defaults=True):
    """Take an earlier command back. `undoes` is the id of its event."""

    undoes: str


Command = Assign | StandDown | Close | Reopen | SetStatus | Note | Settle | Undo
