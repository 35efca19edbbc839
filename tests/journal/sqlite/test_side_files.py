"""What is no file, or closed, in the place of a journal or of a file beside it."""

import os
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.files import beside, is_started
from jru_tui.journal.protocol import Appended, JournalError
from jru_tui.journal.sqlite.anchor import anchor_file
from jru_tui.journal.sqlite.connections import Examination
from jru_tui.journal.sqlite.file_access import examine, load
from jru_tui.journal.sqlite.journal import SqliteJournal
from jru_tui.journal.sqlite.lock import is_archived, is_being_written

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]
Place = Callable[[Path], object]


def dangle(file: Path) -> None:
    file.symlink_to(file.with_name("nowhere"))


def listen(file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(file.name)


PLACED: dict[str, Place] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "link to nowhere": dangle,
    "socket": listen,
}


@pytest.fixture
async def kept(path: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal of three events."""
    async with await opened(path) as journal:
        await journal.append([event(number) for number in (1, 2, 3)])
    monkeypatch.chdir(path.parent)  # the address of a socket is short
    return path


def put(place: Place, file: Path) -> None:
    file.unlink(missing_ok=True)
    place(file)


@pytest.mark.parametrize("place", PLACED.values(), ids=PLACED)
async def test_what_is_no_file_in_the_locks_place_is_named(
    kept: Path, opened: Opener, place: Place
) -> None:
    lock = beside(kept, ".lock")
    put(place, lock)
    with pytest.raises(JournalError) as caught:
        await opened(kept)
    assert str(caught.value) == (
        f"The lock {lock} is not a file (a folder, a pipe or a link is in its place), so it "
        "is not known whether another board writes the journal. Move it away and try again."
    )
    assert os.path.lexists(lock)
    # Who reads needs no lock.
    assert not is_being_written(kept)
    assert is_archived(kept)
    assert len([*load(kept)]) == 3
    assert examine(kept) == Examination()


@pytest.mark.parametrize("suffix", [".verified", ".reserve", ".checkpoint.seal", ".backups"])
@pytest.mark.parametrize("place", PLACED.values(), ids=PLACED)
async def test_what_is_no_file_beside_a_journal_is_not_waited_for(
    kept: Path, opened: Opener, event: Feed, place: Place, suffix: str
) -> None:
    put(place, beside(kept, suffix))
    assert len([*load(kept)]) == 3
    async with await opened(kept) as journal:
        assert await journal.append([event(4)]) == Appended(4)


_UNPRIVILEGED = """
import ctypes, os, sys
for capability in (1, 2):  # to read, search and write what is closed to root's own hand
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "jru_tui", *sys.argv[1:]])
"""


def run_unprivileged(*command: str) -> "subprocess.CompletedProcess[str]":
    """Run the program as a user whom modes of files hold, also where the tests run as root."""
    return subprocess.run(
        [sys.executable, "-c", _UNPRIVILEGED, *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_root_is_held_by_modes_in_these_tests(tmp_path: Path) -> None:
    """The control: without privileges a closed file is closed."""
    closed = tmp_path / "settings.toml"
    closed.touch(mode=0o000)
    done = run_unprivileged("check-settings", "--config", str(closed))
    assert done.returncode == 2
    assert "is not readable" in done.stderr


def test_a_lock_that_is_closed_is_named(kept: Path) -> None:
    lock = beside(kept, ".lock")
    lock.chmod(0o000)
    done = run_unprivileged("command", "--journal", str(kept), "n k-1 hello")
    assert done.returncode == 1
    assert done.stderr == (
        f"jru-tui: The lock {lock} cannot be opened (permission denied), so it is not known "
        "whether another board writes the journal. Let this user read and write it, and try "
        "again.\n"
    )
    looked = run_unprivileged("status", "--journal", str(kept))
    assert looked.returncode == 0, looked.stderr


def test_an_anchor_that_is_closed_locks_no_journal(kept: Path) -> None:
    anchor_file(kept).chmod(0o000)
    looked = run_unprivileged("status", "--journal", str(kept))
    assert looked.returncode == 0
    assert "is damaged, so it is not known whether the journal's end was cut" in looked.stderr
    # Who writes it makes it anew, and says so.
    done = run_unprivileged("command", "--journal", str(kept), "n k-1 hello")
    assert "there is no call or vehicle" in done.stderr
    assert "the chain was checked from the first to the last" in done.stderr
    looked = run_unprivileged("status", "--journal", str(kept))
    assert (looked.returncode, looked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("command", "code"),
    [(("status",), 1), (("command", "n k-1 hello"), 1), (("journal", "verify"), 4)],
    ids=["status", "command", "verify"],
)
def test_a_journal_that_is_closed_is_named(kept: Path, command: tuple[str, ...], code: int) -> None:
    kept.chmod(0o000)
    done = run_unprivileged(*command, "--journal", str(kept))
    assert done.returncode == code
    assert (
        f"The journal {kept} cannot be opened: permission denied for {kept}. Let this "
        "user read and write it, or name another journal with --journal."
    ) in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
@pytest.mark.parametrize("place", PLACED.values(), ids=PLACED)
async def test_what_is_no_file_where_sqlite_keeps_one_is_named(
    kept: Path, opened: Opener, place: Place, suffix: str
) -> None:
    put(place, beside(kept, suffix))
    for read_only in (False, True):
        with pytest.raises(JournalError, match=rf"{suffix} is not a file .* Move it away"):
            await opened(kept, read_only=read_only)
    with pytest.raises(JournalError, match=rf"{suffix} is not a file .* Move it away"):
        [*load(kept)]


async def test_an_empty_rollback_journal_hides_no_journal_that_has_its_tables(
    kept: Path, opened: Opener, event: Feed
) -> None:
    beside(kept, "-journal").touch()
    assert is_started(kept)
    assert len([*load(kept)]) == 3
    async with await opened(kept) as journal:
        assert journal.notice == ""
        assert await journal.append([event(4)]) == Appended(4)
