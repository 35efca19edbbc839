"""Export and import of a journal on a server, with its chain."""

from collections.abc import Callable, Iterator
from itertools import islice

from jru_tui.journal.hash_chain import GENESIS, ChainRow
from jru_tui.journal.postgres import reader, schema
from jru_tui.journal.postgres.access import chain_pages, connected, head_of
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
