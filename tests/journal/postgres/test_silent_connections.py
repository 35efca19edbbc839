"""A connection that says nothing: nobody waits for it who can ask on another, or wants to leave.

No time is asserted: without what is tested here, what is waited for would come after an hour.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from jru_tui.board import Event
from jru_tui.journal.postgres import connection
from jru_tui.journal.postgres.connection import connect_promptly, parameters
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.proxy import CommitProxy

Writing = Callable[[str], Event]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no connection given up by itself."""
    monkeypatch.setattr(connection, "ANSWER_WITHIN_S", 3_600)


async def test_who_follows_reads_on_a_new_connection(
    boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing
) -> None:
    near, far = await boards(), await boards(way)
    events = far.subscribe()
    await near.append([note("n1")])
    async with asyncio.timeout(60):
        assert [(await anext(events))[1].id] == ["n1"]
        for number in range(2, 5):  # the one in the pool stays silent
            proxy.silence()
            await near.append([note(f"n{number}")])
            assert [(await anext(events))[1].id] == [f"n{number}"]


async def test_who_leaves_waits_for_nothing(
    boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing
) -> None:
    far = await boards(way)
    await far.head()
    proxy.part()
    asked = asyncio.create_task(far.head())
    written = asyncio.create_task(far.append([note("n1")]))
    await asyncio.sleep(0)
    far.hurry()
    async with asyncio.timeout(60):
        for waiting in (asked, written):
            with pytest.raises(JournalError):
                await waiting
        with pytest.raises(JournalError):
            await far.release_lease("a session")
        await far.close()
    proxy.heal()


async def test_with_a_server_that_answers_a_hurry_changes_nothing(
    boards: Opened, note: Writing
) -> None:
    journal = await boards()
    journal.hurry()
    await journal.append([note("n1")])
    assert (await journal.head()).position == 1


async def test_a_cancellation_is_not_lost_where_the_connection_has_ended(boards: Opened) -> None:
    journal = await boards()
    ended, go_on = asyncio.Event(), asyncio.Event()

    async def end(used: connection.Connection) -> None:
        await used.close()
        ended.set()
        await go_on.wait()
        await used.execute("SELECT 1")

    asked = asyncio.create_task(journal._connections.run(end))
    await ended.wait()
    asked.cancel()
    asyncio.get_running_loop().call_soon(go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_a_cancellation_is_not_lost_where_a_connection_comes_at_that_moment(
    monkeypatch: pytest.MonkeyPatch, boards: Opened
) -> None:
    """As `asyncio.wait_for` of Python 3.11 loses it, by which the pool waits."""
    journal = await boards()
    pool = journal._connections._pool
    waits, wanted = asyncio.Event(), pool.connection

    @asynccontextmanager
    async def connect(within_s: float) -> AsyncIterator[connection.Connection]:
        waits.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        async with wanted(within_s) as made:
            yield made

    monkeypatch.setattr(pool, "connection", connect)
    asked = asyncio.create_task(journal.head())
    await waits.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_who_is_cancelled_asks_the_server_nothing(
    way: JournalServer, proxy: CommitProxy
) -> None:
    """The driver would make a new connection to have the server stop, and wait for its answer."""
    await assert_cut(await connection.connect(way, writes=True), proxy)
    await assert_cut(await connect_promptly(way, writes=True), proxy)
    pooled = connection.reporting_class(lambda _: None)
    await assert_cut(await pooled.connect(way.address, **parameters(way, writes=True)), proxy)


async def until_asked(used: connection.Connection) -> None:
    """Wait until something is asked on a connection."""
    async with asyncio.timeout(60):
        while used.info.transaction_status != TransactionStatus.ACTIVE:  # noqa: ASYNC110 - libpq's
            await asyncio.sleep(0)


async def assert_cut(used: connection.Connection, proxy: CommitProxy) -> None:
    """Cancel what waits for an answer: no new connection is made, and the old one has ended."""
    proxy.refusals = refusals = 5
    asked = asyncio.create_task(used.execute("SELECT pg_sleep(3600)"))
    await until_asked(used)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert used.closed
    assert proxy.refusals == refusals
    proxy.refusals = 0


async def test_a_connection_that_is_being_prepared_is_cut_by_who_leaves(
    boards: Opened, way: JournalServer, proxy: CommitProxy
) -> None:
    far = await boards(way)
    pool = far._connections
    await far.head()
    used = await connect_promptly(way, writes=True)
    proxy.part()
    prepared = asyncio.create_task(pool._configure(used))
    await until_asked(used)
    await far.close()
    with pytest.raises(psycopg.OperationalError):
        await prepared
    with pytest.raises(psycopg.OperationalError, match="nobody waits"):
        await pool._configure(used)
    await used.close()
    proxy.heal()
