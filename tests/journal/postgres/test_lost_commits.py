"""A commit whose answer was lost is settled by the ids of its events: once, and never twice."""

from collections.abc import Callable

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.postgres import connection
from jru_tui.journal.postgres.journal import PostgresJournal
from jru_tui.journal.protocol import AppendConflict, Appended, JournalError, OutcomeUnknownError
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
