"""Power losses by replay: whatever the disk has of the last writes, nothing acknowledged is lost.

Every write and sync of a real append is recorded, and the files are made as a disk may hold them
that lost its power behind any of them. A journal that does not wait for its disk must lose.
"""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.protocol import JournalError
from tests.torture import power_loss, work
from tests.torture.test_torture import ROOT, ROUNDS, SCRIPT, SEED, made

__all__ = ["made"]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="needs Linux and a C compiler"
)


class Recording(NamedTuple):
    """The files before some work, and everything that it wrote."""

    before: dict[str, bytes]
    writes: list[power_loss.Write]


def recorded(made: Path, folder: Path, name: str) -> Recording:
    """Do some work on a copy of a journal, and record it."""
    library = power_loss.build(folder)
    kept = folder / "kept"
    shutil.copytree(made.parent, kept)
    before = {file.name: file.read_bytes() for file in kept.iterdir()}
    record = folder / "record"
    subprocess.run(
        [sys.executable, str(SCRIPT), name, str(kept / made.name), str(10**9), "full"],
        check=True,
        timeout=120,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LD_PRELOAD": str(library),
            "RECORDED_FOLDER": str(kept.resolve()),
            "RECORD_FILE": str(record),
        },
    )
    return Recording(before, power_loss.read(record))


def losses(recording: Recording, folder: Path, name: str, journal: str) -> list[str]:
    """Everything that was lost in many power losses of a recorded work."""
    chance = random.Random(f"{SEED} {name}")
    found = []
    for turn in range(60 * ROUNDS):
        place = folder / f"{name}-{turn}"
        place.mkdir(mode=0o700)
        cut = chance.randrange(len(recording.writes)) + 1
        told = power_loss.lose_power(recording.before, recording.writes, cut, place, chance)
        expected = 2 * work.CALLS + told
        said = f"seed {SEED}, {name} cut behind write {cut}: {expected} were acknowledged"
        try:
            verified = verify_journal(place / journal)
        except JournalError as error:
            found.append(f"{said}; {error}")
        else:
            if not verified.sound or verified.events < expected:
                texts = [finding.text for finding in verified.findings]
                found.append(f"{said}; {verified.events} are there; {texts}")
        shutil.rmtree(place)
    return found


def test_nothing_that_was_acknowledged_is_lost(made: Path, tmp_path: Path) -> None:
    recording = recorded(made, tmp_path, "append_recorded")
    kinds = {write.kind for write in recording.writes if write.name.startswith(made.name)}
    assert {"W", "S"} <= kinds
    assert losses(recording, tmp_path, "append_recorded", made.name) == []


def test_the_control_loses_what_no_disk_was_waited_for(made: Path, tmp_path: Path) -> None:
    recording = recorded(made, tmp_path, "append_unsynced")
    assert losses(recording, tmp_path, "append_unsynced", made.name) != []
