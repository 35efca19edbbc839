"""A standby that takes over has what was acknowledged, where it had to have it: else it may not."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from jru_tui.board.events import Event
from jru_tui.journal.postgres import connection as connections
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import Connection, connect
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.journal.protocol import Appended, JournalError
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened
from tests.postgres_server import CannotStartError, PostgresServer, postgres_server

Writing = Callable[[str], Event]
PATIENCE_S = 60


class Pair:
    """A server and its standby, and a journal that is found on whichever takes writes."""

    def __init__(self, first: PostgresServer) -> None:
        self.first = first
        with psycopg.connect(first.address(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE shifts")
        self.second = first.make_standby()
        self.second.start()
        hosts = ",".join(str(server.folder) for server in (first, self.second))
        ports = ",".join(str(server.port) for server in (first, self.second))
        address = f"postgresql://postgres@/shifts?host={hosts}&port={ports}"
        self.server = JournalServer(address, "the pair")

    def require_standby(self) -> None:
        """Have commits wait for the standby from now on."""
        with psycopg.connect(self.first.address(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
            connection.execute("SELECT pg_reload_conf()")

    async def create(self) -> None:
        async with await connect(self.server, writes=True) as connection:
            await schema.create(connection, self.server.force)

    def fail_over(self) -> None:
        """Kill the server for good, and have the standby take over."""
        self.first.stop(signal.SIGKILL)
        self.second.promote()

    @asynccontextmanager
    async def journal(self) -> AsyncIterator[PostgresJournal]:
        async with await open_postgres(self.server) as journal:
            yield journal


@pytest.fixture
def pair() -> Iterator[Pair]:
    try:
        with postgres_server() as server:
            made = Pair(server)
            try:
                yield made
            finally:
                made.second.stop()
    except CannotStartError as error:
        pytest.skip(f"these tests need a PostgreSQL server: {error}")


async def ids(journal: PostgresJournal) -> list[str]:
    return [event.id async for _, event in journal.read()]


async def appended(journal: PostgresJournal, event: Event) -> Appended:
    """Append until it is acknowledged, as a board does with what is not kept yet."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                answer = await journal.append([event])
            except JournalError:
                await asyncio.sleep(0)
            else:
                assert isinstance(answer, Appended)
                return answer


async def test_all_that_was_acknowledged_is_on_the_standby_that_takes_over(
    pair: Pair, note: Writing
) -> None:
    pair.require_standby()
    await pair.create()
    async with pair.journal() as journal:
        for number in range(20):
            await journal.append([note(f"n{number}")])
        await asyncio.to_thread(pair.fail_over)
        assert await appended(journal, note("behind it")) == Appended(21)
        assert await ids(journal) == [*(f"n{number}" for number in range(20)), "behind it"]
        await journal.verify()
    with psycopg.connect(pair.second.address("shifts")) as connection:
        assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)


async def test_without_its_standby_the_server_acknowledges_nothing(
    monkeypatch: pytest.MonkeyPatch, pair: Pair, note: Writing
) -> None:
    pair.require_standby()
    await pair.create()
    async with pair.journal() as journal:
        await journal.append([note("n0")])
        await asyncio.to_thread(pair.second.stop, signal.SIGKILL)
        monkeypatch.setattr(connections, "ANSWER_WITHIN_S", 1.0)
        with pytest.raises(JournalError):
            await journal.append([note("n1")])
        await asyncio.to_thread(pair.first.stop, signal.SIGKILL)
        pair.second.start()
        pair.second.promote()
        async with asyncio.timeout(PATIENCE_S):
            assert (await appended(journal, note("n2"))).position == 2
        # What was not acknowledged is not there; nothing that was is missing.
        assert await ids(journal) == ["n0", "n2"]


async def test_a_server_that_does_not_wait_for_its_standby_loses_what_it_has_acknowledged(
    pair: Pair, note: Writing
) -> None:
    """Make sure that the two tests above can fail: this is what they exclude."""
    await pair.create()
    async with pair.journal() as journal:
        await journal.append([note("n0")])
        with psycopg.connect(pair.first.address(), autocommit=True) as connection:
            wait = "SELECT replay_lsn >= pg_current_wal_lsn() FROM pg_stat_replication"
            async with asyncio.timeout(PATIENCE_S):
                while connection.execute(wait).fetchone() != (True,):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        await asyncio.to_thread(pair.second.stop, signal.SIGKILL)
        assert await journal.append([note("n1")]) == Appended(2)
        await asyncio.to_thread(pair.first.stop, signal.SIGKILL)
        pair.second.start()
        pair.second.promote()
        assert (await appended(journal, note("n2"))).position == 2
        assert await ids(journal) == ["n0", "n2"]


@pytest.mark.parametrize(
    ("setting", "used"), [("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")]
)
async def test_a_database_that_would_not_wait_for_its_disk_is_made_to(
    server: JournalServer, boards: Opened, setting: str, used: str
) -> None:
    with psycopg.connect(server.address, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = {setting}".encode())
    journal = await boards()

    async def ask(connection: Connection) -> str:
        row = await (await connection.execute("SHOW synchronous_commit")).fetchone()
        return str(row[0]) if row else ""

    assert await journal._connections.run(ask) == used
