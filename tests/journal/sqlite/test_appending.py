"""An append to SQLite that is cancelled, or whose disk does not answer."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.protocol import AppendConflict, Appended, JournalError
from jru_tui.journal.sqlite import journal as sqlite
from jru_tui.journal.sqlite.journal import SqliteJournal

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]
Writing = Callable[[str], Event]


async def ids(journal: SqliteJournal) -> list[str]:
    return [event.id async for _, event in journal.read()]


@pytest.fixture
async def journal(path: Path, opened: Opener) -> AsyncIterator[SqliteJournal]:
    async with await opened(path) as journal:
        yield journal


async def test_an_append_that_is_cancelled_while_it_commits_is_there_when_asked_again(
    monkeypatch: pytest.MonkeyPatch, journal: SqliteJournal, event: Feed
) -> None:
    # STO-10
    begun, go_on = threading.Event(), threading.Event()
    append = journal._store.append

    def slow_append(events: tuple[Event, ...], expected: int | None) -> Appended | AppendConflict:
        begun.set()
        assert go_on.wait(30)
        return append(events, expected)

    told: asyncio.Task[Any] = asyncio.create_task(anext(journal.subscribe()))
    await journal.head()
    monkeypatch.setattr(journal._store, "append", slow_append)
    asked = asyncio.create_task(journal.append([event(1)], expected=0))
    assert await asyncio.to_thread(begun.wait, 30)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    go_on.set()

    async with asyncio.timeout(30):
        assert await told == (1, event(1))
    assert await journal.append([event(1)], expected=0) == Appended(1)
    assert await ids(journal) == ["e1"]


async def test_closing_gives_up_on_a_disk_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, path: Path, opened: Opener, event: Feed
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(sqlite, "CLOSE_WITHIN_S", 0)
    journal = await opened(path)
    monkeypatch.setattr(journal._store, "append", lambda *_: go_on.wait(30))
    asked = asyncio.create_task(journal.append([event(1)]))
    await asyncio.sleep(0)  # it has been asked

    with pytest.raises(JournalError, match="did not answer for 0 seconds"):
        await journal.close()
    go_on.set()
    await asked
    await journal._worker.close()
