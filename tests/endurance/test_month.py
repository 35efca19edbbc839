"""A simulated month on one board with its screen: nothing that it takes grows with the days.

`make endurance` lets thirty days pass; a few show whether anything grows from one to the next.
"""

import asyncio
import gc
import os
import threading
from pathlib import Path

import pytest
from msgspec import Struct

from jru_tui.desk.checkpoints import Checkpoints
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.scenario_reader import parse_scenario
from jru_tui.tui.app import BoardApp
from tests.endurance.conftest import at_work, nights

DAYS = int(os.environ.get("ENDURANCE_DAYS", "6"))
SETTLED = DAYS // 2
"""After so many days everything has been loaded and made that is made once."""
MORE_OBJECTS = 1.1
"""By how much the number of objects may vary from one morning to another."""
DESCRIPTORS = Path("/proc/self/fd")


class Taken(Struct, frozen=True):
    """What the program takes at one moment: objects, tasks, threads, open files."""

    objects: int
    tasks: int
    threads: int
    descriptors: int


def taken() -> Taken:
    gc.collect()
    descriptors = len(list(DESCRIPTORS.iterdir())) if DESCRIPTORS.exists() else 0
    tasks = len(asyncio.all_tasks())
    return Taken(len(gc.get_objects()), tasks, threading.active_count(), descriptors)


@pytest.fixture
def month() -> Scenario:
    return parse_scenario(nights(DAYS), name="month", source="month.feed")


async def test_a_month_leaves_nothing_behind(month: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    async with at_work(month, path=path) as board:
        app = BoardApp(board.desk, board.now)
        checkpoints = Checkpoints(board.desk, path, board.now)
        async with app.run_test(size=(140, 36)) as pilot:
            mornings = []
            for _ in range(DAYS):
                await board.polls(11, 6)
                await pilot.press("j", "a", "escape", "question_mark", "escape")
                await board.polls(13, 60)
                await checkpoints.take()
                await pilot.pause()
                mornings.append(taken())
    assert board.desk.board.total().attended == 4 * DAYS
    settled, last = mornings[SETTLED], mornings[-1]
    assert last.objects <= MORE_OBJECTS * settled.objects
    assert (last.tasks, last.threads) == (settled.tasks, settled.threads)
    assert last.descriptors <= settled.descriptors
