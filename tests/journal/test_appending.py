"""An append is all or nothing, answered once, and safe to repeat."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jru_tui.board.events import Event
from jru_tui.journal import sqlite
from jru_tui.journal.protocol import AppendConflict, Appended, JournalClosedError, JournalError
from jru_tui.journal.sqlite import SqliteJournal

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]
Writing = Callable[[str], Event]


async def ids(journal: SqliteJournal) -> list[str]:
    return [event.id async for _, event in journal.read()]


@pytest.fixture
async def journal(path: Path, opened: Opener) -> AsyncIterator[SqliteJournal]:
    async with await opened(path) as journal:
        yield journal


async def test_the_same_batch_again_is_answered_as_it_was(
    journal: SqliteJournal, event: Feed
) -> None:
    batch = [event(1), event(2)]
    first = await journal.append(batch)
    await journal.append([event(3)])

    assert await journal.append(batch) == first == Appended(2)
    assert await ids(journal) == ["e1", "e2", "e3"]


async def test_the_same_batch_again_is_no_conflict_with_itself(
    journal: SqliteJournal, event: Feed
) -> None:
    await journal.append([event(1)], expected=0)

    assert await journal.append([event(1)], expected=0) == Appended(1)


async def test_a_decision_on_an_older_board_is_not_written(
    journal: SqliteJournal, event: Feed, note: Writing
) -> None:
    await journal.append([event(1)])
    await journal.append([note("n1")])

    assert await journal.append([event(2)], expected=1) == AppendConflict(2, "SC 200")
    assert await ids(journal) == ["e1", "n1"]
    assert await journal.append([event(2)], expected=2) == Appended(3)


async def test_a_conflict_with_the_feed_names_the_feed(journal: SqliteJournal, event: Feed) -> None:
    await journal.append([event(1)])

    assert await journal.append([event(2)], expected=0) == AppendConflict(1, "feed")


@pytest.mark.parametrize("expected", [None, 0, 2])
async def test_a_batch_that_is_partly_there_is_refused_whole(
    journal: SqliteJournal, event: Feed, expected: int | None
) -> None:
    await journal.append([event(1), event(2)])

    with pytest.raises(JournalError, match="1 of 3 events are in the journal already"):
        await journal.append([event(3), event(2), event(4)], expected)
    assert await ids(journal) == ["e1", "e2"]


async def test_an_event_twice_in_one_batch_is_refused(journal: SqliteJournal, event: Feed) -> None:
    with pytest.raises(JournalError, match="one event is twice in the batch"):
        await journal.append([event(1), event(2), event(1)])
    assert await ids(journal) == []


async def test_text_that_no_file_can_hold_is_refused_and_leaves_nothing_open(
    journal: SqliteJournal, event: Feed, note: Writing
) -> None:
    with pytest.raises(JournalError, match="characters that cannot be kept"):
        await journal.append([event(1), note("\udcff")])

    assert await journal.append([event(1)]) == Appended(1)


async def test_an_empty_batch_changes_nothing(journal: SqliteJournal, event: Feed) -> None:
    await journal.append([event(1)])

    assert await journal.append([]) == Appended(1)


async def test_appends_at_once_keep_their_order_and_each_gets_its_own_answer(
    journal: SqliteJournal, event: Feed
) -> None:
    asked = [journal.append([event(2 * each), event(2 * each + 1)]) for each in range(20)]

    assert await asyncio.gather(*asked) == [Appended(2 * each + 2) for each in range(20)]
    assert await ids(journal) == [f"e{number}" for number in range(40)]


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


async def test_closing_finishes_what_was_accepted_and_refuses_what_comes_after(
    path: Path, opened: Opener, event: Feed
) -> None:
    journal = await opened(path)
    asked = [asyncio.create_task(journal.append([event(number)])) for number in (1, 2, 3)]
    await asyncio.sleep(0)  # each has been asked
    await journal.close()

    assert await asyncio.gather(*asked) == [Appended(1), Appended(2), Appended(3)]
    with pytest.raises(JournalClosedError):
        await journal.append([event(4)])
    with pytest.raises(JournalClosedError):
        await journal.head()
    await journal.close()
