"""Boards under random commands while connections are cut in mid-commit and the server is killed."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, StandDown
from jru_tui.board.commands import Command
from jru_tui.board.events import CallReported, Commanded, Event
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.desk import Desk
from jru_tui.journal.postgres import connection as connections
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer
from tests.desk.conftest import call, document, vehicle
from tests.journal.postgres.proxy import CommitProxy, Fault
from tests.narrowing import instance
from tests.postgres_server import (
    PostgresServer,
    new_database,
)

NOW = datetime(2020, 10, 30, 22, 30, tzinfo=UTC)
BOARDS, TURNS, VEHICLES, CALLS = 4, 30, 5, 3
KILLED_AFTER = BOARDS * TURNS // 3
"""Commands that were given when the server is killed."""

FAULTS = [Fault.BEFORE, Fault.DURING, Fault.AFTER, Fault.NONE, Fault.NONE]


class History:
    """What happened, as each board was told.

    Attributes:
        acknowledged: for each board's session, the commands that it was told are done.
        given: how many commands were given.
        seen: for each board the positions in the order in which it read them.
    """

    def __init__(self) -> None:
        self.acknowledged: dict[str, list[Command]] = {}
        self.given = 0
        self.seen: dict[str, list[int]] = {}


def faults_of(history: History, kept: list[Event], boards: list[Board]) -> list[str]:
    """Everything in a history that must not be: what an independent reader of the journal finds."""
    found = [*kept_wrongly(history, kept), *sent_twice(kept)]
    views = [(tuple(board.open_calls()), dict(board.vehicles)) for board in boards]
    if any(view != views[0] for view in views):
        found.append("the boards differ")
    return found


def kept_wrongly(history: History, kept: list[Event]) -> list[str]:
    """What was lost, or stands twice or in another order."""
    found = []
    for session, done in history.acknowledged.items():
        written = Counter(
            str(event.fact.command)
            for event in kept
            if event.session == session and isinstance(event.fact, Commanded)
        )
        lost = Counter(map(str, done)) - written
        found += [f"acknowledged and lost: {command}" for command in lost]
    ids = Counter(event.id for event in kept)
    found += [f"written twice: {id_}" for id_, count in ids.items() if count > 1]
    found += told_twice(kept)
    for board, seen in history.seen.items():
        if seen != list(range(1, len(seen) + 1)):
            found.append(f"{board} saw a gap or another order")
    return found


def sent_twice(kept: list[Event]) -> list[str]:
    """The vehicles that were sent while they were at another call."""
    found = []
    on: dict[str, str] = {}
    for event in kept:
        match event.fact:
            case Commanded(command=Assign(call=call_id, vehicle=unit)):
                if unit in on:
                    found.append(f"{unit} was sent to {call_id} from {on[unit]}")
                on[unit] = call_id
            case Commanded(command=StandDown(vehicle=unit)):
                on.pop(unit, None)
    return found


def told_twice(kept: list[Event]) -> list[str]:
    """The calls whose record was kept twice in turn, unchanged: two boards have polled the feed."""
    reported: dict[str, CallRecord] = {}
    found = []
    for event in kept:
        if isinstance(event.fact, CallReported):
            record = event.fact.call
            if reported.get(record.id) == record:
                found.append(f"told twice: {record.id}")
            reported[record.id] = record
    return found


@pytest.fixture
async def proxy(mortal: PostgresServer) -> AsyncIterator[CommitProxy]:
    socket = Path(mortal.folder) / f".s.PGSQL.{mortal.port}"
    async with CommitProxy(str(socket)).running() as proxy:
        yield proxy


async def _act(desk: Desk, chance: random.Random, history: History, proxy: CommitProxy) -> None:
    done = history.acknowledged.setdefault(desk.recorder.session, [])
    for _ in range(TURNS):
        unit, where = f"JRU{chance.randrange(VEHICLES)}", f"K-{chance.randrange(CALLS)}"
        commands: list[Command] = [Assign(where, unit), StandDown(where, unit)]
        command = chance.choice(commands)
        proxy.faults.append(chance.choice(FAULTS))
        history.given += 1
        if isinstance(await desk.command(command), Change):
            done.append(command)
        await asyncio.sleep(0)


async def _listen(journal: PostgresJournal, seen: list[int]) -> None:
    async for position, _ in journal.subscribe():
        seen.append(position)


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_acknowledged_is_lost_and_all_boards_are_equal_in_the_end(
    monkeypatch: pytest.MonkeyPatch, mortal: PostgresServer, proxy: CommitProxy, seed: int
) -> None:
    monkeypatch.setattr(connections, "ANSWER_WITHIN_S", 1.0)
    database = new_database(mortal.address())
    direct = JournalServer(database, "the test's server")
    async with await connections.connect(direct, writes=True) as connection:
        await schema.create(connection, direct.force)
    name = urlsplit(database).path
    way = structs.replace(direct, address=f"postgresql://postgres@127.0.0.1:{proxy.port}{name}")
    history, chance = History(), random.Random(seed)
    async with AsyncExitStack() as stack:
        desks, tasks = [], []
        for number in range(BOARDS):
            journal = await stack.enter_async_context(await open_postgres(way))
            desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by=f"SC {number}")
            desks.append(desk)
        first = desks[0].recorder._journal
        assert isinstance(first, PostgresJournal)
        await first.take_lease("SC 0", desks[0].recorder.session)
        units = tuple(vehicle(f"JRU{number}") for number in range(VEHICLES))
        calls = [call(f"K-{number}") for number in range(CALLS)]
        await desks[0].receive(document(*calls, vehicles=units, when=NOW))
        for number, desk in enumerate(desks):
            await desk.catch_up()
            tasks.append(asyncio.create_task(desk.follow_others()))
            seen = history.seen.setdefault(f"board {number}", [])
            journal = instance(PostgresJournal, desk.recorder._journal)
            tasks.append(asyncio.create_task(_listen(journal, seen)))

        async def kill() -> None:
            while history.given < KILLED_AFTER:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await asyncio.to_thread(mortal.stop, signal.SIGQUIT)
            mortal.start()

        async with asyncio.timeout(200):
            await asyncio.gather(
                kill(),
                *(_act(desk, random.Random(chance.random()), history, proxy) for desk in desks),
            )
            proxy.faults = []
            end = None
            while end is None:
                with suppress(JournalError):
                    end = await first.head()
            while any(len(seen) < end.position for seen in history.seen.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            for desk in desks:
                await desk.catch_up()
        kept = [event async for _, event in first.read()]
        await first.verify()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    assert any(history.acknowledged.values())
    assert faults_of(history, kept, [desk.board for desk in desks]) == []


def test_the_checker_finds_what_must_not_be() -> None:
    def given(id_: str, command: Command) -> Event:
        return Event(id_, NOW, NOW, "supervisor", Commanded(command), by="SC", session="one")

    history = History()
    history.acknowledged["one"] = [Assign("K-1", "JRU1"), StandDown("K-1", "JRU1")]
    history.seen["board 0"] = [1, 3, 2]
    kept = [given("a", Assign("K-1", "JRU1")), given("a", Assign("K-2", "JRU1"))]
    other = Board(Rules())
    other.fold([])
    found = faults_of(history, kept, [other, other])
    assert [sentence.split(":")[0] for sentence in found] == [
        "acknowledged and lost",
        "written twice",
        "board 0 saw a gap or another order",
        "JRU1 was sent to K-2 from K-1",
    ]
