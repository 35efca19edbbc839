"""The commands that start and end the shift, and hand it over."""

from jru_tui.board import HandOver, MarkShift
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Made, Option, TypedForm
from jru_tui.tui.commands.line.slots import choice_slot, words_slot
from jru_tui.tui.commands.spec import CommandSpec, Step, any_of


def _mark_gate(context: Context) -> str:
    """Require a shift that can be taken over, or ended."""
    return any_of(context, (MarkShift("start"), MarkShift("end")), "")


def _mark(context: Context) -> Step:
    from jru_tui.tui.dialogs.shift import ShiftDialog

    return ShiftDialog(context)


def _typed_mark(_context: Context, given: Given) -> Made:
    return MarkShift("start" if given["start or end"] == "start" else "end")


def _hand_over(context: Context) -> Step:
    from jru_tui.tui.dialogs.shift import HandOverDialog

    return HandOverDialog(context)


def _typed_hand_over(_context: Context, given: Given) -> Made:
    return HandOver(given["what to watch"])


COMMANDS = (
    CommandSpec(
        id="shift",
        title="Start or end the shift",
        keys=("S",),
        label="",
        help="Take the shift over or end it; open calls are carried over.",
        group="Log",
        rank=24,
        dangerous=True,
        why_not=_mark_gate,
        begin=_mark,
        typed=TypedForm(
            "S",
            (
                choice_slot(
                    "start or end",
                    Option("start", ("start",), "take the shift over"),
                    Option("end", ("end",), "end the shift"),
                ),
            ),
            _typed_mark,
        ),
    ),
    CommandSpec(
        id="hand-over",
        title="Hand the shift over",
        keys=("H",),
        label="",
        help="Record that the shift was handed over, and what to watch.",
        group="Log",
        rank=25,
        dangerous=True,
        begin=_hand_over,
        typed=TypedForm("H", (words_slot("what to watch"),), _typed_hand_over),
    ),
)
