"""The stores that keep the contract of `Journal`, each as a place where tests open a journal."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from jru_tui.journal.protocol import Journal
from jru_tui.journal.sqlite import open_journal

SHIFT_START = datetime(2020, 10, 30, 18, tzinfo=UTC)


class JournalPlace(Protocol):
    """A place where one journal is."""

    async def open(
        self, by: str = "SC 100", *, read_only: bool = False, fresh: bool = False
    ) -> Journal:
        """Open it; `fresh`: another one, that is empty."""
        ...


class SqlitePlace:
    """A file, or memory without a folder. What was opened is closed with the stack."""

    def __init__(self, folder: Path | None, stack: AsyncExitStack) -> None:
        self._folder = folder
        self._path = folder and folder / "jru" / "journal.db"
        self._stack = stack

    async def open(
        self, by: str = "SC 100", *, read_only: bool = False, fresh: bool = False
    ) -> Journal:
        path = self._path
        if fresh and self._folder is not None:
            path = self._folder / uuid4().hex / "journal.db"
        journal = await open_journal(path, by=by, clock=lambda: SHIFT_START, read_only=read_only)
        if not fresh:  # whoever asks for a fresh one closes it, in a loop of its own
            self._stack.push_async_callback(journal.close)
        return journal
