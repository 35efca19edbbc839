"""A read-only desk beside the board that writes: the feed's health as that board recorded it.

The writer writes nothing down while nothing happens, and one that was killed, hangs or has a full
disk writes nothing either. The first is a quiet shift, the others are a board that grows old: only
the signs tell them apart that the writer leaves for as long as it hears the feed and can keep it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from jru_tui.board import Board
from jru_tui.desk.desk import Desk
from jru_tui.feeds import FeedHealth

EVERY_S = 2.0
"""How often a sign is left, and looked for, in seconds."""
ENDED = "the board that writes this journal has ended"
SILENT = (
    "the board that writes this journal has recorded nothing from the feed "
    "since: is it still working?"
)

Pause = Callable[[float], Awaitable[None]]


async def leave_signs(desk: Desk, sign: Callable[[], None], pause: Pause = asyncio.sleep) -> None:
    """Leave a sign for each answer of the feed that was heard and kept, until cancelled.

    Args:
        desk: the desk.
        sign: leaves one sign.
        pause: waits so many seconds.
    """
    signed_at: datetime | None = None
    while True:
        good_at = desk.health.good_at
        # Whoever looks on sees nothing of what is shown here and not kept.
        if good_at != signed_at and not desk.recorder.unsaved:
            with suppress(OSError):  # then whoever looks on is told that this one is silent
                await asyncio.to_thread(sign)
                signed_at = good_at
        await pause(EVERY_S)


def observed_health(
    board: Board, now: datetime, silent_s: float | None, patience_s: float
) -> FeedHealth:
    """Return the health of the feed from what its writer wrote down, and from its signs of life.

    It is lost where the writer has ended (`silent_s` is None) or was silent for too long.

    Args:
        board: the board as it stands.
        now: the present moment, UTC.
        silent_s: seconds since the last sign; None if the writer has ended.
        patience_s: seconds of silence that are usual.
    """
    feed, heard_at = board.feed, board.heard_at
    if silent_s is None:
        return FeedHealth("lost", good_at=heard_at, error=ENDED)
    if feed is None or feed.state == "stopped":
        return FeedHealth("connecting", good_at=heard_at)
    if feed.state != "live":
        return FeedHealth(
            feed.state, good_at=heard_at, as_of=feed.as_of, error=feed.reason, gone=feed.gone
        )
    good_at = now - timedelta(seconds=silent_s)
    if silent_s > patience_s:
        return FeedHealth("lost", good_at=good_at, as_of=feed.as_of, error=SILENT)
    return FeedHealth("live", good_at=good_at, as_of=feed.as_of, error=feed.reason)


async def observe(
    desk: Desk,
    clock: Callable[[], datetime],
    silence_s: Callable[[], float | None],
    patience_s: float,
    pause: Pause = asyncio.sleep,
) -> None:
    """Show what the writer writes, and how the feed is by that, until cancelled.

    `silence_s` says since when the writer gave no sign, None once it has ended; beyond
    `patience_s` seconds it keeps nothing more.

    Args:
        desk: the desk.
        clock: returns the present moment, UTC.
        silence_s: returns the seconds since the last sign; None once the writer has ended.
        patience_s: seconds of silence that are usual.
        pause: waits so many seconds.
    """
    silent_s = await asyncio.to_thread(silence_s)

    def hear() -> None:
        desk.health = observed_health(desk.board, clock(), silent_s, patience_s)

    # Before anybody draws what the writer wrote.
    stop = desk.subscribe(lambda _: hear(), first=True)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(desk.follow())
            while True:
                silent_s = await asyncio.to_thread(silence_s)
                desk.notify_feed_health()
                await pause(EVERY_S)
    finally:
        stop()
