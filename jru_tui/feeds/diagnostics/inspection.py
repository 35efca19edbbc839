"""An inspection of a feed, or of a file in place of one; keeps nothing."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from jru_tui.feeds.diagnostics.feed_check import AnswerSummary, FeedCheckBuilder, PollRound
from jru_tui.feeds.models import FeedReading
from jru_tui.feeds.poller import HttpFeed
from jru_tui.feeds.transport.errors import ConnectionTrouble
from jru_tui.settings import FeedSettings

if TYPE_CHECKING:
    import httpx

    from jru_tui.feeds.transport.client import HttpAnswer

FROM_FILE = "http://file.localhost/"
"""An address that no network ever sees."""


class Sample(Struct, frozen=True):
    """A document from a file: as much of it as a feed may send, and how large the whole is."""

    start: bytes
    size: int


def file_transport(
    sample: Sample, beside: Mapping[str, Sample] = MappingProxyType({})
) -> "httpx.AsyncBaseTransport":
    """A server that has this document at its address.

    `beside` holds what it has at other addresses, by the last part of their path.
    """
    import httpx  # noqa: PLC0415 - imports httpx only where a file is looked at

    def answer(request: "httpx.Request") -> "httpx.Response":
        content = beside.get(request.url.path.rpartition("/")[2], sample)
        length = {"Content-Length": str(content.size)}
        return httpx.Response(200, headers=length, stream=httpx.ByteStream(content.start))

    return httpx.MockTransport(answer)


async def inspect_polls(
    watch: FeedCheckBuilder,
    settings: FeedSettings,
    clock: Callable[[], datetime],
    rounds: int,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> AsyncIterator[PollRound]:
    """Poll the feed so many times, at the pace of the board, and yield each result.

    Args:
        watch: takes in what each poll brought.
        settings: those of the feed.
        clock: returns the present moment, UTC.
        rounds: how many polls.
        transport: stands for the network; None for the real one.

    Raises:
        SettingsError: the mapping that the settings name is wrong.
    """
    answers: list[AnswerSummary] = []
    read_at: set[datetime] = set()

    def noted() -> datetime:
        """Return this machine's time, remembered.

        A document of just that time has none of its own.
        """
        now = clock()
        read_at.add(now)
        return now

    def note_answer(answer: "HttpAnswer | ConnectionTrouble") -> None:
        if transport is None:  # a file has no manners
            answers.append(_wire(answer, clock()))

    feed = HttpFeed(
        settings,
        noted,
        transport=transport,
        on_answer=note_answer,
        looked_at=True,
        one_page=transport is not None,
    )
    async with feed, aclosing(feed.polls()) as polls:
        async for poll, wait_s in polls:
            undated = isinstance(poll, FeedReading) and poll.generated_at in read_at
            yield watch.add(poll, answers, clock(), wait_s, undated=undated)
            answers.clear()
            read_at.clear()
            rounds -= 1
            if rounds <= 0 or wait_s is None:
                return


def _wire(answer: "HttpAnswer | ConnectionTrouble", now: datetime) -> AnswerSummary:
    if isinstance(answer, ConnectionTrouble):
        return AnswerSummary(answer.status)
    ahead = None if answer.date is None else round((answer.date - now).total_seconds())
    return AnswerSummary(
        status=304 if answer.unchanged else 200,
        size=answer.size,
        packed=answer.packed,
        etag=answer.etag is not None,
        caching=answer.caching,
        ahead_s=ahead,
        fresh_s=answer.fresh_s,
    )
