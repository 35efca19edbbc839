"""A journal on a server beside the driver alone: appends, news at 20 boards, catching up, idling.

`python -m benchmarks.shared_journal` starts a server of its own, with `fsync` on, unless
`--address` names a database in which a journal may be made. Each figure stands beside its floor:
psycopg doing the least that does the thing at all, in turns with it.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from statistics import median
from uuid import uuid4

import click
import psycopg

from jru_tui.board import Commanded, Event, Note
from jru_tui.journal import PostgresJournal, create_journal, open_postgres
from jru_tui.settings import JournalServer
from tests.postgres_server import new_database, postgres_server

NOW = datetime(2020, 10, 30, 22, tzinfo=UTC)
BOARDS, APPENDS, NEWS, EVENTS, SETTLE_S, IDLE_S = 20, 200, 60, 100_000, 3.0, 20.0
_PAGE = 2_000
_TABLE = """CREATE TABLE floor (position bigint PRIMARY KEY, body text NOT NULL);
    CREATE TABLE floor_read (position bigint PRIMARY KEY, body text NOT NULL)"""


def event() -> Event:
    """A command as a supervisor gives it."""
    note = Note("Gate code 4471, ask for the night porter", call="K-1037")
    return Event(uuid4().hex, NOW, NOW, "supervisor", Commanded(note), "70001", "a session")


def told(name: str, samples: list[float], floor: list[float]) -> None:
    """Print a row: median and 99th percentile in ms, and those of the floor."""
    figures = [
        f"{1e3 * median(each):8.2f} {1e3 * sorted(each)[int(0.99 * len(each))]:8.2f}"
        for each in (samples, floor)
    ]
    click.echo(f"{name:<44} {figures[0]}   {figures[1]}   x{median(samples) / median(floor):.1f}")


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began


async def appends(journal: PostgresJournal, floor: psycopg.AsyncConnection) -> None:
    """Append one event, and insert one row."""
    ours, theirs = [], []
    for number in range(APPENDS):
        kept, body = event(), "x" * 300

        async def insert(number: int = number, body: str = body) -> None:
            await floor.execute("INSERT INTO floor VALUES (%s, %s)", (number, body))

        async def append(kept: Event = kept) -> None:
            await journal.append([kept])

        ours.append(await timed(append))
        theirs.append(await timed(insert))
    told("append", ours, theirs)


async def news(server: JournalServer, journal: PostgresJournal) -> None:
    """From an append until the last of 20 boards has read it; a notification to 20 connections."""
    async with AsyncExitStack() as stack:
        start = (await journal.head()).position
        heard: list[asyncio.Queue[float]] = []
        hinted: list[asyncio.Queue[float]] = []
        tasks = []
        for _ in range(BOARDS):
            board = await stack.enter_async_context(await open_postgres(server))
            listener = await stack.enter_async_context(
                await psycopg.AsyncConnection.connect(server.address, autocommit=True)
            )
            await listener.execute("LISTEN floor")
            for queues, source in (
                (heard, _read(board, start)),
                (hinted, _notified(listener)),
            ):
                queue: asyncio.Queue[float] = asyncio.Queue()
                queues.append(queue)
                tasks.append(asyncio.create_task(_pass_on(source, queue)))
        floor = await stack.enter_async_context(
            await psycopg.AsyncConnection.connect(server.address, autocommit=True)
        )
        ours, theirs = [], []
        for number in range(NEWS):
            began = time.perf_counter()
            await journal.append([event()])
            ours.append(max([await queue.get() for queue in heard]) - began)
            began = time.perf_counter()
            await floor.execute("INSERT INTO floor VALUES (%s, 'x')", (APPENDS + number,))
            await floor.execute("NOTIFY floor")
            theirs.append(max([await queue.get() for queue in hinted]) - began)
        told(f"append, until {BOARDS} boards have read it", ours[1:], theirs[1:])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read(board: PostgresJournal, start: int) -> AsyncIterator[None]:
    async for _ in board.subscribe(start):
        yield


async def _notified(listener: psycopg.AsyncConnection) -> AsyncIterator[None]:
    async for _ in listener.notifies():
        yield


async def _pass_on(source: AsyncIterator[None], queue: asyncio.Queue[float]) -> None:
    async for _ in source:
        queue.put_nowait(time.perf_counter())


async def catching_up(journal: PostgresJournal, floor: psycopg.AsyncConnection) -> None:
    """Read many events from the first on; as many rows by page."""
    start = (await journal.head()).position
    for _ in range(EVENTS // _PAGE):
        await journal.append([event() for _ in range(_PAGE)])
    await floor.execute(
        "INSERT INTO floor_read SELECT position, body FROM jru.event WHERE position > %s", (start,)
    )

    async def ours() -> None:
        count = 0
        async for _ in journal.read(start):
            count += 1
        assert count == EVENTS

    async def theirs() -> None:
        after, count = start, 0
        query = "SELECT position, body FROM floor_read WHERE position > %s ORDER BY 1 LIMIT %s"
        while rows := await (await floor.execute(query, (after, _PAGE))).fetchall():
            after, count = rows[-1][0], count + len(rows)
        assert count == EVENTS

    turns = [(await timed(ours), await timed(theirs)) for _ in range(3)]
    told(f"catch up with {EVENTS:,} events", [one for one, _ in turns], [two for _, two in turns])


async def idling(server: JournalServer) -> None:
    """What 20 boards cost that nothing is written for."""
    count = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
    async with AsyncExitStack() as stack:
        tasks = []
        for _ in range(BOARDS):
            board = await stack.enter_async_context(await open_postgres(server))
            position = (await board.head()).position
            tasks.append(asyncio.create_task(_pass_on(_read(board, position), asyncio.Queue())))
        look = await stack.enter_async_context(
            await psycopg.AsyncConnection.connect(server.address, autocommit=True)
        )
        await asyncio.sleep(SETTLE_S)
        (before,) = await (await look.execute(count)).fetchone() or (0,)
        cpu, began = time.process_time(), time.perf_counter()
        await asyncio.sleep(IDLE_S)
        lasted = time.perf_counter() - began
        cpu = (time.process_time() - cpu) / lasted / BOARDS
        (after,) = await (await look.execute(count)).fetchone() or (0,)
        click.echo(
            f"{BOARDS} boards idle: {1e3 * cpu:.1f} CPU ms a second and board, "
            f"{(after - before) / lasted / BOARDS:.1f} transactions a second and board"
        )
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def measure(address: str) -> None:
    """Print every row, on a new journal in a database."""
    server = JournalServer(address, "the benchmark's server")
    async with AsyncExitStack() as stack:
        journal = await stack.enter_async_context(await open_postgres(server))
        floor = await stack.enter_async_context(
            await psycopg.AsyncConnection.connect(address, autocommit=True)
        )
        await floor.execute(_TABLE)
        click.echo(f"{'ms':<44} {'median':>8} {'p99':>8}   {'psycopg':>8} {'p99':>8}")
        await appends(journal, floor)
        await news(server, journal)
        await catching_up(journal, floor)
        await idling(server)


@contextmanager
def database(address: str | None) -> Iterator[str]:
    """The address of an empty database: on a server of its own, where none is named."""
    if address is not None:
        yield new_database(address)
        return
    with postgres_server() as server:
        server.stop()
        server.options["fsync"] = "on"
        server.start()
        yield new_database(server.address())


def run(address: str) -> None:
    """Print every row, on the journal in a database."""
    asyncio.run(measure(address))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="of a server on which a database may be made")
    with database(parser.parse_args().address) as address:
        create_journal(JournalServer(address, "the benchmark's server"))
        run(address)


if __name__ == "__main__":
    main()
