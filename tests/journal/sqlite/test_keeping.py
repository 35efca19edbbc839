"""What is appended is kept, in order, durable, and read back as it was."""

import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.protocol import Appended, Head, JournalError
from jru_tui.journal.sqlite import reader
from jru_tui.journal.sqlite.file_access import clock_ahead, load
from jru_tui.journal.sqlite.journal import SqliteJournal

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]
Writing = Callable[[str], Event]


async def read(journal: SqliteJournal, after: int = 0) -> list[tuple[int, Event]]:
    return [pair async for pair in journal.read(after)]


@pytest.mark.parametrize("kept", ["in a file", "in memory"])
async def test_events_are_read_back_in_order_as_they_were_appended(
    kept: str, path: Path, opened: Opener, event: Feed, note: Writing
) -> None:
    async with await opened(path if kept == "in a file" else None) as journal:
        assert await journal.append([event(1), note("n1")]) == Appended(2)
        assert await journal.append([event(2)]) == Appended(3)

        assert await read(journal) == [(1, event(1)), (2, note("n1")), (3, event(2))]
        assert await read(journal, after=2) == [(3, event(2))]
        assert await read(journal, after=3) == []


async def test_a_new_journal_is_empty(path: Path, opened: Opener) -> None:
    async with await opened(path) as journal:
        assert await journal.head() == Head(0, "00" * 32)
        assert await read(journal) == []
        assert not journal.read_only
        assert journal.warning == ""
        await journal.verify()


async def test_a_restart_finds_the_same_events_and_goes_on_behind_them(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1), event(2)])
        head = await journal.head()

    async with await opened(path) as journal:
        assert await journal.head() == head
        assert await journal.append([event(3)], expected=2) == Appended(3)
        assert await read(journal) == [(number, event(number)) for number in (1, 2, 3)]
        await journal.verify()


async def test_the_first_frame_loads_what_is_there_beside_the_writer(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1), event(2)])

        assert list(load(path)) == [(1, event(1)), (2, event(2))]
        assert list(load(path, after=1)) == [(2, event(2))]


def test_loading_a_journal_that_is_not_there_yet_gives_nothing_and_makes_nothing(
    path: Path,
) -> None:
    assert list(load(path)) == []
    assert not path.parent.exists()


@pytest.mark.parametrize("cap", [("PAGE", 3), ("PAGE_BYTES", 1), ("PAGE_BYTES", 300)])
async def test_a_journal_longer_than_a_page_has_no_gap(
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    opened: Opener,
    event: Feed,
    cap: tuple[str, int],
) -> None:
    monkeypatch.setattr(reader, *cap)
    async with await opened(path) as journal:
        await journal.append([event(number) for number in range(1, 9)])

        assert [position for position, _ in await read(journal)] == list(range(1, 9))
        assert [position for position, _ in load(path, after=2)] == list(range(3, 9))
        with closing(sqlite3.connect(path)) as other:
            assert 0 < len(reader.page(other, 0)) < 8
        await journal.verify()
    async with await opened(path) as journal:
        assert journal.warning == ""


async def test_an_event_that_this_program_does_not_know_is_named_by_its_position(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1)])
    with sqlite3.connect(path) as database:
        database.execute(
            "INSERT INTO event (position, id, body, hash) VALUES (2, 'e2', ?, ?)",
            ('{"id": "e2", "fact": {"kind": "teleported"}}', bytes(32)),
        )
    database.close()

    with pytest.raises(JournalError, match=r"Event 2 of the journal cannot be read: .*kind"):
        list(load(path))


async def test_every_commit_waits_for_the_disk(path: Path, opened: Opener) -> None:
    async with await opened(path) as journal:
        connection = journal._store._connection

        def pragma(name: str) -> object:
            return connection.execute(f"PRAGMA {name}").fetchone()[0]

        assert await journal._run(pragma, "synchronous") == 2  # FULL
        assert await journal._run(pragma, "journal_mode") == "wal"


async def test_a_person_can_look_into_the_file_with_any_sqlite_tool(
    path: Path, opened: Opener, note: Writing
) -> None:
    async with await opened(path) as journal:
        await journal.append([note("n1")])
    with sqlite3.connect(path) as database:
        row = database.execute("SELECT position, id, source, by, kind, at FROM journal").fetchone()
    database.close()

    assert row == (1, "n1", "supervisor", "SC 200", "commanded", "2020-10-30T18:00:00Z")


def test_the_slow_import_waits_until_a_journal_is_opened() -> None:
    program = "import sys, jru_tui.journal.sqlite.journal; print('aiosqlite' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "False\n"


async def test_a_journal_tells_how_far_ahead_of_this_machine_its_times_are(
    path: Path, opened: Opener, event: Feed
) -> None:
    assert clock_ahead(path) == timedelta()
    async with await opened(path) as journal:
        assert clock_ahead(path) == timedelta()
        await journal.append([event(1)])
        await journal.append([event(240)])
        assert clock_ahead(path) == timedelta(minutes=4)


async def test_opening_a_journal_later_does_not_change_how_far_ahead_its_times_are(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(240)])
    async with await opened(path, clock=lambda: event(90_000).at):
        pass
    assert clock_ahead(path) == timedelta(minutes=4)


async def test_nothing_is_made_up_of_the_clock_where_only_the_journal_itself_was_copied(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(240)])
    path.with_name("journal.db.anchor").unlink()
    async with await opened(path, clock=lambda: event(90_000).at):
        assert clock_ahead(path) == timedelta()
