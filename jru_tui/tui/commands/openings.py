"""The command that opens a call by hand."""

from jru_tui.board import OpenCall, free_call_id
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Made, TypedForm
from jru_tui.tui.commands.line.slots import (
    category_slot,
    grade_slot,
    parse_place,
    type_slot,
    words_slot,
)
from jru_tui.tui.commands.spec import CommandSpec, Step

_PLACE = "place; what happened"


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.open_call import OpenCallDialog

    return OpenCallDialog(context, free_call_id(context.board))


def _typed(context: Context, given: Given) -> Made:
    place, _, summary = given.get(_PLACE, "").partition(";")
    return OpenCall(
        free_call_id(context.board),
        given.get("type", ""),
        parse_place(place),
        given.get("grade", ""),
        given.get("category", ""),
        summary=summary.strip(),
    )


COMMANDS = (
    CommandSpec(
        id="open-call",
        title="Open a call by hand",
        keys=("O",),
        label="New call",
        help="Open a call that dispatch does not have: a crew was flagged down, "
        "or the feed is lost.",
        group="Call",
        rank=18,
        dangerous=True,
        begin=_begin,
        typed=TypedForm(
            "O",
            (
                type_slot(optional=True),
                grade_slot(optional=True),
                category_slot(optional=True),
                words_slot(_PLACE),
            ),
            _typed,
        ),
    ),
)
