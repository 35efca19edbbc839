"""Tables, roles and policies of journals in a database, and how they came to be.

A database holds one journal a force. There are four roles: the owner has the tables, to migrate
them and to erase; a writer of a force appends to its journal; a controller appends what is not for
a supervisor alone; a reader reads it. That nobody reads or writes another force's journal, that a
reader writes nothing and that nobody changes what was written is the database's word, not this
program's; what a login may do there is asked.
"""

from typing import LiteralString

from psycopg import sql

from jru_tui.board import Role
from jru_tui.journal.backends import roles_of
from jru_tui.journal.hash_chain import GENESIS
from jru_tui.journal.postgres import reader
from jru_tui.journal.postgres.connection import Connection, connect
from jru_tui.journal.postgres.errors import in_words
from jru_tui.journal.postgres.migrations import MIGRATIONS
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer

SCHEMA = "jru"
OWNER = "jru_owner"

VERSION = len(MIGRATIONS)

MOVE_HEAD = """UPDATE jru.head SET position = %s, chain = %s, moved_at = clock_timestamp()
    WHERE force = %s"""

_GRANTS: LiteralString = """
GRANT USAGE ON SCHEMA jru TO {reader};
GRANT SELECT ON jru.format, jru.access, jru.head, jru.event, jru.lease, jru.presence, jru.journal
    TO {reader};
GRANT EXECUTE ON FUNCTION jru.forces TO {reader};
GRANT {reader} TO {writer}, {controller};
GRANT UPDATE (position, chain, moved_at) ON jru.head TO {writer}, {controller};
GRANT INSERT ON jru.event TO {writer}, {controller};
GRANT INSERT, UPDATE ON jru.lease TO {writer}, {controller};
GRANT INSERT, UPDATE, DELETE ON jru.presence TO {writer}, {controller};
"""


def channel_of(force: str) -> str:
    """Name the channel on which hints about a force's journal go out."""
    return f"jru_{force}"


async def version_of(connection: Connection) -> int:
    """The version of a database's tables; 0 where there are none."""
    found = await connection.execute("SELECT to_regclass('jru.format') IS NOT NULL")
    if (await found.fetchone()) != (True,):
        return 0
    row = await (await connection.execute("SELECT max(version) FROM jru.format")).fetchone()
    return int(row[0] or 0) if row else 0


async def create(connection: Connection, force: str) -> bool:
    """Make what is missing: the tables, the roles, and the force's empty journal.

    Returns:
        False if the force's journal was there already.

    Raises:
        JournalError: the tables are of a newer version.
        psycopg.Error: whoever asks may not do that.
    """
    roles = roles_of(force)
    async with connection.transaction():
        # Two that set up at the same time do it one after the other.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('jru-tui journal init'))")
        for role in (OWNER, *roles):
            await _create_role(connection, role)
        await connection.execute("CREATE SCHEMA IF NOT EXISTS jru AUTHORIZATION jru_owner")
        await migrate(connection)
        names = {name: sql.Identifier(role) for name, role in roles._asdict().items()}
        await connection.execute(sql.SQL(_GRANTS).format(**names))
        duties = {
            roles.writer: ("supervisor", "writer", "reader"),
            roles.controller: ("writer", "reader"),
            roles.reader: ("reader",),
        }
        rows = [(force, role, duty) for role in roles for duty in duties[role]]
        for row in rows:
            await connection.execute(
                "INSERT INTO jru.access VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", row
            )
        result = await connection.execute(
            "INSERT INTO jru.head (force, position, chain) VALUES (%s, 0, %s) "
            "ON CONFLICT DO NOTHING",
            (force, GENESIS),
        )
        return result.rowcount == 1


async def migrate(connection: Connection) -> int:
    """Bring the tables to this program's version, within the transaction of the caller.

    Returns:
        How many steps were taken.

    Raises:
        JournalError: they are of a newer version; nothing was changed.
    """
    version = await version_of(connection)
    _refuse_newer(version)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        await connection.execute("SET LOCAL ROLE jru_owner")
        await connection.execute(script.encode())
        await connection.execute("DELETE FROM jru.format")
        await connection.execute("INSERT INTO jru.format VALUES (%s)", (number,))
        await connection.execute("RESET ROLE")
    return VERSION - version


def require_current(version: int | None, name: str) -> None:
    """Refuse tables that this program cannot use as they are.

    Raises:
        JournalError: there are none, or they are of another version.
    """
    if not version:
        raise JournalError(f"There is no journal in {name} yet: `jru-tui journal init` makes one.")
    _refuse_newer(version)
    if version < VERSION:
        raise JournalError(
            f"The journal's database {name} was set up by an earlier version of this program: "
            "`jru-tui journal migrate` brings it up to date."
        )


def _refuse_newer(version: int) -> None:
    if version > VERSION:
        raise JournalError(
            "The journal's database was set up by a newer version of this program "
            f"(format {version}, this one knows {VERSION}): update the program."
        )


async def _create_role(connection: Connection, role: str) -> None:
    found = await connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
    if await found.fetchone() is None:
        await connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        if role == OWNER:
            # Whoever made a role is no member of it yet, since PostgreSQL 16.
            await connection.execute("GRANT jru_owner TO CURRENT_USER")


async def create_journal(server: JournalServer) -> bool:
    """Make the tables, the roles and an empty journal, as far as they are missing.

    Returns:
        False if the journal was there already.

    Raises:
        JournalError: the server does not answer or does not allow it.
    """
    with in_words(server.name):
        async with await connect(server, writes=True) as connection:
            return await create(connection, server.force)


async def migrate_tables(server: JournalServer) -> int:
    """Bring the tables to this program's version, all of it or nothing.

    Returns:
        How many steps were taken.

    Raises:
        JournalError: the server does not answer or does not allow it.
    """
    with in_words(server.name):
        async with await connect(server, writes=True) as connection, connection.transaction():
            return await migrate(connection)


async def count_missing(server: JournalServer) -> int:
    """Count the steps that the tables are behind this program's version.

    Raises:
        JournalError: the server does not answer, or there are no tables.
    """
    with in_words(server.name):
        async with await connect(server, writes=False) as connection:
            return max(0, VERSION - await version_of(connection))


DUTIES = """SELECT current_setting('server_encoding') = 'UTF8',
    %s = ANY(jru.forces('writer')) AND has_table_privilege('jru.event', 'INSERT'),
    %s = ANY(jru.forces('supervisor'))"""
"""Asks whether the text is UTF-8, and what a login may append to a force's journal."""


async def examine(connection: Connection, server: JournalServer) -> Role:
    """Tell what the role of a connection may do.

    Raises:
        JournalError: the journal cannot be used.
    """
    require_current(await version_of(connection), server.name)
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
