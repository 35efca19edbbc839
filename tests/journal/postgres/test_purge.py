"""What was said about people is gone from a server's files, and the chain and the figures hold."""

import asyncio
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.commands import MarkPlace
from jru_tui.board.events import CallReported, Commanded, Event, Held, Purged
from jru_tui.board.records import Place
from jru_tui.desk.checkpoints import Checkpoints
from jru_tui.desk.desk import Desk
from jru_tui.journal.backends import load, verify_journal
from jru_tui.journal.board_loader import board_from_checkpoint, checkpoint_home, make_home
from jru_tui.journal.care.retention import PurgeChoice, choose_events
from jru_tui.journal.checkpoint import checkpoint_file
from jru_tui.journal.postgres import purge as purges
from jru_tui.journal.postgres import reader, schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.journal.postgres.purge import ServerPurge
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.spool import open_spool
from jru_tui.reports.figures.figures import count_figures
from jru_tui.settings import JournalServer
from jru_tui.settings.model import Retention
from tests.cli.commands.journal.test_purge_traces import CALLS, found_in, planted
from tests.journal.care.test_purge import (
    EVENTS,
    LATER,
    NOW,
    RULES,
    WORDS,
    held_objects,
    put_away_soon,
    words_of_open_calls,
)
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.test_roles import login
from tests.nights import nights
from tests.postgres_server import (
    CannotStartError,
    PostgresServer,
    new_database,
    postgres_server,
)

RETENTION = Retention(days=30)


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


async def fill(journal: PostgresJournal) -> None:
    assert await journal.take_lease("1", "a session")
    await journal.append(EVENTS)


@pytest.fixture
async def kept(server: JournalServer, boards: Opened) -> JournalServer:
    await fill(await boards())
    return server


def purge_of(server: JournalServer) -> ServerPurge:
    return ServerPurge(server, RULES, RETENTION, LATER, lambda _: None)


def verify(server: JournalServer) -> tuple[str, ...]:
    found = verify_journal(server, None, lambda _: None)
    return tuple(finding.text for finding in found.findings)


def board_of(server: JournalServer) -> Board:
    board = Board(RULES)
    board.fold(event for _, event in load(server))
    return board


def held(call: str) -> Event:
    fact = Held(call, LATER + timedelta(days=9), "inquest")
    return Event(uuid4().hex, LATER, LATER, "supervisor", fact, "SC 2")


@pytest.fixture
def forgetful() -> Iterator[PostgresServer]:
    """A server that removes the files of its log rather than use them again."""
    try:
        with postgres_server() as server:
            server.stop()
            server.options["wal_recycle"] = "off"
            server.start()
            yield server
    except CannotStartError as error:
        pytest.skip(f"this test needs a PostgreSQL server of its own: {error}")


async def test_none_of_ten_thousand_words_is_left_in_any_file_of_the_server_or_its_log(
    forgetful: PostgresServer,
) -> None:
    events, words = planted(CALLS)
    server = JournalServer(new_database(forgetful.address()), "the test's server")
    async with await connect(server, writes=True) as connection:
        await schema.create(connection, server.force)
    async with await open_postgres(server) as journal:
        assert await journal.take_lease("1", "a session")
        await journal.append(events)
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("ANALYZE")  # keeps examples of what is in a column
        connection.execute("CHECKPOINT")
    assert set[str]().union(*found_in(forgetful.folder).values()) == words

    purge = purge_of(server)
    assert purge.erase("SC 1", "review").calls == 2 * CALLS
    copies = [copy.file for copy in purge.remaining_copies(begin=True)]
    assert copies == ["backups of the test's server"]
    assert found_in(forgetful.folder) == {}
    forgetful.stop(signal.SIGINT)
    assert found_in(forgetful.folder) == {}


def test_commands_that_wait_on_this_machine_are_named(kept: JournalServer) -> None:
    spool = open_spool(make_home(kept))
    damaged = spool.path.with_name(f"{spool.path.name}.damaged")
    spool.path.write_text("n k-1 words")
    damaged.write_text("n k-1 words")
    copies = [copy.file for copy in purge_of(kept).remaining_copies(begin=False)]
    spool.close()
    assert copies[:2] == [str(spool.path), str(damaged)]


