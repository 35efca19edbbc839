"""An act or a look of a supervisor: its keys, its typed line, its clicks, and all that shows it."""

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from jru_tui.board import (
    Assign,
    Close,
    Command,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    Role,
    SetStatus,
    StandDown,
)
from tests.tui.conftest import Night

Status = dict[str, Any]
Shown = Callable[[Status], object]
"""What `status --json` shows of an act: true if it does."""

READY = "READY"
"""Stands for the reason that the dialog has ready, in a command and in a typed line."""


class Act(Struct, frozen=True):
    """An act.

    Attributes:
        name: as docs/acts.md lists it.
        command: the id of the command that it begins with.
        keys: pressed on the board, one after the other.
        line: typed behind `:`.
        clicks: made once the command was clicked: `row ID`, `edge KEY`, `box ID`; and `type WORDS`
            for words that no mouse writes.
        gives: the commands that the journal holds then.
        log: words of its last line in the log.
        status: what `status --json` shows; None where it does not tell of it.
        handover: words of the handover.
        posts: what dispatch is posted, without id, time and author; empty for what is the board's
            own business.
        then: keys behind a typed line, where it opens a dialog too.
        call: the selected call.
        vehicle: the vehicle that is brought into focus first.
        before: what has happened before, on the night.
        lasting: why it cannot be taken back; empty where it can.
        role: of this board, where 70002 shares its journal; empty where nobody does.
    """

    name: str
    command: str
    keys: tuple[str, ...]
    line: str
    clicks: tuple[str, ...]
    gives: tuple[Command, ...]
    log: str
    status: Shown | None
    handover: str
    posts: tuple[dict[str, Any], ...] = ()
    then: tuple[str, ...] = ()
    call: str = "K-1037"
    vehicle: str = ""
    before: Callable[[Night], object] = lambda _night: None
    lasting: str = ""
    role: Role | Literal[""] = ""


def of_call(call: str, show: Shown) -> Shown:
    """Look at one call of the status."""
    return lambda status: show(next(found for found in status["calls"] if found["id"] == call))


def is_on(call: str, vehicle: str) -> Shown:
    """Test whether a vehicle is on a call."""
    return of_call(call, lambda found: vehicle in found["vehicles"])


def has_status(vehicle: str, code: str) -> Shown:
    """Test whether a vehicle has a status."""
    return lambda status: any(
        found["id"] == vehicle and found["status"] == code for found in status["vehicles"]
    )


class Look(Struct, frozen=True):
    """A look of a supervisor: it shows something, and gives no command.

    Attributes:
        name, command, keys, line, clicks, call, vehicle, before: as of an act.
        shows: words of the screen then, and not before.
        back: keys from there back to the board as it was.
    """

    name: str
    command: str
    keys: tuple[str, ...]
    line: str
    clicks: tuple[str, ...]
    shows: tuple[str, ...]
    call: str = "K-1037"
    vehicle: str = ""
    before: Callable[[Night], object] = lambda _night: None
    back: tuple[str, ...] = ("escape",)
    then: tuple[str, ...] = ()


SHOWN_BY_FEED = (Assign, StandDown, Close, Reopen, OpenCall, Regrade, Relocate, SetStatus)
"""Commands whose effect a feed shows: until it does, they are marked."""
