"""A server that is full, slow or silent: boards stay, say so, lose nothing, and go on behind it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from select import select
from urllib.parse import urlsplit

import psycopg
import pytest
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.desk import Desk
from jru_tui.desk.shared_links import SharedLinks
from jru_tui.journal.postgres import connection as connections
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.errors import is_lost
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer
from tests.desk.conftest import call, document, vehicle
from tests.journal.postgres.proxy import CommitProxy
from tests.narrowing import instance
from tests.postgres_server import (
    CannotStartError,
    PostgresServer,
    new_database,
    postgres_server,
)

NOW = datetime(2020, 10, 30, 22, 30, tzinfo=UTC)
LATER = NOW + timedelta(seconds=10)
MOST_CONNECTIONS = 30
CALLS = (call("K-1"), call("K-2"), call("K-3"))
UNITS = (vehicle("JRU1"), vehicle("JRU2"))

OpenDesk = Callable[[str], Awaitable[Desk]]


@pytest.fixture(scope="module")
def narrow() -> Iterator[PostgresServer]:
    """A server with few connections, which nobody else needs."""
    try:
        with postgres_server() as server:
            server.stop()
            server.options["max_connections"] = str(MOST_CONNECTIONS)
            server.start()
            yield server
    except CannotStartError as error:
        pytest.skip(f"these tests need a PostgreSQL server: {error}")


@pytest.fixture
async def way(narrow: PostgresServer, proxy: CommitProxy) -> JournalServer:
    """A journal by way of the proxy."""
    database = new_database(narrow.address())
    direct = JournalServer(database, "db.kent.example")
    async with await connections.connect(direct, writes=True) as connection:
        await schema.create(connection, direct.force)
    name = urlsplit(database).path
    return structs.replace(direct, address=f"postgresql://postgres@127.0.0.1:{proxy.port}{name}")


@pytest.fixture
async def proxy(narrow: PostgresServer) -> AsyncIterator[CommitProxy]:
    socket = Path(narrow.folder) / f".s.PGSQL.{narrow.port}"
    async with CommitProxy(str(socket)).running() as proxy:
        yield proxy


@pytest.fixture
async def desks(way: JournalServer) -> AsyncIterator[OpenDesk]:
    """Put one more desk on the journal; it follows the others."""
    async with AsyncExitStack() as stack:

        async def ended(task: asyncio.Task[None]) -> None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        async def desk(by: str) -> Desk:
            journal = await stack.enter_async_context(await open_postgres(way))
            made = Desk(
                board=Board(Rules()), journal=journal, clock=lambda: NOW, by=by, shared=True
            )
            await made.catch_up()
            stack.push_async_callback(ended, asyncio.create_task(made.follow_others()))
            return made

        yield desk


@contextmanager
def full_disk(server: PostgresServer, way: JournalServer) -> Iterator[None]:
    """Let the server find its disk full at each event, by the error that it then gives."""
    database = urlsplit(way.address).path.strip("/")
    with psycopg.connect(server.address(database), autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION public.fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        owner.execute(
            "CREATE TRIGGER fill BEFORE INSERT ON jru.event EXECUTE FUNCTION public.fill()"
        )
        try:
            yield
        finally:
            owner.execute("DROP FUNCTION public.fill() CASCADE")


@contextmanager
def taken_connections(server: PostgresServer) -> Iterator[None]:
    """End the boards' connections, and let somebody else have all that the server has."""
    with ExitStack() as held:
        first = held.enter_context(psycopg.connect(server.address(), autocommit=True))
        with suppress(psycopg.OperationalError):
            for _ in range(2 * MOST_CONNECTIONS):
                first.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE application_name = 'jru-tui'"
                )
                held.enter_context(psycopg.connect(server.address()))
        yield


async def soon(_seconds: float) -> None:
    """Pause for no longer than the others need to have their turn."""
    await asyncio.sleep(0.02)


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def polled(desk: Desk) -> PostgresJournal:
    """Let a desk hear of two calls and two vehicles, as the one that polls; its journal."""
    journal = desk.recorder._journal
    assert isinstance(journal, PostgresJournal)
    assert await journal.take_lease("feed", desk.recorder.session)
    await desk.receive(document(call("K-1"), call("K-2"), vehicles=UNITS, when=NOW))
    return journal


UNKNOWN = "The journal's server did not confirm that it has saved this"


async def refused(desk: Desk, why: str) -> None:
    """Give a command, which is not done for that reason; the board says so."""
    answer = await desk.command(Assign("K-1", "JRU1"))
    assert isinstance(answer, Refusal)
    # What is sent with its COMMIT may have been written by a server that answers too late.
    assert why in answer.reason or UNKNOWN in answer.reason
    assert desk.held_up.startswith("Nothing new can be saved: ")
    assert why in desk.held_up or UNKNOWN in desk.held_up
    assert not desk.board.calls["K-1"].responses


async def shown_and_not_saved(desk: Desk, why: str) -> None:
    """Let a desk hear of a third call, which it shows and cannot keep."""
    await desk.receive(document(call("K-1"), call("K-2"), call("K-3"), vehicles=UNITS, when=LATER))
    assert "K-3" in desk.board.calls
    assert desk.held_up.startswith("Shown, but not saved: ")
    assert why in desk.held_up or UNKNOWN in desk.held_up


