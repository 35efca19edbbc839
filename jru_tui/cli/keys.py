"""`jru-tui keys`: every key, as the settings have it, for a printed sheet or the README."""

from pathlib import Path

import click

from jru_tui.cli import options


@click.command()
@options.config
def keys(config: Path | None) -> None:
    """Print the sheet of keys, in Markdown, with the keys of your settings."""
    from jru_tui.cli.app_runner import commands_for
    from jru_tui.cli.load_settings import settings_for
    from jru_tui.tui.commands.sheet import key_sheet

    click.echo(key_sheet(commands_for(settings_for(config, {}))), nl=False)
