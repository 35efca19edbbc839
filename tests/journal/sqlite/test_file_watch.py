"""Writes by anybody else are noticed while a board is open, and nothing is followed twice."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from jru_tui.board.board import Board
from jru_tui.board.events import Event
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.journal.files import beside
from jru_tui.journal.protocol import EMPTY, Head, JournalDamagedError
from jru_tui.journal.sqlite import connections, reader
from jru_tui.journal.sqlite.file_access import examine
from jru_tui.journal.sqlite.file_watch import FileWatch
from jru_tui.journal.sqlite.journal import SqliteJournal
from jru_tui.journal.sqlite.verification_stamp import (
    leave_stamp,
    read_stamp,
    stamp_file,
    verified_head,
)
from tests.journal.care.conftest import rewrite, tamper
from tests.journal.stores import SHIFT_START

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]
MANY = 30


async def fill(journal: SqliteJournal, event: Feed, first: int = 1, number: int = MANY) -> None:
    for each in range(first, first + number):
        await journal.append([event(each)])


def flip(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes of a file, as an editor of sectors would, and set its time back."""
    before = path.stat()
    content = path.read_bytes()
    at = content.index(old)
    with path.open("r+b") as file:
        file.seek(at)
        file.write(new)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


async def test_own_writes_are_nobody_elses(path: Path, opened: Opener, event: Feed) -> None:
    async with await opened(path) as journal:
        await fill(journal, event)
        await journal.verify()
        await fill(journal, event, first=100)
        async with await opened(path, read_only=True) as other:
            assert len([pair async for pair in other.read()]) == 2 * MANY
        examine(path)
        assert not await journal.is_touched()


async def test_a_write_past_the_database_is_told_by_the_next_look(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await fill(journal, event)
    async with await opened(path) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: SHIFT_START)
        await desk.catch_up()
        await desk.look_for_journal(whole=True)
        assert desk.held_up == ""
        flip(path, b'"id":"K-7"', b'"id":"K-9"')
        await desk.look_for_journal(whole=False)
        assert "event 7 is missing or was changed" in desk.held_up


async def test_a_write_to_the_log_is_noticed(path: Path, opened: Opener, event: Feed) -> None:
    async with await opened(path) as journal:
        await fill(journal, event)
        await journal.verify()
        log = path.with_name(path.name + "-wal")
        with log.open("r+b") as file:
            file.seek(log.stat().st_size - 1)
            file.write(b"x")
        assert await journal.is_touched()


async def test_a_write_through_the_database_is_told_by_the_next_look(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await fill(journal, event)
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: SHIFT_START)
        await desk.catch_up()
        await desk.look_for_journal(whole=True)
        tamper(path, rewrite("body", 7))
        await desk.look_for_journal(whole=False)
        assert "event 7 is missing or was changed" in desk.held_up


