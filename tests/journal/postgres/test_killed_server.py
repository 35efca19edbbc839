"""A server that is killed loses nothing that was acknowledged, and boards go on behind it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer
from tests.postgres_server import (
    PostgresServer,
    new_database,
)

Writing = Callable[[str], Event]


@pytest.fixture
async def boards(mortal: PostgresServer) -> AsyncIterator[list[PostgresJournal]]:
    server = JournalServer(new_database(mortal.address()), "the test's server")
    async with await connect(server, writes=True) as connection:
        await schema.create(connection, server.force)
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(await open_postgres(server)) for _ in range(2)]


async def settled(journal: PostgresJournal, event: Event) -> None:
    """Append until it is acknowledged, as a board does with what is not kept yet."""
    async with asyncio.timeout(60):
        while True:
            try:
                await journal.append([event])
            except JournalError:
                await asyncio.sleep(0)
            else:
                return


@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGKILL])
async def test_what_was_acknowledged_is_there_and_everybody_goes_on(
    mortal: PostgresServer, boards: list[PostgresJournal], note: Writing, how: signal.Signals
) -> None:
    writer, other = boards
    heard: list[tuple[int, str]] = []

    async def listen() -> None:
        async with aclosing(other.subscribe()) as told:
            async for position, event in told:
                heard.append((position, event.id))
                if event.id == "last":
                    return

    async with asyncio.timeout(120), asyncio.TaskGroup() as tasks:
        tasks.create_task(listen())
        await writer.append([note("before")])
        await asyncio.to_thread(mortal.stop, how)
        with pytest.raises(JournalError):
            await writer.append([note("meanwhile")])
        assert writer.warning
        mortal.start()
        await settled(writer, note("meanwhile"))
        assert writer.warning == ""
        await settled(other, note("last"))

    assert heard == [(1, "before"), (2, "meanwhile"), (3, "last")]
    await writer.verify()


async def test_an_append_to_a_server_that_is_known_to_be_gone_does_not_wait(
    mortal: PostgresServer, boards: list[PostgresJournal], note: Writing
) -> None:
    writer, _ = boards
    await asyncio.to_thread(mortal.stop, signal.SIGQUIT)
    try:
        with pytest.raises(JournalError):
            await writer.append([note("n1")])
        # The second finds out within the patience of one key.
        async with asyncio.timeout(2):
            with pytest.raises(JournalError, match=r"cannot be reached|does not answer"):
                await writer.append([note("n2")])
    finally:
        mortal.start()
