"""A standby that takes over has what was acknowledged, where it had to have it: else it may not."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from jru_tui.board.events import Event
from jru_tui.journal.postgres import connection as connections
from jru_tui.journal.postgres import journal as journals
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import Connection, connect
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.journal.protocol import (
    Appended,
    JournalAwayError,
    JournalDivergedError,
    JournalError,
)
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


async def unless_away(ask: Callable[..., Awaitable[Any]], *words: Any) -> Any:
    """Ask until the server answers."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await ask(*words)
            except JournalAwayError:
                await asyncio.sleep(0)


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
        # The board has shown n1 as saved: it does not go on as if that were so.
        with pytest.raises(JournalDivergedError, match="does not hold event 2 as this board saw"):
            await unless_away(journal.append, [note("n2")])
        with pytest.raises(JournalDivergedError):
            await journal.head()
    async with pair.journal() as again:
        assert await again.append([note("n2")]) == Appended(2)
        assert await ids(again) == ["n0", "n2"]


async def test_a_server_that_was_replaced_and_comes_back_is_written_to_by_nobody(
    monkeypatch: pytest.MonkeyPatch, pair: Pair, note: Writing
) -> None:
    monkeypatch.setattr(journals, "RIVALS_EVERY_S", 0.05)
    pair.require_standby()
    await pair.create()
    async with pair.journal() as journal:
        await journal.append([note("n0")])
        await asyncio.to_thread(pair.fail_over)
        assert await appended(journal, note("n1")) == Appended(2)
        pair.first.options["synchronous_standby_names"] = ""  # and it would confirm all by itself
        pair.first.start()

        # The board that is open says so, and stays with the one that has taken over.
        async with asyncio.timeout(PATIENCE_S):
            while "still accepts changes: stop it" not in journal.warning:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert "was replaced by" in journal.warning
        assert await appended(journal, note("n2")) == Appended(3)
        # Also where all its connections were cut: the first host of the address is the old one.
        with psycopg.connect(pair.second.address(), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'jru-tui'"
            )
        for _ in range(20):
            with suppress(JournalAwayError):
                await journal.append([note("n3")])
        # Nor is a board opened that would have to guess.
        with pytest.raises(JournalError, match=r"Nothing can be written to .* was replaced by"):
            await open_postgres(pair.server)
        with psycopg.connect(pair.first.address("shifts")) as connection:
            assert connection.execute("SELECT position FROM jru.head").fetchone() == (1,)

        await asyncio.to_thread(pair.first.stop)
        assert (await appended(journal, note("n3"))).position == 4
        async with asyncio.timeout(PATIENCE_S):
            while journal.warning:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await ids(journal) == ["n0", "n1", "n2", "n3"]
        await journal.verify()


async def test_a_board_is_told_of_news_also_where_the_first_server_is_the_standby(
    pair: Pair, note: Writing
) -> None:
    await pair.create()
    given = [part.split("=") for part in pair.server.address.split("?")[1].split("&")]
    turned = "&".join(f"{name}={','.join(value.split(',')[::-1])}" for name, value in given)
    server = replace(pair.server, address=f"postgresql://postgres@/shifts?{turned}")
    async with await open_postgres(server) as one, pair.journal() as other:
        news = aiter(one.subscribe())
        await other.append([note("n0")])
        assert (await anext(news))[0] == 1
        assert one.warning == ""
        await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE_S):
            await other.append([note("n1")])
            assert (await anext(news))[0] == 2
        assert one.warning == ""


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
