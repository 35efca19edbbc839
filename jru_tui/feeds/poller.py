"""The poller: polls a feed over HTTP and yields one result for each poll.

One poll is one conditional GET with its pages, under one deadline; whatever goes wrong becomes a
`PollFailure` in words. The loop never overlaps two polls, keeps its own and the server's pace, and
backs off when nothing comes.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from msgspec import structs

from jru_tui.feeds.decoding.ambiguous_hour import Recall
from jru_tui.feeds.formats import format_of
from jru_tui.feeds.models import Poll, PollFailure, PollTiming, Unchanged
from jru_tui.feeds.outage_probe import OutageProbe
from jru_tui.feeds.pagination import ReadPages, follow, other_parts
from jru_tui.feeds.schedule import HICCUPS, Chance, next_poll_s, pace
from jru_tui.feeds.transport.auth import Credentials
from jru_tui.feeds.transport.connect import Waiter, open_line, wait_for_event
from jru_tui.feeds.transport.errors import ConnectionTrouble, hiccup_trouble
from jru_tui.feeds.transport.tls import ends_at, ends_soon
from jru_tui.settings import FeedSettings

if TYPE_CHECKING:
    import httpx

    from jru_tui.feeds.transport.client import HttpAnswer, HttpConnection

FULL_READ_S = 60.0
"""After this many seconds one poll asks for everything, without ETag and cursor: a cache that
wrongly says "not changed" is found out within a minute."""
_DOUBT_S = 2.0
"""What changed is not kept from the board for longer than this to find out whether a cache lied."""
_KEPT = 3
"""Pages of a refused document that are kept: the last ones, where it went wrong."""
SECOND_TRY_S = 0.25
"""A hiccup is tried once more within the same poll, after this pause, and is seen by nobody."""
_CURSOR_REFUSED = frozenset({400, 404, 410, 422})


class HttpFeed:
    """A feed at an address, open within `async with`; `polls` is the loop, `poll` one round of it.

    Args:
        settings: the address, the token, the pace and the caps.
        clock: this machine's time, only for `Retry-After` dates without a `Date`.
        transport: None for the network; the demo and tests hand in an application.
        keep: given what came of each refused document, in a thread.
        on_answer: told every answer as it came.
        looked_at: the feed is looked at rather than followed: readings tell what of a mapping found
            nothing.
        one_page: the first page stands for the whole document, as in a sample.
        heard_at: when the feed was heard last before this program began.
        recall: gives the times that are held of a record from then.
        monotonic, chance, wait: seconds, randomness and waiting, handed in for tests.

    Attributes:
        trip: what the last poll took.
    """

    def __init__(
        self,
        settings: FeedSettings,
        clock: Callable[[], datetime],
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        keep: Callable[[bytes], None] | None = None,
        on_answer: "Callable[[HttpAnswer | ConnectionTrouble], None] | None" = None,
        looked_at: bool = False,
        one_page: bool = False,
        heard_at: datetime | None = None,
        recall: Recall = lambda *_: frozenset(),
        monotonic: Callable[[], float] = time.monotonic,
        chance: Chance = random.random,
        wait: Waiter = wait_for_event,
    ) -> None:
        self.trip = PollTiming()
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._monotonic = monotonic
        self._chance = chance
        self._wait = wait
        self._format = format_of(
            settings, clock, thorough=looked_at, heard_at=heard_at, recall=recall
        )
        self._one_page = one_page
        self._keep = keep
        self._on_answer = on_answer
        self._credentials = Credentials(settings)
        self._certificate_ends_at: datetime | None = None
        self._bodies: list[bytes] = []
        self._size = 0
        self._line: HttpConnection | None = None
        self._wake = asyncio.Event()
        self._paused = False
        self._etag: bytes | None = None
        self._cursor: str | None = None
        self._unchanged = False  # so said the last answer, of the ETag that is held
        self._full_at: float | None = None
        self._fresh_s = 0.0
        self._failures = 0
        self._outage = OutageProbe(self._answers, wait)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on what should not be in the mapping."""
        return self._format.warnings

    async def __aenter__(self) -> Self:
        if (certificate := self._settings.tls.client_cert) is not None:
            self._certificate_ends_at = await asyncio.to_thread(ends_at, certificate)
        # Importing httpx and loading certificates would hold up the first keys.
        self._line = await asyncio.to_thread(
            open_line, self._settings, self._settings.url, self._clock, self._transport
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._line is not None:
            await self._line.aclose()
            self._line = None

    def poll_now(self) -> bool:
        """End the wait: poll at once, or again if a poll is under way.

        False: the server asked for a pause, and that is kept.
        """
        self._wake.set()
        return not self._paused

    async def polls(self) -> AsyncGenerator[tuple[Poll, float | None], None]:
        """Every poll with the seconds until the next one, for ever, one after the other.

        None in place of the seconds: there is none until `poll_now`.
        """
        while True:
            self._wake.clear()
            poll = await self.poll()
            if isinstance(poll, PollFailure) and poll.gone:
                yield poll, None
                await self._wake.wait()
                continue
            wait_s = next_poll_s(
                poll,
                self._failures,
                self._settings.interval_s,
                self._fresh_s,
                self._chance,
                took_s=self.trip.latency_s or 0.0,
            )
            self._paused = isinstance(poll, PollFailure) and bool(poll.retry_after_s)
            yield poll, wait_s
            if self._paused:
                await self._wait(asyncio.Event(), wait_s)
            else:
                await self._outage.pause(self._wake, wait_s)
            self._paused = False

    async def poll(self) -> Poll:
        """Ask once. Faults of the feed or the network are failures, never exceptions."""
        full = self._full_read_is_due()
        self._fresh_s, self._size = 0.0, 0
        started_s = self._monotonic()
        taken = await self._outage.attempt(partial(self._ask_in_time, full=full), self._is_answered)
        self._outage.note(is_on=isinstance(taken, PollFailure) and not taken.needs_person)
        latency_s = self._monotonic() - started_s
        try:
            poll = await self._read(taken, full=full) if isinstance(taken, ReadPages) else taken
        except Exception as error:  # noqa: BLE001 - see above
            poll = hiccup_trouble(error)
        bodies, self._bodies = self._bodies, []
        if isinstance(poll, PollFailure):
            poll = structs.replace(poll, reason=poll.reason + self._our_certificate())
            self._failures += 1
            if self._keep is not None:
                for body in bodies[-_KEPT:]:
                    await asyncio.to_thread(self._keep, body)
            if poll.needs_person:
                self._etag = self._cursor = None
        else:
            self._failures = 0
        self._unchanged = isinstance(poll, Unchanged)
        pace_reason = pace(poll, self._failures, self._settings.interval_s, self._fresh_s)
        self.trip = PollTiming(latency_s, self._size, pace_reason)
        return poll

    def _our_certificate(self) -> str:
        """Say that our own certificate has ended, which may be why nobody answers."""
        at = self._certificate_ends_at
        if at is None or at > self._clock():
            return ""
        return f"; our own certificate (feed.client_cert) expired on {at.day} {at:%B %Y}"

    def _full_read_is_due(self) -> bool:
        if self._etag is None and self._cursor is None:
            return True
        return self._full_at is None or self._monotonic() - self._full_at >= FULL_READ_S

    async def _answers(self) -> bool:
        """Ask for no document: only whether the server answers at all."""
        assert self._line is not None, "an HttpFeed is used within `async with`"
        headers = {**self._format.headers, **self._credentials.headers()}
        url = self._credentials.address(self._addresses(full=False)[0])
        return await self._line.answers(url, headers)

    def _is_answered(self) -> bool:
        return self._line is not None and self._line.is_answered

    async def _ask_in_time(self, *, full: bool) -> ReadPages | Unchanged | PollFailure:
        try:
            async with asyncio.timeout(self._settings.deadline_s):
                return await self._ask(full=full)
        except TimeoutError:
            return PollFailure(f"no complete answer came within {self._settings.deadline_s:g} s")
        except Exception as error:  # noqa: BLE001 - no answer may end the board, whatever is in it
            return hiccup_trouble(error)

    async def _ask(self, *, full: bool) -> ReadPages | Unchanged | PollFailure:
        """The first page, with a second try where one may help, and then the others."""
        addresses = self._addresses(full=full)
        answer = await self._get(addresses[0], full=full)
        if isinstance(answer, ConnectionTrouble):
            refused = not full and self._cursor is not None and answer.status in _CURSOR_REFUSED
            hiccup = answer.again and self._failures < HICCUPS
            if not hiccup and not refused:
                return answer.failure
            await self._wait(asyncio.Event(), SECOND_TRY_S)
            addresses = self._addresses(full=full or refused)
            answer = await self._get(addresses[0], full=full or refused)
            if isinstance(answer, ConnectionTrouble):
                return answer.failure
        self._fresh_s = answer.fresh_s
        if answer.unchanged:
            return Unchanged()
        more = None if self._one_page else self._more
        taken = await follow(self._format, more, answer, 0, ReadPages())
        return await other_parts(self._format, self._more, addresses, taken)

    def _addresses(self, *, full: bool) -> tuple[str, ...]:
        return self._format.addresses(self._settings.url, None if full else self._cursor)

    async def _lie(self, etag: bytes | None) -> str:
        """Say how the cache hid what a full read found changed; empty where it did not.

        It may have changed since the last “not changed” was said. So the ETag that was held until
        now is sent once more: who finds it good even beside another one does not look.
        """
        before = self._etag
        if before is None or etag is None:
            return ""
        if etag == before:
            # A weak ETag only promises that what matters is the same, and so cannot lie.
            return "" if before.startswith(b"W/") else "same ETag"
        if not self._unchanged:
            return ""
        try:
            async with asyncio.timeout(_DOUBT_S):
                # Without the body: only what it says counts.
                url = self._addresses(full=False)[0]
                answer = await self._once(
                    url, full=False, spent=self._settings.max_bytes, memory_before=0
                )
        except TimeoutError:
            return ""
        found_good = not isinstance(answer, ConnectionTrouble) and answer.unchanged
        return "to an ETag that is no longer valid" if found_good else ""

    async def _more(self, url: str, taken: ReadPages) -> "HttpAnswer | ConnectionTrouble":
        return await self._get(url, full=True, spent=taken.size, memory_before=taken.bytes_held)

    async def _get(
        self, url: str, *, full: bool, spent: int = 0, memory_before: int = 0
    ) -> "HttpAnswer | ConnectionTrouble":
        answer = await self._once(url, full=full, spent=spent, memory_before=memory_before)
        refused = isinstance(answer, ConnectionTrouble) and self._credentials.are_refused(
            answer.status
        )
        if refused and await self._credentials.read_again():
            answer = await self._once(url, full=full, spent=spent, memory_before=memory_before)
        if self._on_answer is not None:
            self._on_answer(answer)
        if not isinstance(answer, ConnectionTrouble):
            self._size += answer.size
        if came := answer.start if isinstance(answer, ConnectionTrouble) else answer.body:
            self._bodies.append(came)
        return answer

    async def _once(
        self, url: str, *, full: bool, spent: int, memory_before: int
    ) -> "HttpAnswer | ConnectionTrouble":
        assert self._line is not None, "an HttpFeed is used within `async with`"
        headers = {**self._format.headers, **self._credentials.headers()}
        if self._etag is not None and not full:
            headers[b"If-None-Match"] = self._etag
        address = self._credentials.address(url)
        answer = await self._line.get(
            address,
            headers,
            max_wire=self._settings.max_bytes - spent,
            max_body=self._settings.max_inflated_bytes - memory_before,
            any_type=self._format.any_type,
            any_page=self._settings.any_type,
            any_text=self._format.any_text,
        )
        if address != url and not isinstance(answer, ConnectionTrouble):
            # What is made of an answer's address must not hold the token.
            answer = structs.replace(answer, url=url)
        return answer

    async def _read(self, taken: ReadPages, *, full: bool) -> Poll:
        reading = await self._format.read(taken.pages, taken.size)
        if isinstance(reading, PollFailure):
            return reading
        if not reading.remark and (remark := ends_soon(self._certificate_ends_at, self._clock())):
            reading = structs.replace(reading, remark=remark)
        changed = bool(reading.calls or reading.vehicles)
        if full and changed and (lie := await self._lie(taken.etag)):
            remark = f"the feed's cache says “not changed” although something had ({lie})"
            reading = structs.replace(reading, remark=remark)
        if full:
            self._full_at = self._monotonic()
        self._etag, self._cursor = taken.etag, reading.cursor
        if reading.waiting:
            # What waits is read again only from what is not said to be unchanged.
            self._etag = self._cursor = None
        return reading
