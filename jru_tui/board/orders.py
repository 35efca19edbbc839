"""The supervisor's commands that stand: given, and neither undone, refused nor settled away."""

from datetime import datetime

from msgspec import Struct

from jru_tui.board.commands import (
    Assign,
    Close,
    Command,
    Note,
    Reopen,
    SetStatus,
    Settle,
    StandDown,
    Undo,
)
from jru_tui.board.timeline import Press


class Order(Struct, frozen=True):
    """One command, with what it booked.

    Attributes:
        id: that of its event.
        at: from when it counts: when it was given or, after a dispute was settled in its favour,
            when it was settled.
        given_at: when it was given.
        by: who gave it.
        command: what was asked.
        presses: the statuses that it books, as pairs of vehicle and press.
    """

    id: str
    at: datetime
    given_at: datetime
    by: str
    command: Command
    presses: tuple[tuple[str, Press], ...] = ()


def calls_of(command: Command) -> tuple[str, ...]:
    """The calls that a command is about."""
    match command:
        case Assign() | StandDown() | Close() | Reopen():
            return (command.call,)
        case SetStatus() | Note():
            return (command.call,) if command.call else ()
        case Settle() | Undo():
            return ()


def vehicle_of(command: Command) -> str | None:
    """The vehicle that a command is about, if it is about one."""
    match command:
        case Assign() | StandDown() | SetStatus():
            return command.vehicle
        case Note():
            return command.vehicle or None
        case _:
            return None
