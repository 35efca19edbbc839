"""A commit whose answer was lost is settled by the ids of its events: once, and never twice."""

import asyncio
from collections.abc import Callable

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.postgres import connection
from jru_tui.journal.postgres.journal import PostgresJournal
from jru_tui.journal.protocol import (
    AppendConflict,
    Appended,
    JournalAwayError,
    JournalError,
    OutcomeUnknownError,
)
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.proxy import CommitProxy, Fault

Writing = Callable[[str], Event]
CUT = [Fault.BEFORE, Fault.DURING, Fault.AFTER]


async def ids(journal: PostgresJournal) -> list[str]:
    return [event.id async for _, event in journal.read()]


@pytest.mark.parametrize("fault", CUT)
async def test_one_lost_answer_is_settled_at_once(
    boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing, fault: Fault
) -> None:
    journal = await boards(way)
    await journal.append([note("n0")])
    proxy.faults = [fault]

    assert await journal.append([note("n1"), note("n2")], expected=1) == Appended(3)
    assert await ids(journal) == ["n0", "n1", "n2"]
    await journal.verify()


@pytest.mark.parametrize("fault", CUT)
async def test_an_answer_that_stays_lost_is_said_to_be_unknown_and_settled_when_asked_again(
    boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing, fault: Fault
) -> None:
    journal = await boards(way)
    proxy.faults = [fault] * 30

    with pytest.raises(OutcomeUnknownError, match="did not confirm that it has saved this"):
        await journal.append([note("n1")], expected=0)
    proxy.faults = []
    assert await journal.append([note("n1")], expected=0) == Appended(1)
    assert await ids(journal) == ["n1"]


@pytest.fixture
async def hasty_boards(
    monkeypatch: pytest.MonkeyPatch, boards: Opened, server: JournalServer, transaction_timeout: str
) -> Opened:
    """Boards whose server ends a transaction after a second, if not all of its limits hold."""
    session = connection.BOARD_SESSION
    limits = (("'15s'", f"'{transaction_timeout}'"), ("'5s'", "'1s'"), ("'3s'", "'500ms'"))
    for limit, sooner in limits:
        session = session.replace(limit, sooner)
    monkeypatch.setattr(connection, "BOARD_SESSION", session)
    async with await connection.connect(server, writes=True) as made:
        if made.info.server_version < 170_000 and transaction_timeout != "0":
            pytest.skip("only PostgreSQL 17 and later have this limit")
    return boards


@pytest.mark.parametrize(("fault", "transaction_timeout"), [(Fault.HELD, "0"), (Fault.HALF, "1s")])
async def test_a_board_that_is_cut_off_within_an_append_does_not_hold_up_the_others(
    hasty_boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing, fault: Fault
) -> None:
    """The server hears nothing of it: neither the rest of what was sent, nor that it gave up.

    Where nothing of the rest has come, any server can tell that its client is idle.
    """
    near, far = await hasty_boards(), await hasty_boards(way)
    await near.append([note("n0")])
    proxy.faults = [fault]
    cut_off = asyncio.create_task(far.append([note("n1")]))
    async with asyncio.timeout(60):
        while not proxy.commits:  # noqa: ASYNC110 - the proxy sees it
            await asyncio.sleep(0)
    proxy.part()

    for tries_left in reversed(range(10)):
        try:
            assert await near.append([note("n2")], expected=1) == Appended(2)
            break
        except JournalAwayError:
            assert tries_left, "the head stays locked"
    proxy.heal()
    proxy.cut()
    assert await cut_off == Appended(3)
    assert await ids(near) == ["n0", "n2", "n1"]
    await near.verify()


async def test_a_commit_that_hangs_is_given_up_and_what_it_wrote_is_not_written_twice(
    monkeypatch: pytest.MonkeyPatch,
    boards: Opened,
    way: JournalServer,
    proxy: CommitProxy,
    note: Writing,
) -> None:
    monkeypatch.setattr(connection, "ANSWER_WITHIN_S", 0.5)
    journal = await boards(way)
    proxy.faults = [Fault.HELD]

    assert await journal.append([note("n1")], expected=0) == Appended(1)
    assert await ids(journal) == ["n1"]


async def test_whoever_gives_the_command_again_on_another_board_finds_it_done_or_gone(
    boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing
) -> None:
    journal, other = await boards(way), await boards()
    proxy.faults = [Fault.AFTER] * 30
    with pytest.raises(JournalError):
        await journal.append([note("n1")], expected=0)

    # The server has it: another decision on the board before it is refused.
    assert await other.append([note("n2")], expected=0) == AppendConflict(1, "SC 200")


async def test_a_silent_server_is_noticed_and_said(
    monkeypatch: pytest.MonkeyPatch,
    boards: Opened,
    way: JournalServer,
    proxy: CommitProxy,
    note: Writing,
) -> None:
    monkeypatch.setattr(connection, "ANSWER_WITHIN_S", 0.3)
    monkeypatch.setattr(connection, "CONNECT_WITHIN_S", 2)
    journal = await boards(way)
    await journal.append([note("n1")])
    proxy.silent = True

    with pytest.raises(JournalError, match=r"cannot be reached|does not answer"):
        await journal.append([note("n2")])
    assert journal.warning
    proxy.silent = False
    proxy.cut()
    while journal.warning:
        try:
            await journal.append([note("n2")])
        except JournalError:
            continue
    assert await ids(journal) == ["n1", "n2"]
