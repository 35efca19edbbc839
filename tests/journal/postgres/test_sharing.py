"""Several boards write one journal at once, and each sees the same, in the same order."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import psycopg
import pytest

from jru_tui.board.events import Event
from jru_tui.journal.postgres import journal as postgres_journal
from jru_tui.journal.postgres.journal import PostgresJournal
from jru_tui.journal.protocol import AppendConflict, Appended
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened

Writing = Callable[[str], Event]
BOARDS, EACH = 4, 12


def gaps(seen: list[int]) -> list[int]:
    """Positions that a reader never saw, or saw out of order: what nobody may ever see."""
    return [position for expected, position in enumerate(seen, 1) if position != expected]


async def _listen(journal: PostgresJournal, until: int) -> list[tuple[int, str]]:
    heard = []
    async with aclosing(journal.subscribe()) as told:
        async for position, event in told:
            heard.append((position, event.id))
            if position == until:
                break
    return heard


async def test_all_boards_see_all_of_it_in_one_order(boards: Opened, note: Writing) -> None:
    everybody = [await boards() for _ in range(BOARDS)]

    async def write(number: int, journal: PostgresJournal) -> None:
        for count in range(EACH):
            await journal.append([note(f"{number}-{count}a"), note(f"{number}-{count}b")])

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        listeners = [
            tasks.create_task(_listen(journal, BOARDS * EACH * 2)) for journal in everybody
        ]
        for number, journal in enumerate(everybody):
            tasks.create_task(write(number, journal))
    heard = [listener.result() for listener in listeners]

    assert all(gaps([position for position, _ in told]) == [] for told in heard)
    assert all(told == heard[0] for told in heard)
    assert len({id_ for _, id_ in heard[0]}) == BOARDS * EACH * 2
    await everybody[0].verify()


async def test_of_decisions_on_one_position_by_several_boards_one_is_written(
    boards: Opened, note: Writing
) -> None:
    everybody = [await boards() for _ in range(BOARDS)]
    asked = [
        journal.append([note(f"n{number}")], expected=0) for number, journal in enumerate(everybody)
    ]

    answers = await asyncio.gather(*asked)
    assert answers.count(Appended(1)) == 1
    assert answers.count(AppendConflict(1, "SC 200")) == BOARDS - 1


async def test_lost_hints_are_made_up_for(
    monkeypatch: pytest.MonkeyPatch, boards: Opened, note: Writing
) -> None:
    monkeypatch.setattr(postgres_journal, "LOOK_EVERY_S", 0.05)
    writer, deaf = await boards(), await boards()
    monkeypatch.setattr(deaf._listener, "start", lambda: None)

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        heard = tasks.create_task(_listen(deaf, 3))
        for number in range(3):
            await writer.append([note(f"n{number}")])
    assert heard.result() == [(1, "n0"), (2, "n1"), (3, "n2")]


async def test_doubled_and_false_hints_change_nothing(
    server: JournalServer, boards: Opened, note: Writing
) -> None:
    journal = await boards()
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        heard = tasks.create_task(_listen(journal, 3))
        with psycopg.connect(server.address, autocommit=True) as other:
            for number in range(3):
                other.execute("SELECT pg_notify('jru_main', '99'), pg_notify('jru_main', 'x')")
                await journal.append([note(f"n{number}")])
    assert heard.result() == [(1, "n0"), (2, "n1"), (3, "n2")]


async def test_a_listener_whose_connection_is_ended_goes_on_without_a_gap(
    server: JournalServer, boards: Opened, note: Writing
) -> None:
    writer, listener = await boards(), await boards()
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        heard = tasks.create_task(_listen(listener, 6))
        for number in range(6):
            await writer.append([note(f"n{number}")])
            with psycopg.connect(server.address, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'jru-tui' AND datname = current_database()"
                )
    assert gaps([position for position, _ in heard.result()]) == []
    assert len(heard.result()) == 6


async def test_a_sequence_as_position_would_lose_events(server: JournalServer) -> None:
    """Show that `gaps` finds what a reader misses where allocation order is not commit order."""
    with (
        psycopg.connect(server.address) as slow,
        psycopg.connect(server.address) as quick,
        psycopg.connect(server.address, autocommit=True) as reader,
    ):
        reader.execute("CREATE TABLE naive (position bigserial, id text)")
        slow.execute("INSERT INTO naive (id) VALUES ('a')")
        quick.execute("INSERT INTO naive (id) VALUES ('b')")
        seen: list[int] = []
        for commit in (quick.commit, slow.commit):
            commit()
            after = max(seen, default=0)
            found = reader.execute("SELECT position FROM naive WHERE position > %s", (after,))
            seen += [position for (position,) in found]
    assert seen == [2]
    assert gaps(seen) == [2]
