"""A journal of forty events that no board is open on, and ways to damage it."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.sqlite.journal import SqliteJournal

MANY = 40

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]


@pytest.fixture
async def kept(path: Path, opened: Opener, event: Feed) -> Path:
    async with await opened(path) as journal:
        for number in range(1, MANY + 1):
            await journal.append([event(number)])
    return path


def tamper(path: Path, *statements: str) -> None:
    """Change rows past the triggers that forbid it."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TRIGGER IF EXISTS event_stays_as_written")
        database.execute("DROP TRIGGER IF EXISTS event_stays")
        for statement in statements:
            database.execute(statement)


def rewrite(column: str, position: int, value: str = "'{}'") -> str:
    return f"UPDATE event SET {column} = {value} WHERE position = {position}"


def remove(first: int, last: int | None = None) -> str:
    return f"DELETE FROM event WHERE position BETWEEN {first} AND {last or first}"
