"""`jru-tui check-settings`: everything that any command would check, without opening a board."""

import os
from pathlib import Path

import click

from jru_tui.cli import options


@click.command("check-settings")
@options.config
def check_settings(config: Path | None) -> None:
    """Check the settings, and say what would be right for each wrong value.

    Checked are the file and the JRU_TUI_* variables: themes, keys, the mapping, certificates, the
    table of travel times and the journal's folder. Nothing is opened or polled. Exits with 0
    if everything is right, and with 1 if not.
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
    where = f"in {file}" if file.exists() else "(there is no file: the defaults apply)"
    click.echo(printable(f"The settings {where} are valid."))
