"""The login of a board in the journal's database: what it may do there."""

from jru_tui.board import Role
from jru_tui.journal.postgres import reader, schema
from jru_tui.journal.postgres.connection import Connection
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer


async def examine(connection: Connection, server: JournalServer) -> Role:
    """Tell what the role of a connection may do.

    Raises:
        JournalError: the journal cannot be used.
    """
    schema.require_current(await schema.version_of(connection), server.name)
    await reader.head(connection, server.force)
    found = await connection.execute(
        "SELECT current_setting('server_encoding') = 'UTF8', %s = ANY(jru.forces('writer')) "
        "AND has_table_privilege('jru.event', 'INSERT'), %s = ANY(jru.forces('supervisor'))",
        (server.force, server.force),
    )
    row = await found.fetchone()
    assert row is not None
    if not row[0]:
        raise JournalError(f"The database of the journal {server.name} is not in UTF-8.")
    if not row[1]:
        return "viewer"
    return "supervisor" if row[2] else "controller"
