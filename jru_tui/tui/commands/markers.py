"""The command that warns of a place, and of every call there."""

from jru_tui.board import EndMarker, MarkPlace, no_such_call, shown_markers
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, words_slot
from jru_tui.tui.commands.spec import SOME_REASON, CommandSpec, Step, any_of, call_selected

NONE = "none"


def _gate(context: Context) -> str:
    """Require a call at a place that can be told from others."""
    call = context.selected
    if call is None:
        return call_selected(context)
    markers = shown_markers(call, context.now, context.board.rules)
    ends = [EndMarker(marker.id) for marker in markers]
    return any_of(context, (*ends, MarkPlace(SOME_REASON, call.where)), "")


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.marker import MarkerDialog

    assert context.selected is not None
    return MarkerDialog(context, context.selected)


def _typed(context: Context, given: Given) -> Made:
    call = context.board.calls.get(given["call"])
    if call is None:
        return LineError(no_such_call(given["call"]).reason, "call")
    if given["warning"].strip().casefold() != NONE:
        return MarkPlace(given["warning"], call.where)
    markers = shown_markers(call, context.now, context.board.rules)
    if len(markers) == 1:
        return EndMarker(markers[0].id)
    said = f"{call.name} has {len(markers)} markers: choose one by key"
    return LineError(said if markers else f"{call.name} has no marker", "warning")


COMMANDS = (
    CommandSpec(
        id="marker",
        title="Mark a place",
        keys=("M",),
        label="Marker",
        help="Warn of the place of the selected call, with why and until when, or end a warning.",
        group="Call",
        rank=21,
        dangerous=True,
        why_not=_gate,
        begin=_begin,
        typed=TypedForm("mark", (call_slot(), words_slot("warning")), _typed),
    ),
)
