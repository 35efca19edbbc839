"""The commands that put a vehicle on a call and take it off: assign and stand down."""

from itertools import islice

from msgspec.structs import replace

from jru_tui.board.commands import Assign, StandDown
from jru_tui.board.queries.dispatch.candidates import who_could_go
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gate import NO_CALL, NO_VEHICLE, SOME_REASON, any_of
from jru_tui.tui.commands.line.grammar import Given, Made, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, focused, vehicle_slot, words_slot
from jru_tui.tui.commands.spec import CommandSpec, Step
from jru_tui.tui.commands.targets import first_waiting

_LIKELY = 3
"""Free vehicles that are tried before all of them are ranked."""


def _assign_gate(context: Context) -> str:
    """Require a vehicle that can be given the selected call."""
    if context.selected is None:
        return NO_CALL
    call, rules = context.selected.id, context.board.rules
    vehicles = context.board.vehicles.values()
    free = (found for found in vehicles if rules.status(found.status).availability == "free")
    likely = [Assign(call, vehicle.id, SOME_REASON) for vehicle in islice(free, _LIKELY)]
    if not any_of(context, likely, NO_VEHICLE):
        return ""  # without a ranking of the whole fleet
    # Best first: where the best cannot be sent, no other can.
    best = who_could_go(context.board, call, context.now)[:1]
    assigns = (Assign(call, candidate.vehicle, SOME_REASON) for candidate in best)
    return any_of(context, assigns, NO_VEHICLE)


def _assign(context: Context) -> Step:
    from jru_tui.tui.dialogs.assign import AssignDialog

    assert context.selected is not None
    return AssignDialog(context, context.selected)


def _typed_assign(_context: Context, given: Given) -> Made:
    return Assign(given["call"], given["vehicle"], given.get("reason", ""))


def _assign_first_gate(context: Context) -> str:
    """Require a call that waits, and a vehicle that can be given it; a refusal names the call."""
    first = first_waiting(context)
    if first is None:
        return "no call waits"
    reason = _assign_gate(replace(context, call=first.id))
    judged = first.grade or first.category
    named = f"{first.id} ({judged})" if judged else first.id
    return f"{named} waits most urgently: {reason}" if reason else ""


def _assign_first(context: Context) -> Step:
    first = first_waiting(context)
    assert first is not None
    return _assign(replace(context, call=first.id))


def _stand_down_gate(context: Context) -> str:
    """Require a vehicle on the selected call."""
    if context.selected is None:
        return NO_CALL
    call = context.selected
    stand_downs = (StandDown(call.id, response.vehicle) for response in call.on_it)
    return any_of(context, stand_downs, f"no vehicle is on {call.name}")


def _stand_down(context: Context) -> Step:
    from jru_tui.tui.dialogs.stand_down import StandDownDialog

    assert context.selected is not None
    return StandDownDialog(context, context.selected)


def _typed_stand_down(_context: Context, given: Given) -> Made:
    return StandDown(given["call"], given["vehicle"])


COMMANDS = (
    CommandSpec(
        id="assign",
        title="Assign a vehicle",
        keys=("a",),
        label="Assign",
        help="Send a vehicle to the selected call; Enter takes the best.",
        group="Call",
        rank=1,
        dangerous=True,
        why_not=_assign_gate,
        begin=_assign,
        typed=TypedForm(
            "a",
            (call_slot(), vehicle_slot(focused), words_slot("reason", optional=True)),
            _typed_assign,
        ),
    ),
    CommandSpec(
        id="assign-first",
        title="Assign most urgent",
        keys=("A",),
        label="Urgent",
        help="The call that waits most urgently, whatever is selected; Enter sends the best.",
        group="Call",
        rank=1,
        dangerous=True,
        why_not=_assign_first_gate,
        begin=_assign_first,
        selects=True,
        typed=TypedForm("A"),
    ),
    CommandSpec(
        id="stand-down",
        title="Stand a vehicle down",
        keys=("d",),
        label="Stand down",
        help="Take a vehicle off the selected call.",
        group="Call",
        rank=11,
        dangerous=True,
        why_not=_stand_down_gate,
        begin=_stand_down,
        typed=TypedForm("d", (call_slot(), vehicle_slot()), _typed_stand_down),
    ),
)
