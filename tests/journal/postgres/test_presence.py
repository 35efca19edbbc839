"""Which boards are open on a journal: told by each, listed for all, and no part of the journal."""

import asyncio

import psycopg
import pytest
from msgspec.structs import replace

from jru_tui.journal.backends import roles_of
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.journal.postgres.migrations import MIGRATIONS
from jru_tui.journal.postgres.schema import migrate_tables
from jru_tui.journal.protocol import JournalError, OwnPresence
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.test_roles import login

ONE = OwnPresence("session one", "70001", "supervisor", polls=True)
OTHER = OwnPresence("session two", "70002", "controller", call="K-1037")


async def test_each_board_is_listed_with_who_is_at_it_and_on_which_call(boards: Opened) -> None:
    one, other = await boards(), await boards()
    alone = await one.announce_presence(ONE, 90.0, hint=False)
    both = await other.announce_presence(OTHER, 30.0, hint=False)

    assert [board.own for board in alone] == [ONE]
    assert [board.own for board in both] == [ONE, OTHER]
    assert both[0].login == "postgres"
    assert both[0].open_s >= 90
    assert both[0].silent_s >= 0
    again = await one.announce_presence(replace(ONE, call="K-1036"), 91.0, hint=False)
    assert [board.own.call for board in again] == ["K-1036", "K-1037"]


async def test_a_board_that_is_closed_is_listed_no_more(boards: Opened) -> None:
    one, other = await boards(), await boards()
    await one.announce_presence(ONE, 0, hint=False)
    await one.end_presence(ONE.session)
    assert [board.own for board in await other.announce_presence(OTHER, 0, hint=False)] == [OTHER]


async def test_the_others_hear_of_it_at_once(boards: Opened) -> None:
    one, other = await boards(), await boards()
    await one.announce_presence(ONE, 0, hint=False)  # from here on it listens
    async with asyncio.timeout(30):
        hears = asyncio.create_task(one.wait_for_presence())
        while not hears.done():  # the connection that listens may still be made
            await other.announce_presence(OTHER, 0, hint=True)
            await asyncio.wait([hears], timeout=0.1)


async def test_it_is_no_part_of_the_journal_and_waits_for_no_disk(
    boards: Opened, server: JournalServer
) -> None:
    journal = await boards()
    before = await journal.head()
    await journal.announce_presence(ONE, 0, hint=True)
    assert await journal.head() == before
    with psycopg.connect(server.address) as connection:
        kind = connection.execute(
            "SELECT relpersistence::text FROM pg_class WHERE oid = 'jru.presence'::regclass"
        ).fetchone()
    assert kind == ("u",)  # unlogged


async def test_also_a_readers_board_is_seen(server: JournalServer, boards: Opened) -> None:
    wall = login(server, roles_of("main")[1])
    journal = await boards(wall)
    assert journal.read_only
    await journal.announce_presence(replace(ONE, role="viewer", polls=False), 0, hint=True)
    seen = await (await boards()).announce_presence(OTHER, 0, hint=False)
    assert [board.own.role for board in seen] == ["viewer", "controller"]
    assert seen[0].login in wall.address


async def test_nobody_speaks_for_somebody_elses_board(
    server: JournalServer, boards: Opened
) -> None:
    one = await boards()
    await one.announce_presence(ONE, 0, hint=False)
    forger = await boards(login(server, roles_of("main")[0]))
    await forger.announce_presence(replace(ONE, by="somebody else"), 0, hint=False)
    await forger.end_presence(ONE.session)
    seen = await forger.announce_presence(OTHER, 0, hint=False)
    assert [board.own for board in seen] == [ONE, OTHER]


async def test_a_force_sees_only_its_own_boards(server: JournalServer, boards: Opened) -> None:
    essex = replace(server, force="essex")
    async with await connect(essex, writes=True) as connection:
        await schema.create(connection, "essex")
    await (await boards(essex)).announce_presence(OTHER, 0, hint=False)
    kent = await boards(login(server, roles_of("main")[0]))
    assert [board.own for board in await kent.announce_presence(ONE, 0, hint=False)] == [ONE]
    # By the database's word also where it is told for another force.
    await kent._connections.run(lambda connection: connection.execute(
        "SELECT jru.tell_presence('essex', 'intruder', '{}', 0)"
    ))  # fmt: skip
    async with await open_postgres(essex) as journal:
        assert len(await journal.announce_presence(OTHER, 0, hint=False)) == 1


async def test_what_nobody_has_renewed_for_an_hour_is_gone(
    server: JournalServer, boards: Opened
) -> None:
    one, other = await boards(), await boards()
    await one.announce_presence(ONE, 0, hint=False)
    for minutes, listed in ((59, [ONE, OTHER]), (61, [OTHER])):
        with psycopg.connect(server.address, autocommit=True) as connection:
            connection.execute(
                "UPDATE jru.presence SET heard_at = clock_timestamp() - %s * interval '1 minute' "
                "WHERE session = %s",
                (minutes, ONE.session),
            )
        seen = await other.announce_presence(OTHER, 0, hint=False)
        assert [board.own for board in seen] == listed


async def test_what_a_board_of_another_version_tells_is_left_out(
    server: JournalServer, boards: Opened
) -> None:
    journal = await boards()
    with psycopg.connect(server.address, autocommit=True) as connection:
        for words in ("", "[]", '{"session": "a forged one"}', "x" * 1001):
            connection.execute("SELECT jru.tell_presence('main', %s, %s, 0)", (words[:9], words))
    assert [board.own for board in await journal.announce_presence(ONE, 0, hint=False)] == [ONE]


async def test_tables_from_before_are_brought_up_to_date(
    server: JournalServer, boards: Opened
) -> None:
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA jru CASCADE; CREATE SCHEMA jru AUTHORIZATION jru_owner")
        connection.execute("SET ROLE jru_owner")
        connection.execute(MIGRATIONS[0].encode())
        connection.execute("INSERT INTO jru.format VALUES (1)")
        connection.execute("INSERT INTO jru.access VALUES ('main', 'postgres', 'reader')")
        connection.execute(
            "INSERT INTO jru.head VALUES ('main', 0, decode(repeat('00', 32), 'hex'))"
        )
    with pytest.raises(JournalError, match="`jru-tui journal migrate` brings it up to date"):
        await boards()
    assert await migrate_tables(server) == schema.VERSION - 1
    assert len(await (await boards()).announce_presence(ONE, 0, hint=False)) == 1
