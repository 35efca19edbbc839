"""The writing process is killed or forgets to close: nothing acknowledged is missing."""

import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from jru_tui.journal.sqlite.journal import SqliteJournal
from tests.narrowing import present
from tests.programs import running

Opener = Callable[..., Awaitable[SqliteJournal]]

WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from jru_tui.board.events import Event, Unlisted
from jru_tui.journal.sqlite.journal import open_journal

MOMENT = datetime(2020, 10, 30, 18, tzinfo=UTC)

async def write(path, round_number):
    journal = await open_journal(Path(path), by="SC 100", clock=lambda: MOMENT)
    for batch in range(100_000):
        names = [f"{round_number}-{batch}-{each}" for each in "abc"]
        await journal.append(
            [
                Event(id=name, at=MOMENT, recorded_at=MOMENT, source="feed",
                      fact=Unlisted(subject="call", id=name))
                for name in names
            ]
        )
        print(*names, flush=True)

asyncio.run(write(*sys.argv[1:]))
"""

FORGETFUL = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from jru_tui.journal.sqlite.journal import open_journal

async def run():
    global journal
    journal = await open_journal(Path(sys.argv[1]), by="", clock=lambda: datetime.now(UTC))
    {ending}

asyncio.run(run())
"""


async def test_killed_in_the_middle_of_appends_nothing_acknowledged_is_missing(
    path: Path, opened: Opener
) -> None:
    # STO-05
    acknowledged: set[str] = set()
    for round_number, batches_before_the_kill in enumerate([0, 1, 5, 20, 60]):
        with running(sys.executable, "-c", WRITER, path, round_number) as writer:
            for _ in range(batches_before_the_kill):
                acknowledged.update(present(writer.stdout).readline().split())
            writer.kill()
            # What was acknowledged before the kill is still in the pipe; its last line may be cut.
            acknowledged.update(
                name
                for line in present(writer.stdout).read().splitlines(keepends=True)
                if line.endswith("\n")
                for name in line.split()
            )

        async with await opened(path) as journal:
            assert journal.warning == ""
            kept = [event.id async for _, event in journal.read()]
            await journal.verify()

        assert acknowledged <= set(kept)
        assert len(set(kept)) == len(kept)
        assert len(kept) % 3 == 0, "a batch is there in part"
    assert len(acknowledged) >= 3 * 86


@pytest.mark.parametrize("ending", ["", "raise SystemExit(3)", "1 / 0"])
def test_a_program_that_forgets_to_close_still_ends(path: Path, ending: str) -> None:
    # STO-11: the time-out is only the bound of a hang.
    done = subprocess.run(
        [sys.executable, "-c", FORGETFUL.format(ending=ending), str(path)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == {"": 0, "raise SystemExit(3)": 3, "1 / 0": 1}[ending]
