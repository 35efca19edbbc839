"""The command that decides on unsaved commands: see `desk.command_spool`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import (
    Given,
    LineError,
    Made,
    Option,
    Run,
    ScreenActions,
    Slot,
    TypedForm,
)
from jru_tui.tui.commands.spec import CommandSpec

if TYPE_CHECKING:
    from jru_tui.journal import SpooledCommand

_NOTHING = "no command is waiting to be saved"
ANSWERS = {"keep": "put it aside", "drop": "drop it", "give": "try it again now"}
"""What can be decided on a command that waits: as it is typed, and in words."""


def spooled_at_hand(context: Context) -> "SpooledCommand | None":
    """Find what is to be decided on: the first conflict, else the newest that waits."""
    due = [spooled for spooled in context.spooled if not spooled.aside]
    if due:
        return due[0] if due[0].conflict else due[-1]
    return context.spooled[0] if context.spooled else None


def _gate(context: Context) -> str:
    """Require a command that waits."""
    return "" if context.spooled else _NOTHING


def _answers(_context: Context, _given: Given) -> Sequence[Option]:
    return [Option(answer, (answer,), words) for answer, words in ANSWERS.items()]


def _options(context: Context, _given: Given) -> Sequence[Option]:
    return [
        Option(spooled.given.id, (str(number),), spooled.given.words)
        for number, spooled in enumerate(context.spooled, 1)
    ]


def _at_hand(context: Context, _given: Given) -> str:
    at_hand = spooled_at_hand(context)
    return at_hand.given.id if at_hand is not None else ""


def _typed(context: Context, arguments: Given) -> Made:
    if not context.spooled:
        return LineError(_NOTHING)
    return Run(ScreenActions.answer_spool, (arguments["what to do"], arguments["which"]))


COMMANDS = (
    CommandSpec(
        id="spool",
        title="Decide on unsaved commands",
        keys=("W",),
        label="",
        help="Retry, drop or put aside a command that the journal's server has not saved.",
        group="Log",
        rank=32,
        why_not=_gate,
        action=ScreenActions.open_spool,
        typed=TypedForm(
            "W",
            (Slot("what to do", _answers), Slot("which", _options, _at_hand)),
            _typed,
        ),
    ),
)
