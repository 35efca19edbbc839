"""A journal in a database of one's own, and boards on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.settings import JournalServer
from tests.journal.postgres.proxy import CommitProxy

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


@pytest.fixture
async def proxy(server: JournalServer) -> AsyncIterator[CommitProxy]:
    """A proxy before the server's socket."""
    query = dict(parse_qsl(urlsplit(server.address).query))
    if not query.get("host", "").startswith("/"):
        pytest.skip("the proxy goes to a server's socket, and TEST_POSTGRES_URL names none")
    socket = Path(query["host"]) / f".s.PGSQL.{query.get('port', 5432)}"
    async with CommitProxy(str(socket)).running() as proxy:
        yield proxy


@pytest.fixture
def way(server: JournalServer, proxy: CommitProxy) -> JournalServer:
    """The server by way of the proxy, where a password is not asked for on its socket."""
    database = urlsplit(server.address).path
    return replace(server, address=f"postgresql://postgres@127.0.0.1:{proxy.port}{database}")
