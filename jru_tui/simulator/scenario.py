"""A scenario once it has been read: vehicles, shifts, and facts in the order of time.

A scenario is a script for a dispatch system: what would happen if nobody interfered. All times
are UTC here; the file has Europe/London wall-clock times.
"""

from datetime import datetime

from msgspec import Struct

from jru_tui.board import ON_A_CALL, STAGES, Command, CrewMember, Place
from jru_tui.simulator.movement import Traffic

KEEPS_CALL = frozenset(ON_A_CALL) - frozenset(STAGES)
"""Statuses, besides the three stages, in which a vehicle is still on its call."""


class ScenarioError(Exception):
    """A scenario cannot be had; the message tells a person where, what, and what instead."""


class ScriptedVehicle(Struct, frozen=True):
    """A vehicle of the unit, with the place from which its shifts start."""

    id: str
    name: str
    area: str
    base: Place


class ScriptedShift(Struct, frozen=True):
    """The start and end of one shift (UTC)."""

    starts_at: datetime
    ends_at: datetime


class Opens(Struct, frozen=True):
    """A call comes in."""

    at: datetime
    call: str
    type: str
    origin: str
    where: Place
    summary: str
    grade: str | None = None
    category: str | None = None
    flags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    callback: str | None = None
    people: int | None = None


class Regrades(Struct, frozen=True):
    """A service judges a call anew; None leaves the other service's judgement as it was."""

    at: datetime
    call: str
    grade: str | None = None
    category: str | None = None


class Notes(Struct, frozen=True):
    """Control writes a line in a call's log."""

    at: datetime
    call: str
    text: str


class MarksCall(Struct, frozen=True):
    """A fact that becomes known about a call: flags, or what it needs."""

    at: datetime
    call: str
    flags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class Closes(Struct, frozen=True):
    """Control closes a call; every vehicle has left it by then.

    `spares`: which of `ambulance` and `patrol` was not needed, as the unit dealt with it.
    """

    at: datetime
    call: str
    outcome: str
    duplicate_of: str | None = None
    spares: tuple[str, ...] = ()


class CrewsVehicle(Struct, frozen=True):
    """A crew books on to a vehicle and replaces the one before."""

    at: datetime
    vehicle: str
    crew: tuple[CrewMember, ...]


class Books(Struct, frozen=True):
    """A crew presses a status.

    Attributes:
        call: the call that it concerns: the one it is sent to, on, or leaves. None: no call.
        place: where the vehicle makes for, None where it stays or goes to the call.
        arrives_at: for `en_route`, when it will be at scene; None when it never is.
    """

    at: datetime
    vehicle: str
    status: str
    call: str | None = None
    place: Place | None = None
    arrives_at: datetime | None = None


class Stands(Struct, frozen=True):
    """A vehicle reports that it is at a place now."""

    at: datetime
    vehicle: str
    place: Place


class FallsSilent(Struct, frozen=True):
    """A vehicle that stands reports its position no more: it ages until the vehicle moves."""

    at: datetime
    vehicle: str


class Supervises(Struct, frozen=True):
    """A command that the supervisor gives; no part of the feed.

    A board that opens later finds it in its journal. While a board runs, whoever is at it gives the
    commands, and this one is left out.

    Attributes:
        source: the file, for the error where the board refuses it.
        line: the line's number there.
    """

    at: datetime
    command: Command
    source: str
    line: int


Fact = (
    Opens
    | Regrades
    | Notes
    | MarksCall
    | Closes
    | CrewsVehicle
    | Books
    | Stands
    | FallsSilent
    | Supervises
)


class Scenario(Struct, frozen=True):
    """A script that has been read and checked.

    Attributes:
        vehicles: the unit's vehicles, listed in the feed.
        units: call signs of others (a patrol, an ambulance), known only by their responses.
        shifts: in order; at least one.
        facts: in the order of time; at least one.
        traffic: how long ways truly take; None for an even speed along straight lines.
    """

    name: str
    title: str
    about: str
    vehicles: tuple[ScriptedVehicle, ...]
    units: tuple[str, ...]
    shifts: tuple[ScriptedShift, ...]
    facts: tuple[Fact, ...]
    traffic: Traffic | None = None

    @property
    def starts_at(self) -> datetime:
        """The moment of the first fact, or of the first shift's start if that is earlier."""
        return min(self.facts[0].at, self.shifts[0].starts_at)

    @property
    def ends_at(self) -> datetime:
        """The moment of the last fact, or of the last shift's end if that is later."""
        return max(self.facts[-1].at, self.shifts[-1].ends_at)

    def shift_at(self, moment: datetime) -> ScriptedShift:
        """The shift that started most recently; the first one before any has started."""
        started = [shift for shift in self.shifts if shift.starts_at <= moment]
        return started[-1] if started else self.shifts[0]
