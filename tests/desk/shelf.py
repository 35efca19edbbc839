"""A journal in a list, which can be told to fail, and a desk on it."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any

from jru_tui.board.board import Board
from jru_tui.board.events import Event
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.journal.protocol import AppendConflict, Appended, Head, Journal, JournalError
from tests.desk.conftest import Wall


class Shelf:
    """A journal in a list, which can be told to fail, or to have another writer."""

    read_only = False
    warning = ""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.full = False

    async def is_touched(self) -> bool:
        return False

    async def verify(self) -> None:
        """A list cannot be tampered with."""

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | AppendConflict:
        if self.full:
            raise JournalError("the disk is full")
        if expected is not None and expected != len(self.events):
            return AppendConflict(len(self.events), "SC 2")
        self.events += events
        return Appended(len(self.events))

    async def read(self, after: int = 0) -> AsyncIterator[tuple[int, Event]]:
        for position, event in enumerate(self.events[after:], after + 1):
            yield position, event

    async def subscribe(self, after: int = 0) -> AsyncGenerator[tuple[int, Event], None]:
        async for each in self.read(after):
            yield each

    async def head(self) -> Head:
        return Head(len(self.events), "")

    async def close(self) -> None:
        """Nothing to let go of."""


def desk_on(journal: Journal, wall: Wall, **more: Any) -> Desk:
    return Desk(board=Board(Rules()), journal=journal, clock=wall, by="SC 1", **more)
