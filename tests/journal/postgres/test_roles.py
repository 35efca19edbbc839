"""What a role may do is the database's word: a reader writes nothing, a force sees only its own."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import get_args
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
import psycopg
import pytest
from msgspec import Struct
from msgspec.structs import replace
from psycopg import sql

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import Command, HandOver, Note, OfferRole, TakeRole
from jru_tui.board.decisions import actor
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import Commanded, Event
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.journal.backends import roles_of
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.journal.protocol import Appended, JournalError
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened

NOW = datetime(2020, 10, 30, 22, tzinfo=UTC)
Writing = Callable[[str], Event]
As = Callable[[str], psycopg.Connection]

FORBIDDEN = [
    "INSERT INTO jru.event VALUES ('main', 9, 'x', '{}', null, null, null, sha256('x'))",
    "UPDATE jru.event SET body = '{}'",
    "DELETE FROM jru.event",
    "TRUNCATE jru.event",
    "UPDATE jru.head SET position = 0",
    "INSERT INTO jru.lease VALUES ('main', 'links', 'me', 'me', 9, now())",
    "INSERT INTO jru.presence VALUES ('main', 'somebody', '{}')",
    "INSERT INTO jru.access VALUES ('main', 'postgres', 'writer')",
    "DROP TABLE jru.event",
    "ALTER TABLE jru.event DISABLE ROW LEVEL SECURITY",
]
"""What a reader of `main` must not do; a writer may do the first and the fifth to the seventh."""


def login(server: JournalServer, *groups: str) -> JournalServer:
    """The server, by a new login that has those roles."""
    name = f"u{uuid4().hex[:12]}"
    with psycopg.connect(server.address, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
        for group in groups:
            admin.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(name))
            )
    parts = urlsplit(server.address)
    _, _, host = parts.netloc.rpartition("@")
    return replace(server, address=parts._replace(netloc=f"{name}@{host}").geturl())


@pytest.fixture
async def filled(server: JournalServer, boards: Opened, note: Writing) -> JournalServer:
    await (await boards()).append([note("n1"), note("n2")])
    return server


async def _other_force(server: JournalServer, note: Writing) -> JournalServer:
    other = replace(server, force="essex")
    async with await connect(other, writes=True) as connection:
        assert await schema.create(connection, "essex")
    async with await open_postgres(other) as journal:
        await journal.append([note("e1")])
    return other


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_a_reader_changes_nothing(filled: JournalServer, statement: str) -> None:
    reader = login(filled, roles_of("main")[1])
    with (
        psycopg.connect(reader.address, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize("statement", [FORBIDDEN[place] for place in (1, 2, 3, 7, 8, 9)])
async def test_a_writer_changes_nothing_that_was_written(
    filled: JournalServer, statement: str
) -> None:
    writer = login(filled, roles_of("main")[0])
    with (
        psycopg.connect(writer.address, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize("statement", [*FORBIDDEN[1:4], "UPDATE jru.head SET position = 1"])
async def test_even_an_administrator_changes_nothing_by_a_slip(
    filled: JournalServer, statement: str
) -> None:
    with (
        psycopg.connect(filled.address, autocommit=True) as connection,
        pytest.raises(psycopg.errors.RaiseException),
    ):
        connection.execute(statement.encode())


async def test_a_board_with_a_readers_role_looks_on(
    filled: JournalServer, boards: Opened, note: Writing
) -> None:
    journal = await boards(login(filled, roles_of("main")[1]))

    assert journal.read_only
    with pytest.raises(JournalError, match="read-only: nothing is recorded"):
        await journal.append([note("n3")])
    assert [position async for position, _ in journal.read()] == [1, 2]
    assert not await journal.take_lease("SC 100", "a session")
    await journal.verify()


async def test_a_board_with_a_writers_role_writes(
    filled: JournalServer, boards: Opened, note: Writing
) -> None:
    journal = await boards(login(filled, roles_of("main")[0]))

    assert not journal.read_only
    assert await journal.append([note("n3")], expected=2) == Appended(3)
    assert await journal.take_lease("SC 100", "a session")


def commanded(command: Command, name: str = "c1") -> Event:
    return Event(name, NOW, NOW, "supervisor", Commanded(command), "70002", "a session")


async def test_a_controllers_role_appends_what_is_not_for_a_supervisor(
    filled: JournalServer, boards: Opened
) -> None:
    journal = await boards(login(filled, roles_of("main").controller))

    assert not journal.read_only
    assert journal.role == "controller"
    assert await journal.append([commanded(Assign("K-1036", "JRU3"))]) == Appended(3)
    assert await journal.take_lease("70002", "a session")
    with pytest.raises(JournalError, match="this command is for the role of a supervisor"):
        await journal.append([commanded(Note("x", call="K-1"), "c2"), commanded(HandOver(), "c3")])
    assert (await journal.head()).position == 3  # all of it or nothing
    supervisor = await boards(login(filled, roles_of("main").writer))
    assert supervisor.role == "supervisor"
    assert await supervisor.append([commanded(HandOver(), "c3")]) == Appended(4)


def tag(command: type[Struct]) -> str:
    return str(command.__struct_config__.tag)


async def test_the_database_knows_the_commands_that_the_gate_knows(filled: JournalServer) -> None:
    allowed = {tag(command) for command in actor._CONTROLLERS}
    every = {tag(command) for command in get_args(Command)}
    assert allowed < every
    controller = login(filled, roles_of("main").controller)
    insert = "INSERT INTO jru.event VALUES ('main', 9, 'x', %s, null, null, null, sha256('x'))"
    taken = set()
    with psycopg.connect(controller.address, autocommit=True) as connection:
        for name in every:
            body = {"fact": {"kind": "commanded", "command": {"command": name}}}
            with suppress(psycopg.errors.InsufficientPrivilege), connection.transaction() as kept:
                connection.execute(insert, (msgspec.json.encode(body).decode(),))
                taken.add(name)
                raise psycopg.Rollback(kept)
    assert taken == allowed


async def test_a_board_of_a_controllers_login_takes_no_supervisors_role(
    filled: JournalServer, boards: Opened
) -> None:
    one, other = await boards(), await boards(login(filled, roles_of("main").controller))
    desks = [
        Desk(
            board=Board(Rules()), journal=journal, clock=lambda: NOW, by=by, shared=True,
            most=journal.role,
        )
        for by, journal in (("70001", one), ("70002", other))
    ]  # fmt: skip
    for desk in desks:
        await desk.catch_up()
    assert [desk.actor().role for desk in desks] == ["supervisor", "controller"]
    await desks[0].command(OfferRole("70002"))
    await desks[1].catch_up()
    (offer,) = desks[1].board.role_orders()
    refused = await desks[1].command(TakeRole(offer.id))
    assert isinstance(refused, Refusal)
    assert refused.reason == "the database allows your login at most the role of a controller"


async def test_a_force_sees_only_its_own(
    filled: JournalServer, boards: Opened, note: Writing
) -> None:
    essex = await _other_force(filled, note)
    kent = login(filled, roles_of("main")[0])

    with psycopg.connect(kent.address, autocommit=True) as connection:
        for table in ("head", "event", "journal"):
            found = connection.execute(f"SELECT DISTINCT force FROM jru.{table}".encode())
            assert found.fetchall() == [("main",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(FORBIDDEN[0].replace("main", "essex").encode())
        moved = connection.execute("UPDATE jru.head SET position = 99 WHERE force = 'essex'")
        assert moved.rowcount == 0
    with pytest.raises(JournalError, match="no journal of essex for this role"):
        await boards(replace(kent, force="essex"))
    both = await boards(essex)
    assert [event.id async for _, event in both.read()] == ["e1"]


async def test_nobody_without_a_role_gets_in(filled: JournalServer, boards: Opened) -> None:
    with pytest.raises(JournalError, match="does not allow it"):
        await boards(login(filled))


async def test_plain_sql_reads_the_same_journal(filled: JournalServer) -> None:
    reader = login(filled, roles_of("main")[1])
    with psycopg.connect(reader.address) as connection:
        rows = connection.execute(
            "SELECT position, by, kind, fact -> 'command' ->> 'text' FROM jru.journal "
            "ORDER BY position"
        ).fetchall()
    assert rows == [
        (1, "SC 200", "commanded", "Ambulance asked for"),
        (2, "SC 200", "commanded", "Ambulance asked for"),
    ]


async def test_making_it_again_changes_nothing(filled: JournalServer, boards: Opened) -> None:
    async with await connect(filled, writes=True) as connection:
        assert not await schema.create(connection, "main")
    assert (await (await boards()).head()).position == 2


async def test_tables_of_a_newer_version_are_left_alone(
    filled: JournalServer, boards: Opened
) -> None:
    with psycopg.connect(filled.address, autocommit=True) as connection:
        connection.execute("UPDATE jru.format SET version = 99")
    with pytest.raises(JournalError, match="newer version of this program"):
        await boards()
    async with await connect(filled, writes=True) as connection:
        with pytest.raises(JournalError, match="newer version of this program"):
            await schema.create(connection, "main")
