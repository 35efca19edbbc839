"""Writes by anybody else are noticed while a board is open, and nothing is followed twice."""

import os
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from jru_tui.board.board import Board
from jru_tui.board.events import Event
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.journal.protocol import EMPTY
from jru_tui.journal.sqlite import connections, reader
from jru_tui.journal.sqlite.file_access import examine
from jru_tui.journal.sqlite.journal import SqliteJournal
from jru_tui.journal.sqlite.verification_stamp import stamp_file, verified_head
from tests.journal.care.conftest import rewrite, tamper
from tests.journal.conftest import SHIFT_START

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
