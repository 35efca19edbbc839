"""Why a command cannot run now, in the supervisor's words; empty when it can.

The rules are the board's own: wherever a whole command can be formed, `decide` is asked, so that a
dimmed key and a refused command can never disagree. The gates themselves stand by subject in
`gates_calls`, `gates_vehicles` and `gates_log`.
"""

from collections.abc import Iterable

from jru_tui.board.commands import Command
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.tui.commands.context import Context

NO_CALL = "no call is selected"
NO_VEHICLE = "no vehicle is on the board"
SOME_REASON = "to be given"
"""Stands in for the words that the dialog will ask for."""


def any_of(context: Context, commands: Iterable[Command], none: str) -> str:
    """Empty when any of them would be allowed, else why the first is not (`none` for none)."""
    first = ""
    for command in commands:
        verdict = decide(context.board, command)
        if not isinstance(verdict, Refusal):
            return ""
        first = first or verdict.reason
    return first or none
