"""The command that asks for back-up, and says what became of it."""

from jru_tui.board import BackUp, EndBackUp
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, choice_slot, words_slot
from jru_tui.tui.commands.spec import NO_CALL, CommandSpec, Step, any_of

_HOW_ENDED = "at-scene or cancelled"
_AMBIGUOUS_ENDS = frozenset(("done", "end", "ended", "off", "over", "stop"))
"""Words for the end of help that leave open whether it came."""


def _gate(context: Context) -> str:
    """Require that help can be asked for, or that some is still outstanding."""
    if context.selected is None:
        return NO_CALL
    call = context.selected
    outstanding = (back_up.id for back_up in call.back_up if back_up.outstanding)
    ends = (EndBackUp(call.id, back_up, "at_scene") for back_up in outstanding)
    return any_of(context, (BackUp(call.id, "ambulance"), *ends), "")


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.back_up import BackUpDialog

    assert context.selected is not None
    return BackUpDialog(context, context.selected)


def _typed(context: Context, arguments: Given) -> Made:
    call = context.board.calls.get(arguments["call"])
    kind, ended = arguments.get("help"), arguments.get(_HOW_ENDED)
    text = arguments.get("words", "")
    outstanding = [back_up for back_up in (call.back_up if call else ()) if back_up.outstanding]
    meant = [back_up for back_up in outstanding if kind in (None, back_up.what)]
    if meant and text.casefold() in _AMBIGUOUS_ENDS:
        return LineError("did it come, or is it not needed: at-scene or cancelled?", "words")
    if ended in ("at_scene", "cancelled"):
        if len(meant) > 1 and kind is None:
            return LineError("which help: several are outstanding", _HOW_ENDED)
        request_id = meant[0].id if meant else ""
        some = int(arguments.get("how many", "0"))
        return EndBackUp(
            arguments["call"], request_id, "at_scene" if ended == "at_scene" else "cancelled", some
        )
    count = int(arguments.get("how many", "1"))
    match kind:
        case "ambulance" | "patrol" | "other":
            return BackUp(arguments["call"], kind, count, text)
        case _:
            return LineError("which help: ambulance, patrol or other?", "words")


COMMANDS = (
    CommandSpec(
        id="back-up",
        title="Ask for back-up",
        keys=("b",),
        label="Back-up",
        help="Ask for an ambulance, a patrol or other help, or say that it arrived.",
        group="Call",
        rank=5,
        dangerous=True,
        why_not=_gate,
        begin=_begin,
        typed=TypedForm(
            "b",
            (
                call_slot(),
                Slot("how many", digits=True, optional=True),
                choice_slot(
                    "help",
                    Option("ambulance", ("ambulance", "ambulances")),
                    Option("patrol", ("patrol", "patrols")),
                    Option("other", ("other",), "say what in words"),
                    optional=True,
                ),
                choice_slot(
                    _HOW_ENDED,
                    Option("at_scene", ("at-scene", "scene", "came", "arrived"), "it has come"),
                    Option("cancelled", ("cancelled",), "it is not needed any more"),
                    optional=True,
                ),
                words_slot("words", optional=True),
            ),
            _typed,
        ),
    ),
)
