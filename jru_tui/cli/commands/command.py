"""`jru-tui command`: a typed command without a screen, to a running or a stopped board."""

from pathlib import Path

import click

from jru_tui.cli import options


@click.command()
@click.argument("line", nargs=-1, required=True)
@options.journal
@options.config
@options.supervisor
@click.option(
    "--confirm",
    default="",
    metavar="CODE",
    help="Do what was shown with this code; what has changed since is shown again.",
)
@click.option(
    "--at",
    "happened",
    default="",
    metavar="TIME",
    help="When it was done, for what is entered late: 22:10 in the running shift, or with a date.",
)
def command(
    line: tuple[str, ...],
    journal: str | None,
    config: Path | None,
    by: str | None,
    confirm: str,
    happened: str,
) -> None:
    """Give the board a command, as it is typed after its `:`.

    LINE is what the board's command line takes, in quotes or not; nothing is selected, so name
    calls and vehicles. A board that runs on the journal carries it out; where none runs, it is
    written to the journal. Every command of the board's line works here except those of the screen.

    What was done on paper or by radio while the board was dark is entered with --at, in its order:
    then the board is as if it had been given at that time. The dispatch system is not told of it.

    Exits with 0 and says what was done, or with 1 and why it was not. What the board would show
    first, such as most undos and redos (u, U) and the most urgent assignment (A), is printed
    instead: the exit status is then 3, and the CODE that it prints does it.
    """
    from jru_tui.board import printable
    from jru_tui.cli.export import account_name
    from jru_tui.cli.load_settings import settings_for
    from jru_tui.cli.sessions.command_session import give_command

    settings = settings_for(config, {"journal": journal, "by": by})
    by = settings.by or account_name()
    words = printable(" ".join(line), keep="\n")
    click.echo(printable(give_command(settings, words, by, confirm, happened)))
