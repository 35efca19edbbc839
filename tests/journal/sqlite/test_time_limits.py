"""A disk that does not answer is told of in words, and holds nobody up."""

import asyncio
import errno
import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.protocol import Appended, JournalError, JournalSilentError
from jru_tui.journal.sqlite import connections, reader, time_limits
from jru_tui.journal.sqlite.file_access import examine, load
from jru_tui.journal.sqlite.journal import SqliteJournal
from jru_tui.journal.sqlite.time_limits import StepCounter, ask_disk

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]


@pytest.fixture
def disk() -> Iterator[threading.Event]:
    """Set: the disk answers. Whoever waits for it goes on when the test ends."""
    answers = threading.Event()
    yield answers
    answers.set()


@pytest.fixture
def wait_at_most(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set how long a disk is waited for. It is short only once the disk does not answer any more:
    however busy the machine is, a disk that answers is never given up."""

    def wait(seconds: float) -> None:
        monkeypatch.setattr(time_limits, "ANSWER_WITHIN_S", seconds)

    wait(60.0)
    return wait


def test_nobody_waits_for_longer_than_ten_seconds() -> None:
    assert time_limits.StepCounter().count == 0
    assert time_limits.ANSWER_WITHIN_S == 9.0


async def test_an_opening_that_is_not_answered_is_given_up_in_words(
    path: Path,
    opened: Opener,
    disk: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    wait_at_most: Callable[[float], None],
) -> None:
    async with await opened(path):
        pass
    monkeypatch.setattr(connections, "examine", lambda *_: disk.wait(60))
    wait_at_most(0.2)
    with pytest.raises(JournalSilentError, match=r"has not answered for .* Check the disk, or"):
        await opened(path)


async def test_an_append_that_was_begun_may_be_kept_and_one_behind_it_never_is(
    path: Path,
    opened: Opener,
    event: Feed,
    *,
    disk: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    wait_at_most: Callable[[float], None],
) -> None:
    async with await opened(path) as journal:
        append = journal._store.append

        def slow(events: tuple[Event, ...], expected: int | None) -> object:
            assert disk.wait(60)
            return append(events, expected)

        monkeypatch.setattr(journal._store, "append", slow)
        wait_at_most(0.2)
        first, second = (asyncio.create_task(journal.append([event(n)])) for n in (1, 2))
        with pytest.raises(JournalSilentError, match="It is not known whether it was saved"):
            await first
        with pytest.raises(JournalSilentError, match="Nothing of it was written"):
            await second
        wait_at_most(60.0)
        disk.set()
        monkeypatch.setattr(journal._store, "append", append)
        assert (await journal.head()).position == 1
        assert await journal.append([event(1)]) == Appended(1)
        assert [each.id async for _, each in journal.read()] == ["e1"]


async def test_a_slow_disk_that_gets_on_is_waited_for(
    path: Path,
    opened: Opener,
    event: Feed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with await opened(path) as journal:
        append = journal._store.append

        def slow(events: tuple[Event, ...], expected: int | None) -> object:
            threading.Event().wait(0.5)
            return append(events, expected)

        monkeypatch.setattr(journal._store, "append", slow)
        monkeypatch.setattr(time_limits, "ANSWER_WITHIN_S", 2.0)
        answers = await asyncio.gather(*(journal.append([event(n)]) for n in range(5)))
        assert answers == [Appended(n) for n in range(1, 6)]


async def test_a_command_that_reads_is_not_held_up(
    path: Path,
    opened: Opener,
    event: Feed,
    *,
    disk: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    wait_at_most: Callable[[float], None],
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1)])
    monkeypatch.setattr(reader, "page", lambda *_: disk.wait(60))
    wait_at_most(0.2)
    with pytest.raises(JournalSilentError, match=str(path)):
        list(load(path))
    monkeypatch.setattr(reader, "verify", lambda *_: disk.wait(60))
    with pytest.raises(JournalSilentError):
        examine(path)


def test_long_work_is_waited_for_while_it_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limits, "ANSWER_WITHIN_S", 2.0)
    beats = StepCounter()

    def work() -> str:
        for _ in range(5):
            threading.Event().wait(0.5)
            beats.beat()
        return "done"

    assert ask_disk("x", work, beats) == "done"
    with pytest.raises(ZeroDivisionError):
        ask_disk("x", lambda: 1 // 0)


_ASKS = """
import sys, threading
from jru_tui.journal.sqlite import time_limits
time_limits.ANSWER_WITHIN_S = 0.1
try:
    time_limits.ask_disk("x", threading.Event().wait)
except time_limits.JournalSilentError as error:
    sys.exit(str(error)[:8])
"""


def test_no_process_stays_behind_that_waits_for_the_disk() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASKS], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stderr.strip() == "The disk"
    assert done.returncode == 1


async def test_a_pipe_in_the_journals_place_is_no_journal(path: Path, opened: Opener) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    for read_only in (True, False):
        with pytest.raises(JournalError, match="is not a file at all"):
            await opened(path, read_only=read_only)
    with pytest.raises(JournalError, match="is not a file at all"):
        list(load(path))
    with pytest.raises(JournalError, match="is not a file at all"):
        examine(path)


async def test_a_lock_that_fails_is_said_in_words(
    path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(JournalError, match=r"journal\.db cannot be used: No locks available\."):
        await opened(path)


async def test_the_lock_of_another_program_holds_up_two_appends_no_longer_than_a_quit_may_take(
    path: Path, opened: Opener
) -> None:
    async with await opened(path) as journal:
        worker = journal._worker
        [[wait_ms]] = await worker.execute_fetchall("PRAGMA busy_timeout")
        assert 0 < 2 * wait_ms < 2_000
