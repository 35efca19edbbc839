"""The journal's files: private, on a disk that can hold them, and never another program's."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal import files
from jru_tui.journal.protocol import Appended, JournalError
from jru_tui.journal.sqlite import connections, schema
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import SqliteJournal

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def change(path: Path, *statements: str) -> None:
    """What another program might do to the file."""
    with sqlite3.connect(path) as database:
        for each in statements:
            database.execute(each)
    database.close()


async def test_every_file_is_for_its_owner_alone(
    tmp_path: Path, opened: Opener, event: Feed
) -> None:
    # STO-14
    path = tmp_path / "data" / "jru" / "journal.db"
    umask = os.umask(0)
    try:
        async with await opened(path) as journal:
            await journal.append([event(1)])
            modes = {each.name: mode(each) for each in path.parent.iterdir()}
    finally:
        os.umask(umask)

    assert mode(path.parent) == 0o700
    assert mode(path.parent.parent) == 0o700
    assert modes == dict.fromkeys(
        ["journal.db", "journal.db-wal", "journal.db-shm", "journal.db.anchor", "journal.db.lock"],
        0o600,
    )


async def test_a_file_that_others_could_read_is_made_private(path: Path, opened: Opener) -> None:
    async with await opened(path):
        pass
    path.chmod(0o644)
    async with await opened(path):
        assert mode(path) == 0o600


async def test_a_journal_of_a_newer_version_is_refused_untouched(
    path: Path, opened: Opener
) -> None:
    # STO-13
    async with await opened(path):
        pass
    later = "ALTER TABLE event ADD COLUMN later TEXT"
    change(path, later, "PRAGMA user_version = 99", "PRAGMA wal_checkpoint(TRUNCATE)")
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}

    for attempt in (opened(path), opened(path, read_only=True)):
        with pytest.raises(JournalError, match=r"by a newer version .*\(format 99, .*update"):
            await attempt
    with pytest.raises(JournalError, match="newer version"):
        list(load(path))
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before


async def test_a_newer_version_that_is_still_in_the_log_is_refused(
    path: Path, opened: Opener
) -> None:
    async with await opened(path):
        pass
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")

    with pytest.raises(JournalError, match="newer version"):
        await opened(path)
    database.close()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: change(path, "CREATE TABLE bookmarks (url)"), "database of another program"),
        (lambda path: path.write_text("not a database, " * 20), "not a SQLite database at all"),
        (lambda path: path.write_text("short"), "not a SQLite database at all"),
    ],
)
async def test_a_foreign_file_is_refused_untouched(
    path: Path, opened: Opener, make: Callable[[Path], None], sentence: str
) -> None:
    # STO-13
    path.parent.mkdir()
    make(path)
    before = path.read_bytes()

    for attempt in (opened(path), opened(path, read_only=True)):
        with pytest.raises(JournalError, match=sentence):
            await attempt
    with pytest.raises(JournalError, match=sentence):
        list(load(path))
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


async def test_a_start_that_was_cut_off_before_the_tables_is_made_good(
    path: Path, opened: Opener, event: Feed
) -> None:
    path.parent.mkdir()
    path.touch()

    assert list(load(path)) == []
    async with await opened(path) as journal:
        assert await journal.append([event(1)]) == Appended(1)


async def test_a_start_that_was_cut_off_while_it_made_the_tables_is_made_good(
    tmp_path: Path, path: Path, opened: Opener, event: Feed
) -> None:
    making = sqlite3.connect(tmp_path / "making.db", isolation_level=None)
    making.executescript(
        f"PRAGMA cache_size = 1; BEGIN; PRAGMA application_id = {schema.APPLICATION_ID};"
        "CREATE TABLE event (body); INSERT INTO event VALUES (zeroblob(100000));"
    )
    path.parent.mkdir()
    shutil.copy(tmp_path / "making.db-journal", f"{path}-journal")
    making.execute("COMMIT")
    making.close()
    shutil.copy(tmp_path / "making.db", path)
    assert path.stat().st_size > 0

    assert list(load(path)) == []
    async with await opened(path) as journal:
        assert await journal.append([event(1)]) == Appended(1)


async def test_a_folder_that_cannot_be_made_is_said_in_words(
    tmp_path: Path, opened: Opener
) -> None:
    (tmp_path / "file").write_text("in the way")
    before = set(threading.enumerate())

    with pytest.raises(JournalError, match=r"file/journal\.db cannot be used: Not a directory"):
        await opened(tmp_path / "file" / "journal.db")
    started = set(threading.enumerate()) - before
    assert not [thread for thread in started if "_connection_worker" in thread.name]


async def test_a_journal_on_a_read_only_disk_can_be_looked_at(
    monkeypatch: pytest.MonkeyPatch, path: Path, opened: Opener, event: Feed
) -> None:
    # STO-02
    async with await opened(path) as journal:
        await journal.append([event(1)])
    monkeypatch.setattr(os, "access", lambda *_: False)
    before = path.read_bytes()

    async with await opened(path) as journal:
        assert journal.read_only
        assert "cannot be written here: nothing new is recorded" in journal.warning
        assert [position async for position, _ in journal.read()] == [1]
        with pytest.raises(JournalError, match="cannot be written here"):
            await journal.append([event(2)])
    assert path.read_bytes() == before


@pytest.fixture
async def archived(
    tmp_path: Path, path: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A journal that was not closed, with its last events in its log, on a read-only disk."""
    folder = tmp_path / "archive"
    async with await opened(path) as journal:
        await journal.append([event(1), event(2)])
        shutil.copytree(path.parent, folder, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
    folder.chmod(0o500)
    # Whoever runs the tests may be one whom no mode keeps from writing.
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and access(path, mode))
    return folder / path.name


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize("read_only", [True, False])
async def test_what_is_in_the_log_of_a_journal_on_a_read_only_disk_is_seen_in_a_copy(
    tmp_path: Path,
    archived: Path,
    opened: Opener,
    monkeypatch: pytest.MonkeyPatch,
    read_only: bool,
) -> None:
    """STO-02."""
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    before = names(archived.parent)

    async with await opened(archived, read_only=read_only) as journal:
        assert [event.id async for _, event in journal.read()] == ["e1", "e2"]
        await journal.verify()
        assert (await journal.head()).position == 2
        assert journal.read_only
        assert bool(journal.warning) is not read_only
        assert journal.notice == (
            f"a copy of the journal {archived} is read: it was not closed properly, and is in a "
            "place that is read-only"
        )
        assert names(archived.parent) == before
        assert names(room) == []
    assert [event.id for _, event in load(archived)] == ["e1", "e2"]
    assert names(room) == []


