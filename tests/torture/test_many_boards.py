"""Many boards as real programs in real terminals, with random keys, kills, cuts and partitions.

`make torture` opens twenty. The seed is in what it says: TORTURE_SEED repeats it, as far as the
machine lets programs take turns in the same way.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
from pathlib import Path

from jru_tui.journal.postgres.journal import PostgresJournal, open_postgres
from jru_tui.settings import JournalServer
from tests.postgres_server import PostgresServer, new_database
from tests.terminal.conftest import Dispatch
from tests.torture.histories import (
    Row,
    differing,
    faults_in,
    misposted,
    read_notes,
    read_screen,
    save_events,
)
from tests.torture.room import ROOT, room
from tests.torture.tallies import calls_in_status, is_whole, read_calls
from tests.torture.test_torture import SEED
from tests.torture.vehicle_checker import events_about

BOARDS = int(os.environ.get("TORTURE_BOARDS", "3"))
ROUNDS = int(os.environ.get("TORTURE_BOARD_ROUNDS", "1"))
STEPS = int(os.environ.get("TORTURE_BOARD_STEPS", "40"))
"""Keys in a round, over all boards."""
CALLS, VEHICLES = 6, 8


def jru(home: Path, *words: str) -> str:
    """Run the program, and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "jru_tui", *words],
        env={**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state")},
        capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


async def read(address: str) -> list[Row]:
    """Read the journal to its end, and prove its chain."""
    async with await open_postgres(JournalServer(address, "the test's server")) as journal:
        assert isinstance(journal, PostgresJournal)
        await journal.verify()
        return [row async for row in journal.read()]


def test_many_boards_lose_nothing_and_are_equal_once_healed(
    mortal: PostgresServer, dispatch: Dispatch, tmp_path: Path
) -> None:
    address = new_database(mortal.address())
    jru(tmp_path, "journal", "init", "--journal", address)
    for number in range(1, VEHICLES + 1):
        dispatch.vehicle(f"JRU{number}")
    for number in range(1, CALLS + 1):
        dispatch.call(f"K-{number}", number, grade="G2", type="fall", summary="A fall")
    chance = random.Random(f"{SEED} boards")
    shown = ""
    with room(mortal, address, dispatch.url, tmp_path, chance) as boards:
        boards.fill(BOARDS)
        for number in range(ROUNDS):
            boards.act(STEPS, kills_server=True)
            if number % 3 == 2:
                boards.kill_server()
            boards.heal()
            texts = boards.settle()
            shown = next(iter(texts.values()))
            faults = boards.faults + differing(texts)
            counts = ", ".join(f"{count} x {what}" for what, count in boards.counts.items())
            print(  # noqa: T201 - a run of an hour says how far it is
                f"seed {SEED}, round {number + 1}, {BOARDS} boards: {counts}; the last one: "
                f"{boards.late[-1]}",
                flush=True,
            )
            assert not faults, "\n".join([f"seed {SEED}, round {number + 1}", *faults])
            if number + 1 < ROUNDS:
                for call in range(2):  # new work for the next round, where calls were closed
                    dispatch.call(f"K-{CALLS + 2 * number + call + 1}", 0, grade="G2", type="fall")
        places = [read_notes(place.name, place.history) for place in boards.places]

    kept = asyncio.run(read(address))
    said = [line for place in places for line in place.lines if line[0] == "done"]
    assert said, f"seed {SEED}: nobody has done anything"
    saved = save_events(kept, tmp_path / "journal.jsonl")
    faults = faults_in(kept, places, waiting=()) + misposted(kept, dispatch.keys)
    about = events_about(kept, "\n".join(faults))
    assert not faults, "\n".join([f"seed {SEED}, {saved}", *faults, *about])
    # Another client counts the same as the program, and as every screen that was compared above.
    status = json.loads(jru(tmp_path, "status", "--json", "--journal", address))
    calls = read_calls(address)
    assert calls_in_status(status["calls"]) == calls, f"seed {SEED}"
    number = sum(call.is_open for call in calls.values())
    assert f"open {number} · closed {len(calls) - number}" in read_screen(shown).counts
    assert is_whole(address), f"seed {SEED}"
    # The control: without one event that was said to be done, the checker says so.
    gone = said[0][2]
    without = [(position, event) for position, event in kept if event.id != gone]
    assert f"acknowledged and lost: {gone}" in "\n".join(faults_in(without, places, waiting=()))
