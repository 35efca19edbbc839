"""The key sheet of the README, written from the commands themselves."""

from collections.abc import Sequence

from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import MOVES, keys_in_words
from jru_tui.tui.commands.spec import GROUPS, CommandSpec


def key_sheet(commands: Sequence[CommandSpec] = COMMANDS) -> str:
    """A table in Markdown: key, what it does, and its name in the settings' `[keys]`."""
    rows = ["| key | does | in `[keys]` |", "|---|---|---|"]
    for group in GROUPS:
        rows += [
            f"| {_code(keys_in_words(each))} | **{each.title}.** {each.help} | `{each.id}` |"
            for each in commands
            if each.group == group
        ]
    rows += [f"| {_code(keys)} | {does.capitalize()}. | |" for keys, does in MOVES]
    return "\n".join(rows) + "\n"


def _code(keys: str) -> str:
    """Each key as code."""
    return " ".join(f"`{key}`" for key in keys.split())
