"""The stores that keep the contract of `Journal`, each as a place where tests open a journal."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.connection import connect
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.journal.protocol import Journal
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings import JournalServer

SHIFT_START = datetime(2020, 10, 30, 18, tzinfo=UTC)


class JournalPlace(Protocol):
    """A place where one journal is."""

    async def open(self, *, read_only: bool = False, fresh: bool = False) -> Journal:
        """Open it; `fresh`: another one, that is empty."""
        ...


class SqlitePlace:
    """A file, or memory without a folder. What was opened is closed with the stack."""

    def __init__(self, folder: Path | None, stack: AsyncExitStack) -> None:
        self._folder = folder
        self._path = folder and folder / "jru" / "journal.db"
        self._stack = stack

    async def open(self, *, read_only: bool = False, fresh: bool = False) -> Journal:
        path = self._path
        if fresh and self._folder is not None:
            path = self._folder / uuid4().hex / "journal.db"
        journal = await open_journal(
            path, by="SC 100", clock=lambda: SHIFT_START, read_only=read_only
        )
        if not fresh:  # whoever asks for a fresh one closes it, in a loop of its own
            self._stack.push_async_callback(journal.close)
        return journal


class PostgresPlace:
    """A database of one's own on a server. What was opened is closed with the stack."""

    def __init__(self, address: str, stack: AsyncExitStack) -> None:
        self.server = JournalServer(address, "the test's server")
        self._stack = stack

    async def create(self, force: str = "main") -> JournalServer:
        """Make a force's journal in it."""
        async with await connect(self.server, writes=True) as connection:
            await schema.create(connection, force)
        return JournalServer(self.server.address, self.server.name, force)

    async def open(self, *, read_only: bool = False, fresh: bool = False) -> Journal:
        server = await self.create(f"f{uuid4().hex[:12]}") if fresh else self.server
        journal = await open_postgres(server, read_only=read_only)
        await journal.take_lease("SC 100", "the test")
        if not fresh:
            self._stack.push_async_callback(journal.close)
        return journal
