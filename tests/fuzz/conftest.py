"""A server in this process that has a document at its address, and a real poller of it."""

import gzip
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx

from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.model import FeedSettings
from tests.feeds.conftest import NOW, no_wait
from tests.fuzz.documents import Seed

_KINDS = {"json": "application/json", "csv": "text/csv", "xml": "application/xml"}


class Served(httpx.AsyncBaseTransport):
    """Answers with the parts of a document as they are now, five seconds later each time."""

    def __init__(self, seed: Seed, parts: Sequence[bytes] = ()) -> None:
        self.seed = seed
        self._now = NOW
        self.serve(*(parts or seed.parts))

    def serve(self, *parts: bytes) -> None:
        """Answer with these from now on: the calls' document, and the vehicles'."""
        self._packed = tuple(gzip.compress(part, 1) for part in parts)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        first = query.get("$offset", "0") == "0" and "after" not in query
        vehicles = len(self._packed) > 1 and request.url.path.endswith("units.geojson")
        body = self._packed[vehicles]
        if not first and self.seed.empty is not None:
            body = gzip.compress(self.seed.empty)
        self._now += timedelta(seconds=5)
        return httpx.Response(
            200,
            headers={
                "Content-Type": _KINDS[self.seed.form],
                "Content-Encoding": "gzip",
                "Date": f"{self._now:%a, %d %b %Y %H:%M:%S} GMT",
            },
            stream=httpx.ByteStream(body),
        )

    def time(self) -> datetime:
        return self._now


def feed_of(served: Served, **settings: Any) -> HttpFeed:
    """A poller of what is served, by the mapping of its seed."""
    chosen = FeedSettings(
        url="http://fuzz.localhost/feed",
        mapping=served.seed.mapping,
        zone="Europe/London",
        **settings,
    )
    return HttpFeed(chosen, served.time, transport=served, wait=no_wait, monotonic=lambda: 0.0)
