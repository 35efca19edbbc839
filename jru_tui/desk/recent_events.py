"""The recent events of a shared journal, kept on this machine as they come.

A board that is killed while the server is gone would else be followed by one that shows the board
of the last checkpoint, which may be hours old.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from jru_tui.desk.desk import Desk
from jru_tui.journal import (
    JournalError,
    NotWrittenError,
    position_of,
    recent_file,
    write_recent,
)

KEEP_EVERY_S = 20.0
"""Seconds between two writes: so much older than the journal is what this machine has of it."""


class RecentEvents:
    """The recent events of one desk.

    Args:
        desk: whose journal it is.
        home: where this machine keeps what belongs to it.
    """

    def __init__(self, desk: Desk, home: Path) -> None:
        self._desk = desk
        self._home = home
        self._base = -1
        self._to = 0

    async def keep(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Write what is new now and then, until cancelled."""
        while True:
            await self.write()
            await pause(KEEP_EVERY_S)

    async def write(self) -> None:
        """Write what is new; where the server is gone, or the disk full, what was written stands.

        Behind a new checkpoint, and where words were erased, the file is begun anew.
        """
        base = position_of(self._desk.board.storage.archive)
        anew = base != self._base or not recent_file(self._home).exists()
        start = base if anew else self._to
        with suppress(JournalError, NotWrittenError):
            events = [found async for found in self._desk.recorder.events_behind(start)]
            if self._desk.purged.is_set():
                return
            await asyncio.to_thread(write_recent, self._home, events, anew=anew)
            self._base, self._to = base, events[-1][0] if events else start
