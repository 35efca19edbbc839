"""A board on a shared journal: it follows the other boards, and one of them polls and posts.

The lease of the links (to the feed and to the dispatch system) is taken by whoever finds it free.
A board that loses it lets go of the links; what it still hears is refused by the journal.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from jru_tui.desk.desk import Desk
from jru_tui.desk.observer import observed_health
from jru_tui.journal import JournalError, LeaseState, SharedJournal

RENEW_EVERY_S = 1.5
"""Seconds between two tries to take or to renew the lease."""

Pause = Callable[[float], Awaitable[None]]


class BoardDivergedError(Exception):
    """The error of a board whose server does not hold what it has seen in the journal."""


class SharedLinks:
    """The links of a desk while it has the lease for them.

    Args:
        desk: the desk.
        journal: its journal.
        attend: keeps the links until cancelled.
        clock: returns the present moment, UTC.
        read_again: replaces the board by that of the journal, where another board has polled what
            this one shows and cannot keep. Keys and dialogs go on meanwhile, and commands wait.
        patience_s: seconds of silence of the feed that are usual.
        pause: waits so many seconds.
        polls: told whether this board has the links.
        is_at_rest: tells whether another screen may take the place of this one.

    Attributes:
        state: the lease as it was last seen; None before that.
        mine: this board has it.
    """

    def __init__(
        self,
        desk: Desk,
        journal: SharedJournal,
        attend: Callable[[], Awaitable[None]],
        clock: Callable[[], datetime],
        *,
        read_again: Callable[[], Awaitable[None]],
        patience_s: float,
        pause: Pause = asyncio.sleep,
        polls: Callable[[bool], None] = lambda _: None,
        is_at_rest: Callable[[], bool] = lambda: True,
    ) -> None:
        self.state: LeaseState | None = None
        self.mine = False
        self._desk = desk
        self._journal = journal
        self._attend = attend
        self._clock = clock
        self._read_again = read_again
        self._patience_s = patience_s
        self._pause = pause
        self._polls = polls
        self._is_at_rest = is_at_rest
        self._links: asyncio.Future[None] | None = None
        self._fence: int | None = None

    async def share(self) -> None:
        """Follow the other boards, and keep the links whenever they are this board's.

        Until cancelled; then the lease is given up.
        """
        stop = self._desk.subscribe(lambda _: self._hear(), first=True)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._desk.follow_others())
                while True:
                    await self._take()
                    await self._raise_fault()
                    await self._pause(RENEW_EVERY_S)
        finally:
            stop()
            await self._let_go()
            if self.mine:
                await self._desk.feed_stopped()
                with suppress(JournalError):
                    await self._journal.release_lease(self._desk.recorder.session)

    async def _take(self) -> None:
        recorder = self._desk.recorder
        if recorder.diverged:
            if self._is_at_rest():
                raise BoardDivergedError(recorder.diverged)
            return  # nothing is written any more, and what is being typed is not cut off
        try:
            self.mine = await self._journal.take_lease(
                recorder.by, recorder.session, self._heard_s()
            )
            goes_on = self.mine and self._journal.fence == self._fence
            recorder.outdated |= bool(recorder.unsaved) and not goes_on
            self._polls(self.mine)
            self.state = await self._journal.lease_state()
            recorder.forget_absence()
            if self._journal.fence != self._fence:
                # Another board has polled in between, and what was polled here meanwhile was kept
                # by nobody: the feed is read anew by whoever has the links now.
                await self._let_go()
                self._fence = self._journal.fence
            if recorder.outdated:
                await self._read_again()
            if self.mine and self._links is None:
                # What the holder before this one has written is known before the feed is asked.
                await self._desk.catch_up()
                self._links = asyncio.ensure_future(self._attend())
        except JournalError:
            # Whoever had the links goes on to show what the feed says; nothing of it is kept.
            self._desk.notify_feed_health()
            return
        if not self.mine:
            self._desk.notify_feed_health()
        await self._desk.settle_spool()

    async def _let_go(self) -> None:
        if self._links is not None:
            links, self._links = self._links, None
            links.cancel()
            # To await them would take the end of this task for theirs, and go on.
            await asyncio.wait({links})
            if not links.cancelled():
                links.result()

    async def _raise_fault(self) -> None:
        """End with the fault that has ended the links."""
        if self._links is not None and self._links.done():
            await self._links

    def _heard_s(self) -> float | None:
        """Seconds since the feed was heard and kept; None where it was not."""
        good_at = self._desk.health.good_at
        if not self.mine or good_at is None or self._desk.recorder.unsaved:
            return None
        return max(0.0, (self._clock() - good_at).total_seconds())

    def _hear(self) -> None:
        """Tell how the feed is by what its poller has written, before anybody draws that."""
        if self.mine or self._links is not None:
            return
        silent_s = self.state.silent_s if self.state and self.state.left_s > 0 else None
        self._desk.health = observed_health(
            self._desk.board, self._clock(), silent_s, self._patience_s
        )
