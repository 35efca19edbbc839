"""What `jru-tui` says when it is asked for nothing: how to see it, and how to connect it."""

import os

import click

from jru_tui.cli.failure import Failure


def welcome() -> None:
    """Three lines; the second and third depend on what the settings know already."""
    from jru_tui.settings import SettingsError, load_settings, paths

    try:
        settings = load_settings(None, os.environ, {})
    except SettingsError as error:
        raise Failure(str(error)) from error
    click.echo("A live shift board for the Joint Response Unit.")
    if settings.feed.url:
        click.echo("Open the board:  jru-tui run")
        click.echo("See the demo:    jru-tui demo      (everything else: jru-tui --help)")
        return
    click.echo("See the demo:    jru-tui demo      (everything else: jru-tui --help)")
    where = settings.file or paths.settings_file()
    click.echo(f"Connect:         jru-tui run --feed URL, or name it as feed.url in {where}")