async def all_is_kept(one: Desk, other: Desk) -> None:
    """Let the next document come: what was shown is kept, and both boards say nothing."""

    async def heard() -> bool:
        await one.receive(document(*CALLS, vehicles=UNITS, when=LATER))
        return not one.recorder.unsaved

    async with asyncio.timeout(60):
        while not await heard():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await until(lambda: "K-3" in other.board.calls and not other.held_up and not one.held_up)
    again = await other.command(Assign("K-1", "JRU1"))
    # A server whose answer was lost may have written the first one: it is not given twice.
    if not isinstance(again, Change):
        assert instance(Refusal, again).reason == "JRU1 is on K-1 already"
    await until(lambda: one.board.calls["K-1"].responses)
    assert len(one.board.calls["K-1"].responses) == 1
    kept = [event.id async for _, event in one.recorder._journal.read()]
    assert len(kept) == len(set(kept))
    await one.recorder._journal.verify()
    assert await one.head() == await other.head()


async def test_a_full_disk_is_said_and_nothing_is_lost(
    narrow: PostgresServer, way: JournalServer, desks: OpenDesk
) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(lambda: "K-1" in other.board.calls)

    with full_disk(narrow, way):
        why = "The disk of the journal's server db.kent.example is full"
        await refused(other, why)
        await shown_and_not_saved(one, why)
    await all_is_kept(one, other)


async def test_a_server_without_a_free_connection_is_said_and_nothing_is_lost(
    narrow: PostgresServer, way: JournalServer, desks: OpenDesk
) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(lambda: "K-1" in other.board.calls)

    why = "The journal's server db.kent.example has no connection left"
    with taken_connections(narrow):
        with pytest.raises(JournalError, match=why):
            await open_postgres(way)
        await refused(other, why)
        await shown_and_not_saved(one, why)
    await all_is_kept(one, other)


async def test_a_server_that_answers_late_is_waited_for(
    proxy: CommitProxy, desks: OpenDesk
) -> None:
    one, other = await desks("70001"), await desks("70002")
    proxy.delay_s = 0.1
    await polled(one)

    assert isinstance(await one.command(Assign("K-1", "JRU1")), Change)
    await until(lambda: "K-1" in other.board.calls and other.board.calls["K-1"].responses)
    assert (one.held_up, other.held_up) == ("", "")


@pytest.mark.parametrize("silent", [False, True])
async def test_a_server_that_answers_too_late_or_not_at_all_is_said_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, proxy: CommitProxy, desks: OpenDesk, *, silent: bool
) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(lambda: "K-1" in other.board.calls)

    # An append is several questions: each is answered in time, and all of them together are not.
    monkeypatch.setattr(connections, "ANSWER_WITHIN_S", 1.0)
    proxy.silent, proxy.delay_s = silent, 0.5
    why = "The journal's server db.kent.example"
    await refused(other, why)
    await shown_and_not_saved(one, why)
    proxy.silent, proxy.delay_s = False, 0.0
    await all_is_kept(one, other)


async def test_a_board_that_does_not_poll_is_well_again_though_nobody_writes(
    narrow: PostgresServer, desks: OpenDesk
) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(lambda: "K-1" in other.board.calls)
    journal = other.recorder._journal
    assert isinstance(journal, PostgresJournal)

    async def attend() -> None:
        await asyncio.Event().wait()

    links = SharedLinks(
        other, journal, attend, lambda: NOW, read_again=attend, patience_s=60, pause=soon
    )
    sharing = asyncio.create_task(links.share())
    try:
        await asyncio.to_thread(narrow.stop, signal.SIGQUIT)
        await refused(other, "The journal's server db.kent.example")
        narrow.start()
        await until(lambda: not other.held_up)
    finally:
        sharing.cancel()
        await asyncio.gather(sharing, return_exceptions=True)


async def test_a_connection_that_was_cut_here_is_not_said_to_be_ended_by_the_server(
    monkeypatch: pytest.MonkeyPatch, proxy: CommitProxy, way: JournalServer
) -> None:
    async with await connections.connect(way, writes=True) as connection:
        monkeypatch.setattr(connections, "ANSWER_WITHIN_S", 0.5)
        proxy.silent = True
        with pytest.raises(connections.LateError) as late, connections.time_limit(connection):
            await connection.execute("SELECT 1")
    assert str(late.value) == "it did not answer within 0.5 seconds"
    assert is_lost(late.value)


@pytest.mark.parametrize("limit", ["idle_in_transaction_session_timeout", "transaction_timeout"])
async def test_a_server_that_ends_a_transaction_has_ended_the_connection(
    server: JournalServer, limit: str
) -> None:
    """So a command goes to the spool, and is not refused."""
    async with await connections.connect(server, writes=True) as connection:
        if limit == "transaction_timeout" and connection.info.server_version < 170_000:
            pytest.skip("only PostgreSQL 17 and later have this limit")
        await connection.execute("SELECT set_config(%s, '10ms', false)", (limit,))
        await connection.execute("BEGIN")
        await asyncio.to_thread(select, [connection.fileno()], [], [], 60)  # it says why
        with pytest.raises(psycopg.Error) as ended:
            await connection.execute("SELECT 1")
    assert is_lost(ended.value)
