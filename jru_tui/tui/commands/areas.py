"""The command that lists the calls of one area."""

from jru_tui.board import Board
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import (
    Given,
    Made,
    Option,
    Run,
    ScreenActions,
    Slot,
    TypedForm,
)
from jru_tui.tui.commands.spec import CommandSpec

ALL_AREAS = "all"


def areas_of(board: Board) -> list[str]:
    """List the names of the areas of the open calls, in the order of the alphabet."""
    areas = {call.where.area for call in board.open_calls() if call.where.area}
    return sorted({board.rules.area_label(area) for area in areas})


def _gate(context: Context) -> str:
    """Require an open call with an area."""
    known = any(call.where.area for call in context.board.open_calls())
    return "" if known else "no open call has an area"


def _options(context: Context, _given: Given) -> list[Option]:
    areas = areas_of(context.board)
    return [
        *(Option(area, (area,)) for area in areas),
        Option(ALL_AREAS, (ALL_AREAS,), "every call"),
    ]


def _typed(_context: Context, arguments: Given) -> Made:
    return Run(ScreenActions.filter_area, (arguments["area"],))


COMMANDS = (
    CommandSpec(
        id="area",
        title="Filter by area",
        keys=("z",),
        label="Area",
        help="Show the calls of one area; again for the next area, then for all.",
        group="Look",
        rank=27,
        why_not=_gate,
        action=ScreenActions.filter_area,
        typed=TypedForm("area", (Slot("area", _options, ends=True),), _typed),
    ),
)
