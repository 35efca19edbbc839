"""A journal in a database of one's own, and boards on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.settings import JournalServer

Opened = Callable[..., Awaitable[PostgresJournal]]


@pytest.fixture
async def server(database: str) -> JournalServer:
    """A server with an empty journal."""
    server = JournalServer(database, "the test's server")
    async with await connect(server, writes=True) as connection:
        await schema.create(connection, server.force)
    return server


@pytest.fixture
async def boards(server: JournalServer) -> AsyncIterator[Opened]:
    """Open the journal once more; each is closed behind the test."""
    async with AsyncExitStack() as stack:

        async def board(at: JournalServer = server, **options: bool) -> PostgresJournal:
            journal = await open_postgres(at, **options)
            stack.push_async_callback(journal.close)
            return journal

        yield board
