"""A typed line that has no screen: the command of the board that it comes to."""

from collections.abc import Sequence

from jru_tui.board import Command
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import LineError, Run
from jru_tui.tui.commands.line.parser import read
from jru_tui.tui.commands.spec import CommandSpec


def board_command(line: str, context: Context, specs: Sequence[CommandSpec]) -> Command | LineError:
    """Read a line as the board does, by the same gates.

    Args:
        line: as it is typed on the board, with or without its colon.
        context: the board, with nothing selected.
        specs: the commands that can be typed.

    Returns:
        The command, or why there is none.
    """
    reading = read(line.strip().removeprefix(":"), context, specs)
    spec = reading.spec
    if reading.wrong:
        return LineError(reading.wrong)
    if spec is None:
        return LineError("no command is named")
    if spec.action is not None or isinstance(reading.made, Run):
        return LineError(f"“{spec.id}” is for the board's screen: there is none here")
    return reading.made or _by_name_alone(spec, context)


def _by_name_alone(spec: CommandSpec, context: Context) -> Command | LineError:
    """Begin a command as its key does; one that would ask in a dialog needs its words."""
    reason = spec.reason_against(context)
    step = spec.begin(context) if spec.begin is not None and not reason else None
    if isinstance(step, Command):
        return step
    slots = " ".join(slot.shown for slot in spec.typed.slots) if spec.typed else ""
    if slots and not spec.forbidden(context):
        return LineError(f"“{spec.id}” needs more: {spec.id} {slots}")
    return LineError(reason or f"“{spec.id}” asks before it acts: give it on the board")
