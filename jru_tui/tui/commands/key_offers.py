"""Commands as the key line offers them: with their keys, and dimmed where they cannot run."""

from collections.abc import Iterable, Sequence

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import key_label
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.layout.key_line import OfferedKey


def offered_keys(commands: Iterable[CommandSpec], *, read_only: bool) -> list[OfferedKey]:
    """Offer the commands that have a label; on a read-only board none that changes anything."""
    return [
        OfferedKey(command.id, key_label(command.keys[0]), command.label, command.rank)
        for command in commands
        if command.label and not (command.dangerous and read_only)
    ]


def without_use(commands: Sequence[CommandSpec], context: Context) -> frozenset[str]:
    """Give the ids of those that cannot run now: each gate decides on the whole board."""
    return frozenset(command.id for command in commands if command.reason_against(context))
