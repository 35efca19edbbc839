"""The command that keeps a waiting call for a busy vehicle, as its next one."""

from collections.abc import Iterator

from jru_tui.board import EndNextCall, NextCall
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, vehicles
from jru_tui.tui.commands.spec import NO_CALL, NO_VEHICLE, CommandSpec, Step, any_of

NONE = "none"


def _gate(context: Context) -> str:
    """Require a busy vehicle that the selected call can be kept for, or that it is kept for."""
    call = context.selected
    if call is None:
        return NO_CALL
    if call.next_for is not None:
        return any_of(context, (EndNextCall(call.id, call.next_for.vehicle),), "")
    return any_of(context, _busy_first(context, call.id), NO_VEHICLE)


def _busy_first(context: Context, call: str) -> Iterator[NextCall]:
    """Name every vehicle, those that are on a call first: the first one says why none can be."""
    known = context.board.vehicles.values()
    for vehicle in sorted(known, key=lambda vehicle: vehicle.call is None):
        yield NextCall(call, vehicle.id)


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.next_call import NextCallDialog

    assert context.selected is not None
    return NextCallDialog(context, context.selected)


def _typed(context: Context, given: Given) -> Made:
    if given["vehicle"] != NONE:
        return NextCall(given["call"], given["vehicle"])
    call = context.board.calls.get(given["call"])
    kept_for = call.next_for if call is not None else None
    return EndNextCall(given["call"], kept_for.vehicle if kept_for is not None else "")


def _options(context: Context, given: Given) -> list[Option]:
    return [*vehicles(context, given), Option(NONE, (NONE,), "keep it for no vehicle")]


COMMANDS = (
    CommandSpec(
        id="next-call",
        title="Keep as next call",
        keys=("Q",),
        label="Next call",
        help="Keep the selected call for a busy vehicle, as its next one, or undo that.",
        group="Call",
        rank=20,
        dangerous=True,
        why_not=_gate,
        begin=_begin,
        typed=TypedForm("next", (call_slot(), Slot("vehicle", _options, ends=True)), _typed),
    ),
)
