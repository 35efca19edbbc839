"""The links of a board that asks the feed itself: to the feed, and to the dispatch system."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from jru_tui.cli.times import awake_s, wall_clock
from jru_tui.desk import Desk, ServerClock, times_of
from jru_tui.settings import Settings, paths

if TYPE_CHECKING:
    from jru_tui.feeds import HttpFeed, Outbox

Make = Callable[[], Awaitable[tuple["HttpFeed", "Outbox | None"]]]
"""Makes the two lines; the outbox is None where nothing is written back."""


async def make_links(
    settings: Settings, desk: Desk, clock: ServerClock, warn: Callable[[str], None]
) -> tuple["HttpFeed", "Outbox | None"]:
    """Make the links to the feed and, where commands are written back, to the dispatch system.

    Args:
        settings: the settings in force.
        desk: the desk that they are for.
        clock: the board's time.
        warn: told what is doubtful about the settings and the mapping.
    """
    from jru_tui.feeds import HttpFeed, Outbox, RefusedDocuments, secrets_of_settings

    outbox = Outbox(settings.feed, clock, elapsed=awake_s) if desk.writes_back else None
    refused_documents = RefusedDocuments(
        paths.state_folder() / "refused", settings.feed.keep_refused_days, wall_clock
    )
    await asyncio.to_thread(refused_documents.expire)
    feed = HttpFeed(
        settings.feed,
        wall_clock,
        keep=refused_documents.keep,
        heard_at=desk.health.good_at,
        recall=partial(times_of, desk.board),
        monotonic=awake_s,
    )
    for warning in secrets_of_settings(settings.feed):
        warn(f"the settings: {warning}")
    for warning in feed.warnings:
        warn(f"the mapping: {warning}")
    return feed, outbox


class DeskLinks:
    """The links of a desk to its workers, once `attend` runs; until then there is nobody to ask."""

    def __init__(self, desk: Desk, make: Make) -> None:
        self._desk = desk
        self._make = make
        self._feed: HttpFeed | None = None
        self._outbox: Outbox | None = None

    def poll_now(self) -> bool:
        """Ask the feed and send what waits at once; False if the server asked for a pause.

        Before the lines are made there is nobody to ask, and the first poll comes by itself.
        """
        if self._outbox is not None:
            self._outbox.try_now()
        return self._feed is None or self._feed.poll_now()

    async def attend(self) -> None:
        """Make the lines and keep the desk in touch, until cancelled."""
        from jru_tui.desk import attend

        self._feed, self._outbox = await self._make()
        await attend(self._desk, self._feed, self._outbox)
