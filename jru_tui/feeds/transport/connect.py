"""Connections and waits, shared by the poller and the outbox."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from jru_tui.settings import FeedSettings

if TYPE_CHECKING:
    import httpx

    from jru_tui.feeds.transport.client import HttpConnection

Waiter = Callable[[asyncio.Event, float], Awaitable[object]]
"""Waits until the event is set, at most so many seconds."""


async def wait_for_event(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, at most so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass


def open_line(
    settings: FeedSettings,
    url: str,
    clock: Callable[[], datetime],
    transport: "httpx.AsyncBaseTransport | None",
) -> "HttpConnection":
    """A line to the server of that address.

    To be called in a thread: it imports httpx and loads certificates.

    Args:
        settings: those of the feed.
        url: the address.
        clock: returns the present moment, UTC.
        transport: stands for the network; None for the real one.
    """
    from jru_tui.feeds.transport.client import HttpConnection  # noqa: PLC0415 - see above

    if not url.startswith("https:"):
        return HttpConnection(clock, transport, plain_http=settings.plain_http)
    from jru_tui.feeds.transport.tls import context  # noqa: PLC0415 - see above

    return HttpConnection(
        clock, transport, secure=context(settings.tls), plain_http=settings.plain_http
    )
