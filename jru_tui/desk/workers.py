"""The desk's background tasks: polling, posting, journal checks, and exports of other processes.

What comes in goes to the desk poll by poll; what the desk owes goes out command by command.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from msgspec import structs

from jru_tui.board import Change, CommandAnswered, CommandSent, Event
from jru_tui.desk.desk import Desk
from jru_tui.desk.write_back import postings
from jru_tui.feeds import HttpFeed, Outbox, OutboxBacklog, Posting
from jru_tui.journal import JournalError, export_inbox

KEEP_AGAIN_S = 2.0
"""Seconds until what could not be kept of a command is tried to be kept again."""
Pause = Callable[[float], Awaitable[None]]


async def attend(
    desk: Desk, feed: HttpFeed, outbox: Outbox | None = None, pause: Pause = asyncio.sleep
) -> None:
    """Poll, and post if there is an outbox, until cancelled.

    Both are opened here, and closed again whatever happens. `pause` waits so many seconds.

    Args:
        desk: the desk.
        feed: the feed.
        outbox: posts commands; None without an address to post to.
        pause: waits so many seconds.
    """
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(feed)
        if outbox is not None:
            await stack.enter_async_context(outbox)
        # Last in, first out: the tasks end before what they use is closed.
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        tasks.create_task(_poll(desk, feed))
        if outbox is not None:
            tasks.create_task(_post(desk, feed, outbox, pause))


async def _poll(desk: Desk, feed: HttpFeed) -> None:
    async for poll, next_try_s in feed.polls():
        await desk.receive(poll, next_try_s, feed.trip)


async def _post(desk: Desk, feed: HttpFeed, outbox: Outbox, pause: Pause) -> None:
    owed: dict[str, Posting] = {}

    def offer() -> None:
        nonlocal owed
        if desk.board.owed.keys() == owed.keys():
            return  # most changes are of calls and vehicles
        owed = postings(desk.board, owed)
        outbox.offer(tuple(owed.values()))

    offer()
    stop = desk.subscribe(lambda _change: offer())
    try:
        async for outcome in outbox.run():
            match outcome:
                case CommandSent():
                    # It goes out once this is durable: a start after a crash has to know of it.
                    while not await desk.sends(outcome):
                        await pause(KEEP_AGAIN_S)
                case CommandAnswered():
                    # An answer that is lost would leave a refused command standing.
                    while not await desk.answer(outcome):
                        await pause(KEEP_AGAIN_S)
                    # What the command did is in the feed's next document.
                    feed.poll_now()
                case OutboxBacklog():
                    desk.outbox_waits(outcome)
    finally:
        stop()


JOURNAL_CHECK_EVERY_S = 20.0
"""How often the journal is looked for: a file that was deleted takes writes and keeps nothing, and
one that somebody else wrote to is followed from end to end."""
_DAY = 24 * 60 * 3
"""After so many looks the whole chain is followed again; the first time at the start."""


async def look_after(desk: Desk, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Look again and again, until cancelled. What is wrong is said on the board."""
    await desk.recorder.hold_reserve()
    looks = 0
    while True:
        await desk.look_for_journal(whole=looks % _DAY == 0)
        looks += 1
        await pause(JOURNAL_CHECK_EVERY_S)


EXPORT_IMPORT_EVERY_S = 5.0
"""How often it looks; nobody waits for it."""


async def import_exports(
    desk: Desk, path: Path, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Write down what was left for the writer of the journal at `path`, until cancelled.

    Args:
        desk: the desk that writes them down.
        path: the journal.
        pause: waits so many seconds.
    """
    while True:
        for event in await asyncio.to_thread(export_inbox.read_inbox, path):
            if await _keep_export(desk, event):
                # What cannot be removed is found again, and known by its id.
                with suppress(OSError):
                    await asyncio.to_thread(export_inbox.remove_imported, path, event)
        await pause(EXPORT_IMPORT_EVERY_S)


async def _keep_export(desk: Desk, event: Event) -> bool:
    """Keep an export that another process made of the journal; False if that cannot be."""
    async with desk.lock:
        recorded = structs.replace(event, recorded_at=desk.clock())
        try:
            change = await desk.recorder.append([recorded])
        except JournalError:
            desk.writer.tell()
            return False
        desk.writer.tell(change or Change())
        return True
