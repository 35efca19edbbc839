"""A journal that is written without an event loop is the same journal."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jru_tui.board.events import Event, Exported
from jru_tui.journal.protocol import JournalBusyError
from jru_tui.journal.sqlite.direct_journal import direct_journal
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal

NOW = datetime(2020, 10, 30, 20, tzinfo=UTC)


def event(name: str) -> Event:
    return Event(name, NOW, NOW, "supervisor", Exported("report", "csv"), by="SC 1")


def append(path: Path, *names: str) -> None:
    with direct_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        for name in names:
            journal.append([event(name)], None)


def test_what_is_appended_directly_stands_in_one_chain_with_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "j.db"

    async def go_on() -> None:
        async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
            assert journal.warning == journal.notice == ""
            await journal.append([event("c")])
            await journal.verify()
            assert not await journal.is_touched()

    append(path, "a", "b")
    asyncio.run(go_on())
    append(path, "d")
    assert [kept.id for _, kept in load(path)] == ["a", "b", "c", "d"]


def fail_in_the_middle(path: Path) -> None:
    with direct_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        journal.append([event("a")], None)
        with pytest.raises(JournalBusyError):
            append(path, "b")
        raise ZeroDivisionError


def test_nobody_else_writes_meanwhile_and_everybody_may_after_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle(path)
    append(path, "c")
    assert [kept.id for _, kept in load(path)] == ["a", "c"]