async def test_a_copy_that_cannot_be_made_is_said_in_words(
    archived: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STO-02."""
    monkeypatch.setattr(tempfile, "tempdir", str(archived.parent / "none"))
    with pytest.raises(
        JournalError,
        match=r"cannot be copied .*: No such file .* set TMPDIR to a folder that has room\.$",
    ):
        await opened(archived, read_only=True)


async def test_a_log_on_a_read_only_disk_that_lost_events_is_told_of(
    archived: Path, opened: Opener
) -> None:
    """STO-02, STO-08: a copy is held against the anchor as well."""
    archived.parent.chmod(0o700)
    log = archived.with_name(f"{archived.name}-wal")
    log.write_bytes(b"")
    async with await opened(archived, read_only=True) as journal:
        assert "ends at event 0, but 2 had been saved" in journal.warning


async def test_a_full_disk_refuses_in_words_and_heals_by_itself(
    path: Path, opened: Opener, event: Feed
) -> None:
    # STO-01: SQLite gives the same answer at its own limit of pages as on a full disk.
    async with await opened(path) as journal:
        await journal.append([event(0)])
        connection = journal._store._connection

        async def limit(pages: int) -> None:
            await journal._run(connection.execute, f"PRAGMA max_page_count = {pages}")

        await limit(8)
        with pytest.raises(JournalError, match=r"The disk .* is full: nothing was written"):
            await journal.append([event(number) for number in range(1, 500)])
        assert (await journal.head()).position == 1

        await limit(10_000)
        assert await journal.append([event(1)]) == Appended(2)
        await journal.verify()


async def test_a_log_deleted_while_open_is_noticed_and_a_quit_saves_what_it_held(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1)])
        path.with_name(f"{path.name}-wal").unlink()

        for attempt in (journal.append([event(2)]), journal.head()):
            with pytest.raises(JournalError, match=r"-wal, was deleted .* Quit the program now"):
                await attempt
    async with await opened(path) as journal:
        assert (await journal.head()).position == 1


async def test_a_journal_that_is_gone_is_told_of_when_a_new_one_is_begun(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        assert journal.notice == ""
        await journal.append([event(1), event(2)])
    path.unlink()
    async with await opened(path) as journal:
        assert journal.notice == (
            f"the journal {path} is gone, and with it 2 saved events: this is a new, empty one"
        )
    lost = path.with_name(f"{path.name}.anchor.lost").read_text()
    assert int(lost.split()[0]) == 2
    async with await opened(path) as journal:
        assert journal.notice == ""


async def test_a_journal_deleted_while_open_is_noticed(
    path: Path, opened: Opener, event: Feed
) -> None:
    # STO-09
    async with await opened(path) as journal:
        await journal.append([event(1)])
        path.unlink()

        for attempt in (journal.append([event(2)]), journal.head()):
            with pytest.raises(JournalError, match="deleted or replaced while it was open"):
                await attempt


async def test_a_log_that_a_reader_holds_up_is_pointed_out(
    monkeypatch: pytest.MonkeyPatch, path: Path, opened: Opener, event: Feed
) -> None:
    # STO-12
    monkeypatch.setattr(connections, "LONG_LOG", 4096)
    async with await opened(path) as journal:
        await journal.append([event(1)])
        await journal.head()
        assert "another program has the journal open" in journal.warning

        monkeypatch.setattr(connections, "LONG_LOG", 1 << 30)
        await journal.head()
        assert journal.warning == ""


MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local\040disk xfs rw 0 0
//server/share /srv/share cifs rw 0 0
/dev/sdc1 /srv/share ext4 rw 0 0
me@host: /mnt/host fuse.sshfs rw 0 0
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/jru/journal.db", "ext4"),
        ("/home/inspector/journal.db", "nfs4"),
        ("/home/local disk/journal.db", "xfs"),
        ("/homestead/journal.db", "ext4"),
        ("/srv/share/journal.db", "ext4"),
        ("/mnt/host/journal.db", "fuse.sshfs"),
    ],
)
def test_the_disk_under_a_path_is_the_nearest_and_latest_mount(path: str, kind: str) -> None:
    assert files.filesystem(Path(path), MOUNTS) == kind


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"])
async def test_a_journal_on_a_network_disk_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: Path, opened: Opener, kind: str
) -> None:
    # STO-03
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/ / {kind} rw 0 0\n")
    monkeypatch.setattr(files, "_MOUNTS", mounts)

    with pytest.raises(JournalError, match=rf"on a network disk \({kind}\).*--journal"):
        await opened(path)
    assert not await asyncio.to_thread(path.parent.exists)
