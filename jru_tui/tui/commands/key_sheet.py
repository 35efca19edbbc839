"""The key sheet of the README, written from the commands themselves."""

from collections.abc import Sequence

from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import MOVES, keys_in_words
from jru_tui.tui.commands.spec import GROUPS, CommandSpec


def key_sheet(commands: Sequence[CommandSpec] = COMMANDS) -> str:
    """A table in Markdown: key, what it does, how it is typed, its name in the settings' `[keys]`.

    What stands in brackets may be left out of a typed line.
    """
    rows = ["| key | does | typed | in `[keys]` |", "|---|---|---|---|"]
    for group in GROUPS:
        rows += [
            f"| {_code(keys_in_words(command))} | **{command.title}.** {command.help} "
            f"| {_typed(command)} | `{command.id}` |"
            for command in commands
            if command.group == group
        ]
    rows += [f"| {_code(keys)} | {does[0].upper()}{does[1:]}. | | |" for keys, does in MOVES]
    return "\n".join(rows) + "\n"


def _code(keys: str) -> str:
    """Format each key as code."""
    return " ".join(f"`{key}`" for key in keys.split())


def _typed(spec: CommandSpec) -> str:
    """The line that is typed for it; empty for what cannot be typed."""
    if spec.typed is None:
        return ""
    slots = [slot.shown for slot in spec.typed.slots]
    return f"`:{' '.join((spec.typed.letter or spec.id, *slots))}`"
