"""The commands that say how urgent a call is, and where."""

from jru_tui.board import INSTEAD, Regrade, Relocate, RightCare
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, TypedForm
from jru_tui.tui.commands.line.slots import (
    call_slot,
    category_slot,
    choice_slot,
    grade_slot,
    parse_place,
    words_slot,
)
from jru_tui.tui.commands.spec import NO_CALL, CommandSpec, Step


def _gate(context: Context) -> str:
    """Require an open call."""
    if context.selected is None:
        return NO_CALL
    call = context.selected
    return "" if call.open else f"{call.id} is closed: reopen it first"


def _regrade(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import RegradeDialog

    assert context.selected is not None
    return RegradeDialog(context, context.selected)


def _typed_regrade(context: Context, given: Given) -> Made:
    """Change what is typed; the other judgement stays what it is."""
    call = context.board.calls.get(given["call"])
    grade, category = given.get("grade"), given.get("category")
    if grade is None and category is None:
        return LineError("which grade or category?", "reason")
    return Regrade(
        given["call"],
        (call.grade if call and grade is None else grade) or "",
        (call.category if call and category is None else category) or "",
        given.get("reason", ""),
    )


def _relocate(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import RelocateDialog

    assert context.selected is not None
    return RelocateDialog(context, context.selected)


def _typed_relocate(_context: Context, given: Given) -> Made:
    return Relocate(given["call"], parse_place(given["place"]))


def _right_care(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import RightCareDialog

    assert context.selected is not None
    return RightCareDialog(context, context.selected)


def _typed_right_care(_context: Context, given: Given) -> Made:
    chosen = [code for code in INSTEAD if (code or _POLICE) == given["who attends"]]
    return RightCare(given["call"], chosen[0], given.get("reason", ""))


_POLICE = "police"
_WHO = [Option(code or _POLICE, (code or _POLICE,), words) for code, words in INSTEAD.items()]

COMMANDS = (
    CommandSpec(
        id="right-care",
        title="Right care, right person",
        keys=("R",),
        label="Right care",
        help="Decide whether the police attend the selected call, or who does instead.",
        group="Call",
        rank=20,
        dangerous=True,
        why_not=_gate,
        begin=_right_care,
        typed=TypedForm(
            "rc",
            (
                call_slot(),
                choice_slot("who attends", *_WHO),
                words_slot("reason", optional=True),
            ),
            _typed_right_care,
        ),
    ),
    CommandSpec(
        id="regrade",
        title="Regrade a call",
        keys=("g",),
        label="Regrade",
        help="Change the grade or category of the selected call, with a reason.",
        group="Call",
        rank=18,
        dangerous=True,
        why_not=_gate,
        begin=_regrade,
        typed=TypedForm(
            "g",
            (
                call_slot(whole=True),
                grade_slot(optional=True),
                category_slot(optional=True),
                words_slot("reason", optional=True),
            ),
            _typed_regrade,
        ),
    ),
    CommandSpec(
        id="relocate",
        title="Change a call's place",
        keys=("m",),
        label="Place",
        help="Say where the selected call is: in words, then in degrees if known.",
        group="Call",
        rank=18,
        dangerous=True,
        why_not=_gate,
        begin=_relocate,
        typed=TypedForm("m", (call_slot(whole=True), words_slot("place")), _typed_relocate),
    ),
)
