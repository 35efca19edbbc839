"""`jru-tui check-settings`: a check of all settings, without opening a board."""

import os
from pathlib import Path

import click

from jru_tui.cli import options


@click.command("check-settings")
@options.config
def check_settings(config: Path | None) -> None:
    """Check the settings and explain each error.

    Checks the settings file and the JRU_TUI_* variables, with everything that they name: theme,
    keys, mapping, certificates, travel times and the journal's folder. Nothing is opened or
    polled. Exit status: 0 if everything is right, 1 if not.
    """
    from jru_tui.board import printable
    from jru_tui.cli.settings_check import find_doubtful_settings, find_wrong_settings
    from jru_tui.settings import paths

    wrong = list(find_wrong_settings(config, os.environ))
    for sentence in wrong:
        click.echo(f"jru-tui: {printable(sentence)}", err=True)
    if wrong:
        click.get_current_context().exit(1)
    for sentence in find_doubtful_settings(config, os.environ):
        click.echo(printable(f"This works, but: {sentence}"))
    file = config or Path(os.environ.get("JRU_TUI_CONFIG") or paths.settings_file())
    location = f"in {file}" if file.exists() else "(there is no file: the defaults apply)"
    click.echo(printable(f"The settings {location} are valid."))
