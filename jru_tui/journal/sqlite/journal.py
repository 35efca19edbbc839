"""The journal in one SQLite file, or in memory: the embedded default behind `Journal`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from jru_tui.board import Event
from jru_tui.journal.hash_chain import GENESIS
from jru_tui.journal.protocol import (
    AppendConflict,
    Appended,
    Head,
    JournalClosedError,
    JournalError,
    OpenedJournal,
)
from jru_tui.journal.sqlite import reader
from jru_tui.journal.sqlite.store import Store

if TYPE_CHECKING:
    from jru_tui.journal.sqlite.worker import Worker

P = ParamSpec("P")
T = TypeVar("T")

POLL_S = 0.25
"""How often one that looks on asks whether the writer has written."""

SETTLE_S = 1.0
"""Seconds behind an append until the anchor beside it is durable, too."""

CLOSE_WITHIN_S = 9.0
"""How long closing may take on a disk that does not answer."""


async def open_journal(
    path: Path | None,
    *,
    by: str,
    clock: Callable[[], datetime],
    read_only: bool = False,
    pause: Callable[[float], Awaitable[None]] | None = None,
) -> "SqliteJournal":
    """Open the journal at `path`, created where it is missing; None keeps it in memory.

    `by` is who writes, as others are told. A journal that can be read but must not be written to
    (damaged, cut short, on a read-only disk) is opened read-only and has a `warning`. Use it as an
    async context manager, so that it is always closed. `pause` waits some seconds between two
    looks at another process's journal.

    Args:
        path: the file; None for memory.
        by: the author.
        clock: returns the present moment, UTC.
        read_only: true if nothing may be written.
        pause: waits so many seconds; None: by the clock.

    Raises:
        JournalBusyError: someone else is writing to it.
        JournalError: it is not a journal of this program's version,
            it is on a network disk, or its folder cannot be made or written.
    """
    # Imported here because it is slow, and the first frame is on screen before it is needed.
    from jru_tui.journal.sqlite.worker import Worker  # noqa: PLC0415

    store = Store(path, by=by, clock=clock, read_only=read_only)
    worker = Worker(store.connect, store.name, store.beats)
    journal = SqliteJournal(store, worker, pause or asyncio.sleep)
    opening = asyncio.create_task(worker.open())
    try:
        await asyncio.shield(opening)
    except asyncio.CancelledError:
        # Nobody will ever close it, and it would keep other writers out.
        await asyncio.wait([opening])
        if opening.exception() is None:
            await journal.close()
        raise
    return journal


class SqliteJournal(OpenedJournal):
    """A `Journal` on a worker thread, where every append is one whole transaction.

    Args:
        store: the file.
        worker: the thread that reads and writes it.
        pause: waits so many seconds.
    """

    def __init__(
        self, store: Store, worker: "Worker", pause: Callable[[float], Awaitable[None]]
    ) -> None:
        self._store = store
        self._worker = worker
        self._pause = pause
        self._appends: set[asyncio.Future[Appended | AppendConflict]] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._settling: asyncio.TimerHandle | None = None
        self._news = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def read_only(self) -> bool:
        """Test whether nothing can be appended: on request, or because of `warning`."""
        return self._store.read_only

    @property
    def warning(self) -> str:
        """Say what is wrong with the store; empty when all is well."""
        return self._store.warning

    @property
    def damaged(self) -> bool:
        """Tell whether the file holds what was not written here: then nothing is appended."""
        return self._store.damaged

    @property
    def notice(self) -> str:
        """Say once what was found when it was opened; empty for nothing."""
        return self._store.notice

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | AppendConflict:
        """See `Journal.append`. Cancelling the caller does not stop what has begun.

        Raises:
            JournalClosedError: the journal was closed.
        """
        if self._closing is not None:
            raise JournalClosedError
        queued = self._worker.queue(self._store.append, tuple(events), expected)
        self._appends.add(queued.answer)
        queued.answer.add_done_callback(self._appended)
        return await self._worker.wait_for(queued)

    def _appended(self, answer: "asyncio.Future[Appended | AppendConflict]") -> None:
        """Announce what was appended, and have the anchor made durable soon."""
        self._appends.discard(answer)
        if answer.cancelled() or answer.exception() is not None:
            return
        self._announce()
        if self._settling is None and not self._store.read_only:
            loop = asyncio.get_running_loop()
            self._settling = loop.call_later(SETTLE_S, self._settle)

    def _settle(self) -> None:
        """Have the anchor made durable, behind what is written just then."""
        self._settling = None
        if not self._closed:
            task = asyncio.create_task(self._worker.run(self._store.settle))
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    async def read(self, after: int = 0) -> AsyncIterator[tuple[int, Event]]:
        """See `Journal.read`."""
        while page := await self._run(self._store.page, after):
            for row in page:
                yield reader.decode(row)
            after += len(page)

    async def subscribe(self, after: int = 0) -> AsyncGenerator[tuple[int, Event], None]:
        """See `Journal.subscribe`. One that looks on also sees what another process appends."""
        with suppress(JournalClosedError):
            while True:
                news, version = self._news, await self._run(self._store.version)
                async for position, event in self.read(after):
                    yield position, event
                    after = position
                if self.read_only:
                    while await self._run(self._store.version) == version:
                        await self._pause(POLL_S)
                else:
                    await news.wait()

    async def head(self) -> Head:
        """See `Journal.head`."""
        return await self._run(self._store.head)

    async def verify(self) -> None:
        """See `Journal.verify`. In pages, so that appends go in between."""
        position, digest = 0, GENESIS
        while True:
            last, digest = await self._run(self._store.verify, position, digest)
            if last == position:
                return
            position = last

    async def is_touched(self) -> bool:
        """See `Journal.is_touched`."""
        return await self._run(self._store.is_touched)

    async def close(self) -> None:
        """See `Journal.close`. Takes at most `CLOSE_WITHIN_S`.

        Raises:
            JournalError: the disk did not answer in time.
        """
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        try:
            async with asyncio.timeout(CLOSE_WITHIN_S):
                if self._settling is not None:
                    self._settling.cancel()
                waiting: list[asyncio.Future[Any]] = [*self._appends, *self._background]
                if waiting:
                    await asyncio.wait(waiting)
                self._closed = True
                await self._worker.run(self._store.is_touched)  # before the log is worked in
                self._announce()
                await self._worker.close()
        except TimeoutError:
            raise JournalError(
                f"The disk with the journal did not answer for {CLOSE_WITHIN_S:.0f} seconds."
            ) from None
        self._store.release()

    async def _run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._closed:
            raise JournalClosedError
        return await self._worker.run(function, *args, **kwargs)

    def _announce(self) -> None:
        """Wake who waits for news, and let the next wait for the next."""
        self._news.set()
        self._news = asyncio.Event()
