"""A typed command without a screen, for `jru-tui command`."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from textual.screen import ModalScreen

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import LineError, Run, ScreenAction, ScreenActions
from jru_tui.tui.commands.line.parser import read
from jru_tui.tui.commands.spec import Answer, CommandSpec

REFRESH = ScreenActions.refresh_feed
_INSTEAD: Mapping[ScreenAction | None, str] = MappingProxyType(
    {
        ScreenActions.open_feed: "status",
        ScreenActions.open_handover: "handover",
        ScreenActions.open_help: "keys",
        ScreenActions.open_log: "watch",
        ScreenActions.open_report: "report",
        ScreenActions.open_shifts: "report",
    }
)
"""By command of the screen: the subcommand of the program that shows the same in words."""


def board_command(line: str, context: Context, specs: Sequence[CommandSpec]) -> Answer | Run:
    """Read a line as the board does, by the same gates.

    Args:
        line: as it is typed on the board, with or without its colon.
        context: the board, with nothing selected.
        specs: the commands that can be typed.

    Returns:
        The command, what is to be confirmed before, or why there is none. `Run` only to ask the
        feed.
    """
    reading = read(line.strip().removeprefix(":"), context, specs)
    spec = reading.spec
    if reading.wrong:
        return LineError(reading.wrong)
    if spec is None:
        return LineError("type a command")
    if spec.action == REFRESH:
        return Run(REFRESH)
    if spec.action is not None or isinstance(reading.meaning, Run):
        reason = f"“{spec.id}” works only on the board's screen"
        instead = _INSTEAD.get(spec.action)
        return LineError(f"{reason}; try `jru-tui {instead}`" if instead else reason)
    return reading.meaning or _by_name_alone(spec, context)


def _by_name_alone(spec: CommandSpec, context: Context) -> Answer:
    """Begin a command as its key does; one that would ask in a dialog needs its words."""
    reason = spec.reason_against(context)
    begin = spec.propose or spec.begin
    step = begin(context) if begin is not None and not reason else None
    if step is not None and not isinstance(step, ModalScreen):
        return step
    # Nothing is selected here, so that what a selection would give has to be typed.
    named = spec.typed.slots if spec.typed else ()
    slots = " ".join(f"[{slot.name}]" if slot.optional else slot.name for slot in named)
    if slots and not spec.forbidden(context):
        return LineError(f"“{spec.id}” needs more: {spec.id} {slots}")
    return LineError(reason or f"“{spec.id}” asks before it acts: use it on the board")
