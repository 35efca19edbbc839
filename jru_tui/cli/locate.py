"""`jru-tui locate`: where this program keeps what it keeps."""

import os
from pathlib import Path

import click

from jru_tui.cli.failure import Failure


@click.command()
def locate() -> None:
    """Say where settings, journal and crash files are."""
    from jru_tui.settings import SettingsError, load_settings, paths

    _say("Crash files", paths.state_folder())
    try:
        settings = load_settings(None, os.environ, {})
    except SettingsError as error:
        raise Failure(str(error)) from error
    _say("Settings", settings.file or paths.settings_file())
    _say("Journal", settings.journal)


def _say(what: str, path: Path) -> None:
    there = "" if path.exists() else "   (not there yet)"
    click.echo(f"{what + ':':<13}{path}{there}")
