"""What can be done with the selected call now."""

from itertools import takewhile

from msgspec.structs import replace

from jru_tui.board.commands import (
    Assign,
    BackUp,
    Close,
    EndBackUp,
    Link,
    Reopen,
    Settle,
    StandDown,
    Unlink,
)
from jru_tui.board.queries.dispatch.candidates import who_could_go
from jru_tui.board.views import Call, Dispute
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gates import NO_CALL, NO_VEHICLE, SOME_REASON, any_of
from jru_tui.tui.long_texts import long_texts


def assign(context: Context) -> str:
    """At least one vehicle can be given the selected call."""
    if context.selected is None:
        return NO_CALL
    call = context.selected.id
    # Best first: where the best cannot be sent, no other can.
    best = who_could_go(context.board, call, context.now)[:1]
    return any_of(context, (Assign(call, each.vehicle, SOME_REASON) for each in best), NO_VEHICLE)


def first_waiting(context: Context) -> Call | None:
    """The most urgent call that nobody is on; None where none waits."""
    # Those that wait, and those in dispute, stand first: the rest of the list is not looked at.
    needing = takewhile(lambda call: call.waiting or call.dispute, context.board.open_calls())
    return next((call for call in needing if call.waiting), None)


def assign_first(context: Context) -> str:
    """A call waits, and at least one vehicle can be given it."""
    first = first_waiting(context)
    return assign(replace(context, call=first.id)) if first else "no call waits"


def stand_down(context: Context) -> str:
    """A vehicle is on the selected call."""
    if context.selected is None:
        return NO_CALL
    call = context.selected
    return any_of(
        context,
        (StandDown(call.id, each.vehicle) for each in call.on_it),
        f"no vehicle is on {call.id}",
    )


def close(context: Context) -> str:
    """The selected call can be closed."""
    if context.selected is None:
        return NO_CALL
    call = context.selected.id
    outcomes = context.board.rules.outcomes
    return any_of(context, (Close(call, code) for code in outcomes), "the settings name no outcome")


def reopen(context: Context) -> str:
    """The selected call is closed and can be opened again."""
    if context.selected is None:
        return NO_CALL
    return any_of(context, (Reopen(context.selected.id),), "")


def back_up(context: Context) -> str:
    """Help can be asked for, or some that was asked for is still outstanding."""
    if context.selected is None:
        return NO_CALL
    call = context.selected
    asked = (each.id for each in call.back_up if each.outstanding)
    ends = (EndBackUp(call.id, each, "at_scene") for each in asked)
    return any_of(context, (BackUp(call.id, "ambulance"), *ends), "")


def link(context: Context) -> str:
    """There is another call to link to, or a link to take away."""
    if context.selected is None:
        return NO_CALL
    call = context.selected.id
    if context.selected.linked_to:
        return any_of(context, (Unlink(call),), "")
    others = (each for each in context.board.calls if each != call)
    return any_of(
        context, (Link(call, other) for other in others), "there is no other call to link to"
    )


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
    return any_of(context, (Settle(dispute.command, "feed"),), "")


def opened(context: Context) -> str:
    """A call is selected."""
    return "" if context.selected is not None else NO_CALL


def texts(context: Context) -> str:
    """A text of the selected call is cut somewhere."""
    if context.selected is None:
        return NO_CALL
    cut = any(long_texts(context.board, context.selected.id))
    return "" if cut else "every text of this call is shown whole"
