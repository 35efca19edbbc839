"""Why a command cannot run now, in the supervisor's words; empty when it can.

The rules are the board's own: wherever a whole command can be formed, `decide` is asked, so that a
dimmed key and a refused command can never disagree.
"""

from collections.abc import Iterable

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
from jru_tui.board.decide import Refusal, decide
from jru_tui.board.suggest import who_could_go
from jru_tui.board.views import Dispute
from jru_tui.tui.commands.context import Context

NO_CALL = "no call is selected"
_SOME_REASON = "to be given"
"""Stands in for the reason that the dialog will ask for."""


def assign(context: Context) -> str:
    """At least one vehicle can be given the selected call."""
    if context.selected is None:
        return NO_CALL
    call = context.selected.id
    # Best first: where the best cannot be sent, no other can.
    best = who_could_go(context.board, call, context.now)[:1]
    return _any_of(
        context,
        (Assign(call, each.vehicle, _SOME_REASON) for each in best),
        "no vehicle is on the board",
    )


def stand_down(context: Context) -> str:
    """A vehicle is on the selected call."""
    if context.selected is None:
        return NO_CALL
    call = context.selected
    return _any_of(
        context,
        (StandDown(call.id, each.vehicle) for each in call.on_it),
        f"no vehicle is on {call.id}",
    )


def close(context: Context) -> str:
    """The selected call can be closed."""
    if context.selected is None:
        return NO_CALL
    outcomes = context.board.rules.outcomes
    return _any_of(
        context,
        (Close(context.selected.id, code) for code in outcomes),
        "the settings name no outcome",
    )


def reopen(context: Context) -> str:
    """The selected call is closed and can be opened again."""
    if context.selected is None:
        return NO_CALL
    return _any_of(context, (Reopen(context.selected.id),), "")


def status(context: Context) -> str:
    """There is a vehicle whose status can be booked."""
    vehicles = [context.subject] if context.subject else list(context.board.vehicles.values())
    return _any_of(
        context,
        (
            SetStatus(vehicle.id, code)
            for vehicle in vehicles
            for code in context.board.rules.statuses
        ),
        "no vehicle is on the board",
    )


def note(context: Context) -> str:
    """There is a call or a vehicle to write about."""
    if context.selected is not None:
        return _any_of(context, (Note(_SOME_REASON, call=context.selected.id),), "")
    if context.focused is not None:
        return _any_of(context, (Note(_SOME_REASON, vehicle=context.focused.id),), "")
    return "no call and no vehicle is selected"


def dispute_of(context: Context) -> Dispute | None:
    """The dispute to settle: the selected call's, else the focused vehicle's."""
    for each in (context.selected, context.focused):
        if each is not None and each.dispute is not None:
            return each.dispute
    return None


def settle(context: Context) -> str:
    """The selected call or the focused vehicle is disputed."""
    dispute = dispute_of(context)
    if dispute is None:
        return "nothing here is in dispute"
    return _any_of(context, (Settle(dispute.command, "feed"),), "")


def undo(context: Context) -> str:
    """A command was given that can be taken back."""
    latest = context.board.last_order()
    return _any_of(context, (Undo(latest.id if latest else ""),), "")


def opened(context: Context) -> str:
    """A call is selected."""
    return "" if context.selected is not None else NO_CALL


def _any_of(context: Context, commands: Iterable[Command], none: str) -> str:
    """Empty when any of them would be allowed, else why the first is not (`none` for none)."""
    first = ""
    for command in commands:
        verdict = decide(context.board, command)
        if not isinstance(verdict, Refusal):
            return ""
        first = first or verdict.reason
    return first or none
