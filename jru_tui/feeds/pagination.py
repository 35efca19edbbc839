"""Follows a document from page to page, and a reading over its addresses: all or nothing."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.feeds.decoding.text import clean
from jru_tui.feeds.formats import Dialect, Page
from jru_tui.feeds.models import Failure
from jru_tui.feeds.transport.errors import Trouble

if TYPE_CHECKING:
    from jru_tui.feeds.transport.client import Answer

MAX_PAGES = 100
_MAX_PATH = 60

Get = Callable[[str, "Taken"], Awaitable["Answer | Trouble"]]
"""Asks for an address; what was taken before counts against the caps."""


class Taken(Struct, frozen=True):
    """All pages of one document, or of the several that make one reading, as they came.

    Attributes:
        etag: of the one page; None when there are more, for it speaks for one page only, and a
            document of several is always read again.
        size: bytes on the wire.
        held: the same bytes unpacked.
    """

    pages: tuple[Page, ...] = ()
    etag: bytes | None = None
    size: int = 0
    held: int = 0

    def with_page(self, page: Page, answer: "Answer") -> "Taken":
        """This, and one page more."""
        return Taken(
            pages=(*self.pages, page),
            etag=None if self.pages else answer.etag,
            size=self.size + answer.size,
            held=self.held + len(answer.body),
        )


async def follow(
    dialect: Dialect, get: Get | None, answer: "Answer", part: int, taken: Taken
) -> Taken | Failure:
    """Take the page in an answer and all that come after it, on the same server.

    Without `get` the one page is all there is.
    """
    from jru_tui.feeds.transport.client import next_page  # noqa: PLC0415 - imports httpx

    seen = {answer.url}
    while True:
        page = await dialect.page(answer, part, len(seen) - 1)
        if isinstance(page, Failure):
            return page
        taken = taken.with_page(page, answer)
        link = page.next or answer.next
        if not link or get is None:
            return taken
        url = next_page(answer.url, link)
        if url is None:
            return Failure("the feed's next page is on another server, or no address: not followed")
        if url in seen or len(seen) >= MAX_PAGES:
            return Failure("the feed's pages come to no end")
        following = await get(url, taken)
        if isinstance(following, Trouble):
            return _told(f"page {len(seen) + 1}", following.failure)
        seen.add(url)
        answer = following


async def other_parts(
    dialect: Dialect, get: Get, addresses: tuple[str, ...], taken: Taken | Failure
) -> Taken | Failure:
    """What is at the other addresses of the same reading; without them there is no reading."""
    from jru_tui.feeds.transport.client import next_page  # noqa: PLC0415 - imports httpx

    for part, url in enumerate(addresses[1:], 1):
        if isinstance(taken, Failure):
            break
        if next_page(addresses[0], url) is None:
            return Failure("vehicles.url is on another server: not asked")
        answer = await get(url, taken)
        if isinstance(answer, Trouble):
            return _told(_vehicles(url), answer.failure)
        taken = await follow(dialect, get, answer, part, taken)
        if isinstance(taken, Failure):
            return _told(_vehicles(url), taken)
    return taken


def _vehicles(url: str) -> str:
    """By its path alone: what follows in the address may be a key."""
    return f"the vehicles ({clean(urlsplit(url).path, _MAX_PATH)}, vehicles.url)"


def _told(where: str, failure: Failure) -> Failure:
    # Only the feed's own address can say that there is nothing any more; a page may have expired.
    return replace(failure, reason=f"{where}: {failure.reason}", gone=False)
