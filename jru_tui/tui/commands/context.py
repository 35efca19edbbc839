"""The context of a command: the board, what the supervisor looks at, and what is meant by it.

Below: the calls, vehicles, notes and alerts that a command means where none is named.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from jru_tui.board import (
    EMERGENCY,
    NOBODY,
    Actor,
    Alert,
    Board,
    Call,
    Dispute,
    LogEntry,
    Recommendation,
    Strike,
    Vehicle,
    alerts,
    checks_due,
    gravity,
    strike_refusal,
)
from jru_tui.desk import ALONE, NOTHING_WAITS, PresentBoards, WaitingEffects
from jru_tui.feeds import FeedHealth

if TYPE_CHECKING:
    from jru_tui.journal import SpooledCommand


class Context(Struct, frozen=True, dict=True):
    """The context that decides whether a command can run, and on what.

    Attributes:
        board: the live board; read, never changed.
        now: the moment of asking, in UTC.
        call: id of the selected call.
        vehicle: id of the vehicle in focus.
        read_only: the board only watches, and no command may change anything.
        health: how the feed is.
        recommendation: who should go where; None where nobody asks.
        actor: who gives the commands.
        writes_back: the dispatch system is told of commands.
        keys: how the key of each command is written, by the command's id.
        present: the boards that are open on the same journal.
        spooled: commands that wait until the journal's server takes them.
        waiting: what comes of them.
        unread: what of the journal is not on the board yet; empty for nothing.
        entered_at: from when commands count that are entered from paper, UTC; None: from now.
    """

    board: Board
    now: datetime
    call: str | None = None
    vehicle: str | None = None
    read_only: bool = False
    health: FeedHealth = FeedHealth("live")
    recommendation: Recommendation | None = None
    actor: Actor = NOBODY
    writes_back: bool = False
    keys: Mapping[str, str] = MappingProxyType({})
    present: PresentBoards = ALONE
    spooled: "tuple[SpooledCommand, ...]" = ()
    waiting: WaitingEffects = NOTHING_WAITS
    unread: str = ""
    entered_at: datetime | None = None

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The numbers of the vehicles on the board, by id: those that are typed for them.

        They are worked out once a context: a dialog asks for that of each vehicle that it lists.
        """
        return {vehicle: str(number) for number, vehicle in enumerate(self.board.vehicles, 1)}

    @property
    def own_name(self) -> str | None:
        """The name at this board where others write the same journal; None where nobody can."""
        return self.actor.by if self.present.shared else None

    @property
    def stale(self) -> bool:
        """Test whether the board is old, so that alerts which depend on the feed are silent."""
        return self.health.stale

    @property
    def selected(self) -> Call | None:
        """The selected call as it stands, or None."""
        return self.board.calls.get(self.call) if self.call is not None else None

    @property
    def focused(self) -> Vehicle | None:
        """The vehicle in focus as it stands, or None."""
        return self.board.vehicles.get(self.vehicle) if self.vehicle is not None else None

    @property
    def subject(self) -> Vehicle | None:
        """The vehicle that is meant: the one in focus, else the only one on the selected call."""
        if self.focused is not None:
            return self.focused
        on_it = self.selected.on_it if self.selected is not None else ()
        return self.board.vehicles.get(on_it[0].vehicle) if len(on_it) == 1 else None


def first_waiting(context: Context) -> Call | None:
    """Find the most urgent call that nobody is on, or is ordered to; None where none waits."""
    # Those that wait, and those in dispute, stand first: the rest of the list is not looked at.
    urgent = takewhile(lambda call: call.waiting or call.dispute, context.board.open_calls())
    sent_to = {call for call in context.waiting.vehicles.values() if call}
    return next((call for call in urgent if call.waiting and call.id not in sent_to), None)


def dispute_of(context: Context) -> Dispute | None:
    """Find the dispute to settle: the selected call's, else the focused vehicle's."""
    for subject in (context.selected, context.focused):
        if subject is not None and subject.dispute is not None:
            return subject.dispute
    return None


def emergencies(context: Context) -> list[Vehicle]:
    """List the vehicles in an emergency, those that nobody has acknowledged first."""
    found = [vehicle for vehicle in context.board.vehicles.values() if vehicle.status == EMERGENCY]
    return sorted(found, key=lambda vehicle: (vehicle.acknowledged_at is not None, vehicle.since))


def to_check(context: Context) -> Vehicle | None:
    """Find the vehicle that a welfare check is meant for, where that is clear without asking.

    The one in focus; else the one whose check is due, those of the selected call first; else the
    only one on the selected call.
    """
    if context.focused is not None:
        return context.focused
    due = checks_due(context.board, context.now)
    subject = context.subject
    if subject is not None and (not due or subject in due):
        return subject
    return due[0] if len(due) == 1 else None


def strikes(context: Context) -> list[tuple[LogEntry, Strike]]:
    """List the notes of the selected call, else of the focused vehicle, the newest first."""
    if context.selected is not None:
        lines = context.board.log(call=context.selected.id)
        about = {"call": context.selected.id}
    elif context.focused is not None:
        lines = context.board.log(vehicle=context.focused.id)
        about = {"vehicle": context.focused.id}
    else:
        return []
    return [
        (line, Strike(line.id, **about)) for line in reversed(lines) if not strike_refusal(line)
    ]


def dismissable(context: Context) -> list[Alert]:
    """List the alerts that may be dismissed: all but an emergency, the gravest first."""
    found = list(alerts(context.board, context.now, stale=context.stale))
    if context.recommendation is not None and not context.stale:
        planned = context.recommendation.alerts(context.now)
        found += [alert for alert in planned if context.board.dismissed(alert.key) is None]
    return sorted((alert for alert in found if alert.kind != "emergency"), key=gravity)
