"""The calls, vehicles, notes and alerts that a command means where none is named."""

from itertools import takewhile

from jru_tui.board import (
    EMERGENCY,
    Alert,
    Call,
    Dispute,
    LogEntry,
    Strike,
    Vehicle,
    alerts,
    checks_due,
    gravity,
    strike_refusal,
)
from jru_tui.tui.commands.context import Context


def first_waiting(context: Context) -> Call | None:
    """Find the most urgent call that nobody is on; None where none waits."""
    # Those that wait, and those in dispute, stand first: the rest of the list is not looked at.
    urgent = takewhile(lambda call: call.waiting or call.dispute, context.board.open_calls())
    return next((call for call in urgent if call.waiting), None)


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
