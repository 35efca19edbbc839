"""Shared parts of `jru-tui journal`: the options, the journal, the output and the user."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jru_tui.board import printable, printable_json
from jru_tui.cli import options
from jru_tui.cli.errors import JOURNAL_DAMAGED, CommandError

if TYPE_CHECKING:
    from jru_tui.settings import JournalServer, Settings

as_json: options.Decorate = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, for programs."
)


def settings_of(config: Path | None, journal: str | None) -> "Settings":
    """The settings, with the journal that was named in the place of theirs.

    Raises:
        CommandError: one of them is wrong.
    """
    from jru_tui.cli.load_settings import settings_for

    return settings_for(config, {"journal": journal})


def require_journal(place: "Path | JournalServer") -> "Path | JournalServer":
    """The journal's file or server.

    Raises:
        CommandError: there is no such file; whether a server has one is seen when it is asked.
    """
    if isinstance(place, Path) and not place.exists():
        raise CommandError(f"there is no journal at {place}.")
    return place


def account(settings: "Settings") -> str:
    """Name who asks: by the settings, or the account on this machine."""
    if settings.by:
        return settings.by
    try:
        return f"{getuser()}, command line"
    except (ImportError, KeyError, OSError):  # an account without a name
        return "command line"


def warn_of_damage(place: "Path | JournalServer") -> str:
    """Say on stderr what is wrong with the end of a journal that a command is about to read.

    Returns:
        The same as a sentence; empty where it is whole.

    Raises:
        JournalError: there is none, or it cannot be read.
    """
    if isinstance(place, Path):
        from jru_tui.journal import examine

        found = examine(place, whole=False).damage
    else:
        from jru_tui.journal import damage_of

        found = damage_of(place)
    if found:
        click.echo(f"jru-tui: {printable(found)}", err=True)
    return found


def leave(*, damaged: bool) -> None:
    """End a command, with the exit status of a journal that cannot be trusted if need be.

    Raises:
        click.exceptions.Exit: it cannot.
    """
    if damaged:
        raise click.exceptions.Exit(JOURNAL_DAMAGED)


@contextmanager
def failing_in_words() -> Iterator[None]:
    """Turn what a journal cannot do into the command's failure.

    Raises:
        CommandError: in place of what the context raised.
    """
    from jru_tui.journal import JournalError, NotWrittenError

    try:
        yield
    except (JournalError, NotWrittenError) as error:
        raise CommandError(str(error)) from error


@contextmanager
def show_progress(label: str) -> Iterator[Callable[[int], None]]:
    """Make a function that shows on a terminal how many events were gone through."""
    from jru_tui.cli.progress import steps

    with steps(label) as say:
        yield say


def say(value: Any, lines: Iterator[str], *, as_json: bool) -> None:
    """Print a result.

    Args:
        value: the result.
        lines: the same in words.
        as_json: print it as JSON.
    """
    import msgspec

    if as_json:
        click.echo(printable_json(msgspec.json.encode(value, enc_hook=str).decode()))
        return
    for line in lines:
        click.echo(printable(line))
