"""The login of a board in the journal's database: what it may do there."""

from jru_tui.board import Role
from jru_tui.journal.postgres import reader, schema
from jru_tui.journal.postgres.connection import Connection
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer

DUTIES = """SELECT current_setting('server_encoding') = 'UTF8',
    %s = ANY(jru.forces('writer')) AND has_table_privilege('jru.event', 'INSERT'),
    %s = ANY(jru.forces('supervisor'))"""
"""Asks whether the text is UTF-8, and what a login may append to a force's journal."""


async def examine(connection: Connection, server: JournalServer) -> Role:
    """Tell what the role of a connection may do.

    Raises:
        JournalError: the journal cannot be used.
    """
    schema.require_current(await schema.version_of(connection), server.name)
    await reader.head(connection, server.force)
    found = await connection.execute(DUTIES, (server.force, server.force))
    row = await found.fetchone()
    assert row is not None
    if not row[0]:
        raise JournalError(f"The database of the journal {server.name} is not in UTF-8.")
    return role_by(writes=row[1], supervises=row[2])


def role_by(*, writes: bool, supervises: bool) -> Role:
    """Name the role of a login that may append, or append what is for a supervisor alone."""
    if not writes:
        return "viewer"
    return "supervisor" if supervises else "controller"
