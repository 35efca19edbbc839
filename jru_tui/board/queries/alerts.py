"""Alerts: emergencies, welfare checks, overdue clocks, and what is easily forgotten.

Alerts are read off the board, never stored: an alert belongs to the state that it is about and
dies with it. Each is shown once, under its key, and can be dismissed with a reason. While the feed
is stale all are silent that depend on it: an old board must not cry wolf. Emergencies do not, nor
do commands that were turned down or that were sent to nobody.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.projection.calls.urgency import waiting_keys
from jru_tui.board.queries.alert_models import Alert, AlertKind, gravity
from jru_tui.board.queries.call_alerts import alerts_of_call
from jru_tui.board.queries.call_search import calls_like
from jru_tui.board.queries.command_alerts import (
    refused_commands,
    unconfirmed_commands,
    unsent_commands,
)
from jru_tui.board.queries.vehicle_alerts import alerts_of_crews, check_clock, emergencies
from jru_tui.board.rules import EMERGENCY

_TOGETHER = timedelta(hours=2)
"""How far apart one call may be opened here and at dispatch."""

__all__ = [
    "Alert",
    "AlertKind",
    "alerts",
    "alerts_beside_calls",
    "alerts_of_call",
    "check_clock",
    "gravity",
]


def alerts(board: Board, now: datetime, *, stale: bool) -> tuple[Alert, ...]:
    """Find everything that wants attention now, the gravest first, without what was dismissed.

    Args:
        board: as it stands.
        now: the board's time.
        stale: the feed is lost, so that clocks that depend on it are silent.
    """
    found = list(alerts_beside_calls(board, now, stale=stale))
    if not stale:
        for call in board.open_calls():
            found += alerts_of_call(board, call, now)
    standing = [alert for alert in found if board.dismissed(alert.key) is None]
    return tuple(sorted(standing, key=gravity))


def alerts_beside_calls(
    board: Board,
    now: datetime,
    *,
    stale: bool,
    of_crews: Iterable[Alert] | None = None,
) -> Iterator[Alert]:
    """Find what vehicles and commands want attention for, dismissed or not, in no order.

    Args:
        board: as it stands.
        now: the board's time.
        stale: the feed is lost, so that clocks that depend on it are silent.
        of_crews: the alerts of crews, where somebody keeps them up to date.
    """
    yield from emergencies(board)
    yield from refused_commands(board)
    yield from unsent_commands(board)
    if not stale:
        yield from unconfirmed_commands(board, now)
        yield from alerts_of_crews(board, now) if of_crews is None else of_crews
        yield from _lost_duplicates(board)
        yield from _found_by_the_feed(board)


def _lost_duplicates(board: Board) -> Iterator[Alert]:
    """Find open duplicates whose other call does not stand for them any more."""
    for call in board.linked_calls():
        other = board.calls.get(call.linked_to)
        if other is not None and other.open and not other.linked_to:
            continue
        state = "itself a duplicate" if other is not None and other.open else "closed"
        yield Alert(
            ("duplicate", call.id, call.linked_to, state),
            "duplicate",
            (other.closed_at if other is not None else None) or call.opened_at,
            f"duplicates {board.call_name(call.linked_to)}, which is {state}: "
            "close it too, or unlink it",
            subject=call.name,
            call=call.id,
        )


def _found_by_the_feed(board: Board) -> Iterator[Alert]:
    """Find the calls of the feed that a call which was opened by hand may be."""
    for call in board.calls_by_hand():
        for other in calls_like(board, call.where, call.type):
            if (
                other.by_hand
                or other.linked_to
                or abs(other.opened_at - call.opened_at) > _TOGETHER
            ):
                continue
            yield Alert(
                ("same_call", call.id, other.id),
                "same_call",
                max(call.opened_at, other.opened_at),
                f"was opened by hand and may be the same as {other.name}: link it",
                subject=call.name,
                call=call.id,
            )


def find_leave_warnings(board: Board) -> Iterator[str]:
    """Say what would be left behind: emergencies, the most urgent waiting calls, unsent commands.

    The sentences have no full stop: `JRU 1 is in an emergency on K-1031`.
    """
    for vehicle in board.vehicles.values():
        if vehicle.status == EMERGENCY:
            on_call = f" on {board.call_name(vehicle.call)}" if vehicle.call else ""
            yield f"{vehicle.name} is in an emergency{on_call}"
    for first, last in waiting_keys(0):
        for call in board.open_calls().between(first, last):
            if call.waiting:
                yield f"{call.name} ({_codes_of(call)}) waits"
    for command_id in board.owed:
        command = board.command(command_id)
        text = board.words_in_full(command) if command is not None else "a command"
        yield f"not accepted by dispatch yet: {text}"


def _codes_of(call: Call) -> str:
    return " ".join(filter(None, (call.grade, call.category))) or "not graded"
