"""The commands that send vehicles to calls, and keep a call for a busy vehicle."""

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from jru_tui.board import Assign, Call, Decision, EndNextCall, NextCall, StandDown
from jru_tui.tui.commands.context import Context, first_waiting
from jru_tui.tui.commands.line.grammar import Given, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, focused, vehicle_slot, vehicles, words_slot
from jru_tui.tui.commands.spec import (
    NO_CALL,
    NO_VEHICLE,
    SOME_REASON,
    Answer,
    CommandSpec,
    Step,
    any_of,
)

_LIKELY = 3
"""Free vehicles that are tried before all others are."""


def _assign_gate(context: Context) -> str:
    """Require a vehicle that can be given the selected call."""
    if context.selected is None:
        return NO_CALL
    call, rules = context.selected.id, context.board.rules
    vehicles = context.board.vehicles.values()
    free = (found for found in vehicles if rules.status(found.status).availability == "free")
    likely = [Assign(call, vehicle.id, SOME_REASON) for vehicle in islice(free, _LIKELY)]
    if not any_of(context, likely, NO_VEHICLE):
        return ""  # without a look at the whole fleet
    if any_of(context, _from_scenes(context, context.selected), NO_VEHICLE) == "":
        return ""
    advice = context.recommendation.advice(call) if context.recommendation is not None else None
    offers = advice.offers if advice is not None else ()
    # Only where all can be refused does it matter which of them says why: the best one.
    first = [offer.vehicle for offer in offers[:1]]
    question = (
        Assign(call, vehicle, SOME_REASON)
        for vehicle in dict.fromkeys((*first, *context.board.vehicles))
    )
    return any_of(context, question, NO_VEHICLE)


def _from_scenes(context: Context, call: Call) -> Iterator[Decision]:
    """Stand a vehicle down from the scene of a call that is so much less urgent, and send it."""
    for vehicle in context.board.vehicles:
        left = _left_for(context, call, vehicle)
        if left is not None:
            yield Decision((left, Assign(call.id, vehicle, SOME_REASON)))


def _left_for(context: Context, call: Call, vehicle_id: str) -> StandDown | None:
    """Return the command that takes a vehicle off its scene for a call; None where it may not be.

    Args:
        context: the board.
        call: the call that it is wanted for.
        vehicle_id: the vehicle.
    """
    vehicle = context.board.vehicles.get(vehicle_id)
    if vehicle is None or vehicle.status != "at_scene":
        return None
    # Loaded with the recommendation: it has no part in the first frame.
    from jru_tui.board import stand_down_for

    return stand_down_for(context.board, call, vehicle_id)


def _assign(context: Context) -> Step:
    from jru_tui.tui.dialogs.assign import AssignDialog

    assert context.selected is not None
    return AssignDialog(context, context.selected)


def _typed_assign(context: Context, arguments: Given) -> Made:
    """Send a vehicle; one that may leave the scene that it is at is stood down with it, as one."""
    assign = Assign(arguments["call"], arguments["vehicle"], arguments.get("reason", ""))
    call = context.board.calls.get(assign.call)
    left = _left_for(context, call, assign.vehicle) if call is not None else None
    return assign if left is None else Decision((left, assign))


def _assign_first_gate(context: Context) -> str:
    """Require a call that waits, and a vehicle that can be given it; a refusal names the call."""
    if _planned(context) is not None:
        return ""
    first = first_waiting(context)
    if first is None:
        return "no call is waiting"
    reason = _assign_gate(replace(context, call=first.id))
    code = first.grade or first.category
    named = f"{first.id} ({code})" if code else first.id
    return f"{named} waits most urgently: {reason}" if reason else ""


def _assign_first(context: Context) -> Step:
    """Ask about the most urgent act of the plan."""
    return _assign(replace(context, call=_most_urgent(context).id))


def _propose_first(context: Context) -> Answer:
    """Return the most urgent act of the plan, to be confirmed."""
    from jru_tui.tui.commands.proposal import propose_assignment

    return propose_assignment(context, _most_urgent(context))


def _most_urgent(context: Context) -> Call:
    """Find the call of the most urgent act; where the plan has none, the first that waits."""
    recommendation = context.recommendation
    if recommendation is not None and recommendation.little:
        recommendation.at(context.now)
    first = _planned(context) or first_waiting(context)
    assert first is not None
    return first


def _planned(context: Context) -> Call | None:
    """Find the call of the most urgent act of the plan that was made last."""
    plan = context.recommendation.plan if context.recommendation is not None else None
    calls = (act.moves[0].call for act in plan.acts) if plan is not None else ()
    found = (context.board.calls.get(call) for call in calls)
    return next((call for call in found if call is not None and call.open), None)


def _stand_down_gate(context: Context) -> str:
    """Require a vehicle on the selected call."""
    if context.selected is None:
        return NO_CALL
    call = context.selected
    if context.waiting.sent_to(call.id):
        return ""
    stand_downs = (StandDown(call.id, response.vehicle) for response in call.on_it)
    return any_of(context, stand_downs, f"no vehicle is on {call.name}")


def _stand_down(context: Context) -> Step:
    from jru_tui.tui.dialogs.stand_down import StandDownDialog

    assert context.selected is not None
    return StandDownDialog(context, context.selected)


def _typed_stand_down(_context: Context, arguments: Given) -> Made:
    return StandDown(arguments["call"], arguments["vehicle"])


NONE = "none"


def _gate_next_call(context: Context) -> str:
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


def _begin_next_call(context: Context) -> Step:
    from jru_tui.tui.dialogs.next_call import NextCallDialog

    assert context.selected is not None
    return NextCallDialog(context, context.selected)


def _typed_next_call(context: Context, arguments: Given) -> Made:
    if arguments["vehicle"] != NONE:
        return NextCall(arguments["call"], arguments["vehicle"])
    call = context.board.calls.get(arguments["call"])
    kept_for = call.next_for if call is not None else None
    return EndNextCall(arguments["call"], kept_for.vehicle if kept_for is not None else "")


def _options_next_call(context: Context, arguments: Given) -> list[Option]:
    return [*vehicles(context, arguments), Option(NONE, (NONE,), "keep it for no vehicle")]


COMMANDS = (
    CommandSpec(
        id="assign",
        title="Assign a vehicle",
        keys=("a",),
        label="Assign",
        help="Send a vehicle to the selected call; Enter sends the best.",
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
        label="Most urgent",
        help="The most urgent step of the plan, whatever is selected; Enter sends the best.",
        group="Call",
        rank=1,
        dangerous=True,
        why_not=_assign_first_gate,
        begin=_assign_first,
        propose=_propose_first,
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
    CommandSpec(
        id="next-call",
        title="Keep as next call",
        keys=("Q",),
        label="Next call",
        help="Plan the selected call as the next one of a busy vehicle, or undo that.",
        group="Call",
        rank=20,
        dangerous=True,
        why_not=_gate_next_call,
        begin=_begin_next_call,
        typed=TypedForm(
            "next", (call_slot(), Slot("vehicle", _options_next_call, ends=True)), _typed_next_call
        ),
    ),
)
