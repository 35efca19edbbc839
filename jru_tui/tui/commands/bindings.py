"""Textual's bindings for the keys of the commands."""

from collections.abc import Sequence

from textual.binding import Binding

from jru_tui.tui.commands.keymap import FIXED, key_label
from jru_tui.tui.commands.spec import CommandSpec


def bindings(commands: Sequence[CommandSpec]) -> list[Binding]:
    """Textual's bindings for the commands. Each runs the action `command(id, position of key)`."""
    return [
        Binding(
            key=key,
            action=f"command({command.id!r}, {position})",
            description=command.title,
            tooltip=command.help,
            id=command.id if command.id not in FIXED else f"{command.id}-{position}",
            show=bool(command.label),
            key_display=key_label(key),
        )
        for command in commands
        for position, key in enumerate(command.keys, start=1)
    ]
