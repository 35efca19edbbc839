"""Controls of the checker: without what protects a shared journal, it finds what must not be.

Each is taken away in turn: the locked head (positions from a sequence instead), the commit that
waits for the disk, and the fence of whoever polls. With it the same history is without a fault.
"""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest

from jru_tui.board.board import Board
from jru_tui.board.commands import Note
from jru_tui.board.events import Commanded, Event
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.journal.postgres import connection as connections
from jru_tui.journal.postgres import lease, schema
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer
from tests.desk.conftest import call, document
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.test_chaos import NOW, History, faults_of, told_twice
from tests.journal.postgres.test_lease import expire
from tests.postgres_server import (
    CannotStartError,
    PostgresServer,
    new_database,
    postgres_server,
)

_BY_SEQUENCE = "INSERT INTO numbered (body) VALUES ('x') RETURNING position"
_BY_HEAD = "UPDATE head SET position = position + 1 RETURNING position"
_BEHIND = "SELECT position FROM numbered WHERE position > %s ORDER BY position"


def read_by_position(address: str, after: int) -> list[int]:
    """What a board reads that knows the journal up to a position."""
    with psycopg.connect(address) as connection:
        return [row[0] for row in connection.execute(_BEHIND, (after,)).fetchall()]


@pytest.mark.parametrize("locks_head", [False, True])
async def test_positions_of_a_sequence_are_missed(database: str, *, locks_head: bool) -> None:
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("CREATE TABLE head AS SELECT 0::bigint AS position")
        admin.execute("CREATE TABLE numbered (position bigserial PRIMARY KEY, body text)")

    async def append(begun: asyncio.Event, commits: asyncio.Event) -> None:
        async with await psycopg.AsyncConnection.connect(database) as connection:
            if locks_head:
                (position,) = await (await connection.execute(_BY_HEAD)).fetchone() or (0,)
                await connection.execute("INSERT INTO numbered VALUES (%s, 'x')", (position,))
            else:
                await connection.execute(_BY_SEQUENCE)
            begun.set()
            await commits.wait()

    first_begun, first_commits, second_begun = asyncio.Event(), asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(append(first_begun, first_commits))
    await first_begun.wait()
    at_once = asyncio.Event()
    at_once.set()
    second = asyncio.create_task(append(second_begun, at_once))
    if not locks_head:
        await second  # nobody waits for the first
    seen = await asyncio.to_thread(read_by_position, database, 0)
    first_commits.set()
    await asyncio.gather(first, second)
    seen += await asyncio.to_thread(read_by_position, database, max(seen, default=0))

    history = History()
    history.seen["a board"] = seen
    found = ["a board saw a gap or another order"]
    assert faults_of(history, [], []) == ([] if locks_head else found)


@pytest.fixture
def careless() -> Iterator[PostgresServer]:
    """A server that acknowledges what it has not written yet, where nobody asks for more."""
    try:
        with postgres_server() as server:
            server.stop()
            server.options |= {"synchronous_commit": "off", "wal_writer_delay": "10s"}
            server.start()
            yield server
    except CannotStartError as error:
        pytest.skip(f"this test needs a PostgreSQL server of its own: {error}")


@pytest.mark.parametrize("waits_for_disk", [False, True])
async def test_what_is_acknowledged_before_it_is_written_is_lost(
    monkeypatch: pytest.MonkeyPatch, careless: PostgresServer, *, waits_for_disk: bool
) -> None:
    server = JournalServer(new_database(careless.address()), "the test's server")
    async with await connections.connect(server, writes=True) as connection:
        await schema.create(connection, server.force)
    if not waits_for_disk:
        monkeypatch.setattr(connections, "BOARD_SESSION", "SELECT 1")
    history, kept = History(), list[Event]()
    async with await open_postgres(server) as journal:
        for number in range(5):
            note = Note(f"note {number}", call="K-1")
            event = Event(
                f"n{number}", NOW, NOW, "supervisor", Commanded(note), by="SC", session="one"
            )
            await journal.append([event])
            history.acknowledged.setdefault("one", []).append(note)
        await asyncio.to_thread(careless.stop, signal.SIGKILL)
        await asyncio.to_thread(careless.start)
        async with asyncio.timeout(60):
            while not kept:
                # A board that has seen more goes on with nothing that lacks it: this one has not.
                with suppress(JournalError):
                    async with await open_postgres(server) as fresh:
                        end = await fresh.head()
                        kept = [event async for _, event in fresh.read()]
                    if not end.position:
                        break
                await asyncio.sleep(0.05)
        if not waits_for_disk:
            with pytest.raises(JournalError, match="does not hold event 5"):
                await journal.head()
    found = faults_of(history, kept, [])
    if waits_for_disk:
        assert found == []
    else:
        assert "acknowledged and lost" in found[0]


@pytest.fixture
async def pollers(boards: Opened) -> tuple[Desk, Desk]:
    """Two desks, of which the first one polls."""
    made = []
    for by in ("70001", "70002"):
        journal = await boards()
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by=by, shared=True)
        await desk.catch_up()
        made.append(desk)
    return made[0], made[1]


@pytest.mark.parametrize("is_fenced", [False, True])
async def test_without_the_fence_a_document_is_kept_twice(
    monkeypatch: pytest.MonkeyPatch,
    server: JournalServer,
    pollers: tuple[Desk, Desk],
    *,
    is_fenced: bool,
) -> None:
    one, other = pollers
    paused, heir = one.recorder._journal, other.recorder._journal
    assert isinstance(paused, PostgresJournal)
    assert isinstance(heir, PostgresJournal)
    assert await paused.take_lease("70001", one.recorder.session)
    expire(server)  # its process was stopped for a while, and goes on as if nothing had been
    assert await heir.take_lease("70002", other.recorder.session)
    await other.receive(document(call("K-1"), when=NOW))
    if not is_fenced:

        async def pass_any(asked: connections.Cursor, _fence: int) -> None:
            await asked.fetchone()

        monkeypatch.setattr(lease, "require", pass_any)
    await one.receive(document(call("K-1"), when=NOW))

    kept = [event async for _, event in heir.read()]
    found = told_twice(kept)
    assert bool(found) == (not is_fenced)
