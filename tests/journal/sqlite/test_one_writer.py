"""One writes, any number look on and follow."""

import asyncio
import fcntl
import os
import shutil
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.protocol import Appended, JournalError
from jru_tui.journal.sqlite import connections
from jru_tui.journal.sqlite.connections import Examination
from jru_tui.journal.sqlite.journal import SqliteJournal
from jru_tui.journal.sqlite.lock import is_archived, is_being_written, leave_sign_of_life, silence_s

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]


async def test_a_second_writer_is_told_who_writes(path: Path, opened: Opener, event: Feed) -> None:
    # STO-04
    async with await opened(path) as journal:
        with pytest.raises(
            JournalError,
            match=f"already open for writing by SC 100, process {os.getpid()}, since "
            "2020-10-30 18:00 UTC; use --read-only to watch",
        ):
            await opened(path, by="SC 200")

        assert await journal.append([event(1)]) == Appended(1)


async def test_a_second_name_of_the_same_file_is_the_same_journal(
    path: Path, opened: Opener
) -> None:
    async with await opened(path):
        alias = path.with_name("alias.db")
        alias.symlink_to(path)

        with pytest.raises(JournalError, match="already open for writing"):
            await opened(alias)


async def test_a_writer_whose_name_cannot_be_read_still_keeps_others_out(
    path: Path, opened: Opener
) -> None:
    async with await opened(path):
        path.with_name("journal.db.lock").write_bytes(b"\xff\x1b[2J")

        with pytest.raises(JournalError, match="open for writing by another board; use"):
            await opened(path)


async def test_the_next_writer_is_let_in_when_the_first_has_closed(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path):
        pass
    async with await opened(path, by="SC 200") as journal:
        assert await journal.append([event(1)]) == Appended(1)


async def test_an_opening_that_is_cancelled_keeps_nobody_out(
    monkeypatch: pytest.MonkeyPatch, path: Path, opened: Opener
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow_examine(*_: object) -> Examination:
        begun.set()
        assert go_on.wait(30)
        return Examination()

    with monkeypatch.context() as patch:
        patch.setattr(connections, "examine", slow_examine)
        asked = asyncio.ensure_future(opened(path))
        assert await asyncio.to_thread(begun.wait, 30)
        asked.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await asked

    async with await opened(path) as journal:
        assert not journal.read_only


async def test_one_that_looks_on_cannot_append(path: Path, opened: Opener, event: Feed) -> None:
    async with await opened(path), await opened(path, read_only=True) as onlooker:
        assert onlooker.read_only
        with pytest.raises(JournalError, match="open read-only: nothing is recorded"):
            await onlooker.append([event(1)])


async def test_one_that_looks_on_follows_what_the_writer_appends(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1)])

        async def the_writer_appends_meanwhile(seconds: float) -> None:
            assert 0 < seconds <= 1
            await journal.append([event(2), event(3)])

        async with await opened(
            path, read_only=True, pause=the_writer_appends_meanwhile
        ) as onlooker:
            seen = onlooker.subscribe()
            async with asyncio.timeout(30):
                assert [await anext(seen) for _ in range(3)] == [
                    (number, event(number)) for number in (1, 2, 3)
                ]
            await seen.aclose()


async def test_a_subscriber_sees_what_this_program_appends_until_it_closes(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1), event(2)])
        seen = []

        async def watch() -> None:
            async for position, _ in journal.subscribe(after=1):
                seen.append(position)
                if position < 5:
                    await journal.append([event(position + 1)])
                else:
                    closing.set()

        closing = asyncio.Event()
        watching = asyncio.create_task(watch())
        async with asyncio.timeout(30):
            await closing.wait()
            await journal.close()
            await watching

    assert seen == [2, 3, 4, 5]


async def test_looking_on_needs_a_journal_that_is_there(path: Path, opened: Opener) -> None:
    with pytest.raises(JournalError, match=r"There is no journal at .*journal\.db yet"):
        await opened(path, read_only=True)
    assert not path.parent.exists()


async def test_a_writers_silence_is_told_and_that_it_has_ended(path: Path, opened: Opener) -> None:
    side = path.with_name("journal.db.lock")
    async with await opened(path):
        os.utime(side, (0, 0))
        assert (silence_s(path) or 0) > 1_000_000
        leave_sign_of_life(path)
        assert (silence_s(path) or 0) < 1_000
    # Its number is that of a process that is there: this one.
    assert f":{os.getpid()}" in side.read_text()
    assert silence_s(path) is None


async def test_an_onlooker_who_asks_just_then_keeps_no_writer_out(
    path: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await opened(path):
        pass
    asking = os.open(path.with_name("journal.db.lock"), os.O_RDONLY)
    fcntl.flock(asking, fcntl.LOCK_SH)
    monkeypatch.setattr(time, "sleep", lambda _seconds: fcntl.flock(asking, fcntl.LOCK_UN))
    async with await opened(path) as journal:
        assert await journal.append([event(1)]) == Appended(1)
        assert is_being_written(path)
    os.close(asking)
    assert not is_being_written(path)


async def test_a_copy_is_told_from_the_journal_that_a_board_was_opened_on(
    tmp_path: Path, path: Path, opened: Opener
) -> None:
    async with await opened(path):
        assert not is_archived(path)
    copy = tmp_path / "copy"
    shutil.copytree(path.parent, copy)
    assert is_archived(copy / path.name)
    moved = tmp_path / "moved"
    path.parent.rename(moved)
    assert not is_archived(moved / path.name)
    async with await opened(copy / path.name):
        pass
    assert not is_archived(copy / path.name)
    (copy / "journal.db.lock").unlink()
    assert is_archived(copy / path.name)
