"""The gate of a command: the reason why it cannot run now, in the supervisor's words.

The rules are the board's own: wherever a whole command can be formed, `decide` is asked, so that a
dimmed key and a refused command can never disagree.
"""

from collections.abc import Iterable

from jru_tui.board import Asking, Refusal, decide_all
from jru_tui.tui.commands.context import Context

NO_CALL = "no call is selected"
CAPS_LOCK = "Caps Lock is on: capital letters are other commands"
NO_VEHICLE = "no vehicle is on the board"
SOME_REASON = "to be given"
"""Stands in for the words that the dialog will ask for."""


def any_of(context: Context, commands: Iterable[Asking], none: str) -> str:
    """Decide whether any of these commands would be allowed.

    Args:
        context: the board and what is selected on it.
        commands: the commands that the key could give, the likeliest first.
        none: the reason where there is no command at all.

    Returns:
        An empty string if one is allowed, else the reason why the first is not.
    """
    first = ""
    for command in commands:
        verdict = decide_all(context.board, command, context.actor)
        if not isinstance(verdict, Refusal):
            return ""
        first = first or explain(verdict, context)
    return first or none


def explain(refusal: Refusal, context: Context) -> str:
    """Give the reason of a refusal, with the key of the command that it sends one to."""
    key = context.keys.get(refusal.instead, "")
    return f"{refusal.reason} ({key})" if key else refusal.reason


def call_selected(context: Context) -> str:
    """Require a selected call."""
    return "" if context.selected is not None else NO_CALL
