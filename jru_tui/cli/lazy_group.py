"""A click group that imports a command only when it is run."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from jru_tui.cli.examples import with_examples

HELP_OPTIONS = ["-h", "--help"]


class LazyGroup(click.Group):
    """A click group that knows where its commands are.

    Args:
        homes: by name of a command, in the order of the help: its module below `cli.commands`, and
            what it is called there, as `info:keys`.
        settings: as click's own group takes them.
    """

    def __init__(self, *settings: Any, homes: Mapping[str, str], **named: Any) -> None:
        super().__init__(*settings, **named)
        self._homes = homes

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """List the names of the commands, in the order of the help."""
        return list(self._homes)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click calls it
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command; None for a name that there is not."""
        if cmd_name not in self.commands and cmd_name in self._homes:
            module, _, attribute = self._homes[cmd_name].partition(":")
            command = getattr(import_module(f"jru_tui.cli.commands.{module}"), attribute)
            command.context_settings.setdefault("help_option_names", HELP_OPTIONS)
            self.add_command(with_examples(command), cmd_name)
        return self.commands.get(cmd_name)
