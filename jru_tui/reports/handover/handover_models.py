"""The handover as values: its calls, the help that is due, its vehicles."""

from datetime import datetime

from msgspec import Struct

from jru_tui.board import (
    Period,
    Shift,
    Tally,
)
from jru_tui.journal import Head
from jru_tui.reports.handover.changes_since import ChangesSince


class OnCall(Struct, frozen=True):
    """A vehicle that is on a call, by name, with its status there: the code, and in words.

    `since`: since when, where that is its present status; a vehicle on two calls has only one.
    """

    name: str
    status: str
    doing: str
    since: datetime | None


class CallToWatch(Struct, frozen=True):
    """An open call.

    Attributes:
        codes: grade and category as they came, empty where nobody judged it.
        flags: what is known to be there: alcohol, a weapon.
        on_it: each vehicle that is on it.
        left_at: since when everybody has left it, None where somebody is on it or nobody was.
        closed_at: when it was closed, where that is in dispute.
        watch: what is not as it should be, in words.
    """

    id: str
    codes: tuple[str, ...]
    what: str
    flags: tuple[str, ...]
    where: str
    opened_at: datetime
    left_at: datetime | None
    closed_at: datetime | None
    on_it: tuple[OnCall, ...]
    watch: tuple[str, ...]

    @property
    def in_hand(self) -> bool:
        """Test whether all who are on it are at scene, and nothing of it needs a word."""
        there = bool(self.on_it) and all(response.status == "at_scene" for response in self.on_it)
        return there and self.closed_at is None and not self.watch


class BackUpDue(Struct, frozen=True):
    """Help that was asked for at a call and has neither come nor been cancelled.

    `closed`: the call is over; whoever was asked may still be on the way. `waiting`: the names
    of the vehicles at scene that wait for it, where it is an ambulance.
    """

    call: str
    closed: bool
    what: str
    asked_at: datetime
    waiting: tuple[str, ...] = ()


class CrewedVehicle(Struct, frozen=True):
    """A vehicle as it stands; `crew` are roles and numbers, never names."""

    name: str
    status: str
    since: datetime
    call: str | None
    on_duty: bool
    crew: tuple[str, ...]
    watch: tuple[str, ...]


class Handover(Struct, frozen=True):
    """The whole handover.

    Attributes:
        stale: there is no contact with the feed, so that alarms are silent.
        heard_at: when it was last known to be right; None where it never was.
        attention: what concerns vehicles, the feed and the journal, the gravest first.
        since: what changed since the last handover, or since the shift began.
        head: where the journal stands; None where nothing is kept.
        source: where the board was had, a sentence; empty where that goes without saying.
    """

    marking: str
    zone: str
    at: datetime
    shift: Shift
    period: Period
    stale: bool
    heard_at: datetime | None
    attention: tuple[str, ...]
    calls: tuple[CallToWatch, ...]
    back_up: tuple[BackUpDue, ...]
    vehicles: tuple[CrewedVehicle, ...]
    since: ChangesSince
    shift_tally: Tally
    period_tally: Tally
    total: Tally
    head: Head | None
    source: str = ""
