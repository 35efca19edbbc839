"""The log of access: who opened a call in full, and who took something out of the board."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from jru_tui.board import Event, Exported, Viewed
from jru_tui.desk.journal_writer import JournalWriter
from jru_tui.desk.recorder import Recorder
from jru_tui.journal import NotWrittenError


class AccessLog:
    """A log of access, kept in the journal; a read-only board leaves it to the board that writes.

    Not re-entrant: `lock` serialises it with everything else that writes.
    """

    def __init__(
        self,
        recorder: Recorder,
        writer: JournalWriter,
        clock: Callable[[], datetime],
        keep_for_writer: Callable[[Event], None] | None,
        lock: asyncio.Lock,
    ) -> None:
        """Log access for one board.

        Args:
            recorder: the journal, and the board that follows from it.
            writer: writes into it.
            clock: the board's time, UTC.
            keep_for_writer: keeps an event for the board that writes; None: there is no journal.
            lock: held by whatever writes.
        """
        self._recorder = recorder
        self._writer = writer
        self._clock = clock
        self._keep_for_writer = keep_for_writer
        self._lock = lock

    async def note(self, fact: Viewed | Exported) -> str:
        """Note an access.

        Returns:
            Why that could not be noted; empty when it was.
        """
        if self._recorder.read_only:
            return await self._leave(fact)
        async with self._lock:
            now = self._clock()
            saved = await self._writer.record([(now, fact)], "supervisor", now)
            self._writer.tell()
        return "" if saved else self._recorder.trouble_in_words

    async def _leave(self, fact: Viewed | Exported) -> str:
        """Leave word of an access for the board that writes; says why that could not be."""
        if self._keep_for_writer is None:
            return self._recorder.trouble_in_words or "this board has no journal"
        now = self._clock()
        try:
            event = self._recorder.event(now, fact, "supervisor", now)
            await asyncio.to_thread(self._keep_for_writer, event)
        except (OSError, NotWrittenError) as error:
            return str(error)
        return ""
