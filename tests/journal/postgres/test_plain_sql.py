"""Another client reads the tallies in SQL, as docs/shared.md writes it, and comes to the same."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Close, Reopen
from jru_tui.board.commands import Undo
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.desk import Desk
from jru_tui.journal.backends import load
from jru_tui.settings import JournalServer
from tests.journal.care.test_purge import EVENTS
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.test_roles import login

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
RULES = Rules()
TEXT = (Path(__file__).parents[3] / "docs" / "shared.md").read_text("utf-8")
PART = TEXT[TEXT.index("## Another client") : TEXT.index("## From a file to the server")]
CALLS, CLOSED, MINUTES = re.findall(r"```sql\n(.*?)```", PART, re.DOTALL)


async def given(desk: Desk, *commands: Close | Reopen | Undo) -> None:
    for command in commands:
        outcome = await desk.command(command)
        assert isinstance(outcome, Change), outcome


async def newest(desk: Desk) -> str:
    """The id of the newest event."""
    *_, (_, event) = [row async for row in desk.recorder.events_behind(desk.recorder.position - 1)]
    return event.id


async def test_the_tallies_by_sql_are_the_programs(server: JournalServer, boards: Opened) -> None:
    journal = await boards()
    assert await journal.take_lease("1", "a session")
    await journal.append(EVENTS)
    desk = Desk(board=Board(RULES), journal=journal, clock=lambda: NOW, by="1", shared=True)
    await desk.catch_up()
    known = desk.board.held_calls()
    for number, call in enumerate(sorted(id_ for id_ in known if not known[id_].open)[-12:]):
        await given(desk, Reopen(call))
        if number % 4 == 0:
            continue
        await given(desk, Close(call, "stood_down" if number % 4 == 1 else "resolved"))
        first = await newest(desk)
        if number % 4 == 2:
            await given(desk, Undo(first))
            await given(desk, Close(call, "advice", ambulance_spared=True, minutes=55 + number))
            again = await newest(desk)
            await given(desk, Undo(again))
            if number % 8 == 2:
                await given(desk, Undo(await newest(desk)))
        elif number % 4 == 3:
            await given(desk, Reopen(call), Close(call, "referred", patrol_spared=True, minutes=5))

    board = Board(RULES)
    board.fold(event for _, event in load(server))
    calls = board.held_calls().values()
    closed = [call for call in calls if not call.open]
    expected = Counter(call.outcome for call in closed)
    assert len(expected) > 4
    with psycopg.connect(login(server, "jru_main_reader").address) as connection:
        assert connection.execute(CALLS.encode()).fetchall() == [(len(calls),)]
        rows = connection.execute(CLOSED.encode()).fetchall()
        assert {outcome: count for outcome, count, _, _ in rows} == expected
        for at, field in ((2, "ambulance_spared"), (3, "patrol_spared")):
            spared = Counter(call.outcome for call in closed if getattr(call, field))
            assert {row[0]: row[at] for row in rows if row[at]} == spared
            assert spared
        total = board.total()
        assert connection.execute(MINUTES.encode()).fetchall() == [(total.attended, total.minutes)]
        assert total.minutes != total.attended * RULES.savings.minutes
