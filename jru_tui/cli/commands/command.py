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
    help="Do what was shown with this code. If the board has changed, the effect is shown again.",
)
@click.option(
    "--at",
    "happened",
    default="",
    metavar="TIME",
    help="When it was done, if that was earlier: 22:10 in this shift, or with a date.",
)
def command(
    line: tuple[str, ...],
    journal: str | None,
    config: Path | None,
    by: str | None,
    confirm: str,
    happened: str,
) -> None:
    """Run one of the board's commands, as typed after its `:`.

    LINE is a command as you would type it on the board, with or without quotes. Nothing is
    selected here, so name the call and the vehicle. If a board is open on the journal, it carries
    the command out; otherwise the command is written to the journal. Commands that only change the
    screen do not work here.

    Use --at to enter what was done on paper or by radio while the board was down, oldest first.
    The board then shows it as done at that time. Dispatch is not told.

    Exit status: 0 if it was done, 1 if it was not, each with a sentence. Where the board would ask
    first, as for most undos and redos (u, U) and the most urgent assignment (A), the effect is
    printed with a code, and the exit status is 3. Run it again with --confirm CODE to do it.
    """
    from jru_tui.board import printable
    from jru_tui.cli.export import account_name
    from jru_tui.cli.load_settings import settings_for
    from jru_tui.cli.sessions.command_session import give_command

    settings = settings_for(config, {"journal": journal, "by": by})
    by = settings.by or account_name()
    words = printable(" ".join(line), keep="\n")
    click.echo(printable(give_command(settings, words, by, confirm, happened)))
