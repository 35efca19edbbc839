"""Feed formats: how to request each kind of document, and what decodes it.

The poller knows HTTP, a `DocumentFormat` the rest: `NativeFormat` is `jru/1`, `MappedFormat` any
other.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from jru_tui.feeds.decoding.ambiguous_hour import Recall
from jru_tui.feeds.decoding.decoder import MAX_RECORDS, Decoder
from jru_tui.feeds.decoding.envelope import DocumentEnvelope
from jru_tui.feeds.models import FeedReading, PollFailure
from jru_tui.feeds.transport.urls import with_parameters
from jru_tui.settings import FeedSettings

if TYPE_CHECKING:
    from jru_tui.feeds.transport.client import HttpAnswer


class FeedPage(Protocol):
    """A page of a document; `next` is the address of the one after it, None after the last."""

    @property
    def next(self) -> str | None:
        """Absolute, or relative to this page's own address."""


class DocumentFormat(Protocol):
    """A format of documents: its addresses, its decoder and its accepted media types.

    Attributes:
        headers: sent with each request.
        any_type: the document may be marked as anything but a web page.
        warnings: sentences on what should not be in the mapping.
        any_text: it may also be in another encoding than UTF-8, which the format sees to.
    """

    @property
    def headers(self) -> Mapping[bytes, bytes]: ...  # noqa: D102 - see above

    @property
    def any_type(self) -> bool: ...  # noqa: D102 - see above

    @property
    def warnings(self) -> tuple[str, ...]: ...  # noqa: D102 - see above

    @property
    def any_text(self) -> bool: ...  # noqa: D102 - see above

    def addresses(self, url: str, cursor: str | None) -> tuple[str, ...]:
        """List the addresses of one reading; with a cursor, of what changed since it."""

    async def page(self, answer: "HttpAnswer", part: int, number: int) -> FeedPage | PollFailure:
        """Take one page apart: of which address, and which page of it, both from 0.

        Args:
            answer: the answer of the server.
            part: the address it came from, counted from 0.
            number: the page of that address, counted from 0.
        """

    async def read(self, pages: Sequence[Any], size: int) -> FeedReading | PollFailure:
        """The reading of all pages of all parts, `size` bytes on the wire; all or nothing."""


class NativeFormat:
    """The format `jru/1`: one address, one kind of JSON.

    Args:
        clock: returns the present moment, UTC.
        zone: the time zone of times that name none; None refuses them.
        max_records: records of one kind that a document may have.
        any_type: true if the answer may be declared as anything, not only as JSON.
        keep_unknown: true if fields that the contract does not know are kept.
        heard_at: when the feed was last heard before this start, UTC; None for never.
        recall: returns the times of a record as they were read before.
    """

    headers: Mapping[bytes, bytes] = {}
    warnings: tuple[str, ...] = ()
    any_text = False

    def __init__(
        self,
        clock: Callable[[], datetime],
        zone: tzinfo | None = None,
        max_records: int = MAX_RECORDS,
        *,
        any_type: bool = False,
        keep_unknown: bool = True,
        heard_at: datetime | None = None,
        recall: Recall = lambda *_: frozenset(),
    ) -> None:
        self._clock = clock
        self._decoder = Decoder(
            zone, max_records, keep_unknown=keep_unknown, heard_at=heard_at, recall=recall
        )
        self.any_type = any_type

    def addresses(self, url: str, cursor: str | None) -> tuple[str, ...]:
        """The one address, with the cursor where there is one."""
        return (with_parameters(url, {} if cursor is None else {"since": cursor}),)

    async def page(
        self,
        answer: "HttpAnswer",
        part: int,  # noqa: ARG002 - every format is asked alike
        number: int,  # noqa: ARG002 - every format is asked alike
    ) -> DocumentEnvelope | PollFailure:
        """Read the envelope of one page.

        Args:
            answer: the answer of the server.
            part: the address it came from, counted from 0.
            number: the page of that address, counted from 0.
        """
        return await self._decoder.page(answer.body, answer.date or self._clock())

    async def read(self, pages: Sequence[DocumentEnvelope], size: int) -> FeedReading | PollFailure:
        """Read what changed since the last document."""
        return await self._decoder.read(pages, size)


def format_of(
    settings: FeedSettings,
    clock: Callable[[], datetime],
    *,
    thorough: bool = False,
    heard_at: datetime | None = None,
    recall: Recall = lambda *_: frozenset(),
) -> DocumentFormat:
    """The format that the settings name.

    Args:
        settings: of the feed.
        clock: this machine's time.
        thorough: readings tell what of a mapping found nothing.
        heard_at: when the feed was heard last before this program began.
        recall: gives the times that are held of a record from then.

    Raises:
        SettingsError: it is a mapping, and wrong.
    """
    if settings.mapping is not None:
        # Only those who use a mapping pay for its libraries.
        from jru_tui.feeds.mapping.load import load_mapping  # noqa: PLC0415 - see above
        from jru_tui.feeds.mapping.mapped_format import MappedFormat  # noqa: PLC0415 - see above

        mapping = load_mapping(settings.mapping)
        return MappedFormat(
            mapping,
            clock,
            settings.max_records,
            thorough=thorough,
            keep_unknown=settings.keep_unknown,
            heard_at=heard_at,
            recall=recall,
        )
    zone = ZoneInfo(settings.zone) if settings.zone else None
    return NativeFormat(
        clock,
        zone,
        settings.max_records,
        any_type=settings.any_type,
        keep_unknown=settings.keep_unknown,
        heard_at=heard_at,
        recall=recall,
    )
