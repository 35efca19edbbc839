"""Work on a journal that is stopped at any byte, and files that are damaged at any byte.

Whatever happens, nothing that was acknowledged is lost, a purge is done whole or not at all,
nothing that was erased comes back, and each failure is said in words. `make torture` runs many
rounds; the seed of a run is printed with what it finds, and TORTURE_SEED repeats it.
"""

import asyncio
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from jru_tui.journal.board_loader import board_from_checkpoint
from jru_tui.journal.care.backup import verify_backup
from jru_tui.journal.care.restoration import salvage_journal
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.checkpoint import checkpoint_file
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite.anchor import anchor_file
from jru_tui.journal.sqlite.file_access import load
from tests.journal.test_earlier_versions import journal_of
from tests.torture import work

ROUNDS = int(os.environ.get("TORTURE_ROUNDS", "2"))
SEED = int(os.environ.get("TORTURE_SEED", str(random.SystemRandom().randrange(10**6))))
SCRIPT = Path(work.__file__)
ROOT = SCRIPT.parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal of closed calls, two years old."""
    path = tmp_path_factory.mktemp("made") / "j.db"
    asyncio.run(work.write(path, work.events()))
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made.parent, tmp_path / "kept")
    return tmp_path / "kept" / made.name


def do(name: str, path: Path, limit: int, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), name, str(path), str(limit), how],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def limits(path: Path, name: str, how: str) -> list[int]:
    """Lengths of a file at which a work is stopped; early ones and late ones."""
    chance = random.Random(f"{SEED} {name} {how}")
    size = path.stat().st_size
    return [chance.randrange(2_000, int(size * 1.3)) for _ in range(ROUNDS)]


def wrongs(path: Path, acknowledged: int) -> list[str]:
    """Everything that must not be, after whatever happened to a journal."""
    found = verify_journal(path)
    wrong = [finding.text for finding in found.findings if finding.part != "checkpoint"]
    if found.events < acknowledged:
        wrong.append(f"{acknowledged} were acknowledged, {found.events} are there")
    if wrong:
        return wrong
    facts = [event for _, event in load(path)]
    held = sum(work.WORD in repr(event) for event in facts)
    purged = any(type(event.fact).__name__ == "Purged" for event in facts)
    if purged and held:
        wrong.append(f"a purge is told of, and {held} events hold what it erased")
    if not purged and held < 2 * work.CALLS:
        wrong.append(f"no purge is told of, and only {held} events hold their words")
    if board_from_checkpoint(path, work.RULES) is not None:
        restored = board_from_checkpoint(path, work.RULES)
        assert restored is not None
        restored.fold(event for _, event in load(path, after=restored.events))
        whole = work.board_of(path)
        if restored.total() != whole.total() or restored.events != whole.events:
            wrong.append("the board from the checkpoint is another")
    return wrong


def acknowledged_of(done: subprocess.CompletedProcess[str]) -> int:
    return 2 * work.CALLS + max(map(int, done.stdout.split()), default=0)


@pytest.mark.parametrize("how", ["kill", "full"])
@pytest.mark.parametrize("name", ["append", "purge", "backup", "checkpoint"])
def test_a_work_that_is_stopped_anywhere_harms_nothing(path: Path, name: str, how: str) -> None:
    for limit in limits(path, name, how):
        told = f"seed {SEED}, {name} stopped at {limit} bytes ({how})"
        done = do(name, path, limit, how)
        assert wrongs(path, acknowledged_of(done)) == [], told
        if how == "full":
            assert "Traceback" not in done.stderr, f"{told}: {done.stderr}"
            assert done.returncode == 0 or done.stderr.strip().endswith("."), told
        copy = path.with_name("copy.db")
        if copy.exists():
            # There whole, or not at all.
            assert verify_backup(copy).position >= 2 * work.CALLS, told
            copy.unlink()
    again = do("purge", path, 10**9, "full")
    assert again.returncode == 0, again.stderr
    left = {file.name for file in path.parent.iterdir() if work.WORD.encode() in file.read_bytes()}
    assert left == set(), f"seed {SEED}, after {name} ({how})"
    assert verify_journal(path).sound


@pytest.mark.parametrize("how", ["kill", "full"])
def test_a_migration_that_is_stopped_anywhere_is_done_whole_or_not_at_all(
    tmp_path: Path, how: str
) -> None:
    """The journal that an earlier version has written is as it was, or has its salts."""
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o700)
    old = journal_of("62f15ee", kept)
    expected = [event for _, event in load(old)]
    content = {file.name: file.read_bytes() for file in kept.iterdir()}
    for limit in limits(old, "migrate", how):
        told = f"seed {SEED}, migrate stopped at {limit} bytes ({how})"
        done = do("migrate", old, limit, how)
        found = [event for _, event in load(old)]
        assert found[: len(expected)] == expected, told
        assert verify_journal(old).sound, told
        assert len(found) in (len(expected), len(expected) + 1), told
        if how == "full":
            assert done.returncode == 0 or done.stderr.strip().endswith("."), told
            assert "Traceback" not in done.stderr, told
        for file in kept.iterdir():
            file.unlink()
        for name, before in content.items():
            kept.joinpath(name).write_bytes(before)
    again = do("migrate", old, 10**9, "full")
    assert again.returncode == 0, again.stderr
    assert len([*load(old)]) == len(expected) + 1


def test_a_flipped_bit_of_the_log_is_told_or_takes_nothing_acknowledged(path: Path) -> None:
    """The newest events are in the `-wal` file until they are merged."""
    done = do("append", path, path.stat().st_size + 60_000, "kill")
    acknowledged = acknowledged_of(done)
    assert acknowledged > 2 * work.CALLS
    log = path.with_name(f"{path.name}-wal")
    expected = [event for _, event in load(path)]
    content = {file: file.read_bytes() for file in path.parent.iterdir()}
    chance = random.Random(f"{SEED} wal")
    for _ in range(10 * ROUNDS):
        at = chance.randrange(len(content[log]))
        changed = bytearray(content[log])
        changed[at] ^= 1 << chance.randrange(8)
        for file, before in content.items():
            file.write_bytes(before)
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
        log.write_bytes(changed)
        told = f"seed {SEED}, bit {at} of the log"
        try:
            sound = verify_journal(path).sound
            found = [event for _, event in load(path)] if sound else []
        except JournalError:
            continue
        if sound:
            assert found == expected[: len(found)], told
            assert len(found) >= acknowledged, told


def test_a_flipped_bit_of_the_index_is_found(path: Path) -> None:
    """The index by which an id is found is no part of the chain: `verify` looks at it too."""
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'event'"
        ).fetchone()
    expected = [event for _, event in load(path)]
    content = path.read_bytes()
    chance = random.Random(f"{SEED} index")
    for _ in range(10 * ROUNDS):
        at = (root - 1) * size + chance.randrange(size)
        changed = bytearray(content)
        changed[at] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        assert is_told_or_whole(path, expected), f"seed {SEED}, bit {at} of the index"
    path.write_bytes(content)


def test_the_control_finds_a_work_that_is_not_whole(path: Path) -> None:
    do("careless", path, path.stat().st_size + 20_000, "kill")
    assert wrongs(path, 2 * work.CALLS) != []


@pytest.mark.parametrize("part", ["database", "anchor", "checkpoint"])
def test_a_flipped_bit_is_found_or_harms_nothing(path: Path, part: str) -> None:
    assert do("checkpoint", path, 10**9, "full").returncode == 0
    expected = [event for _, event in load(path)]
    file = {"database": path, "anchor": anchor_file(path), "checkpoint": checkpoint_file(path)}[
        part
    ]
    content = file.read_bytes()
    chance = random.Random(f"{SEED} {part}")
    for _ in range(10 * ROUNDS):
        at = chance.randrange(len(content))
        changed = bytearray(content)
        changed[at] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        told = f"seed {SEED}, bit {at} of the {part}"
        assert is_told_or_whole(path, expected), told
    file.write_bytes(content)
    assert verify_journal(path).findings == ()


def test_a_flipped_bit_costs_two_events_at_most(path: Path, tmp_path: Path) -> None:
    """Whatever it hits: the event itself, and the one behind it that it would have proven.

    Half of the bits are of pages that lead to others, and of the first one with the schema.
    """
    expected = [*load(path)]
    content = path.read_bytes()
    leading = [start for start in range(0, len(content), 4_096) if content[start] != 0x0D]
    chance = random.Random(f"{SEED} cost")
    for number in range(10 * ROUNDS):
        at = chance.choice((chance.choice(leading), 0, chance.randrange(len(content))))
        at = min(at + chance.randrange(200), len(content) - 1)
        if at in range(60, 64):  # a version from 3 to 255 may be that of a program to come
            continue
        changed = bytearray(content)
        changed[at] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        new = tmp_path / f"new-{number}.db"
        done = salvage_journal(path, new)
        told = f"seed {SEED}, bit {at} of {len(content)}"
        lost = {event.position for event in done.lost}
        assert len(lost) <= 2, told
        left = [event for position, event in expected if position not in lost]
        assert [event for _, event in load(new)] == left, told
        assert verify_journal(new).sound, told
        new.unlink()


def test_the_control_loses_more_where_no_page_is_looked_through(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with path.open("r+b") as file:
        file.seek(108)
        file.write(bytes(8))
    monkeypatch.setattr("jru_tui.journal.care.intact_events.scan_rows", lambda *_: {})
    assert len(salvage_journal(path, tmp_path / "new.db").lost) == 2 * work.CALLS


def is_told_or_whole(path: Path, expected: Sequence[object]) -> bool:
    """Tell whether a journal is said to be damaged, or gives the very events that were written."""
    try:
        if not verify_journal(path).sound:
            return True
        return [event for _, event in load(path)] == expected
    except JournalError:
        return True


def test_the_control_finds_an_event_that_was_changed_unnoticed(path: Path) -> None:
    expected = [event for _, event in load(path)]
    assert not is_told_or_whole(path, expected[:-1])