def test_figures_and_chain_are_as_before_and_the_purge_is_an_event(kept: JournalServer) -> None:
    before = board_of(kept)
    purge = purge_of(kept)
    done = purge.erase("SC 1", "review")
    after = board_of(kept)
    shifts = before.snapshot().shifts()
    assert count_figures(after.snapshot(), shifts) == count_figures(before.snapshot(), shifts)
    *_, (position, event) = load(kept)
    assert isinstance(event.fact, Purged)
    assert (event.by, event.fact.reason, event.fact.events) == ("SC 1", "review", done.events)
    assert done.head.position == position == len(EVENTS) + 1
    assert verify(kept) == ()
    # Again there is nothing to do, and nothing is told.
    assert purge_of(kept).erase("SC 1", "").events == 0
    assert board_of(kept).events == len(EVENTS) + 1


def test_what_is_left_cannot_be_changed_behind_a_purge(kept: JournalServer) -> None:
    purge_of(kept).erase("SC 1", "")
    with psycopg.connect(kept.address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger fires
        connection.execute("UPDATE jru.event SET body = body || ' ' WHERE erased IS NOT NULL")
    (finding,) = verify(kept)
    assert "are not as the purge" in finding


@pytest.mark.parametrize(
    ("role", "change"),
    [
        ("postgres", "body = '{{}}', salt = NULL, purge = 'p', erased = {digest}"),
        ("jru_owner", "body = '{{}}'"),
        ("jru_owner", "body = '{{}}', salt = NULL, purge = 'p', erased = sha256('other')"),
        ("jru_owner", "salt = NULL, purge = 'p', erased = {digest}, hash = sha256('other')"),
        ("jru_owner", "salt = NULL, purge = 'p', erased = {digest}, id = 'another'"),
    ],
)
async def test_the_database_lets_its_owner_erase_and_not_alter(
    kept: JournalServer, role: str, change: str
) -> None:
    digest = "sha256(salt || convert_to(body, 'UTF8'))"
    with psycopg.connect(kept.address) as connection:
        connection.execute(f"SET ROLE {role}".encode())
        connection.execute("SET LOCAL jru.purge = 'on'")
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            connection.execute(f"UPDATE jru.event SET {change.format(digest=digest)}".encode())


@pytest.mark.parametrize("statement", ["DELETE FROM jru.event", "TRUNCATE jru.event"])
async def test_nothing_is_deleted_in_a_purge_either(kept: JournalServer, statement: str) -> None:
    with psycopg.connect(kept.address) as connection:
        connection.execute("SET ROLE jru_owner")
        connection.execute("SET LOCAL jru.purge = 'on'")
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            connection.execute(statement.encode())


async def test_only_who_has_the_owners_role_erases(kept: JournalServer) -> None:
    purge = purge_of(login(kept, "jru_main_writer"))
    with pytest.raises(JournalError, match="this needs the role jru_owner"):
        purge.erase("SC 1", "")
    assert board_of(kept).events == len(EVENTS)


async def test_what_another_board_holds_in_the_same_moment_stays(
    kept: JournalServer, boards: Opened
) -> None:
    purge = purge_of(kept)
    call = min(purge.choice.calls)
    words = {event.id: event for _, event in load(kept)}
    await (await boards()).append([held(call)])

    done = purge.erase("SC 1", "")
    assert call not in purge.choice.calls
    assert done.calls == len(purge.choice.calls)
    after = {event.id: event for _, event in load(kept)}
    about = [
        event
        for event in words.values()
        if isinstance(event.fact, CallReported) and event.fact.call.id == call
    ]
    assert about
    assert [after[event.id] for event in about] == about
    assert verify(kept) == ()


async def test_boards_that_hold_without_end_are_told_of(
    kept: JournalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    purge = purge_of(kept)
    chosen = purge.choice

    def hold_one_more(_: psycopg.Connection) -> PurgeChoice:
        return structs.replace(purge.choice, positions=purge.choice.positions[1:])

    monkeypatch.setattr(purge._chooser, "position", purge._chooser.position - 1)
    monkeypatch.setattr(purge, "_choose", hold_one_more)
    with pytest.raises(JournalError, match="boards kept holding"):
        purge.erase("SC 1", "")
    assert purge_of(kept).choice.positions == chosen.positions


async def test_open_boards_forget_as_well_and_so_do_their_checkpoints(
    kept: JournalServer, boards: Opened
) -> None:
    journal = await boards()
    desk = Desk(board=Board(RULES), journal=journal, clock=lambda: NOW, by="1", shared=True)
    await desk.catch_up()
    checkpoints = Checkpoints(desk, kept, lambda: NOW)
    await checkpoints.take()
    file = checkpoint_file(checkpoint_home(kept))
    assert any(word.encode() in file.read_bytes() for word in WORDS)

    tasks = [asyncio.create_task(desk.follow_others()), asyncio.create_task(checkpoints.forget())]
    await asyncio.to_thread(purge_of(kept).erase, "SC 1", "")
    async with asyncio.timeout(60):
        while desk.board.events <= len(EVENTS) or not file.exists():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    left = words_of_open_calls()
    content = file.read_bytes()
    assert {word for word in WORDS if word.encode() in content} <= left
    told = repr([*desk.board.held_calls().values()])
    assert {word for word in WORDS if word in told} <= left


async def test_a_checkpoint_from_before_a_purge_is_of_no_use(
    kept: JournalServer, boards: Opened
) -> None:
    desk = Desk(board=Board(RULES), journal=await boards(), clock=lambda: NOW, by="1", shared=True)
    await desk.catch_up()
    await Checkpoints(desk, kept, lambda: NOW).take()
    file = checkpoint_file(checkpoint_home(kept))
    content, seal = file.read_bytes(), file.with_name(file.name + ".seal").read_bytes()
    assert board_from_checkpoint(kept, RULES) is not None
    purge_of(kept).erase("SC 1", "")
    assert not file.exists()
    # As on another machine, where no board was open.
    file.write_bytes(content)
    file.with_name(file.name + ".seal").write_bytes(seal)
    assert board_from_checkpoint(kept, RULES) is None
    assert not file.exists()


def test_a_purge_that_cannot_rewrite_the_table_says_so(
    kept: JournalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purges, "_TRIES", 1)
    with psycopg.connect(kept.address) as reading:
        reading.execute("SELECT 1 FROM jru.event LIMIT 1")
        with pytest.raises(JournalError, match="another program kept reading the journal"):
            purge_of(kept).erase("SC 1", "")
    assert verify(kept) == ()


async def filled(boards: Opened, events: list[Event]) -> None:
    """Append the events of some nights to an empty journal."""
    journal = await boards()
    assert await journal.take_lease("1", "a session")
    await journal.append(events)


async def test_the_choice_is_that_of_a_board_that_holds_everything(
    server: JournalServer, boards: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_call = next(event.fact.call.id for event in EVENTS if isinstance(event.fact, CallReported))
    place = Place("Mill Lane, Deal")
    marked = Commanded(MarkPlace("dog", place, "bites", expires_on=LATER.date()))
    marker = structs.replace(EVENTS[0], id=uuid4().hex, fact=marked, source="supervisor")
    events = [marker, *EVENTS, held(held_call)]
    await filled(boards, events)
    expected = choose_events([*load(server)], board_of(server), RETENTION, LATER)
    assert len(expected.positions) > 500
    assert 1 not in expected.positions
    assert [kept.call for kept in expected.kept if "held" in kept.reason] == [held_call]
    assert purge_of(server).choice == expected
    put_away_soon(monkeypatch)
    purge = purge_of(server)
    assert checkpoint_file(checkpoint_home(server)).exists()
    assert purge.choice == expected
    assert purge.erase("1", "review").events == len(expected.positions)
    assert not checkpoint_file(checkpoint_home(server)).exists()
    assert verify(server) == ()


@pytest.mark.parametrize("number", [4, 12])
async def test_no_more_of_a_long_journal_is_in_memory_than_of_a_short_one(
    server: JournalServer, boards: Opened, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    put_away_soon(monkeypatch)
    monkeypatch.setattr(reader, "PAGE", 100)
    events = nights(number, NOW)
    await filled(boards, events)
    total = len(events)
    del events
    before, *later = most = [held_objects()]

    def count(_events: int) -> None:
        most.append(held_objects())

    assert ServerPurge(server, RULES, RETENTION, LATER, count).choice.positions
    later = most[1:]
    assert len(later) > total // 100
    assert max(events for events, _ in later) - before[0] <= 500
    assert max(calls for _, calls in later) - before[1] <= 60
