"""The commands that write notes and strike them, and warn of places."""

from msgspec.structs import replace

from jru_tui.board import (
    Decision,
    EndMarker,
    Marker,
    MarkPlace,
    Note,
    no_such_call,
    shown_markers,
)
from jru_tui.tui.commands.context import Context, strikes
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, subject_slot, words_slot
from jru_tui.tui.commands.spec import SOME_REASON, CommandSpec, Step, any_of, call_selected

_NOTHING_SELECTED = "no call and no vehicle is selected"


def _note_gate(context: Context) -> str:
    """Require a call or a vehicle to write about."""
    if context.selected is not None:
        return any_of(context, (Note(SOME_REASON, call=context.selected.id),), "")
    if context.focused is not None:
        return any_of(context, (Note(SOME_REASON, vehicle=context.focused.id),), "")
    return _NOTHING_SELECTED


def _note(context: Context) -> Step:
    from jru_tui.tui.dialogs.notes import NoteDialog

    return NoteDialog(context)


def _typed_note(context: Context, arguments: Given) -> Made:
    subject_id = arguments["call or vehicle"]
    if subject_id in context.board.calls:
        return Note(arguments["words"], call=subject_id)
    return Note(arguments["words"], vehicle=subject_id)


def _strike_gate(context: Context) -> str:
    """Require a note of the selected call or the focused vehicle that is not struck through."""
    if context.selected is None and context.focused is None:
        return _NOTHING_SELECTED
    return "" if strikes(context) else "there is no note to strike through"


def _strike(context: Context) -> Step:
    from jru_tui.tui.dialogs.notes import StrikeDialog

    return StrikeDialog(context)


def _typed_strike(context: Context, arguments: Given) -> Made:
    subject_id, words = arguments["call or vehicle"], arguments["words of the note"]
    is_call = subject_id in context.board.calls
    about = replace(
        context, call=subject_id if is_call else None, vehicle=None if is_call else subject_id
    )
    found = [strike for line, strike in strikes(about) if words.casefold() in line.text.casefold()]
    if len(found) == 1:
        return found[0]
    reason = f"{len(found)} notes hold" if found else "no note holds"
    return LineError(f"{reason} “{words}”", "words of the note")


NONE = "none"
EDIT = "edit"
"""Typed before the words that a place's marker is to have from now on."""
CHANGE = "changed"
"""The reason for which the earlier words of a marker end."""


def is_same_warning(marker: Marker, marked: MarkPlace) -> bool:
    """Test whether a warning says the same as one that stands, for the same days."""
    parts = (marked.text, marked.reason, marked.review_on, marked.expires_on)
    return parts == (marker.text, marker.reason, marker.review_on, marker.expires_on)


def _gate_marker(context: Context) -> str:
    """Require a call at a place that can be told from others."""
    call = context.selected
    if call is None:
        return call_selected(context)
    markers = shown_markers(call, context.now, context.board.rules)
    ends = [EndMarker(marker.id) for marker in markers]
    return any_of(context, (*ends, MarkPlace(SOME_REASON, call.where)), "")


def _begin_marker(context: Context) -> Step:
    from jru_tui.tui.dialogs.marker import MarkerDialog

    assert context.selected is not None
    return MarkerDialog(context, context.selected)


def _typed_marker(context: Context, arguments: Given) -> Made:
    call = context.board.calls.get(arguments["call"])
    if call is None:
        return LineError(no_such_call(arguments["call"]).reason, "call")
    words = arguments["warning"].strip()
    first, _, rest = words.partition(" ")
    if words.casefold() != NONE and first.casefold() != EDIT:
        return MarkPlace(arguments["warning"], call.where)
    markers = shown_markers(call, context.now, context.board.rules)
    if len(markers) == 1:
        return _change(markers[0], rest.strip()) if rest.strip() else _end(markers[0], first)
    reason = f"{call.name} has {len(markers)} markers: choose one by key"
    return LineError(reason if markers else f"{call.name} has no marker", "warning")


def _end(marker: Marker, word: str) -> Made:
    if word.casefold() == EDIT:
        return LineError(f"what should it say instead of “{marker.text}”?")
    return EndMarker(marker.id)


def _change(marker: Marker, words: str) -> Made:
    """Give a warning other words: how it is known, where and for how long stays as it is."""
    if words == marker.text:
        return LineError(f"it already says “{words}”", "warning")
    return Decision(
        (
            EndMarker(marker.id, CHANGE),
            MarkPlace(
                words,
                marker.where,
                marker.reason,
                marker.radius_m,
                marker.review_on,
                marker.expires_on,
            ),
        )
    )


COMMANDS = (
    CommandSpec(
        id="note",
        title="Write a note",
        keys=("n",),
        label="Note",
        help="Write a line in the log of the call or the vehicle.",
        group="Log",
        rank=4,
        dangerous=True,
        why_not=_note_gate,
        begin=_note,
        typed=TypedForm("n", (subject_slot(), words_slot("words")), _typed_note),
    ),
    CommandSpec(
        id="strike",
        title="Strike a note through",
        keys=("N",),
        label="",
        help="Strike out a wrong note: it stays readable, with who struck it and when.",
        group="Log",
        rank=22,
        dangerous=True,
        why_not=_strike_gate,
        begin=_strike,
        typed=TypedForm("N", (subject_slot(), words_slot("words of the note")), _typed_strike),
    ),
    CommandSpec(
        id="marker",
        title="Mark a place",
        keys=("M",),
        label="Marker",
        help=(
            "Add a warning to the selected call's place, with a reason and an end date; or change "
            "or end one."
        ),
        group="Call",
        rank=21,
        dangerous=True,
        why_not=_gate_marker,
        begin=_begin_marker,
        typed=TypedForm("mark", (call_slot(), words_slot("warning")), _typed_marker),
    ),
)
