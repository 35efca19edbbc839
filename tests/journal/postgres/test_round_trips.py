"""How often an append waits for the server, and what that comes to on a slow way to it."""

from collections.abc import Callable

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.postgres import connection
from jru_tui.journal.protocol import AppendConflict, Appended
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.proxy import CommitProxy

Writing = Callable[[str], Event]

AT_MOST = 2
"""Turns of an append: the head and what is there already, then all that is written."""


TRIES = 5
"""Appends of which the one with the fewest turns counts: a lease is kept up in between."""


@pytest.mark.parametrize("polls", [False, True])
async def test_an_append_waits_twice_for_the_server(
    boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing, *, polls: bool
) -> None:
    journal = await boards(way)
    await journal.append([note("n0")])
    if polls:
        assert await journal.take_lease("70001", "run")
    first, again = [], []
    for number in range(TRIES):
        events = [note(f"n{number}a"), note(f"n{number}b")]
        head = 1 + 2 * number
        before = proxy.turns
        assert await journal.append(events, expected=head) == Appended(head + 2)
        first.append(proxy.turns - before)
        before = proxy.turns
        assert await journal.append(events) == Appended(head + 2)  # asked again
        again.append(proxy.turns - before)
    assert 0 < min(first) <= AT_MOST
    assert 0 < min(again) <= AT_MOST


async def test_a_conflict_is_told_in_three(
    boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing
) -> None:
    journal = await boards(way)
    await journal.append([note("n0")])
    turns = []
    for _ in range(TRIES):
        before = proxy.turns
        assert await journal.append([note("n1")], expected=0) == AppendConflict(1, "SC 200")
        turns.append(proxy.turns - before)
    assert 0 < min(turns) <= AT_MOST + 1


@pytest.mark.parametrize("delay_s", [0.05, 0.9])
async def test_a_slow_way_to_the_server_keeps_commands_all_the_same(
    boards: Opened, way: JournalServer, proxy: CommitProxy, note: Writing, delay_s: float
) -> None:
    journal = await boards(way)
    proxy.delay_s = delay_s
    assert delay_s * AT_MOST < connection.ANSWER_WITHIN_S
    for number in range(3):
        assert await journal.append([note(f"n{number}")], expected=number) == Appended(number + 1)
    assert journal.warning == ""
    proxy.delay_s = 0.0
    assert [event.id async for _, event in journal.read()] == ["n0", "n1", "n2"]
    await journal.verify()