async def test_without_a_write_nothing_is_followed(
    path: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what is not asked for cannot be found, and costs nothing."""
    async with await opened(path) as journal:
        await fill(journal, event)
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: SHIFT_START)
        await desk.catch_up()
        await desk.look_for_journal(whole=True)

        def never(*_: object) -> None:
            raise AssertionError

        monkeypatch.setattr(reader, "verify", never)
        await desk.look_for_journal(whole=False)


class Followed:
    """Counts the pages of the chain that are followed."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.first: list[int] = []
        verify = reader.verify

        def counted(connection: sqlite3.Connection, after: int, before: bytes) -> object:
            self.first.append(after)
            return verify(connection, after, before)

        patch.setattr(reader, "verify", counted)

    def by(self, path: Path) -> int:
        """The position behind which a reading command follows the chain."""
        self.first.clear()
        assert not examine(path).damage
        return self.first[0]


@pytest.fixture
async def stamped(path: Path, opened: Opener, event: Feed) -> Path:
    """A journal whose board had followed all but the last ten events when it was closed."""
    async with await opened(path) as journal:
        await fill(journal, event)
        await journal.verify()
        await fill(journal, event, first=100, number=10)
    return path


async def test_a_reader_follows_what_the_board_has_not(
    stamped: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = Followed(monkeypatch)
    assert followed.by(stamped) == MANY
    async with await opened(stamped) as journal:
        assert followed.by(stamped) == MANY
        await fill(journal, event, first=200, number=1)
        assert followed.by(stamped) == MANY
    stamp_file(stamped).unlink()
    assert followed.by(stamped) == 0


@pytest.mark.parametrize("by", ["the database", "bytes", "the log"])
async def test_what_was_changed_behind_a_board_that_has_ended_is_found(
    stamped: Path, by: str
) -> None:
    if by == "the database":
        tamper(stamped, rewrite("body", 7))
    elif by == "bytes":
        flip(stamped, b'"id":"K-7"', b'"id":"K-9"')
    else:
        with closing(sqlite3.connect(stamped)) as database, database:
            database.execute("DROP TRIGGER event_stays_as_written")
            database.execute(rewrite("body", 7))
            database.commit()
            assert "event 7 is missing or was changed" in examine(stamped).damage
    assert "event 7 is missing or was changed" in examine(stamped).damage


async def write_once(path: Path, opened: Opener, event: Feed, number: int) -> None:
    """Open a journal, append one event and close it, as a command does."""
    async with await opened(path) as journal:
        await journal.append([event(number)])


async def test_a_command_that_writes_leaves_the_chain_followed_as_it_was(
    stamped: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = Followed(monkeypatch)
    for number in (200, 201, 202):
        await write_once(stamped, opened, event, number)
        assert followed.by(stamped) == MANY
    async with await opened(stamped):
        """One that writes nothing changes nothing."""
    assert followed.by(stamped) == MANY


async def test_a_command_leaves_no_stamp_where_there_was_none(
    stamped: Path, opened: Opener, event: Feed
) -> None:
    stamp_file(stamped).unlink()
    await write_once(stamped, opened, event, 200)
    assert verified_head(stamped) == EMPTY


_KILLED = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("DROP TRIGGER IF EXISTS event_stays_as_written")
database.execute(sys.argv[2])
os._exit(0)
"""
"""Writes through the database and is gone before that is worked into the journal's file."""


@pytest.mark.parametrize("by", ["the database", "bytes", "a log that is left over"])
async def test_what_was_changed_between_two_commands_is_found(
    stamped: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(reader, "TAIL", 5)  # the end alone, which each opening looks at, is whole
    await write_once(stamped, opened, event, 200)
    assert verified_head(stamped).position == MANY
    if by == "the database":
        tamper(stamped, rewrite("body", 7))
        await write_once(stamped, opened, event, 201)
    elif by == "bytes":
        flip(stamped, b'"id":"K-7"', b'"id":"K-9"')
        await write_once(stamped, opened, event, 201)
    else:
        killed = (sys.executable, "-c", _KILLED, str(stamped), rewrite("body", 7))
        process = await asyncio.create_subprocess_exec(*killed)
        assert await process.wait() == 0
        assert beside(stamped, "-wal").stat().st_size
        await write_once(stamped, opened, event, 201)
    await write_once(stamped, opened, event, 202)
    assert "event 7 is missing or was changed" in examine(stamped).damage


async def test_what_was_changed_while_a_command_has_it_open_is_found(
    stamped: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "TAIL", 5)
    async with await opened(stamped) as journal:
        flip(stamped, b'"id":"K-7"', b'"id":"K-9"')
        await journal.append([event(200)])
    assert "event 7 is missing or was changed" in examine(stamped).damage


@pytest.mark.parametrize("by", ["somebody's write", "the disk"])
async def test_a_board_that_found_its_chain_broken_hides_that_from_nobody(
    stamped: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(reader, "TAIL", 5)
    if by == "the disk":  # which changes no time
        flip(stamped, b'"id":"K-7"', b'"id":"K-9"')
        leave_stamp(stamped, verified_before(stamped))
    async with await opened(stamped) as journal:
        if by == "somebody's write":
            await journal.verify()
            flip(stamped, b'"id":"K-7"', b'"id":"K-9"')
        with pytest.raises(JournalDamagedError):
            await journal.verify()
        await journal.append([event(200)])
    assert "event 7 is missing or was changed" in examine(stamped).damage


def test_what_is_being_followed_anew_is_not_stamped_by_what_was_followed_before(
    stamped: Path,
) -> None:
    watch = FileWatch(stamped)
    watch.start(read_only=False)
    flip(stamped, b'"id":"K-7"', b'"id":"K-9"')
    assert watch.is_touched()
    watch.follow(0)
    watch.stamp(closed=True)
    assert verified_head(stamped) == EMPTY


def verified_before(path: Path) -> Head:
    """The head that a stamp names, whatever has become of the file."""
    found = read_stamp(path)
    assert found is not None
    return found.head


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"x" * 400])
def test_a_stamp_that_is_none_is_none(stamped: Path, content: bytes) -> None:
    stamp_file(stamped).write_bytes(content)
    assert verified_head(stamped) == EMPTY
    assert not examine(stamped).damage


def test_a_stamp_of_another_chain_is_of_no_use(
    stamped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = stamp_file(stamped).read_text()
    chain = verified_head(stamped).chain
    stamp_file(stamped).write_text(told.replace(chain, "0" * 64))
    assert Followed(monkeypatch).by(stamped) == 0


def test_who_has_followed_a_long_chain_leaves_a_stamp(
    stamped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp_file(stamped).unlink()
    followed = Followed(monkeypatch)
    assert followed.by(stamped) == 0
    assert not stamp_file(stamped).exists()
    monkeypatch.setattr(connections, "_WORTH_A_STAMP", 10)
    assert followed.by(stamped) == 0
    assert followed.by(stamped) == MANY + 10


def test_an_archive_copy_gets_no_stamp(
    stamped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_WORTH_A_STAMP", 10)
    copy = tmp_path / "copy" / stamped.name
    copy.parent.mkdir()
    copy.write_bytes(stamped.read_bytes())
    assert not examine(copy).damage
    assert [each.name for each in copy.parent.iterdir()] == [stamped.name]


def kill_behind(path: Path, statement: str) -> None:
    """Write to a journal by a process that is killed before its log is worked in."""
    subprocess.run((sys.executable, "-c", _KILLED, str(path), statement), check=True)
    assert beside(path, "-wal").stat().st_size


def test_behind_a_board_that_was_killed_the_chain_is_followed_once(
    stamped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_WORTH_A_STAMP", 10)
    followed = Followed(monkeypatch)
    kill_behind(stamped, "PRAGMA user_version = 2")
    assert [followed.by(stamped) for _ in range(3)] == [0, MANY + 10, MANY + 10]
    kill_behind(stamped, "PRAGMA user_version = 2")  # another log
    assert [followed.by(stamped) for _ in range(2)] == [0, MANY + 10]
    kill_behind(stamped, rewrite("body", 7))
    for _ in range(2):
        assert "event 7 is missing or was changed" in examine(stamped).damage


@pytest.mark.parametrize("what", ["taken away", "changed", "written to"])
async def test_a_stamp_beside_a_log_is_for_that_log_alone(
    stamped: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(connections, "_WORTH_A_STAMP", 10)
    kill_behind(stamped, "PRAGMA user_version = 2")
    examine(stamped)
    assert verified_head(stamped).position == MANY + 10
    log = beside(stamped, "-wal")
    if what == "taken away":
        log.unlink()
    elif what == "changed":
        content = bytearray(log.read_bytes())
        content[-1] ^= 1
        log.write_bytes(content)
    else:
        async with await opened(stamped):
            assert verified_head(stamped) == EMPTY
            return
    assert verified_head(stamped) == EMPTY
