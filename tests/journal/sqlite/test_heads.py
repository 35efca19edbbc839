"""Where a journal stood at an earlier position: what a page about that moment names."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite.file_access import head_at
from jru_tui.journal.sqlite.journal import SqliteJournal

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]


async def test_each_position_has_the_head_that_the_journal_had_there(
    path: Path, opened: Opener, event: Feed
) -> None:
    heads: list[Head] = []
    async with await opened(path) as journal:
        for number in (1, 2, 3):
            await journal.append([event(number)])
            heads.append(await journal.head())
        # Beside the writer as well.
        assert [head_at(path, number) for number in (1, 2, 3)] == heads
    assert head_at(path, 2) == heads[1]
    assert head_at(path, 0) == Head(0, "00" * 32)


async def test_a_position_that_is_not_there_is_told(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1)])
    with pytest.raises(JournalError, match="Event 2 is missing from the journal"):
        head_at(path, 2)
