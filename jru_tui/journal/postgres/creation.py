"""Creation of a force's journal on a server, and updates of its tables."""

from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.errors import in_words
from jru_tui.settings import JournalServer


async def create_journal(server: JournalServer) -> bool:
    """Make the tables, the roles and an empty journal, as far as they are missing.

    Returns:
        False if the journal was there already.

    Raises:
        JournalError: the server does not answer or does not allow it.
    """
    with in_words(server.name):
        async with await connect(server, writes=True) as connection:
            return await schema.create(connection, server.force)


async def migrate_tables(server: JournalServer) -> int:
    """Bring the tables to this program's version, all of it or nothing.

    Returns:
        How many steps were taken.

    Raises:
        JournalError: the server does not answer or does not allow it.
    """
    with in_words(server.name):
        async with await connect(server, writes=True) as connection, connection.transaction():
            return await schema.migrate(connection)


async def count_missing(server: JournalServer) -> int:
    """Count the steps that the tables are behind this program's version.

    Raises:
        JournalError: the server does not answer, or there are no tables.
    """
    with in_words(server.name):
        async with await connect(server, writes=False) as connection:
            return max(0, schema.VERSION - await schema.version_of(connection))
