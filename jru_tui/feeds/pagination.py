"""The pages of a document, and a reading over its addresses: all or nothing."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.feeds.decoding.text import clean
from jru_tui.feeds.formats import DocumentFormat, FeedPage
from jru_tui.feeds.models import PollFailure
from jru_tui.feeds.transport.errors import ConnectionTrouble

if TYPE_CHECKING:
    from jru_tui.feeds.transport.client import HttpAnswer

MAX_PAGES = 100
_MAX_PATH = 60

Get = Callable[[str, "ReadPages"], Awaitable["HttpAnswer | ConnectionTrouble"]]
"""Asks for an address; what was taken before counts against the caps."""


class ReadPages(Struct, frozen=True):
    """The pages of one document, or of the several that make one reading, as they came.

    Attributes:
        etag: of the one page; None when there are more, for it speaks for one page only, and a
            document of several is always read again.
        size: bytes on the wire.
        bytes_held: the same bytes unpacked.
    """

    pages: tuple[FeedPage, ...] = ()
    etag: bytes | None = None
    size: int = 0
    bytes_held: int = 0

    def with_page(self, page: FeedPage, answer: "HttpAnswer") -> "ReadPages":
        """Return this, and one page more."""
        return ReadPages(
            pages=(*self.pages, page),
            etag=None if self.pages else answer.etag,
            size=self.size + answer.size,
            bytes_held=self.bytes_held + len(answer.body),
        )


async def follow(
    document_format: DocumentFormat,
    get: Get | None,
    answer: "HttpAnswer",
    part: int,
    taken: ReadPages,
) -> ReadPages | PollFailure:
    """Take the page in an answer and all that come after it, on the same server.

    Without `get` the one page is all there is.

    Args:
        document_format: the format of the documents.
        get: asks for an address; None where there is one page only.
        answer: the answer of the server.
        part: the address it came from, counted from 0.
        taken: the pages so far.
    """
    from jru_tui.feeds.transport.client import next_page  # noqa: PLC0415 - imports httpx

    seen = {answer.url}
    while True:
        page = await document_format.page(answer, part, len(seen) - 1)
        if isinstance(page, PollFailure):
            return page
        taken = taken.with_page(page, answer)
        link = page.next or answer.next
        if not link or get is None:
            return taken
        url = next_page(answer.url, link)
        if url is None:
            return PollFailure(
                "the feed's next page is on another server, or is not an address: not followed"
            )
        if url in seen or len(seen) >= MAX_PAGES:
            return PollFailure("the feed's pages never end")
        following = await get(url, taken)
        if isinstance(following, ConnectionTrouble):
            return _located(f"page {len(seen) + 1}", following.failure)
        seen.add(url)
        answer = following


async def other_parts(
    document_format: DocumentFormat,
    get: Get,
    addresses: tuple[str, ...],
    taken: ReadPages | PollFailure,
) -> ReadPages | PollFailure:
    """Get the other parts of the same reading; without all of them there is no reading.

    Args:
        document_format: the format of the documents.
        get: asks for an address.
        addresses: those of the whole reading, the first of which was taken.
        taken: the pages of the first part.
    """
    from jru_tui.feeds.transport.client import next_page  # noqa: PLC0415 - imports httpx

    for part, url in enumerate(addresses[1:], 1):
        if isinstance(taken, PollFailure):
            break
        if next_page(addresses[0], url) is None:
            return PollFailure("vehicles.url is on another server: not asked")
        answer = await get(url, taken)
        if isinstance(answer, ConnectionTrouble):
            return _located(_vehicles(url), answer.failure)
        taken = await follow(document_format, get, answer, part, taken)
        if isinstance(taken, PollFailure):
            return _located(_vehicles(url), taken)
    return taken


def _vehicles(url: str) -> str:
    """Name the address of the vehicles by its path alone: what follows may be a key."""
    return f"the vehicles ({clean(urlsplit(url).path, _MAX_PATH)}, vehicles.url)"


def _located(location: str, failure: PollFailure) -> PollFailure:
    # Only the feed's own address can say that there is nothing any more; a page may have expired.
    return replace(failure, reason=f"{location}: {failure.reason}", gone=False)
