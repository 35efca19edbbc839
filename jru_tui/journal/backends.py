"""Backends of journals: one interface for a file and a server, chosen by the place of a journal."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jru_tui.board import Event, Role, ShiftHours
from jru_tui.journal import files
from jru_tui.journal.protocol import Head, OpenedJournal
from jru_tui.journal.sqlite import file_access, lock
from jru_tui.settings import JournalServer

if TYPE_CHECKING:
    from jru_tui.journal.care.survey import Survey
    from jru_tui.journal.care.verification import Verification
    from jru_tui.journal.postgres.survey import ServerSurvey

# What knows PostgreSQL, takes care of files or has an event loop is loaded by whoever needs it.
# ruff: noqa: PLC0415

Place = Path | JournalServer


async def open_journal(
    place: Place | None,
    *,
    by: str,
    clock: Callable[[], datetime],
    read_only: bool = False,
    pause: Callable[[float], Awaitable[None]] | None = None,
) -> OpenedJournal:
    """Open the journal at a place, as `sqlite.open_journal` and `open_postgres` do.

    Args:
        place: a file, created where it is missing; a server; None for memory.
        by: the author.
        clock: returns the present moment, UTC.
        read_only: true if nothing may be written.
        pause: waits so many seconds; None: by the clock.

    Raises:
        JournalError: it cannot be opened.
    """
    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres.journal import open_postgres

        return await open_postgres(place, read_only=read_only)
    from jru_tui.journal.sqlite.journal import open_journal as open_file

    return await open_file(place, by=by, clock=clock, read_only=read_only, pause=pause)


def is_started(place: Place) -> bool:
    """Tell whether there is a journal, as far as that can be told without asking a server.

    An empty file is none: no board has written to it.
    """
    return isinstance(place, JournalServer) or files.is_started(place)


def load(place: Place, after: int = 0) -> Iterator[tuple[int, Event]]:
    """All events behind a position; see `file_access.load`."""
    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import access

        return access.load(place, after)
    return file_access.load(place, after)


def head_at(place: Place, position: int) -> Head:
    """The head at a position; see `file_access.head_at`."""
    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import access

        return access.head_at(place, position)
    return file_access.head_at(place, position)


def clock_ahead(place: Place, now: datetime) -> timedelta:
    """Tell how far a journal's times are ahead of this machine's clock, which says `now`.

    For a file see `file_access.clock_ahead`.

    Raises:
        JournalError: there is no journal, or it cannot be read.
    """
    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import access

        return access.clock_ahead(place, now)
    return file_access.clock_ahead(place)


def login_role(place: Place) -> Role:
    """Tell what whoever asks may do in a journal, by the word of its database.

    Raises:
        JournalError: a server has no journal, or does not answer.
    """
    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import access

        return access.login_role(place)
    return "supervisor"


def is_being_written(place: Place) -> bool:
    """Tell whether a board keeps what the feed says in it just now.

    Raises:
        JournalError: a server does not answer.
    """
    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import access

        return bool(access.poller_of(place))
    return lock.is_being_written(place.resolve())


def survey_journal(place: Place, hours: ShiftHours) -> "Survey | ServerSurvey":
    """Look at a journal.

    Args:
        place: where it is.
        hours: when shifts are.

    Raises:
        JournalError: there is none, or it cannot be read.
    """
    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import survey as on_server

        return on_server.survey(place, hours)
    from jru_tui.journal.care import survey

    return survey.survey_journal(place, hours)


def verify_journal(
    place: Place,
    expected: Head | None,
    on_progress: Callable[[int], None],
    second_anchor: Path | None = None,
) -> "Verification":
    """Follow the whole chain of a journal; see `verification.verify_journal`.

    Args:
        place: where it is.
        expected: a head that a handover has printed.
        on_progress: called with the number of events that have been checked.
        second_anchor: the anchor outside its folder, or on this machine; None for none.

    Raises:
        JournalError: there is none, or it cannot be read.
    """
    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import verification as on_server

        return on_server.verify(place, expected, on_progress, second_anchor)
    from jru_tui.journal.care import verification

    return verification.verify_journal(place, expected, on_progress, second_anchor=second_anchor)


def export_lines(place: Place, on_progress: Callable[[int], None]) -> Iterator[bytes]:
    """The lines of a journal; see `transfer.export_lines`."""
    from jru_tui.journal.care import transfer

    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import access
        from jru_tui.journal.postgres import copies as on_server

        return transfer.lines_of(
            on_server.rows_of(place), place.name, on_progress, access.damage_of(place)
        )
    return transfer.export_lines(place, on_progress)


def import_lines(lines: Iterable[bytes], place: Place, on_progress: Callable[[int], None]) -> Head:
    """Write a new or empty journal of the lines of an export; see `transfer.import_lines`.

    Args:
        lines: of the export.
        place: of the journal.
        on_progress: called with the number of events that have been written.

    Raises:
        JournalError: they are no whole export, or it cannot be written; nothing is left then.
    """
    from jru_tui.journal.care import transfer

    if isinstance(place, JournalServer):
        from jru_tui.journal.postgres import copies as on_server

        return on_server.fill(place, transfer.ExportReader(iter(lines)).rows(), on_progress)
    return transfer.import_lines(lines, place, on_progress)


def create_journal(server: JournalServer) -> bool:
    """Make the tables, the roles and an empty journal on a server, as far as they are missing.

    Returns:
        False if the journal was there already.

    Raises:
        JournalError: the server does not answer or does not allow it.
    """
    import asyncio

    from jru_tui.journal.postgres.schema import create_journal as create

    return asyncio.run(create(server))


def missing_steps(server: JournalServer) -> int:
    """Count the steps that the tables of a server are behind this program's version.

    Raises:
        JournalError: the server does not answer, or has a newer version.
    """
    import asyncio

    from jru_tui.journal.postgres.schema import count_missing

    return asyncio.run(count_missing(server))


class ForceRoles(NamedTuple):
    """The roles of a force's people in the database: who appends all, reads, or appends some."""

    writer: str
    reader: str
    controller: str


def roles_of(force: str) -> ForceRoles:
    """Name the roles of a force's people in the database."""
    return ForceRoles(f"jru_{force}_writer", f"jru_{force}_reader", f"jru_{force}_controller")


def migrate_server(server: JournalServer) -> int:
    """Bring the tables of a server to this program's version.

    Returns:
        How many steps were taken.

    Raises:
        JournalError: the server does not answer or does not allow it.
    """
    import asyncio

    from jru_tui.journal.postgres.schema import migrate_tables

    return asyncio.run(migrate_tables(server))
