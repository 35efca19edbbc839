"""The commands that open a page: call, texts, log, handover, reports, shifts, feed, boards."""

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Made, Run, ScreenActions, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, subject_slot
from jru_tui.tui.commands.spec import NO_CALL, CommandSpec, call_selected
from jru_tui.tui.long_texts import long_texts


def texts_gate(context: Context) -> str:
    """Require a selected call with a text that is cut somewhere."""
    if context.selected is None:
        return NO_CALL
    cut = any(long_texts(context.board, context.selected.id))
    return "" if cut else "every text of this call is shown in full"


def boards_gate(context: Context) -> str:
    """Require a journal that other boards can share."""
    return "" if context.present.shared else "no other board can share this journal"


def _typed_open(_context: Context, arguments: Given) -> Made:
    return Run(ScreenActions.open_call, (arguments["call"],))


def _typed_texts(_context: Context, arguments: Given) -> Made:
    return Run(ScreenActions.open_texts, (arguments["call"],))


def _debrief_gate(context: Context) -> str:
    """Require a call or a vehicle."""
    nothing = context.selected is None and context.focused is None
    return "no call and no vehicle is selected" if nothing else ""


def _typed_debrief(_context: Context, arguments: Given) -> Made:
    return Run(ScreenActions.open_debrief, (arguments["call or vehicle"],))


COMMANDS = (
    CommandSpec(
        id="handover",
        title="Show the handover",
        keys=("h",),
        label="Handover",
        help="One page to read out: open calls, crews, back-up, alerts, tallies.",
        group="Look",
        rank=10,
        needs_past=True,
        action=ScreenActions.open_handover,
        typed=TypedForm("h"),
    ),
    CommandSpec(
        id="log",
        title="Show the log",
        keys=("L",),
        label="Log",
        help="The log of the call, the vehicle or the whole shift.",
        group="Look",
        rank=12,
        needs_past=True,
        action=ScreenActions.open_log,
        typed=TypedForm("L"),
    ),
    CommandSpec(
        id="report",
        title="Show reports",
        keys=("p",),
        label="Reports",
        help="Calls, response times and savings for any range of shifts.",
        group="Look",
        rank=15,
        needs_past=True,
        action=ScreenActions.open_report,
        typed=TypedForm("p"),
    ),
    CommandSpec(
        id="debrief",
        title="Make the debrief page",
        keys=("D",),
        label="",
        help="The log of the vehicle in focus, or of the selected call, to save to a file.",
        group="Look",
        rank=19,
        why_not=_debrief_gate,
        action=ScreenActions.open_debrief,
        typed=TypedForm("D", (subject_slot(),), _typed_debrief),
    ),
    CommandSpec(
        id="shifts",
        title="Show past shifts",
        keys=("P",),
        label="Shifts",
        help="Open a past shift and read it.",
        group="Look",
        rank=20,
        needs_past=True,
        action=ScreenActions.open_shifts,
        typed=TypedForm("P"),
    ),
    CommandSpec(
        id="feed",
        title="Show feed health",
        keys=("F",),
        label="Feed",
        help="The feed's state, its last polls, when the next one is, and every record set aside.",
        group="Look",
        rank=21,
        action=ScreenActions.open_feed,
        typed=TypedForm("F"),
    ),
    CommandSpec(
        id="boards",
        title="Show who is at which board",
        keys=("B",),
        label="",
        help="Who is at which board of a shared journal, with which role, on which call.",
        group="Look",
        rank=30,
        why_not=boards_gate,
        action=ScreenActions.open_boards,
        typed=TypedForm("B"),
    ),
    CommandSpec(
        id="open",
        title="Open the call in full",
        keys=("enter",),
        label="Open",
        help="Show everything that is known about the selected call.",
        group="Look",
        rank=16,
        why_not=call_selected,
        action=ScreenActions.open_call,
        typed=TypedForm("v", (call_slot(),), _typed_open),
    ),
    CommandSpec(
        id="texts",
        title="Read long texts in full",
        keys=("f",),
        label="",
        help="Page through texts that are cut elsewhere, and earlier words of edited notes.",
        group="Look",
        rank=29,
        why_not=texts_gate,
        action=ScreenActions.open_texts,
        typed=TypedForm("", (call_slot(),), _typed_texts),
    ),
)
