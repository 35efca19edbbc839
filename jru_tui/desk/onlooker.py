"""For one who looks on beside a writer: what is known of the feed, and that the writer lives.

The writer writes nothing down while nothing happens, and one that was killed writes nothing either.
The first is a quiet shift, the second a board that grows old: only the writer's lock tells them
apart.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from jru_tui.board.board import Board
from jru_tui.desk.desk import Desk
from jru_tui.feeds.reading import FeedHealth

EVERY_S = 2.0
"""How often the writer is looked for, in seconds."""
ENDED = "the board that kept this journal has ended"


def told_health(board: Board, now: datetime, *, alive: bool) -> FeedHealth:
    """How the feed is by what its writer wrote down; lost if that has ended."""
    feed, heard_at = board.feed, board.heard_at
    if not alive:
        return FeedHealth("lost", good_at=heard_at, error=ENDED)
    if feed is None or feed.state == "stopped":
        return FeedHealth("connecting", good_at=heard_at)
    # A writer that lives would have written down that the feed was lost.
    good_at = now if feed.state == "live" else heard_at
    return FeedHealth(feed.state, good_at=good_at, as_of=feed.as_of, error=feed.reason)


async def look_on(
    desk: Desk,
    clock: Callable[[], datetime],
    is_alive: Callable[[], bool],
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Show what the writer writes, and how the feed is by that, until cancelled."""
    alive = await asyncio.to_thread(is_alive)

    def hear() -> None:
        desk.health = told_health(desk.board, clock(), alive=alive)

    # Before anybody draws what the writer wrote.
    stop = desk.subscribe(lambda _: hear(), first=True)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(desk.follow())
            while True:
                alive = await asyncio.to_thread(is_alive)
                desk.looked()
                await pause(EVERY_S)
    finally:
        stop()
