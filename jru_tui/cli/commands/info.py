"""The commands about the program: welcome, `completion`, `keys`, `locate`, `man`, `schema`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jru_tui.cli import options
from jru_tui.cli.errors import CommandError

if TYPE_CHECKING:
    from jru_tui.settings import JournalServer


def welcome() -> None:
    """Three lines; the second and third depend on what the settings know already.

    Raises:
        CommandError: the settings are wrong.
    """
    from jru_tui.settings import SettingsError, load_settings, paths

    try:
        settings = load_settings(None, os.environ, {})
    except SettingsError as error:
        raise CommandError(str(error)) from error
    click.echo("A live shift board for the Joint Response Unit.")
    if settings.feed.url:
        click.echo("Open the board:  jru-tui run")
        click.echo("See the demo:    jru-tui demo      (everything else: jru-tui --help)")
        return
    click.echo("See the demo:    jru-tui demo      (everything else: jru-tui --help)")
    location = settings.file or paths.settings_file()
    click.echo(f"Connect:         jru-tui run --feed URL, or name it as feed.url in {location}")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a completion script for your shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "jru-tui", "_JRU_TUI_COMPLETE")
    click.echo(script.source())


@click.command()
@options.config
def keys(config: Path | None) -> None:
    """Print the key sheet in Markdown, with your own keys."""
    from jru_tui.cli.load_settings import settings_for
    from jru_tui.cli.terminal_setup import commands_for
    from jru_tui.tui.commands.keymap import key_sheet

    click.echo(key_sheet(commands_for(settings_for(config, {}))), nl=False)


@click.command()
def locate() -> None:
    """Print where settings, journal and crash files are."""
    from jru_tui.settings import SettingsError, load_settings, paths

    _say("Crash files", paths.state_folder())
    try:
        settings = load_settings(None, os.environ, {})
    except SettingsError as error:
        raise CommandError(str(error)) from error
    _say("Settings", settings.file or paths.settings_file())
    _say("Journal", settings.journal)


@click.command()
def schema() -> None:
    """Print the JSON Schema of the feed format."""
    import json

    from jru_tui.feeds import json_schema

    click.echo(json.dumps(json_schema(), indent=2))


@click.command()
@click.pass_context
def man(context: click.Context) -> None:
    """Print the man page."""
    from jru_tui.cli.man_page import man_page

    program = context.find_root().command
    assert isinstance(program, click.Group)
    click.echo(man_page(program), nl=False)


def _say(message: str, path: "Path | JournalServer") -> None:
    there = "" if not isinstance(path, Path) or path.exists() else "   (not there yet)"
    click.echo(f"{message + ':':<13}{path}{there}")
