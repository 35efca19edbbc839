"""The delivery of an export: written or printed, and noted in the journal that it is from."""

from contextlib import suppress
from getpass import getuser
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import click

from jru_tui.board import LOOKED, Event, Exported, printable, printable_file
from jru_tui.cli.errors import CommandError
from jru_tui.cli.sources import LoadedBoard
from jru_tui.cli.times import wall_clock
from jru_tui.journal import (
    JournalBusyError,
    JournalError,
    NotWrittenError,
    Place,
    clock_ahead,
    direct_journal,
    export_inbox,
    is_archived_file,
    write_whole,
)


def deliver(
    content: str, output: Path | None, view: LoadedBoard, description: str, form: str
) -> None:
    """Write the content to the file, or print it, and note in a journal what was taken from it.

    A file is noted once it is there, what is printed before anybody can read it. Beside a board
    that is open, word is left for that board to note it. A journal that must not be written to (a
    copy that no board was opened on, a damaged one) gets no note; a line on stderr says so.

    Args:
        content: the page.
        output: the file; None to print it.
        view: the board that it is from.
        description: the name of the page.
        form: the name of the form.

    Raises:
        CommandError: the file cannot be written; what stood there still stands.
    """
    content = printable_file(content)
    if output is not None:
        try:
            write_whole(output, content)
        except NotWrittenError as error:
            raise CommandError(str(error)) from error
    if view.journal is not None:
        unnoted = _unnoted(view, Exported(description, form))
        if unnoted:
            warning = printable(f"this export is not recorded in the journal: {unnoted}")
            click.echo(f"jru-tui: {warning}", err=True)
    if output is None:
        # As bytes: the line ends of a CSV stay as they are.
        click.echo(content.encode(), nl=False)


def account_name() -> str:
    """Name the account on this machine, for settings that name no supervisor."""
    try:
        return f"{getuser()}, command line"
    except (ImportError, KeyError, OSError):  # an account without a name
        return "command line"


def _unnoted(view: LoadedBoard, fact: Exported) -> str:
    """Note what was taken from the view's journal; says why it could not be, if it could not."""
    assert view.journal is not None
    if isinstance(view.journal, Path) and is_archived_file(view.journal):
        return "it is a copy on which no board was ever opened, so it is left as it is."
    if view.damage:
        return "nothing more is written to it."
    try:
        note_export(view.journal, view.settings.by or account_name(), fact)
    except (JournalError, NotWrittenError, OSError) as error:
        return str(error)
    return ""


def note_export(path: Place, by: str, fact: Exported) -> None:
    """Note in a journal what was taken from it; beside an open board, leave word for that board.

    Args:
        path: where the journal is.
        by: who has taken it.
        fact: what was taken.

    Raises:
        JournalError, NotWrittenError, OSError: it cannot be noted.
    """
    # The journal's own times may be ahead of this machine's, or lie years back.
    now = wall_clock() + clock_ahead(path, wall_clock())
    event = Event(uuid4().hex, now, now, "supervisor", fact, by=by)
    try:
        _write(path, by, event)
    except JournalBusyError:
        assert isinstance(path, Path)
        export_inbox.leave_export(path, event)


def record_waiting(path: Place, by: str) -> None:
    """Enter the looks and exports that wait beside a journal in a file, so that it holds them all.

    Where a board is open, it does so itself within seconds.

    Args:
        path: where the journal is.
        by: who has it done.

    Raises:
        JournalError, OSError: the journal cannot be written, or a file not be removed.
    """
    if isinstance(path, Path) and (waiting := export_inbox.read_inbox(path)):
        with suppress(JournalBusyError):
            _enter(path, by, waiting)


def note_look(path: Place, by: str, description: str) -> None:
    """Leave word that somebody looked at what a journal in a file holds; once an hour is enough.

    Nothing is left beside a copy that no board was ever opened on. Where word cannot be left, a
    line on stderr says so.

    Args:
        path: where the journal is.
        by: who looks, by the settings; empty for the account on this machine.
        description: at what: see `Exported`.
    """
    if not isinstance(path, Path) or is_archived_file(path):
        return
    by = by or account_name()
    try:
        now = wall_clock() + clock_ahead(path, wall_clock())
        hour = now.replace(minute=0, second=0, microsecond=0)
        # A status that is asked every minute is one look an hour: the same id is kept once.
        named = f"{description} {by} {hour.isoformat()}"
        name = sha256(named.encode()).hexdigest()[:32]
        if not export_inbox.is_left(path, name):
            event = Event(name, now, now, "supervisor", Exported(description, LOOKED), by)
            export_inbox.leave_export(path, event)
    except (JournalError, NotWrittenError, OSError) as error:
        warning = printable(f"this access is not recorded in the journal: {error}")
        click.echo(f"jru-tui: {warning}", err=True)


def _enter(path: Path, by: str, waiting: list[Event]) -> None:
    with direct_journal(path, by=by, clock=wall_clock) as journal:
        for event in waiting:
            journal.append([event], None)
            export_inbox.remove_imported(path, event)


def _write(path: Place, by: str, event: Event) -> None:
    if not isinstance(path, Path):
        import asyncio

        asyncio.run(_write_on_server(path, by, event))
        return
    with direct_journal(path, by=by, clock=wall_clock) as journal:
        if journal.read_only:
            raise JournalError(journal.warning)
        journal.append([event], None)


async def _write_on_server(server: Place, by: str, event: Event) -> None:
    from jru_tui.journal import open_journal

    async with await open_journal(server, by=by, clock=wall_clock) as journal:
        if journal.read_only:
            raise JournalError(journal.warning or "this role may only read it.")
        await journal.append([event])
