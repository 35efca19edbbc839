"""A board that is left while its command is on the way: saved, kept on this machine, or refused.

The way to the server ends at every point of a commit, and stays silent from then on. Whoever leaves
waits for nothing; whatever became of the command, it is in the journal once, and never nowhere.
"""

import asyncio
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from jru_tui.board.board import Board
from jru_tui.board.commands import Note
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import Commanded
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.command_writer import Spooled
from jru_tui.desk.desk import Desk
from jru_tui.journal.postgres import connection
from jru_tui.journal.protocol import Journal
from jru_tui.journal.spool import open_spool, waiting_commands
from jru_tui.settings import JournalServer
from tests.desk.conftest import call, document
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.proxy import CommitProxy, Fault
from tests.journal.postgres.test_boards import Watch, polled

FAULTS = [
    Fault.NONE,
    Fault.BEFORE,
    Fault.DURING,
    Fault.AFTER,
    Fault.HELD,
    Fault.HALF,
    Fault.SILENT,
]
NOTES = ("first", "second")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no connection given up by itself: only the leaving ends the waiting."""
    monkeypatch.setattr(connection, "ANSWER_WITHIN_S", 3_600)


async def notes_in(journal: Journal) -> Counter[str]:
    facts = [event.fact async for _, event in journal.read()]
    commands = [fact.command for fact in facts if isinstance(fact, Commanded)]
    return Counter(command.text for command in commands if isinstance(command, Note))


@pytest.mark.parametrize("end", ["closed", "killed"])
@pytest.mark.parametrize("lock_is_held", [False, True], ids=["at once", "behind a poll"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_no_command_is_nowhere(
    boards: Opened,
    way: JournalServer,
    proxy: CommitProxy,
    tmp_path: Path,
    fault: Fault,
    *,
    lock_is_held: bool,
    end: str,
) -> None:
    near, far = await boards(), await boards(way)
    watch, home = Watch(), tmp_path / "main"
    desk = Desk(board=Board(Rules()), journal=far, clock=watch, by="70001", shared=True)
    await polled(desk)
    spool = open_spool(home)
    desk.use_spool(spool, far)

    proxy.sees_commit.clear()
    proxy.faults = [fault, *[Fault.SILENT] * 9]
    under_way = []
    if lock_is_held:
        polling = desk.receive(document(call("K-1036"), call("K-1037"), call("K-1038")))
        under_way.append(asyncio.create_task(polling))
        await asyncio.sleep(0)
    given = [asyncio.create_task(desk.command(Note(text, call="K-1036"))) for text in NOTES]
    async with asyncio.timeout(60):
        await proxy.sees_commit.wait()
        for _ in range(2):  # two quits are as one
            far.hurry()
        outcomes = await asyncio.gather(*given)
        await asyncio.gather(*under_way)

    # What was said to be kept is on this machine's disk, and what was said to be saved is not.
    kept = {command.words for command in waiting_commands(home)}
    for text, outcome in zip(NOTES, outcomes, strict=True):
        assert not isinstance(outcome, Refusal), outcome
        assert isinstance(outcome, Change) != isinstance(outcome, Spooled)
        assert (f"K-1036: note: {text}" in kept) == isinstance(outcome, Spooled)

    if end == "killed":  # its file is as it was, and nobody has closed anything
        home, left = tmp_path / "next", home
        shutil.copyfile(spool.path, home.with_name(spool.path.name.replace(left.name, home.name)))
    else:
        spool.close()
    async with asyncio.timeout(60):
        await far.close()
    proxy.cut()
    next_desk = Desk(board=Board(Rules()), journal=near, clock=watch, by="70001", shared=True)
    await next_desk.catch_up()
    with closing(open_spool(home)) as taken:
        next_desk.use_spool(taken, near)
        async with asyncio.timeout(60):
            while taken.waiting:
                await next_desk.settle_spool()
    assert await notes_in(near) == Counter(NOTES)
    spool.close()
