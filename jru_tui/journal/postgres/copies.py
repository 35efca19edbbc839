"""Copies of a journal on a server: files that need no server, exported lines, and back."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from jru_tui.journal.board_loader import make_home
from jru_tui.journal.care.backup import (
    Backup,
    dated_target,
    enter_backup,
    remove_older,
    verify_backup,
)
from jru_tui.journal.care.copies import refuse_existing, write_journal
from jru_tui.journal.care.disclosure import Disclosure, disclose_rows
from jru_tui.journal.care.intact_events import LostEvent, prove
from jru_tui.journal.care.redactions import Redaction
from jru_tui.journal.care.restoration import RestorationResult, SalvageResult
from jru_tui.journal.care.transfer import ExportReader, export_lines, import_lines, lines_of
from jru_tui.journal.errors import in_words
from jru_tui.journal.hash_chain import GENESIS, ChainRow
from jru_tui.journal.postgres import reader, schema
from jru_tui.journal.postgres.access import (
    chain_pages,
    connected,
    damage_of,
    hash_before,
    head_of,
)
from jru_tui.journal.postgres.verification import all_rows
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.settings import JournalServer

_FILL = """INSERT INTO jru.event (force, position, id, body, salt, erased, purge, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""


def rows_of(server: JournalServer) -> Iterator[ChainRow]:
    """Yield every event as it is stored, in order.

    Raises:
        JournalError: when iterated: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        head_of(connection, server.force)
        for page in chain_pages(connection, server.force, 0):
            yield from page


def fill(
    server: JournalServer, rows: Iterator[ChainRow], on_progress: Callable[[int], None]
) -> Head:
    """Write events as they were stored elsewhere, with their own chain, into an empty journal.

    Args:
        server: where it is.
        rows: the events, in order.
        on_progress: called with the number of events that have been written.

    Returns:
        Where it stands.

    Raises:
        JournalError: it is not empty, or they cannot be written; nothing was.
    """
    position, digest = 0, GENESIS
    with connected(server, writes=True) as connection, connection.transaction():
        locked = connection.execute(f"{reader.HEAD} FOR UPDATE", (server.force,), binary=True)
        if reader.as_head(locked.fetchone(), server.force).position:
            raise JournalError(
                f"The journal of {server.force} in {server.name} is not empty: import into a new "
                "one."
            )
        connection.execute("SET LOCAL statement_timeout = 0")
        for batch in _batches(rows):
            with connection.cursor() as cursor:
                cursor.executemany(_FILL, [_values(server.force, row) for row in batch])
            position, digest = batch[-1].position, batch[-1].digest or GENESIS
            on_progress(position)
        if position:
            connection.execute(schema.MOVE_HEAD, (position, digest, server.force))
            connection.execute(
                "SELECT pg_notify(%s, %s)", (schema.channel_of(server.force), str(position))
            )
    return Head(position, digest.hex())


def _batches(rows: Iterator[ChainRow]) -> Iterator[list[ChainRow]]:
    while batch := list(islice(rows, reader.PAGE)):
        yield batch


def _values(force: str, row: ChainRow) -> tuple[object, ...]:
    assert row.body is not None
    body = row.body.decode()
    return force, row.position, row.id, body, row.salt, row.erased, row.purge, row.digest


def backup_server(
    server: JournalServer,
    target: Path,
    now: datetime,
    *,
    keep: int | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Backup:
    """Write a journal in a file that holds the same, with the same head, and verify it.

    Args:
        server: where the journal is; boards may write meanwhile.
        target: where the file goes; there is none yet. With `keep` the time is put into its name.
        now: the time, UTC.
        keep: how many of the backups of that name, made on this machine, are kept; older ones are
            removed, unless the journal is damaged.
        on_progress: called with the number of events that have been written.

    Raises:
        JournalError: it cannot be made; no file is left.
    """
    target, damage = dated_target(target, now, keep), damage_of(server)
    with in_words(target):
        refuse_existing(target)
    import_lines(lines_of(rows_of(server), server.name, on_progress, damage), target, on_progress)
    head = verify_backup(target, on_progress)
    backup = Backup(str(target), now, head.position, head.chain)
    home = make_home(server)
    enter_backup(home, backup)
    if keep is not None and not damage:
        with in_words(target):
            remove_older(home, target, keep)
    return backup


def restore_server(
    backup: Path, server: JournalServer, on_progress: Callable[[int], None]
) -> RestorationResult:
    """Verify a backup and fill an empty journal on a server with it.

    Args:
        backup: a journal in a file; it stays as it is.
        server: where the journal is; it holds nothing yet.
        on_progress: called with the number of events that have been written.

    Raises:
        JournalError: the backup is not whole, or the journal is not empty; nothing was changed.
    """
    backup = backup.expanduser().resolve()
    if not backup.is_file():
        raise JournalError(f"There is no backup at {backup}.")
    verify_backup(backup, on_progress)
    head = fill(server, ExportReader(export_lines(backup)).rows(), on_progress)
    return RestorationResult(head, None)


def salvage_server(
    server: JournalServer, target: Path, on_progress: Callable[[int], None]
) -> SalvageResult:
    """Write a journal in a file of every event that is provably as it was written.

    Args:
        server: where the damaged journal is; it stays as it is.
        target: where the new one goes; there is no file yet.
        on_progress: called with the number of events that were looked at.

    Raises:
        JournalError: nothing of it can be read, or the new one cannot be written.
    """
    target = target.expanduser().absolute()
    lost: list[LostEvent] = []
    with connected(server) as connection:
        end = head_of(connection, server.force)
        proven = prove(all_rows(connection, server.force, end.position))

        def whole() -> Iterator[ChainRow]:
            for event in proven:
                on_progress(event.position)
                if isinstance(event, LostEvent):
                    lost.append(event)
                else:
                    yield event.row

        with in_words(target):
            head = write_journal(target, whole())
    return SalvageResult(target, head, end.position, tuple(lost))


def disclose_server(
    server: JournalServer,
    positions: frozenset[int],
    redactions: tuple[Redaction, ...],
    write: Callable[[bytes], object],
    on_progress: Callable[[int], None],
) -> Disclosure:
    """Write some events as lines of JSON with all that proves them; see `disclosure.disclose`.

    Args:
        server: where the journal is.
        positions: of the events; at least one.
        redactions: what is taken out of them.
        write: takes a line.
        on_progress: called with the number of events that were followed.

    Raises:
        JournalError: the chain is broken, or the server does not answer.
    """
    first = min(positions)
    with connected(server) as connection:
        digest = hash_before(connection, server.force, first)
        pages = chain_pages(connection, server.force, first - 1)
        rows = (row for page in pages for row in page)
        return disclose_rows(
            rows,
            Head(first - 1, digest.hex()),
            server.name,
            positions,
            redactions,
            write=write,
            on_progress=on_progress,
        )
