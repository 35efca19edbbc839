"""A Textual app that asks a feed at each key and shows one call: the floor of a feed change.

It decodes the whole document into typed records, as any program has to that cannot know beforehand
which record changed.
"""

import sys

import httpx
import msgspec
from textual.app import App, ComposeResult
from textual.widgets import Static

from benchmarks.floors.document import Document


class FeedApp(App[None]):
    """One line: the place of the call whose id is given."""

    def __init__(self, url: str, call: str) -> None:
        super().__init__()
        self._url = url
        self._call = call
        self._decoder = msgspec.json.Decoder(Document)
        self._client = httpx.AsyncClient(timeout=60)

    def compose(self) -> ComposeResult:
        """Show the line."""
        yield Static("ready")

    async def on_key(self) -> None:
        """Ask the feed, decode its document and show the call."""
        answer = await self._client.get(self._url)
        document = self._decoder.decode(answer.content)
        (call,) = (call for call in document.calls if call.id == self._call)
        self.query_one(Static).update(f"ready {call.where.text}")

    async def on_unmount(self) -> None:
        """Let go of the connection."""
        await self._client.aclose()


if __name__ == "__main__":
    FeedApp(*sys.argv[1:]).run()
