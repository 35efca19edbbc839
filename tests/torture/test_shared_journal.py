"""Boards as programs on one journal in PostgreSQL: random commands, kills, and a server that dies.

What a program has said to be done is in the journal, once, whatever becomes of the others. The
seed is in what it says: TORTURE_SEED repeats it.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, StandDown
from jru_tui.board.commands import Command, Note
from jru_tui.board.events import Commanded, Event
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.settings import JournalServer
from tests.desk.conftest import call, document, vehicle
from tests.journal.postgres.test_chaos import History, faults_of
from tests.postgres_server import (
    PostgresServer,
    new_database,
)
from tests.torture.test_torture import ROUNDS, SEED

NOW = datetime(2020, 10, 30, 22, 30, tzinfo=UTC)
BOARDS, TURNS, VEHICLES, CALLS = 5, 4, 4, 3
DONE = 0


@pytest.fixture
def server(mortal: PostgresServer) -> JournalServer:
    """A journal with calls and vehicles."""
    server = JournalServer(new_database(mortal.address()), "the test's server")

    async def fill() -> None:
        async with await connect(server, writes=True) as connection:
            await schema.create(connection, server.force)
        async with await open_postgres(server) as journal:
            desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC")
            assert await journal.take_lease("SC", desk.recorder.session)
            units = tuple(vehicle(f"JRU{n}", name=f"JRU {n}") for n in range(VEHICLES))
            calls = (call(f"K-{n}") for n in range(CALLS))
            await desk.receive(document(*calls, vehicles=units, when=NOW))

    asyncio.run(fill())
    return server


class Supervisor:
    """Somebody who types commands, each into a program of its own, and some of them die.

    Attributes:
        done: by the name under which it was given, each command that a program said is done.
        said: by the programs that were not killed.
    """

    def __init__(self, name: str, seed: str, server: JournalServer, home: Path) -> None:
        self.done: dict[str, list[Command]] = {}
        self.said: list[str] = []
        self._name = name
        self._chance = random.Random(seed)
        self._server = server
        self._home = home

    def act(self, turns: int, midway: threading.Event) -> None:
        """Give so many commands, one after the other; `midway` is set in the middle of them."""
        for turn in range(turns):
            if turn == turns // 2:
                midway.set()
            by = f"{self._name}.{turn}"
            line, command = self._command(by)
            patience_s = self._chance.uniform(0.3, 3.0) if self._chance.random() < 0.3 else 60.0
            if self._give(line, by, patience_s) == DONE:
                self.done[by] = [command]

    def _command(self, text: str) -> tuple[str, Command]:
        """A command as it is typed, and as it is kept; `text` is that of a note."""
        unit, where = self._chance.randrange(VEHICLES), f"K-{self._chance.randrange(CALLS)}"
        match self._chance.choice("aadn"):
            case "a":
                return f"a {where} JRU {unit}", Assign(where, f"JRU{unit}")
            case "d":
                return f"d {where} JRU {unit}", StandDown(where, f"JRU{unit}")
            case _:
                return f"n {where} {text}", Note(text, call=where)

    def _give(self, line: str, by: str, patience_s: float) -> int | None:
        """Start a program; its exit code, None where it was killed."""
        words = ("command", line, "--journal", self._server.address, "--as", by)
        program = subprocess.Popen(
            [sys.executable, "-m", "jru_tui", *words],
            env={**os.environ, "HOME": str(self._home)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            said, _ = program.communicate(timeout=patience_s)
        except subprocess.TimeoutExpired:
            program.kill()
            program.communicate()
            return None
        self.said.append(said)
        return program.returncode


async def look(server: JournalServer) -> tuple[list[Event], list[int], list[Board]]:
    """Read the journal to its end as two boards do, and prove its chain."""
    async with await open_postgres(server) as journal:
        assert isinstance(journal, PostgresJournal)
        await journal.verify()
        rows = [row async for row in journal.read()]
        desks = [Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW) for _ in range(2)]
        for desk in desks:
            await desk.catch_up()
    return (
        [event for _, event in rows],
        [place for place, _ in rows],
        [desk.board for desk in desks],
    )


def test_what_a_program_said_to_be_done_is_in_the_journal_once(
    mortal: PostgresServer, server: JournalServer, tmp_path: Path
) -> None:
    history = History()
    for number in range(max(1, ROUNDS // 2)):
        people = [
            Supervisor(f"SC {number}.{n}", f"{SEED}.{number}.{n}", server, tmp_path)
            for n in range(BOARDS)
        ]
        with ThreadPoolExecutor(BOARDS) as threads:
            midway = threading.Event()
            acting = [threads.submit(person.act, TURNS, midway) for person in people]
            assert midway.wait(120)
            mortal.stop(signal.SIGQUIT)
            mortal.start()
            for act in acting:
                act.result()
        for person in people:
            assert not [said for said in person.said if "Traceback" in said], f"seed {SEED}"
            history.acknowledged |= person.done

    kept, history.seen["a reader"], boards = asyncio.run(look(server))
    # Each program is a session of its own: it is known by the name under which it wrote.
    named = [structs.replace(event, session=event.by) for event in kept]
    assert history.acknowledged, f"seed {SEED}"
    assert sum(isinstance(event.fact, Commanded) for event in kept) >= len(history.acknowledged)
    assert faults_of(history, named, boards) == [], f"seed {SEED}"
    # The control: without one that was said to be done, the checker says so.
    without = [event for event in named if event.by not in history.acknowledged]
    assert "acknowledged and lost" in faults_of(history, without, boards)[0]
