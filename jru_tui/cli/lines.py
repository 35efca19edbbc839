"""The lines to the dispatch system, made behind the first frame.

Loading what they need takes as long as loading the screen.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from jru_tui.desk.desk import Desk

if TYPE_CHECKING:
    from jru_tui.feeds.outbox.outbox import Outbox
    from jru_tui.feeds.poller import HttpFeed

Make = Callable[[], Awaitable[tuple["HttpFeed", "Outbox | None"]]]
"""Makes the two lines; the outbox is None where nothing is written back."""


class Lines:
    """What keeps a desk in touch, once `attend` runs; until then there is nobody to ask."""

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
        from jru_tui.desk.workers import attend

        self._feed, self._outbox = await self._make()
        await attend(self._desk, self._feed, self._outbox)
