"""Backups and the second anchor of a journal while its board runs."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from jru_tui.desk import Desk
from jru_tui.journal import (
    JournalError,
    NotWrittenError,
    Place,
    checkpoint_home,
    examine,
    judge_by_second_anchor,
    last_backup,
    make_backup,
    set_aside,
    verify_journal,
    write_second_anchor,
)
from jru_tui.settings import BackupSchedule, Settings

EVERY_S = 20.0
"""Seconds between two looks: so old the second anchor may be."""


Pause = Callable[[float], Awaitable[None]]


class LiveBackup:
    """The second anchor and the backups of one journal.

    Args:
        desk: whose journal it is.
        place: where it is.
        settings: say where the anchor stands, and when backups are made.
        clock: this machine's time, UTC.
        tell: told once what cannot be done, and what is wrong.
    """

    def __init__(
        self,
        desk: Desk,
        place: Place,
        settings: Settings,
        clock: Callable[[], datetime],
        tell: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._place = place
        self._anchor = settings.anchor
        self._backup = settings.backup
        self._clock = clock
        self._tell = tell
        self._told: set[str] = set()
        self._tried_at: datetime | None = None
        self._is_wrong = False

    async def keep(self, pause: Pause = asyncio.sleep) -> None:
        """Write the one and make the others whenever that is due, until cancelled."""
        if self._anchor is not None:
            await self._judge(self._place, self._anchor)
        try:
            while True:
                await self.anchor()
                await self._back_up(self._backup)
                await pause(EVERY_S)
        finally:
            await self.anchor()

    async def anchor(self) -> None:
        """Write where the journal stands; not over an anchor that tells of damage."""
        if self._anchor is None or self._is_wrong:
            return
        try:
            head = await self._desk.head()
            await asyncio.to_thread(write_second_anchor, self._anchor, head)
        except (JournalError, NotWrittenError) as error:
            self._tell_once("The second anchor is not written", str(error))
        else:
            self._tell_once("The second anchor is not written", "")

    async def _judge(self, place: Place, anchor: Path) -> None:
        try:
            judgement = await asyncio.to_thread(judge_by_second_anchor, place, anchor)
            wrong = judgement.damage
            if judgement.anchor:
                self._tell(judgement.anchor)
                # Nothing but the whole chain can tell in its place.
                wrong = await asyncio.to_thread(_whole_damage, place)
                if not wrong:
                    await asyncio.to_thread(set_aside, anchor)
        except JournalError as error:
            wrong = str(error)
        except OSError as error:
            wrong = f"{anchor} cannot be set aside: {error.strerror}."
        self._is_wrong = bool(wrong)
        if wrong:
            self._tell(wrong)

    async def _back_up(self, schedule: BackupSchedule) -> None:
        now = self._clock()
        if schedule.file is None or not self._is_due(schedule, schedule.file, now):
            return
        self._tried_at = now
        place, target, keep = self._place, schedule.file, schedule.keep
        try:
            if isinstance(place, Path):
                await asyncio.to_thread(make_backup, place, target, now, keep=keep)
            else:
                from jru_tui.journal import backup_server

                await asyncio.to_thread(backup_server, place, target, now, keep=keep)
        except (JournalError, NotWrittenError) as error:
            self._tell_once("The backup was not made", str(error))
        else:
            self._tell_once("The backup was not made", "")

    def _is_due(self, schedule: BackupSchedule, file: Path, now: datetime) -> bool:
        """Tell whether so much time has passed since the last one, or since one was tried."""
        again = timedelta(seconds=min(schedule.every_s, 3_600))
        if self._tried_at is not None and timedelta() <= now - self._tried_at < again:
            return False
        last = None
        with suppress(OSError):
            home = self._place if isinstance(self._place, Path) else checkpoint_home(self._place)
            last = last_backup(home, file)
        every = timedelta(seconds=schedule.every_s)
        return last is None or not timedelta() <= now - last.made_at < every

    def _tell_once(self, message: str, reason: str) -> None:
        """Say why something is not done, again only once it could be done in between."""
        if not reason:
            self._told.discard(message)
        elif message not in self._told:
            self._told.add(message)
            self._tell(f"{message}: {reason}")


def _whole_damage(place: Place) -> str:
    """Follow the whole chain of a journal; says what is wrong with it, empty where it is whole.

    Raises:
        JournalError: it cannot be read.
    """
    if isinstance(place, Path):
        return examine(place).damage
    found = verify_journal(place, None, lambda _: None)
    return "" if found.sound else next(iter(found.doubts), "")
